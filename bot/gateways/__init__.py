"""One module per vendor, each fitting a protocol of `bot.pipeline.ports`; the folders hold what the modules need.

`screening` finds hidden text and orders to a model, for pages and both readers. `english` has words, sentences and word lists.
"""
