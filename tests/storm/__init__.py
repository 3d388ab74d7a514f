"""The storm: many links at once, everything delivered twice, calls that fail, and a bot that is killed again and again."""
