"""One vendor a file; each fits a protocol of `bot.pipeline.ports`."""
