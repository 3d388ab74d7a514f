"""One vendor a file: `web`, `llm`, `embeddings`, `builtin_reader`, `durable`; the folders hold what each of them needs.

Each fits a protocol of `bot.pipeline.ports`.
"""
