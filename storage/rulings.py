"""Editors' decisions on who is one origin. None is ever changed or deleted; the newest on two names counts."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, or_
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.model import Ruling
from bot.domain.rulings import FiledRuling, standing
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import RulingRow

_T = table_of(RulingRow)
_FOR_ALL = _T.c.event_id.is_(None)
_ON_ALL = Prepared(of_table(_T).where(_FOR_ALL).order_by(_T.c.id))
_ON_THESE = Prepared(
    of_table(_T).where(or_(_FOR_ALL, _T.c.event_id.in_(bindparam("events", expanding=True)))).order_by(_T.c.id)
)


def add(
    s: WorkspaceSession, event_id: int | None, one: str, other: str, *, same: bool | None, by: str, reason: str, at: dt.datetime
) -> FiledRuling:
    """Store a decision on two names, for one event or (None) for all; `same` None takes earlier ones back."""
    row = RulingRow(event_id=event_id, one=one, other=other, same=same, by=by, reason=reason, at=at)
    s.add(row)
    s.flush()
    return _ruling(row)


def copy(s: WorkspaceSession, from_id: int, into_id: int, *, by: str, at: dt.datetime) -> None:
    """Let the decisions in force on one event (a row id) hold on another one too, where that has none on the same names."""
    known = {ruling.pair for ruling in standing(of_event(s, into_id))}
    for ruling in standing(of_event(s, from_id)):
        if not ruling.everywhere and ruling.pair not in known:
            reason = f"{ruling.by} said so of the event that was merged into this one."
            add(s, into_id, ruling.one, ruling.other, same=ruling.same, by=by, reason=reason, at=at)


def get(s: WorkspaceSession, ruling_id: int) -> FiledRuling:
    """Return one decision; raises NotFound."""
    found = by_ids(s, [ruling_id])
    if not found:
        raise NotFound(f"There is no ruling {ruling_id}.")
    return found[ruling_id]


def by_ids(s: WorkspaceSession, ids: Collection[int]) -> dict[int, FiledRuling]:
    """Return decisions by their ids, without those of other workspaces."""
    rows = s.exec(select(RulingRow).where(col(RulingRow.id).in_(ids))).all() if ids else []
    return {row.id: _ruling(row) for row in rows}


def of_event(s: WorkspaceSession, event_id: int) -> list[FiledRuling]:
    """Return all decisions that were made for an event or for all events, oldest first."""
    return [_ruling(row) for row in _rows(s, [event_id])]


def for_all(s: WorkspaceSession) -> tuple[Ruling, ...]:
    """Return the decisions in force that hold for all events."""
    return tuple(ruling.ruling for ruling in standing([_ruling(row) for row in _rows(s, [])]) if ruling.ruling is not None)


def of_events(s: WorkspaceSession, event_ids: Sequence[int]) -> Mapping[int, list[Ruling]]:
    """Return the decisions in force on each event: its own, and those for all events."""
    rows = [(row.event_id, _ruling(row)) for row in _rows(s, event_ids)] if event_ids else []
    return {
        event_id: [
            ruling.ruling for ruling in standing([r for of, r in rows if of in (None, event_id)]) if ruling.ruling is not None
        ]
        for event_id in event_ids
    }


def _rows(s: WorkspaceSession, event_ids: Sequence[int]) -> Sequence[RulingRow]:
    return s.rows(_ON_THESE, events=list(event_ids)) if event_ids else s.rows(_ON_ALL)


def _ruling(row: RulingRow) -> FiledRuling:
    return FiledRuling(
        id=row.id,
        one=row.one,
        other=row.other,
        same=row.same,
        everywhere=row.event_id is None,
        by=row.by,
        at=row.at.astimezone(dt.UTC),
        reason=row.reason,
    )
