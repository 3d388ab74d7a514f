"""Words that people read in more than one place, the terminal and Slack."""

import datetime as dt
import re

from bot.domain.model import Basis, EventKind
from bot.domain.record import DecisionKind

# Control characters could move a terminal's cursor, and bidirectional overrides could turn a sentence round.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
TONE_NOTE = "Tone is the outlet's language; it is not a verification."
EMOJI = {
    EventKind.STATEMENT: "📢",
    EventKind.ATTACK: "💥",
    EventKind.ELECTION: "🗳️",
    EventKind.ACCIDENT: "🚨",
    EventKind.DISASTER: "🌊",
    EventKind.PROTEST: "✊",
    EventKind.COURT: "⚖️",
    EventKind.POLICY: "🏛️",
    EventKind.BUSINESS: "💼",
    EventKind.HEALTH: "🩺",
    EventKind.SCIENCE: "🔬",
    EventKind.OTHER: "📌",
}
DECIDED = {
    DecisionKind.APPROVE: "Approved",
    DecisionKind.AMEND: "Amended and approved",
    DecisionKind.REJECT: "Rejected",
    DecisionKind.UNDO: "Taken back",
}


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 report", "1,204 reports"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def known_by(basis: Basis) -> str:
    """Say how an outlet knows, in words."""
    return basis.replace("_", " ")


def age(since: dt.datetime, now: dt.datetime) -> str:
    """Say for how long something has been waiting."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return counted(seconds // _MINUTE, "minute")
    if seconds < 2 * _DAY:
        return counted(seconds // _HOUR, "hour")
    return counted(seconds // _DAY, "day")


def clean(text: str) -> str:
    """Drop what could steer a terminal or turn a line round, and put the text on one line."""
    return " ".join(_STEERING.sub("", text).split())


def shortened(text: str, words: int = 20) -> str:
    """Return words of an article in quotation marks, without their end if they are many."""
    parts = text.split()
    return f"“{' '.join(parts)}”" if len(parts) <= words else f"“{' '.join(parts[:words])} …”"
