"""The history of an event's assessments: how they changed, and by which decision, grade, ruling or edit."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, bindparam, func, union_all
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.model import Assessment, Level
from bot.domain.record import LevelChange
from storage import events, merges
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import LevelChangeRow, MergeRow

_T = table_of(LevelChangeRow)
_MERGES, _EVENT = table_of(MergeRow).c, bindparam("event", type_=Integer)
_GONE = of_table(_MERGES.event_id).where(_MERGES.into_id == _EVENT)
# Two reads by the index, where "or" might go through all rows.
_ON_EVENT = Prepared(of_table(_T).where(_T.c.event_id.in_(union_all(of_table(_EVENT), _GONE))).order_by(_T.c.id))


def add(s: WorkspaceSession, slug: str, changes: Sequence[LevelChange]) -> None:
    """Add the changes that one decision, grade, ruling or edit (or the event's file) made; no second one of a claim by it.

    Raises NotFound for the event.
    """
    event_id = events.id_of(s, slug)
    stored = {_cause(row) for row in s.exec(select(LevelChangeRow).where(col(LevelChangeRow.event_id) == event_id))}
    for change in changes:
        if (cause := _cause(change)) not in stored:
            stored.add(cause)
            s.add(LevelChangeRow(**_values(event_id, change)))
    s.flush()


def add_many(s: WorkspaceSession, changes: Mapping[int, Sequence[LevelChange]]) -> None:
    """Add the changes that one new grade made on many events, by the ids of their rows."""
    s.insert_many(LevelChangeRow, [_values(event_id, change) for event_id, made in changes.items() for change in made])


def latest(s: WorkspaceSession, event_ids: Sequence[int]) -> dict[int, dict[str, Assessment]]:
    """Return the level and score that each claim of some events got last, by the ids of the events' rows and by claim."""
    last = select(func.max(LevelChangeRow.id)).where(col(LevelChangeRow.event_id).in_(event_ids))
    of_each = last.group_by(col(LevelChangeRow.event_id), col(LevelChangeRow.claim))
    found: dict[int, dict[str, Assessment]] = {}
    for row in s.exec(select(LevelChangeRow).where(col(LevelChangeRow.id).in_(of_each))):
        level, score = Level(row.level_after), row.score_after
        found.setdefault(row.event_id, {})[row.claim] = Assessment(claim=row.claim, level=level, score=score, reasons=())
    return found


def of_event(s: WorkspaceSession, slug: str) -> list[LevelChange]:
    """Return an event's changes, oldest first, with those of claims that came from merged events; raises NotFound."""
    return on_event(s, events.id_of(s, slug))


def on_event(s: WorkspaceSession, event_id: int) -> list[LevelChange]:
    """Return the same by the id of the event's row."""
    rows = s.rows(_ON_EVENT, event=event_id)
    foreign = any(row.event_id != event_id for row in rows)
    merged = {one.event_id: one for one in merges.into(s, event_id)} if foreign else {}
    return [
        LevelChange(
            claim=row.claim if row.event_id == event_id else merged[row.event_id].claims[row.claim],
            at=row.at,
            decision_id=row.decision_id,
            grade_id=row.grade_id,
            ruling_id=row.ruling_id,
            edit_id=row.edit_id,
            level_before=None if row.level_before is None else Level(row.level_before),
            level_after=Level(row.level_after),
            score_before=row.score_before,
            score_after=row.score_after,
            reasons=tuple(row.reasons),
        )
        for row in rows
        if row.event_id == event_id or row.claim in merged[row.event_id].carried
    ]


def _cause(change: LevelChange | LevelChangeRow) -> tuple[str, int | None, int | None, int | None, int | None]:
    return change.claim, change.decision_id, change.grade_id, change.ruling_id, change.edit_id


def _values(event_id: int, change: LevelChange) -> dict[str, Any]:
    return {"event_id": event_id, **change.model_dump(mode="json"), "at": change.at}
