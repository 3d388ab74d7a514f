"""The views: pure functions from values to Slack's blocks."""
