"""Letters: a digest as people read it outside Slack, as plain text and as HTML that mail programs show."""
