"""Which entries of the chain are of one event, with what may leave the newsroom: what was approved, and stands."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from bot.domain.chain import Entry, EntryKind
from bot.domain.record import EditKind
from storage import chain, events, merges
from storage.prepared import table_of
from storage.session import WorkspaceSession
from storage.tables.chain import ChainEntryRow
from storage.tables.record import (
    ClaimRow,
    EventEditRow,
    LevelChangeRow,
    OutletGradeRow,
    ReportRow,
    RulingRow,
)
from storage.tables.review import DecisionRow, SettlementRow

_CLAIMS, _EDITS, _CHANGES = table_of(ClaimRow), table_of(EventEditRow), table_of(LevelChangeRow)
_GRADES, _REPORTS, _RULINGS = table_of(OutletGradeRow), table_of(ReportRow), table_of(RulingRow)
_DECISIONS, _SETTLEMENTS = table_of(DecisionRow), table_of(SettlementRow)
_FIRST_LOOKS = [kind.value for kind in EditKind if kind.looks_first]
_ENTRIES = table_of(ChainEntryRow)


def of_event(s: WorkspaceSession, slug: str, claims: Collection[str]) -> list[tuple[Entry, dict[str, Any]]]:
    """Return the entries of an event's history in order, with those of events that went into it; raises NotFound.

    `claims` are the keys of the claims that were approved. Of an approval that was taken back, the two decisions are there, not
    its reports, nor the changes of level in between: these may name where they came from.
    """
    wanted = _wanted(s, events.id_of(s, slug), claims)
    entered = {kind: _entries_of(s, kind, ids) for kind, ids in wanted.items()}
    undone = _between(s, wanted[EntryKind.DECISION], entered[EntryKind.DECISION])
    found = []
    for kind, of_kind in entered.items():
        content = chain.contents(s, kind, list(of_kind))
        for id_, entry in of_kind.items():
            hidden = kind is EntryKind.LEVEL_CHANGE and any(first < entry.position <= last for first, last in undone)
            if id_ in content and not hidden:
                found.append((entry, content[id_]))
    return sorted(found, key=lambda one: one[0].position)


def _wanted(s: WorkspaceSession, event_id: int, claims: Collection[str]) -> dict[EntryKind, set[int]]:
    merged = {one.event_id: one for one in merges.into(s, event_id)}
    reports = _rows(s, _REPORTS, _REPORTS.c.event_id.in_([event_id, *merged]))
    by = {report.decision_id for report in reports if report.decision_id is not None}
    undoing = _rows(s, _DECISIONS, _DECISIONS.c.undoes.in_(by))
    undone = {decision.undoes for decision in undoing}
    # The reports of a merged event stand on the one that it is now, too.
    standing = [report for report in reports if report.decision_id not in undone and report.event_id == event_id]
    known = {event_id: claims, **{id_: one.carried for id_, one in merged.items()}}
    moved = _rows(s, _CHANGES, _CHANGES.c.event_id.in_(known))
    changes = [change for change in moved if change.claim in known[change.event_id] and change.decision_id not in undone]
    rulings = {change.ruling_id for change in changes if change.ruling_id is not None}
    own = _RULINGS.c.event_id == event_id
    grades = {change.grade_id for change in changes if change.grade_id is not None}
    of_outlets = _rows(s, _GRADES, _GRADES.c.outlet_id.in_({report.outlet_id for report in standing}))
    grades |= set({grade.outlet_id: grade.id for grade in of_outlets}.values())
    approved = _rows(s, _DECISIONS, _DECISIONS.c.id.in_(by - undone))
    settled = _rows(
        s,
        _SETTLEMENTS,
        _SETTLEMENTS.c.proposal_id.in_({decision.proposal_id for decision in approved}),
        _SETTLEMENTS.c.report_id.in_({report.report_id for report in standing}),
    )
    edits = _rows(s, _EDITS, _EDITS.c.event_id == event_id, _EDITS.c.kind.not_in(_FIRST_LOOKS))
    return {
        EntryKind.EVENT: set(known),
        EntryKind.CLAIM: {
            claim.id for claim in _rows(s, _CLAIMS, _CLAIMS.c.event_id.in_(known)) if claim.key in known[claim.event_id]
        },
        EntryKind.GRADE: grades,
        EntryKind.RULING: {ruling.id for ruling in _rows(s, _RULINGS, own | _RULINGS.c.id.in_(rulings))},
        EntryKind.DECISION: by | {decision.id for decision in undoing},
        EntryKind.SETTLEMENT: {row.id for row in settled},
        EntryKind.EDIT: {edit.id for edit in edits if edit.decision_id is None or edit.decision_id not in undone},
        EntryKind.REPORT: {report.id for report in standing},
        EntryKind.LEVEL_CHANGE: {change.id for change in changes},
    }


def _between(s: WorkspaceSession, ids: Collection[int], entered: dict[int, Entry]) -> list[tuple[int, int]]:
    """Return from where to where in the chain an approval stood that was taken back."""
    undoing = _rows(s, _DECISIONS, _DECISIONS.c.id.in_(ids), _DECISIONS.c.undoes.is_not(None))
    pairs = [(decision.undoes, decision.id) for decision in undoing]
    return [(entered[first].position, entered[last].position) for first, last in pairs if first in entered and last in entered]


def _entries_of(s: WorkspaceSession, kind: EntryKind, ids: Collection[int]) -> dict[int, Entry]:
    rows = _rows(s, _ENTRIES, _ENTRIES.c.kind == kind.value, _ENTRIES.c.row_id.in_(ids))
    return {row.row_id: chain.entry_of(row) for row in rows}


def _rows(s: WorkspaceSession, table: Any, *where: Any) -> list[Any]:
    order = table.c.position if table is _ENTRIES else table.c.id
    return list(s.connection().execute(select(table).where(table.c.workspace == s.workspace, *where).order_by(order)))
