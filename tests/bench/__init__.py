"""Figures, not tests; `make bench` prints them."""
