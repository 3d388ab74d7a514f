"""Values and judgement: pure, with no I/O and no clock."""
