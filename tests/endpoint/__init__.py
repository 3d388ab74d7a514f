"""The model reader against a real server: whatever OPENAI_BASE_URL names. Run by `make test-endpoint` alone."""
