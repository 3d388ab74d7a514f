"""Digests that were made, were quiet, or were missed: one row each, so that none is made twice."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.domain.digest import Digest, DigestState
from bot.domain.errors import NotFound
from storage.session import WorkspaceSession
from storage.tables.outgoing import DigestRow

_COVERING = (DigestState.MADE.value, DigestState.QUIET.value)


class FiledDigest(NamedTuple):
    """A digest as stored; `digest` is None for one that was missed."""

    id: int
    key: str
    subscription: int | None
    channel: str
    due_at: dt.datetime | None
    state: DigestState
    digest: Digest | None
    made_at: dt.datetime


def add(
    s: WorkspaceSession,
    key: str,
    channel: str,
    state: DigestState,
    digest: Digest | None,
    *,
    at: dt.datetime,
    subscription: int | None = None,
    due_at: dt.datetime | None = None,
) -> int | None:
    """Add a digest and return its id; None if another process was faster and one with this key exists."""
    row = {
        "workspace": s.workspace,
        "key": key,
        "subscription_id": subscription,
        "channel": channel,
        "due_at": due_at,
        "until": None if digest is None else digest.until,
        "state": state.value,
        "payload": None if digest is None else digest.model_dump(mode="json"),
        "made_at": at,
    }
    insert = postgresql.insert(DigestRow) if s.on_postgresql else sqlite.insert(DigestRow)
    once = insert.on_conflict_do_nothing(index_elements=["workspace", "key"]).returning(col(DigestRow.id))
    return s.scalars(once, [row]).first()


def get(s: WorkspaceSession, digest_id: int) -> FiledDigest:
    """Return one digest; raises NotFound."""
    return _one(s, col(DigestRow.id) == digest_id)


def of_card(s: WorkspaceSession, key: str) -> FiledDigest:
    """Return the digest that the card with a key shows; raises NotFound."""
    return _one(s, col(DigestRow.key) == key)


def told_until(s: WorkspaceSession, subscriptions: Collection[int]) -> dict[int, dt.datetime]:
    """Return the last handled due time of each subscription, whether made, quiet or missed; none before its first."""
    number, due_at = col(DigestRow.subscription_id), col(DigestRow.due_at)
    last = select(number, func.max(due_at)).where(number.in_(subscriptions), due_at.is_not(None)).group_by(number)
    return {subscription: due for subscription, due in s.exec(last) if subscription is not None and due is not None}


def covered_until(s: WorkspaceSession, subscription: int, *, asked_too: bool = False) -> dt.datetime | None:
    """Return the moment until which a subscription's digests cover the record; None before the first.

    Extra digests that somebody asked for count only with `asked_too`.
    """
    covering = [col(DigestRow.subscription_id) == subscription, col(DigestRow.state).in_(_COVERING)]
    if not asked_too:
        covering.append(col(DigestRow.due_at).is_not(None))
    return s.exec(select(func.max(col(DigestRow.until))).where(*covering)).one()


def untold_since(s: WorkspaceSession, subscription: int, covered: dt.datetime | None) -> list[tuple[dt.datetime, DigestState]]:
    """List the due times after `covered` whose digests were missed or not posted, with that state, oldest first."""
    untold = [
        col(DigestRow.subscription_id) == subscription,
        col(DigestRow.state).in_((DigestState.MISSED.value, DigestState.UNPOSTED.value)),
    ]
    if covered is not None:
        untold.append(col(DigestRow.due_at) > covered)
    found = s.exec(select(DigestRow.due_at, DigestRow.state).where(*untold).order_by(col(DigestRow.due_at))).all()
    return [(due, DigestState(state)) for due, state in found if due is not None]


def unposted(s: WorkspaceSession, digest_id: int) -> None:
    """Note that a digest could not be posted; the next one covers its time too."""
    s.exec(update(DigestRow).where(col(DigestRow.id) == digest_id).values(state=DigestState.UNPOSTED.value))


def list_(s: WorkspaceSession, channel: str, limit: int = 20) -> list[FiledDigest]:
    """Return a channel's digests, newest first."""
    rows = s.exec(select(DigestRow).where(col(DigestRow.channel) == channel).order_by(col(DigestRow.id).desc()).limit(limit))
    return [_of(row) for row in rows]


def _one(s: WorkspaceSession, which: Any) -> FiledDigest:
    row = s.exec(select(DigestRow).where(which)).first()
    if row is None:
        raise NotFound("There is no such digest in the record.")
    return _of(row)


def _of(row: DigestRow) -> FiledDigest:
    return FiledDigest(
        id=row.id,
        key=row.key,
        subscription=row.subscription_id,
        channel=row.channel,
        due_at=row.due_at,
        state=DigestState(row.state),
        digest=None if row.payload is None else Digest.model_validate(row.payload),
        made_at=row.made_at,
    )
