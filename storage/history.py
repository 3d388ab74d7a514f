"""The history of an event's assessments: how they changed, and by which decision or event edit."""

from collections.abc import Sequence

from sqlmodel import col, select

from bot.domain.model import Level
from bot.domain.record import LevelChange
from storage import events
from storage.session import WorkspaceSession
from storage.tables.record import LevelChangeRow


def add(s: WorkspaceSession, slug: str, changes: Sequence[LevelChange]) -> None:
    """Add the changes that one decision or event edit (or the event's file) made; a second change of a claim by it is dropped.

    Raises NotFound for the event.
    """
    event_id = events.id_of(s, slug)
    made = select(LevelChangeRow.claim, LevelChangeRow.decision_id, LevelChangeRow.edit_id)
    stored = set(s.exec(made.where(col(LevelChangeRow.event_id) == event_id)).all())
    for change in changes:
        known = (change.claim, change.decision_id, change.edit_id)
        if known not in stored:
            stored.add(known)
            s.add(LevelChangeRow(event_id=event_id, **(change.model_dump(mode="json") | {"at": change.at})))
    s.flush()


def of_event(s: WorkspaceSession, slug: str) -> list[LevelChange]:
    """Return an event's changes, oldest first; raises NotFound."""
    rows = s.exec(
        select(LevelChangeRow).where(col(LevelChangeRow.event_id) == events.id_of(s, slug)).order_by(col(LevelChangeRow.id))
    )
    return [
        LevelChange(
            claim=row.claim,
            at=row.at,
            decision_id=row.decision_id,
            edit_id=row.edit_id,
            level_before=None if row.level_before is None else Level(row.level_before),
            level_after=Level(row.level_after),
            score_before=row.score_before,
            score_after=row.score_after,
            reasons=tuple(row.reasons),
        )
        for row in rows
    ]
