"""What editors did to events themselves: retracted, reopened, reworded, corrected. None is ever changed or deleted."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.record import EditKind, EventEdit, MergedEvent, Rewording
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import EventEditRow
from storage.tables.review import DecisionRow

_T, _UNDOING = table_of(EventEditRow), table_of(DecisionRow).alias()
_STANDS = ~of_table(_UNDOING.c.id).where(_UNDOING.c.undoes == _T.c.decision_id).exists()
_OF_EVENTS = Prepared(
    of_table(_T, _STANDS.label("stands")).where(_T.c.event_id.in_(bindparam("events", expanding=True))).order_by(_T.c.id)
)


def add(
    s: WorkspaceSession,
    event_id: int,
    kind: EditKind,
    *,
    by: str,
    reason: str,
    at: dt.datetime,
    rewording: Rewording | None = None,
    claim: str | None = None,
    place: str | None = None,
    date: dt.date | None = None,
    merged: MergedEvent | None = None,
    decision_id: int | None = None,
) -> int:
    """Store an edit of an event (a row id); returns the edit's id. With a decision, it counts until that is undone."""
    row = EventEditRow(
        event_id=event_id,
        kind=kind.value,
        claim=rewording.claim if rewording else claim,
        place=place,
        date=date,
        merged=merged.model_dump(mode="json") if merged else None,
        becomes=rewording.becomes if rewording else None,
        decision_id=decision_id,
        by=by,
        reason=reason,
        at=at,
    )
    s.add(row)
    s.flush()
    return row.id


def get(s: WorkspaceSession, edit_id: int) -> EventEdit:
    """Return one edit; raises NotFound."""
    row = s.exec(select(EventEditRow).where(col(EventEditRow.id) == edit_id)).first()
    if row is None:
        raise NotFound(f"There is no event edit {edit_id}.")
    return next(edit for edit in of_events(s, [row.event_id])[row.event_id] if edit.id == edit_id)


def of_events(s: WorkspaceSession, event_ids: Sequence[int]) -> Mapping[int, list[EventEdit]]:
    """Return the edits of each of these events (row ids), oldest first."""
    found: dict[int, list[EventEdit]] = {event_id: [] for event_id in event_ids}
    if not event_ids:
        return found
    for row in s.rows(_OF_EVENTS, events=list(event_ids)):
        found[row.event_id].append(
            EventEdit(
                id=row.id,
                kind=EditKind(row.kind),
                claim=row.claim,
                becomes=row.becomes,
                place=row.place,
                date=row.date,
                merged=MergedEvent.model_validate(row.merged) if row.merged else None,
                decision_id=row.decision_id,
                by=row.by,
                at=row.at.astimezone(dt.UTC),
                reason=row.reason,
                stands=bool(row.stands),
            )
        )
    return found
