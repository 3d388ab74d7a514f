"""The tables behind what comes by itself: subscriptions, their digests, letters by e-mail, and reminders."""

import datetime as dt

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import UtcTime, Words
from storage.row import Json, Row, own_key, refers


class SubscriptionRow(Row, table=True):
    """A channel's wish for a digest; digests are due later than `from_at`, by their settings."""

    __tablename__ = "subscription"
    __table_args__ = (own_key(), Index(None, "workspace", "channel"))

    id: int = Field(default=None, primary_key=True)
    channel: str = Field(sa_type=Words)
    payload: Json = Field(sa_type=JSON)
    state: str
    paused_because: str | None = Field(default=None, sa_type=Words)
    by: str = Field(sa_type=Words)
    from_at: dt.datetime = Field(sa_type=UtcTime)


class DigestRow(Row, table=True):
    """One digest: of a subscription and a due time, or (without `due_at`) made because somebody asked for it.

    `key` is its own and its card's, so that it exists once, whoever makes it.
    """

    __tablename__ = "digest"
    __table_args__ = (
        own_key(),
        UniqueConstraint("workspace", "key"),
        refers("subscription_id", "subscription"),
        Index(None, "workspace", "subscription_id", "due_at"),
    )

    id: int = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Words)
    subscription_id: int | None = None
    channel: str = Field(sa_type=Words)
    due_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    until: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    state: str
    payload: Json | None = Field(default=None, sa_type=JSON)
    made_at: dt.datetime = Field(sa_type=UtcTime)


class LetterRow(Row, table=True):
    """A digest on its way to one e-mail address; who sends it holds it until `held_until`."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("workspace", "digest_id", "address"),
        refers("digest_id", "digest"),
        Index(None, "workspace", "due_at"),
    )

    id: int = Field(default=None, primary_key=True)
    digest_id: int
    address: str = Field(sa_type=Words)
    due_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    held_until: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    tries: int = 0
    sent_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    problem: str | None = Field(default=None, sa_type=Words)


class ReminderRow(Row, table=True):
    """A proposal that editors were reminded of, once; `key` is the reminder's card's."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("workspace", "proposal_id"),
        refers("proposal_id", "proposal"),
        Index(None, "workspace", "key"),
    )

    id: int = Field(default=None, primary_key=True)
    proposal_id: int
    key: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)
