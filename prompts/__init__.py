"""The prompts, as Markdown files with a front matter (name, version)."""
