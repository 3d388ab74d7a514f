"""The command line's groups of commands; each is thin, and shows what the story gives."""
