"""Events that went into others: where each is now, and what became of its claims.

Whoever asks for one by its slug gets the event that it is now (`storage/events.py`); no list has it any more.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, update
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.record import EditKind
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import EventEditRow, EventRow, MergeRow

_T, _GONE = table_of(MergeRow).c, table_of(EventRow).alias()
_KEPT = table_of(EventRow).alias()
_OF_SLUGS = Prepared(
    of_table(_GONE.c.slug, _KEPT.c.slug.label("into"), _T.claims)
    .where(_GONE.c.id == _T.event_id, _KEPT.c.id == _T.into_id)
    .where(_GONE.c.slug.in_(bindparam("slugs", expanding=True)))
)
_INTO = Prepared(of_table(_T.event_id, _T.claims, _T.carried).where(_T.into_id == bindparam("event")).order_by(_T.event_id))
_HOMES = Prepared(of_table(_T.event_id, _T.into_id).where(_T.event_id.in_(bindparam("events", expanding=True))))


class Merge(NamedTuple):
    """Where an event is now (a slug), and which of its claims each of its own is there."""

    into: str
    claims: Mapping[str, str]


class TakenIn(NamedTuple):
    """An event that went into another one, by its row id; `carried` are the claims (its own keys) that came with it."""

    event_id: int
    claims: Mapping[str, str]
    carried: frozenset[str]


def add(s: WorkspaceSession, event_id: int, into_id: int, claims: Mapping[str, str], carried: Sequence[str]) -> None:
    """Store that an event is another one from now on (row ids); what went into it before leads on."""
    for before in into(s, event_id):
        s.exec(
            update(MergeRow)
            .where(col(MergeRow.event_id) == before.event_id)
            .values(
                into_id=into_id,
                claims={old: claims[key] for old, key in before.claims.items()},
                carried=[old for old in before.carried if before.claims[old] in carried],
            )
        )
    s.add(MergeRow(event_id=event_id, into_id=into_id, claims=dict(claims), carried=list(carried)))
    s.flush()


def of_slugs(s: WorkspaceSession, slugs: Sequence[str]) -> dict[str, Merge]:
    """Return where these events are now, without those that are events of their own."""
    if not slugs:
        return {}
    return {row.slug: Merge(row.into, row.claims) for row in s.rows(_OF_SLUGS, slugs=list(slugs))}


def into(s: WorkspaceSession, event_id: int) -> list[TakenIn]:
    """Return the events that went into one (a row id), the first that was added first."""
    return [TakenIn(row.event_id, row.claims, frozenset(row.carried)) for row in s.rows(_INTO, event=event_id)]


def homes(s: WorkspaceSession, event_ids: Sequence[int]) -> dict[int, int]:
    """Return where those of some events (row ids) are now that went into others."""
    return {row.event_id: row.into_id for row in s.rows(_HOMES, events=list(event_ids))} if event_ids else {}


def fault(s: WorkspaceSession) -> str | None:
    """Say in a sentence which event does not lead where the history says; None if all do."""
    merging = select(EventEditRow).where(col(EventEditRow.kind) == EditKind.MERGE.value).order_by(col(EventEditRow.id))
    told = [(str(edit.merged["slug"]), edit.event_id) for edit in s.exec(merging) if edit.merged]
    ids = dict(s.exec(select(EventRow.slug, EventRow.id).where(col(EventRow.slug).in_([slug for slug, _ in told]))).all())
    leads: dict[int, int] = {}
    for slug, into_id in told:
        leads = {one: into_id if home == ids[slug] else home for one, home in leads.items()} | {ids[slug]: into_id}
    stored = dict(s.exec(select(MergeRow.event_id, MergeRow.into_id)).all())
    wrong = next((id_ for id_ in sorted(leads.keys() | stored.keys()) if leads.get(id_) != stored.get(id_)), None)
    return None if wrong is None else f"Where the event {wrong} leads was altered: the history has no such merger."


def gone() -> Any:
    """Return a query for the ids of all events that went into others, to leave them out."""
    return select(MergeRow.event_id)
