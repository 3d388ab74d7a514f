"""The model endpoint: its limits and errors, the schema of its answers, the prompts."""
