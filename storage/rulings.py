"""Editors' decisions on who is one origin. None is ever changed or deleted; the newest on two names counts."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlmodel import col, or_, select

from bot.domain.model import Ruling
from storage.session import WorkspaceSession
from storage.tables.record import RulingRow


def add(
    s: WorkspaceSession, event_id: int | None, one: str, other: str, *, same: bool | None, by: str, reason: str, at: dt.datetime
) -> None:
    """Store a decision on two names, for one event or (None) for all; `same` None takes earlier ones back."""
    s.add(RulingRow(event_id=event_id, one=one, other=other, same=same, by=by, reason=reason, at=at))
    s.flush()


def of_events(s: WorkspaceSession, event_ids: Sequence[int]) -> Mapping[int, list[Ruling]]:
    """Return the decisions that hold for each event: its own, and those for all; its own count for more."""
    if not event_ids:
        return {}
    rows = s.exec(
        select(RulingRow)
        .where(or_(col(RulingRow.event_id).in_(event_ids), col(RulingRow.event_id).is_(None)))
        .order_by(col(RulingRow.event_id).is_not(None), col(RulingRow.id))
    ).all()
    found = {}
    for event_id in event_ids:
        newest: dict[frozenset[str], Ruling | None] = {}
        for row in rows:
            if row.event_id in (None, event_id):
                ruling = None if row.same is None else Ruling(one=row.one, other=row.other, same=row.same)
                newest[frozenset((row.one.casefold(), row.other.casefold()))] = ruling
        found[event_id] = [ruling for ruling in newest.values() if ruling]
    return found
