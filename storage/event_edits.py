"""What editors did to events themselves: retracted, reopened, reworded, corrected. None is ever changed or deleted."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.record import EditKind, EventEdit, Rewording
from storage.session import WorkspaceSession
from storage.tables.record import EventEditRow
from storage.tables.review import DecisionRow

_UNDOING = aliased(DecisionRow)


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
    decision_id: int | None = None,
) -> int:
    """Store an edit of an event (a row id); returns the edit's id. With a decision, it counts until that is undone."""
    row = EventEditRow(
        event_id=event_id,
        kind=kind.value,
        claim=rewording.claim if rewording else claim,
        place=place,
        date=date,
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
    undone = select(_UNDOING.id).where(_UNDOING.workspace == s.workspace, _UNDOING.undoes == EventEditRow.decision_id)
    made = select(EventEditRow, ~undone.exists()).where(col(EventEditRow.event_id).in_(event_ids))
    found: dict[int, list[EventEdit]] = {event_id: [] for event_id in event_ids}
    if not event_ids:
        return found
    for row, stands in s.exec(made.order_by(col(EventEditRow.id))):
        found[row.event_id].append(
            EventEdit(
                id=row.id,
                kind=EditKind(row.kind),
                claim=row.claim,
                becomes=row.becomes,
                place=row.place,
                date=row.date,
                decision_id=row.decision_id,
                by=row.by,
                at=row.at.astimezone(dt.UTC),
                reason=row.reason,
                stands=stands,
            )
        )
    return found
