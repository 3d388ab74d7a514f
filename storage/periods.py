"""What happened in a period, for digests: changed levels, new events, pending proposals, failed links, contributors.

A period is after `since`, up to and including `until`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, case, func, literal
from sqlalchemy import select as rows
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.domain.api_token import BROUGHT_BY
from bot.domain.digest import Change, Move, Places, Tally, place_of
from bot.domain.model import Event, EventDraft, Layer, Level, Revision
from bot.domain.record import DecisionKind, EditKind, EventEdit, FiledProposal, ProposalState, Submission, SubmissionState
from bot.domain.rulings import FiledRuling
from bot.domain.subscription import EventFilter
from storage import event_edits, events, merges, proposals, rulings
from storage.session import WorkspaceSession
from storage.submissions import of_row
from storage.tables.record import ClaimRow, EventEditRow, EventRow, LevelChangeRow, ReportRow
from storage.tables.review import DecisionRow, ProposalRow, SubmissionRow

_UNDOING = aliased(DecisionRow)

T = TypeVar("T")
_AT_ONCE = 1000
"""How many ids a statement has: both databases limit the number of parameters."""


class ToldChange(NamedTuple):
    """A change with its event, the first reason after its last move, and the proposal or the ruling behind that move."""

    change: Change
    event: Event
    why: str
    proposal: int | None
    ruling: FiledRuling | None


class Withdrawn(NamedTuple):
    """A withdrawal of reports that was approved: its event, what it says, and its proposal."""

    event: Event
    says: str
    proposal: int


class Reworded(NamedTuple):
    """A new wording of a claim, or an older one that counts again, with its event."""

    event: Event
    edit: EventEdit


class NewEvent(NamedTuple):
    """An event that was added in a period, and its level now."""

    event: Event
    level: Level


def moves(
    s: WorkspaceSession, since: dt.datetime, until: dt.datetime, wanted: EventFilter, days: Sequence[dt.datetime] = ()
) -> list[Move]:
    """Return a period's moves on the wanted events, in the order they were stored; `days` are when the chart's days begin."""
    same_event = (col(EventRow.workspace) == col(LevelChangeRow.workspace)) & (col(EventRow.id) == col(LevelChangeRow.event_id))
    # The database finds the day of each move: that is ten times as fast as returning all the times.
    begun = ((col(LevelChangeRow.at) >= day, number) for number, day in reversed(list(enumerate(days, 1))))
    columns: list[Any] = [
        col(LevelChangeRow.id),
        col(LevelChangeRow.event_id),
        col(LevelChangeRow.claim),
        case(*begun, else_=0) if days else literal(0),
        col(LevelChangeRow.level_before),
        col(LevelChangeRow.level_after),
    ]
    own = col(LevelChangeRow.event_id).not_in(merges.gone())
    moved = rows(*columns).where(*_within(LevelChangeRow.at, since, until), own).order_by(col(LevelChangeRow.id))
    moved = moved if wanted.takes_all else moved.join(EventRow, same_event)
    return list(map(Move._make, _filtered(s, moved, wanted)))


def places(s: WorkspaceSession, ids: Sequence[int]) -> Places:
    """Return the place of each claim among those of its event, for some events (row ids)."""
    columns: list[Any] = [col(ClaimRow.event_id), col(ClaimRow.key), col(ClaimRow.layer), col(ClaimRow.position)]
    found = (s.execute(rows(*columns).where(col(ClaimRow.event_id).in_(some))) for some in _batches(ids))
    return {(event_id, key): place_of(Layer(layer), position) for claims in found for event_id, key, layer, position in claims}


def told(s: WorkspaceSession, changes: Sequence[Change]) -> list[ToldChange]:
    """Return changes with their events and reasons, in the same order."""
    return [one for some in _batches(changes) for one in _load_told(s, some)]


def new_events(
    s: WorkspaceSession, since: dt.datetime, until: dt.datetime, wanted: EventFilter, without: Iterable[int], limit: int
) -> tuple[list[NewEvent], int]:
    """Return the newest events added in a period and how many there are, leaving out some (row ids `without`)."""
    own = col(EventRow.id).not_in(merges.gone())
    added = rows(col(EventRow.id)).where(*_within(EventRow.added_at, since, until), own).order_by(col(EventRow.id).desc())
    left_out = frozenset(without)
    ids = [int(row[0]) for row in _filtered(s, added, wanted) if row[0] not in left_out]
    if not ids:
        return [], 0
    levels, found = _levels(s, ids[:limit]), events.by_ids(s, ids[:limit])
    return [NewEvent(event, levels.get((id_, event.core.key), Level.UNVERIFIED)) for id_, event in found.items()], len(ids)


def withdrawals(
    s: WorkspaceSession, since: dt.datetime, until: dt.datetime, wanted: EventFilter, limit: int
) -> tuple[list[Withdrawn], int]:
    """Return the withdrawals of reports that a period approved on the wanted events, newest first, and how many there are."""
    undone = select(_UNDOING.id).where(_UNDOING.workspace == s.workspace, _UNDOING.undoes == DecisionRow.id)
    by_decision = (col(ReportRow.workspace) == col(DecisionRow.workspace)) & (col(ReportRow.decision_id) == col(DecisionRow.id))
    same_event = (col(EventRow.workspace) == col(ReportRow.workspace)) & (col(EventRow.id) == col(ReportRow.event_id))
    columns: list[Any] = [col(DecisionRow.id), col(ReportRow.event_id), col(DecisionRow.proposal_id), col(DecisionRow.version)]
    made = (
        rows(*columns)
        .join(ReportRow, by_decision)
        .join(EventRow, same_event)
        .where(*_within(DecisionRow.at, since, until), ~undone.exists())
        .where(col(ReportRow.revises) == Revision.WITHDRAWAL.value, col(ReportRow.event_id).not_in(merges.gone()))
        .order_by(col(DecisionRow.id).desc())
    )
    found = list(dict.fromkeys(tuple(row) for row in _filtered(s, made, wanted)))
    listed = found[:limit]
    by_id = events.by_ids(s, [event_id for _, event_id, _, _ in listed])
    told = [
        Withdrawn(by_id[event_id], " ".join(told.revisions) or told.verdict, proposal_id)
        for _, event_id, proposal_id, version in listed
        if (told := proposals.version(s, proposal_id, version))
    ]
    return told, len(found)


def rewordings(
    s: WorkspaceSession, since: dt.datetime, until: dt.datetime, wanted: EventFilter, limit: int
) -> tuple[list[Reworded], int]:
    """Return the new wordings of claims that a period brought on the wanted events, oldest first, and how many there are.

    One that was taken back within the period is none.
    """
    same_event = (col(EventRow.workspace) == col(EventEditRow.workspace)) & (col(EventRow.id) == col(EventEditRow.event_id))
    columns: list[Any] = [col(EventEditRow.id), col(EventEditRow.event_id)]
    of_wordings = col(EventEditRow.becomes).is_not(None) & col(EventEditRow.event_id).not_in(merges.gone())
    made = rows(*columns).join(EventRow, same_event).where(*_within(EventEditRow.at, since, until), of_wordings)
    ids = dict(tuple(row) for row in _filtered(s, made.order_by(col(EventEditRow.id)), wanted))
    edits = event_edits.of_events(s, list(dict.fromkeys(ids.values())))
    found = [(ids[edit.id], edit) for own in edits.values() for edit in _lasting([e for e in own if e.id in ids])]
    by_id = events.by_ids(s, [event_id for event_id, _ in found[:limit]])
    return [Reworded(by_id[event_id], edit) for event_id, edit in found[:limit]], len(found)


def waiting(
    s: WorkspaceSession, wanted: EventFilter, limit: int, *, withdrawing: bool, without: Sequence[FiledProposal] = ()
) -> tuple[list[FiledProposal], int]:
    """Return the longest pending proposals on the wanted events that withdraw a report, or the others, and their number.

    Some pending ones are left `without`.
    """
    told = {filed.id for filed in without if filed.proposal.withdraws is withdrawing}
    if wanted.takes_all:
        first = proposals.waiting(s, limit + len(told), withdrawing=withdrawing)
        total = proposals.count_waiting(s, withdrawing=withdrawing)
        return [filed for filed in first if filed.id not in told][:limit], total - len(told)
    pending = (col(ProposalRow.state) == ProposalState.PENDING.value) & (col(ProposalRow.withdraws) == withdrawing)
    ids = rows(col(ProposalRow.id))
    same_event = (col(EventRow.workspace) == col(ProposalRow.workspace)) & (col(EventRow.id) == col(ProposalRow.event_id))
    on_events = [int(row[0]) for row in _filtered(s, ids.join(EventRow, same_event).where(pending), wanted)]
    drafts = [int(row[0]) for row in s.execute(ids.where(pending, col(ProposalRow.event_id).is_(None)))]
    passing = [filed.id for filed in proposals.by_ids(s, drafts) if _draft_passes(filed.proposal.draft, wanted)]
    found = sorted({*on_events, *passing} - told)
    return proposals.by_ids(s, found[:limit]), len(found)


def failures(
    s: WorkspaceSession, since: dt.datetime, until: dt.datetime, channel: str, limit: int
) -> tuple[list[Submission], int, int]:
    """Return a channel's links that failed, newest first, with their number, and the number of those elsewhere.

    What readers sent is not among them: a card shows it where an editor can help, and a stranger's address is no news.
    """
    failed = (
        *_within(SubmissionRow.filed_at, since, until),
        col(SubmissionRow.state) == SubmissionState.FAILED.value,
        col(SubmissionRow.public).is_(False),
    )
    here = select(SubmissionRow).where(*failed, col(SubmissionRow.place) == channel)
    listed = s.exec(here.order_by(col(SubmissionRow.id).desc()).limit(limit)).all()
    places = s.execute(rows(col(SubmissionRow.place), func.count()).where(*failed).group_by(col(SubmissionRow.place)))
    by_place = Counter({str(place): int(number) for place, number in places})
    return [of_row(row) for row in listed], by_place[channel], by_place.total() - by_place[channel]


def tally(s: WorkspaceSession, since: dt.datetime, until: dt.datetime) -> Tally:
    """Count a period's links and decisions; what readers sent is no link of the newsroom."""
    brought = (*_within(SubmissionRow.filed_at, since, until), col(SubmissionRow.public).is_(False))
    states = rows(col(SubmissionRow.state), func.count()).where(*brought)
    links = Counter({str(state): int(number) for state, number in s.execute(states.group_by(col(SubmissionRow.state)))})
    kinds = rows(col(DecisionRow.kind), func.count()).where(*_within(DecisionRow.at, since, until))
    decided = {DecisionKind(kind): int(number) for kind, number in s.execute(kinds.group_by(col(DecisionRow.kind)))}
    return Tally(links.total(), links[SubmissionState.FAILED.value], Counter(decided))


def contributors(s: WorkspaceSession, since: dt.datetime, until: dt.datetime, limit: int) -> list[tuple[str, int]]:
    """Return the people of the newsroom who brought most links that led to a proposal, with the number, most first."""
    brought = (
        *_within(SubmissionRow.filed_at, since, until),
        col(SubmissionRow.state) == SubmissionState.PROPOSED.value,
        col(SubmissionRow.public).is_(False),
        ~col(SubmissionRow.by).startswith(BROUGHT_BY, autoescape=True),
    )
    by, number = col(SubmissionRow.by), func.count()
    most = rows(by, number).where(*brought).group_by(by).order_by(number.desc(), by).limit(limit)
    return [(str(person), int(links)) for person, links in s.execute(most)]


def _lasting(edits: Iterable[EventEdit]) -> list[EventEdit]:
    """Leave out wordings that do not stand, or that a later one of these edits took back."""
    lasting: list[EventEdit] = []
    for edit in edits:
        taken_back = [known for known in lasting if edit.kind is EditKind.RESTORE and known.becomes == edit.becomes]
        if taken_back:
            lasting.remove(taken_back[-1])
        elif edit.stands:
            lasting.append(edit)
    return lasting


def _within(column: Any, since: dt.datetime, until: dt.datetime) -> tuple[Any, Any]:
    return col(column) > since, col(column) <= until


def _filtered(s: WorkspaceSession, found: Select[Any], wanted: EventFilter) -> Iterable[Sequence[Any]]:
    """Run a query that has the event among its tables; returns the rows, in order, whose event is wanted."""
    if wanted.kinds:
        found = found.where(col(EventRow.kind).in_([kind.value for kind in wanted.kinds]))
    if not (wanted.place or wanted.tags):
        return s.execute(found)
    about: list[Any] = [col(EventRow.place), col(EventRow.kind), col(EventRow.tags)]
    rows_with_events = s.execute(found.add_columns(*about))
    return (row for *row, place, kind, tags in rows_with_events if wanted.passes(place, kind, tags))


def _load_told(s: WorkspaceSession, changes: Sequence[Change]) -> list[ToldChange]:
    found = events.by_ids(s, [change.event for change in changes])
    ids = [change.move for change in changes]
    moved = {row.id: row for row in s.exec(select(LevelChangeRow).where(col(LevelChangeRow.id).in_(ids)))}
    made = {row.decision_id for row in moved.values() if row.decision_id is not None}
    behind = dict(s.exec(select(DecisionRow.id, DecisionRow.proposal_id).where(col(DecisionRow.id).in_(made))).all())
    ruled = rulings.by_ids(s, {row.ruling_id for row in moved.values() if row.ruling_id is not None})
    return [
        ToldChange(
            change,
            found[change.event],
            next(iter(row.reasons), ""),
            behind.get(row.decision_id or 0),
            ruled.get(row.ruling_id or 0),
        )
        for change in changes
        if (row := moved.get(change.move)) and change.event in found
    ]


def _levels(s: WorkspaceSession, ids: Sequence[int]) -> dict[tuple[int, str], Level]:
    """Return the level of each claim of some events after its newest move."""
    columns: list[Any] = [col(LevelChangeRow.event_id), col(LevelChangeRow.claim), col(LevelChangeRow.level_after)]
    moved = rows(*columns).where(col(LevelChangeRow.event_id).in_(ids)).order_by(col(LevelChangeRow.id))
    return {(event_id, claim): Level(level) for event_id, claim, level in s.execute(moved)}


def _batches(all_: Sequence[T]) -> Iterator[Sequence[T]]:
    return (all_[start : start + _AT_ONCE] for start in range(0, len(all_), _AT_ONCE))


def _draft_passes(draft: EventDraft | None, wanted: EventFilter) -> bool:
    return draft is not None and wanted.passes(draft.place, draft.kind, ())
