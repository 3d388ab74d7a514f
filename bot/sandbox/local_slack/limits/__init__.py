"""What Slack rejects, block by block, with the place of each problem. From docs.slack.dev as of 2026."""
