"""What the bot serves over HTTP: Slack's requests, the installation by OAuth, its own health."""
