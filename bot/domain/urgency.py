"""The order in which proposals wait for an editor, and what each would change in a word."""

from collections.abc import Mapping, Sequence
from enum import IntEnum, StrEnum
from itertools import groupby
from typing import NamedTuple

from bot.domain.handling import UNHANDLED, Handling
from bot.domain.model import EventKind, Level
from bot.domain.people import same_person
from bot.domain.record import FiledProposal, Proposal
from bot.domain.remarks import ANOTHER_NUMBER
from bot.domain.verdict import adds_nothing
from bot.domain.wording import counted, open_said

_HEIGHT = {
    Level.RETRACTED: -1,
    Level.DISPUTED: 0,
    Level.UNVERIFIED: 0,
    Level.REPORTED: 1,
    Level.CORROBORATED: 2,
    Level.VERIFIED: 3,
}


class Urgency(IntEnum):
    """How soon an editor should look, from the most urgent on."""

    WITHDRAWS = 0
    FALLS = 1
    VERIFIES = 2
    MOVES = 3
    ASKS = 4
    ADDS = 5
    NOTHING = 6


class Chosen(StrEnum):
    """Which proposals of the queue somebody looks at, and in which order."""

    URGENT = "urgent"
    OLDEST = "oldest"
    OTHERS = "others"
    NEW = "new"
    OPEN = "open"
    NOTHING = "nothing"
    MINE = "mine"
    ASKED = "asked"


class Only(NamedTuple):
    """To what somebody narrows the queue: one event (its slug), a kind of event, who brought the link; None for any."""

    event: str | None = None
    kind: EventKind | None = None
    by: str | None = None

    def takes(self, filed: FiledProposal, kind: EventKind | None) -> bool:
        """Tell whether a proposal is among them; `kind` is its event's."""
        return (
            self.event in (None, filed.proposal.event)
            and self.kind in (None, kind)
            and (self.by is None or same_person(self.by, filed.submission.by))
        )


def urgency_of(proposal: Proposal) -> Urgency:
    """Return how soon an editor should look at a proposal."""
    moves = _moves(proposal)
    if proposal.withdraws:
        return Urgency.WITHDRAWS
    if any(_falls(*move) for move in moves) or contradicts(proposal):
        return Urgency.FALLS
    if any(new is Level.VERIFIED for _, new in moves):
        return Urgency.VERIFIES
    if moves or proposal.event is None or proposal.revisions:
        return Urgency.MOVES
    if proposal.open_reports:
        return Urgency.ASKS
    return Urgency.NOTHING if adds_nothing(proposal) else Urgency.ADDS


def contradicts(proposal: Proposal) -> bool:
    """Tell whether the article counts otherwise than the record."""
    return any(remark.startswith(ANOTHER_NUMBER) for remark in proposal.remarks)


def in_a_word(proposal: Proposal) -> str:
    """Say in a few words what approving would change."""
    moves = _moves(proposal)
    moves.sort(key=lambda move: (not _falls(*move), -_HEIGHT[move[1]]))
    match urgency_of(proposal):
        case Urgency.WITHDRAWS:
            return "Takes a report back"
        case _ if proposal.event is None:
            return "New event"
        case _ if moves:
            (old, new), others = moves[0], len(moves) - 1
            left_open = f" · {open_said(len(proposal.open_reports))}" if proposal.open_reports else ""
            if others and len(set(moves)) == 1:
                return f"{counted(len(moves), 'claim')}: {old} → {new}{left_open}"
            more = f", and {counted(others, 'more claim')}" if others else ""
            return f"{old.capitalize()} → {new}{more}{left_open}"
        case Urgency.FALLS:
            return "Contradicts the record"
        case Urgency.MOVES:
            return "A later figure"
        case Urgency.ASKS:
            return open_said(len(proposal.open_reports))
        case Urgency.NOTHING:
            return "Nothing new"
        case _:
            return "No level moves"


def chosen(
    waiting: Sequence[FiledProposal], which: Chosen, person: str, handled: Mapping[int, Handling]
) -> list[FiledProposal]:
    """Return the proposals of the queue that somebody wants to see; `handled` says who deals with each, by its id."""
    match which:
        case Chosen.MINE:
            return [filed for filed in waiting if handled.get(filed.id, UNHANDLED).hold_of(person)]
        case Chosen.ASKED:
            return [filed for filed in waiting if handled.get(filed.id, UNHANDLED).waits_for_answer]
        case Chosen.OTHERS:
            return [filed for filed in waiting if filed.submission.by != person]
        case Chosen.NEW:
            return [filed for filed in waiting if filed.proposal.event is None]
        case Chosen.OPEN:
            return [filed for filed in waiting if filed.proposal.open_reports]
        case Chosen.NOTHING:
            return [filed for filed in waiting if adds_nothing(filed.proposal)]
        case _:
            return list(waiting)


def by_event(waiting: Sequence[FiledProposal], *, oldest_first: bool = False) -> list[list[FiledProposal]]:
    """Group proposals by event, the event with the most urgent one first, then the oldest; a new event stands alone."""

    def order(filed: FiledProposal) -> tuple[int, int]:
        return (0 if oldest_first else urgency_of(filed.proposal), filed.id)

    def group(filed: FiledProposal) -> str:
        return filed.proposal.event or f"new:{filed.id}"

    groups = [sorted(each, key=order) for _, each in groupby(sorted(waiting, key=group), key=group)]
    return sorted(groups, key=lambda each: order(each[0]))


def _moves(proposal: Proposal) -> list[tuple[Level, Level]]:
    pairs = zip(proposal.before, proposal.after, strict=True)
    return [(old.level, new.level) for old, new in pairs if old.level is not new.level]


def _falls(old: Level, new: Level) -> bool:
    return new is Level.DISPUTED or _HEIGHT[new] < _HEIGHT[old]
