"""Measures a reader, and the search, on labelled cases, over the same path that a link takes."""
