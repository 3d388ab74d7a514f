"""The Slack app: events, commands and interactions come in, cards go out."""
