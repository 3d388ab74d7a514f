"""Second Source: a newsroom verifies events together."""
