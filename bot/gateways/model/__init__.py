"""The model endpoint: its limits and errors, the form of its answers, the prompts."""
