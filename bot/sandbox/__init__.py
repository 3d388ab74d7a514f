"""The sandbox: a fictional newsroom for trying and testing, with outlets, their pages, and one scripted day."""
