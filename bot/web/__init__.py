"""What the bot serves over HTTP: Slack's requests, installation by OAuth, and /healthz."""
