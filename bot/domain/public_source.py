"""What a reader may send by the form on an event's page, and what is said of it later."""

from enum import StrEnum

PUBLIC = "the public"
"""Who brought what readers send, on record."""
LONGEST_LINK, LONGEST_TEXT, LONGEST_NOTE, LONGEST_EMAIL = 2_000, 30_000, 500, 254
"""Characters."""


class Became(StrEnum):
    """What became of a source, as far as a reader may know."""

    WITH_NEWSROOM = "with the newsroom"
    ON_RECORD = "on record"
    TAKEN = "taken"
    NOT_TAKEN = "not taken"
    UNREADABLE = "unreadable"
    NOTHING_NEW = "nothing to check"
