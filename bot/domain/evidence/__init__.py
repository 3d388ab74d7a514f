"""Looks up in an article what a reader says of it: names, who says what, dates, corrections, and the outlet's own work."""
