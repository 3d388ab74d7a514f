"""Words that people read in more than one place, the terminal and Slack."""

import datetime as dt
import re

from bot.domain.model import Basis, Event, EventKind, Revision
from bot.domain.record import DecisionKind, EditKind, EventEdit, Proposal

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
EDITED = {
    EditKind.RETRACT: "Retracted",
    EditKind.REOPEN: "Reopened",
    EditKind.REWORD: "Reworded",
    EditKind.RESTORE: "The older wording restored",
}
REVISES = {Revision.UPDATE: "a later figure", Revision.WITHDRAWAL: "takes it back"}
WITHDRAWAL, UPDATE = "❗", "🔄"
DECIDED = {
    DecisionKind.APPROVE: "Approved",
    DecisionKind.AMEND: "Amended and approved",
    DecisionKind.REJECT: "Rejected",
    DecisionKind.UNDO: "Taken back",
}


def mark_of(proposal: Proposal) -> str:
    """Return the mark of a proposal that withdraws a report or gives a later figure; "" for others."""
    return WITHDRAWAL if proposal.withdraws else UPDATE if proposal.updates else ""


def marked(proposal: Proposal) -> str:
    """Return a proposal's verdict, with its mark."""
    return f"{mark_of(proposal)} {proposal.verdict}".strip()


def edit_said(event: Event, edit: EventEdit) -> str:
    """Say what an editor changed about an event and why, to follow "Reworded by ANN"; "" if there is nothing to say."""
    why = f" ({edit.reason})" if edit.reason else ""
    if edit.claim is None or edit.becomes is None:
        return f": {edit.reason}" if edit.reason else ""
    undone = "" if edit.stands else ", taken back with its decision"
    old, new = event.claim(edit.claim).text, event.claim(edit.becomes).text
    old, new = (old, new) if edit.kind is EditKind.REWORD else (new, old)
    return f": “{old}” → “{new}”{why}{undone}"


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
