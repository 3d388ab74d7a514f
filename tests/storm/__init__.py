"""The storm: many links at once, every event delivered twice, calls that fail, and a bot that is killed several times."""
