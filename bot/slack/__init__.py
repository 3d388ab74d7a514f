"""The Slack app: what people post and press comes in, cards go out."""
