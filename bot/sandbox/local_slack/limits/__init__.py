"""What Slack rejects: block by block, with the place of each problem, from docs.slack.dev as stored in 2026."""
