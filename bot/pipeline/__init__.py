"""The story of one link, from paste to record; start with `review.py`."""
