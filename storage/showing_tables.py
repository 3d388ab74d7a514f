"""The tables behind what people see: cards and their pace, homes of events, settings, and submissions that are read again."""

import datetime as dt

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import UtcTime, Words
from storage.row import Json, Row, refers


class RereadRow(Row, table=True):
    """Somebody's wish to have a submission read again, as a new submission: against one event, or against all."""

    __tablename__ = "reread"
    __table_args__ = (
        UniqueConstraint("workspace", "submission_id"),
        refers("submission_id", "submission"),
        refers("of_submission_id", "submission"),
        Index(None, "workspace", "of_submission_id"),
    )

    id: int = Field(default=None, primary_key=True)
    submission_id: int
    of_submission_id: int
    event_slug: str | None = Field(default=None, sa_type=Words)
    asked_by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class CardRow(Row, table=True):
    """A message in which people see a part of the record; `message` is its id once it has been posted.

    It is drawn again from `due_at` on. Who posts it holds it until `held_until`; `tried` stays set while nobody knows whether
    a begun post arrived.
    """

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        refers("submission_id", "submission"),
        refers("proposal_id", "proposal"),
        refers("decision_id", "decision"),
        refers("event_id", "event"),
        Index(None, "workspace", "due_at"),
        Index(None, "workspace", "batch", "position"),
        Index(None, "workspace", "channel", "message"),
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
    """From when on a channel takes the next message."""

    __tablename__ = "channel_pace"

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    channel: str = Field(sa_type=Words, primary_key=True)
    free_at: dt.datetime = Field(sa_type=UtcTime)


class EventHomeRow(Row, table=True):
    """Where an event's changes of level are announced; the newest counts, without a channel: nowhere of its own."""

    __tablename__ = "event_home"
    __table_args__ = (refers("event_id", "event"), Index(None, "workspace", "event_id", "id"))

    id: int = Field(default=None, primary_key=True)
    event_id: int
    channel: str | None = Field(default=None, sa_type=Words)
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class WorkspaceSettingsRow(Row, table=True):
    """A workspace's settings as somebody saved them; the newest count, none ever goes."""

    __tablename__ = "workspace_settings"
    __table_args__ = (Index(None, "workspace", "id"),)

    id: int = Field(default=None, primary_key=True)
    payload: Json = Field(sa_type=JSON)
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)
