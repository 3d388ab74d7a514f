"""Packs of evidence: an event as it is on record, in one file that anybody can verify."""
