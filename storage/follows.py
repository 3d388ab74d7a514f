"""Who follows which event: one row for a person and an event, which goes when they stop."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.domain.following import Follow
from storage import events
from storage.columns import storable
from storage.session import WorkspaceSession
from storage.tables.outgoing import FollowRow
from storage.tables.record import EventRow


def follow(s: WorkspaceSession, slug: str, person: str, at: dt.datetime) -> bool:
    """Let somebody follow an event; False if they did already. Raises NotFound for the event."""
    row = {
        "workspace": s.workspace,
        "event_id": events.id_of(s, slug),
        "person": storable(person),
        "claims": [],
        "since": at,
        "muted": False,
    }
    insert = postgresql.insert(FollowRow) if s.on_postgresql else sqlite.insert(FollowRow)
    once = insert.on_conflict_do_nothing(index_elements=["workspace", "event_id", "person"]).returning(col(FollowRow.id))
    return s.scalars(once, [row]).first() is not None


def change(
    s: WorkspaceSession,
    slug: str,
    person: str,
    *,
    claims: Sequence[str] | None = None,
    muted: bool = False,
    muted_until: dt.datetime | None = None,
) -> bool:
    """Change whether somebody hears of an event, and of which claims (None: as before); False if they do not follow it."""
    which = {} if claims is None else {"claims": list(claims)}
    values = {"muted": muted, "muted_until": muted_until, **which}
    return bool(s.exec(update(FollowRow).where(*_of(events.id_of(s, slug), person)).values(**values)).rowcount)


def unfollow(s: WorkspaceSession, slug: str, person: str) -> bool:
    """Let somebody follow an event no longer; False if they did not. Raises NotFound for the event."""
    return bool(s.exec(delete(FollowRow).where(*_of(events.id_of(s, slug), person))).rowcount)


def one(s: WorkspaceSession, slug: str, person: str) -> Follow | None:
    """Return how somebody follows an event; None if they do not. Raises NotFound for the event."""
    row = s.exec(select(FollowRow).where(*_of(events.id_of(s, slug), person))).first()
    return None if row is None else _follow(row, slug)


def of_person(s: WorkspaceSession, person: str, limit: int = 100) -> list[Follow]:
    """Return what somebody follows, the newest first."""
    same_event = (col(EventRow.workspace) == col(FollowRow.workspace)) & (col(EventRow.id) == col(FollowRow.event_id))
    followed = select(FollowRow, EventRow.slug).join(EventRow, same_event).where(col(FollowRow.person) == storable(person))
    return [_follow(row, slug) for row, slug in s.exec(followed.order_by(col(FollowRow.id).desc()).limit(limit))]


def by_event(s: WorkspaceSession, person: str) -> dict[int, Follow]:
    """Return all that somebody follows, by the ids of the events' rows."""
    same_event = (col(EventRow.workspace) == col(FollowRow.workspace)) & (col(EventRow.id) == col(FollowRow.event_id))
    followed = select(FollowRow, EventRow.slug).join(EventRow, same_event).where(col(FollowRow.person) == storable(person))
    return {row.event_id: _follow(row, slug) for row, slug in s.exec(followed)}


def count(s: WorkspaceSession, person: str) -> int:
    """Count the events that somebody follows."""
    return s.exec(select(func.count()).select_from(FollowRow).where(col(FollowRow.person) == storable(person))).one()


def of_event(s: WorkspaceSession, slug: str) -> list[Follow]:
    """Return who follows an event, the first to do so first; raises NotFound for the event."""
    rows = s.exec(select(FollowRow).where(col(FollowRow.event_id) == events.id_of(s, slug)).order_by(col(FollowRow.id)))
    return [_follow(row, slug) for row in rows]


def followed(s: WorkspaceSession, event_ids: Sequence[int]) -> list[int]:
    """Return those of some events, by the ids of their rows, that anybody follows."""
    return list(s.exec(select(FollowRow.event_id).where(col(FollowRow.event_id).in_(event_ids)).distinct()))


def move(s: WorkspaceSession, from_id: int, into_id: int, claims: Mapping[str, str]) -> None:
    """Let whoever follows one event (a row id) follow another one, on the claims that its own became; once."""
    known = {row.person: row for row in s.exec(select(FollowRow).where(col(FollowRow.event_id) == into_id))}
    for row in s.exec(select(FollowRow).where(col(FollowRow.event_id) == from_id)).all():
        followed = [claims[key] for key in row.claims if key in claims]
        if (other := known.get(row.person)) is None:
            s.exec(update(FollowRow).where(col(FollowRow.id) == row.id).values(event_id=into_id, claims=followed))
            continue
        # Whoever follows the whole of either follows the whole.
        both = list(dict.fromkeys((*other.claims, *followed))) if other.claims and row.claims else []
        s.exec(update(FollowRow).where(col(FollowRow.id) == other.id).values(claims=both))
        s.exec(delete(FollowRow).where(col(FollowRow.id) == row.id))


def _of(event_id: int, person: str) -> tuple[Any, Any]:
    return col(FollowRow.event_id) == event_id, col(FollowRow.person) == storable(person)


def _follow(row: FollowRow, slug: str) -> Follow:
    return Follow(
        event=slug,
        person=row.person,
        claims=tuple(row.claims),
        since=row.since,
        muted=row.muted,
        muted_until=row.muted_until,
    )
