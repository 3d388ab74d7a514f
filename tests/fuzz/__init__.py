"""Fuzzing: whatever comes in by a door, nothing but our own errors comes out. `python -m tests.fuzz` runs it."""
