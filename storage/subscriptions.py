"""Subscriptions: which channel gets a digest, when and of what."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.subscription import DigestSettings, Subscription, SubscriptionState
from storage.session import WorkspaceSession
from storage.tables.outgoing import SubscriptionRow


def add(s: WorkspaceSession, channel: str, settings: DigestSettings, by: str, at: dt.datetime) -> Subscription:
    """Add a subscription; its first digest is due after `at`."""
    row = SubscriptionRow(
        channel=channel,
        payload=settings.model_dump(mode="json"),
        state=SubscriptionState.ACTIVE.value,
        by=by,
        from_at=at,
    )
    s.add(row)
    s.flush()
    return _of(row)


def get(s: WorkspaceSession, subscription_id: int) -> Subscription:
    """Return a subscription, even if it is off; raises NotFound."""
    found = _where(s, col(SubscriptionRow.id) == subscription_id)
    if not found:
        raise NotFound("There is no such digest (any more); type /digest show to see those of this channel.")
    return found[0]


def lock(s: WorkspaceSession, subscription_id: int) -> Subscription:
    """Lock a subscription until the transaction ends, so that its digests are made one by one; raises NotFound."""
    s.exec(select(SubscriptionRow.id).where(col(SubscriptionRow.id) == subscription_id).with_for_update()).first()
    return get(s, subscription_id)


def of_channel(s: WorkspaceSession, channel: str) -> list[Subscription]:
    """Return a channel's subscriptions, oldest first, without those that are off."""
    return _where(s, col(SubscriptionRow.channel) == channel, col(SubscriptionRow.state) != SubscriptionState.OFF.value)


def active(s: WorkspaceSession) -> list[Subscription]:
    """Return the active subscriptions, oldest first."""
    return _where(s, col(SubscriptionRow.state) == SubscriptionState.ACTIVE.value)


def change(s: WorkspaceSession, subscription_id: int, settings: DigestSettings, by: str, at: dt.datetime) -> None:
    """Change a subscription's settings; by the new ones, nothing before `at` is due."""
    values = {"payload": settings.model_dump(mode="json"), "by": by, "from_at": at}
    s.exec(update(SubscriptionRow).where(col(SubscriptionRow.id) == subscription_id).values(**values))


def pause(s: WorkspaceSession, subscription_id: int, because: str | None = None) -> bool:
    """Pause a subscription; `because` says why if the bot does it. False if it was not active."""
    return _move(s, subscription_id, SubscriptionState.ACTIVE, state=SubscriptionState.PAUSED.value, paused_because=because)


def resume(s: WorkspaceSession, subscription_id: int, at: dt.datetime) -> bool:
    """Resume a paused subscription from `at`; False if it was not paused."""
    active_again = {"state": SubscriptionState.ACTIVE.value, "paused_because": None, "from_at": at}
    return _move(s, subscription_id, SubscriptionState.PAUSED, **active_again)


def resume_channel(s: WorkspaceSession, channel: str, at: dt.datetime) -> int:
    """Resume the subscriptions of a channel that the bot paused, since it can post there again; returns how many."""
    paused = [sub for sub in of_channel(s, channel) if sub.state is SubscriptionState.PAUSED and sub.paused_because]
    return sum(resume(s, sub.id, at) for sub in paused)


def end(s: WorkspaceSession, subscription_id: int) -> None:
    """Turn a subscription off for good; its digests stay on record."""
    values = {"state": SubscriptionState.OFF.value}
    s.exec(update(SubscriptionRow).where(col(SubscriptionRow.id) == subscription_id).values(**values))


def _move(s: WorkspaceSession, subscription_id: int, old: SubscriptionState, **values: object) -> bool:
    standing = (col(SubscriptionRow.id) == subscription_id, col(SubscriptionRow.state) == old.value)
    return bool(s.exec(update(SubscriptionRow).where(*standing).values(**values)).rowcount)


def _where(s: WorkspaceSession, *which: Any) -> list[Subscription]:
    query = select(SubscriptionRow).where(*which).order_by(col(SubscriptionRow.id))
    return _all(s.exec(query.execution_options(populate_existing=True)).all())


def _all(rows: Sequence[SubscriptionRow]) -> list[Subscription]:
    return [_of(row) for row in rows]


def _of(row: SubscriptionRow) -> Subscription:
    return Subscription(
        id=row.id,
        channel=row.channel,
        settings=DigestSettings.model_validate(row.payload),
        state=SubscriptionState(row.state),
        paused_because=row.paused_because,
        by=row.by,
        from_at=row.from_at,
    )
