"""What the inputs of our modals are called, so that what is drawn and what reads the answers agree."""

from enum import StrEnum


class Field(StrEnum):
    """The block ids of inputs; an input's action id is the same, except where it searches (Action.FIND_…)."""

    REASON = "reason"
    EVENT = "event"
    HEADLINE = "headline"
    KIND = "kind"
    PLACE = "place"
    DATE = "date"
    CLAIMS = "claims"
    SPEAKER = "speaker"
    ENTITIES = "entities"
    LINK = "link"
    TEXT = "text"
    NOTE = "note"
    CHANNEL = "channel"
    EDITORS = "editors"
    EDITOR_GROUPS = "editor_groups"
    WATCHED = "watched_channels"
    HOME = "home_channel"
    ALLOWED = "allowed"
    IGNORED = "ignored_domains"
    UNDO_MINUTES = "undo_minutes"
    REMINDER_HOURS = "reminder_hours"
    REMINDER_CHANNEL = "reminder_channel"
    DAYS = "days"
    TIME = "time"
    ZONE = "zone"
    PARTS = "parts"
    KINDS = "kinds"
    TAGS = "tags"
    QUIET = "quiet"
    ADDRESSES = "addresses"


class Part(StrEnum):
    """What belongs to one report in the edit modal, each followed by the report's id (`of`).

    `judged` is the block of the selects; those and the checkbox send their own clicks, which need an answer and nothing more.
    """

    JUDGED = "judged"
    STANCE = "edit_stance"
    TONE = "edit_tone"
    BASIS = "edit_basis"
    ORIGIN = "edit_origin"
    LEFT_OUT = "edit_left_out"
    NAME = "origin_name"


MERELY_CHANGED = (Part.STANCE, Part.TONE, Part.BASIS, Part.ORIGIN, Part.LEFT_OUT)
"""The action ids, before ":", of selects in a modal that are read when it is submitted."""
SELF_APPROVAL, SHARED_CHANNELS = "self_approval", "shared_channels"
"""The values of the checkboxes in `Field.ALLOWED`."""

MOST_REPORTS = 20
"""So many reports can be edited in one modal; further ones stay as they are (a view has at most 100 blocks)."""
MOST_STATEMENTS = 10
"""So many statements can be chosen from (a group of checkboxes has at most 10 options)."""
LONGEST_TEXT = 3000
"""What one text input of Slack's takes."""
TEXT_BOXES = 4
"""How many of them a pasted article may fill."""

KEEP, OWN, UNNAMED, WRITE = "keep", "own", "unnamed", "write"


def of(part: Part, report_id: str) -> str:
    """Name a part of one report."""
    return f"{part}:{report_id}"


def numbered(field: Field, number: int) -> str:
    """Name the nth input of a field that has several, counted from 0; the first bears the field's own name."""
    return field.value if number == 0 else f"{field}:{number}"
