"""The pages of the demo newsroom day, as their fictional outlets would serve them."""
