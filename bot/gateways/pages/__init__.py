"""Pages: what may be fetched, how bytes become text, and what of a page counts."""
