"""Measures a reader and the search on labelled cases, through the same pipeline as a link."""
