"""The handlers: a plain function for each kind of request, listed in `bot.slack.routes`."""
