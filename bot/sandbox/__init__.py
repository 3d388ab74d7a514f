"""A newsroom to try and to test with: fictional outlets, their pages, and one scripted day."""
