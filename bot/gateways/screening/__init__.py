"""What is kept from being read: words that a page hides, and words that are orders to a model."""
