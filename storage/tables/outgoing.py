"""The tables of what people see and get: cards, follows, subscriptions, digests and letters; a workspace's settings; tokens."""

import datetime as dt

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import UtcTime, Words
from storage.row import Json, Row, own_key, refers


class CardRow(Row, table=True):
    """A message that shows a part of the record; `message` is its id once it is posted.

    It is drawn again from `due_at` on. A poster holds it until `held_until`; `tried` is set while it is unknown whether a post
    arrived.
    """

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        refers("submission_id", "submission"),
        refers("proposal_id", "proposal"),
        refers("decision_id", "decision"),
        refers("ruling_id", "ruling"),
        refers("edit_id", "event_edit"),
        refers("grade_id", "outlet_grade"),
        refers("event_id", "event"),
        Index(None, "workspace", "due_at"),
        Index(None, "workspace", "batch", "position"),
        Index(None, "workspace", "channel", "message"),
        Index(None, "workspace", "channel", "thread"),
        Index(None, "workspace", "submission_id"),
        Index(None, "workspace", "proposal_id"),
        Index(None, "workspace", "event_id"),
    )

    id: int = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Words)
    kind: str
    channel: str = Field(sa_type=Words)
    thread: str | None = Field(default=None, sa_type=Words)
    batch: str | None = Field(default=None, sa_type=Words)
    position: int = 0
    submission_id: int | None = None
    proposal_id: int | None = None
    decision_id: int | None = None
    ruling_id: int | None = None
    edit_id: int | None = None
    grade_id: int | None = None
    event_id: int | None = None
    note: str | None = Field(default=None, sa_type=Words)
    message: str | None = Field(default=None, sa_type=Words)
    shown: str | None = None
    due_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    held_until: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    tried: bool = False
    tries: int = 0
    problem: str | None = Field(default=None, sa_type=Words)
    made_at: dt.datetime = Field(sa_type=UtcTime)


class ChannelPaceRow(Row, table=True):
    """When a channel may get its next message."""

    __tablename__ = "channel_pace"

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    channel: str = Field(sa_type=Words, primary_key=True)
    free_at: dt.datetime = Field(sa_type=UtcTime)


class FollowRow(Row, table=True):
    """Somebody follows an event, or some of its claims; muted, they hear nothing of it."""

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("workspace", "event_id", "person"),
        refers("event_id", "event"),
        Index(None, "workspace", "person", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    event_id: int
    person: str = Field(sa_type=Words)
    claims: list[str] = Field(sa_type=JSON)
    since: dt.datetime = Field(sa_type=UtcTime)
    muted: bool = False
    muted_until: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class SubscriptionRow(Row, table=True):
    """A channel's subscription to a digest; digests are due after `from_at`, by its settings."""

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
    """One digest: of a subscription and a due time, or (without `due_at`) because somebody asked for it.

    `key` is also its card's key; it makes sure that the digest exists only once.
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
    """A digest for one e-mail address; a mailing worker holds it until `held_until`."""

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


class WorkspaceSettingsRow(Row, table=True):
    """A workspace's settings as somebody saved them; the newest count, and none is ever deleted."""

    __tablename__ = "workspace_settings"
    __table_args__ = (Index(None, "workspace", "id"),)

    id: int = Field(default=None, primary_key=True)
    payload: Json = Field(sa_type=JSON)
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class PageAccessRow(Row, table=True):
    """Who may see an event's page from then on, or (without an event) the pages of all that have none of their own.

    The newest row counts; no `access` means that of the workspace. None is ever deleted.
    """

    __tablename__ = "page_access"
    __table_args__ = (refers("event_id", "event"), Index(None, "workspace", "event_id", "id"))

    id: int = Field(default=None, primary_key=True)
    event_id: int | None = None
    access: str | None = None
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class ApiTokenRow(Row, table=True):
    """A token of a program: its hash, never its text. A name is given once, since the record says who brought what."""

    __tablename__ = "api_token"
    __table_args__ = (own_key(), UniqueConstraint("workspace", "name"), UniqueConstraint("workspace", "token_sha256"))

    id: int = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Words)
    token_sha256: str
    scopes: list[str] = Field(sa_type=JSON)
    made_by: str = Field(sa_type=Words)
    made_at: dt.datetime = Field(sa_type=UtcTime)
    ends_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    last_used_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_by: str | None = Field(default=None, sa_type=Words)
