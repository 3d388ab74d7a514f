"""The tables. Rows stay inside `storage`; everybody else sees domain values.

Every row belongs to a workspace, and every reference carries the workspace along, so that the database itself refuses one
that leads into another. What may never change, or never go, is held by triggers (see the migrations).
"""

import datetime as dt

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import Embedding, Floats, UtcTime, Words
from storage.digest_tables import DigestRow, LetterRow, ReminderRow, SubscriptionRow
from storage.reader_tables import AnswerRow, SpendRow
from storage.row import Json, Row, own_key, refers
from storage.showing_tables import CardRow, ChannelPaceRow, EventHomeRow, RereadRow, WorkspaceSettingsRow


class OutletRow(Row, table=True):
    """A publisher; `name_key` is its name without case."""

    __tablename__ = "outlet"
    __table_args__ = (own_key(), UniqueConstraint("workspace", "name_key"))

    id: int = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Words)
    name_key: str = Field(sa_type=Words)
    family: str | None = Field(default=None, sa_type=Words)
    kind: str


class OutletDomainRow(Row, table=True):
    """One domain of an outlet."""

    __tablename__ = "outlet_domain"
    __table_args__ = (
        UniqueConstraint("workspace", "domain"),
        refers("outlet_id", "outlet"),
        Index(None, "workspace", "outlet_id"),
    )

    id: int = Field(default=None, primary_key=True)
    outlet_id: int
    domain: str = Field(sa_type=Words)


class OutletGradeRow(Row, table=True):
    """One grading of an outlet; the newest counts, none ever goes."""

    __tablename__ = "outlet_grade"
    __table_args__ = (refers("outlet_id", "outlet"), Index(None, "workspace", "outlet_id", "id"))

    id: int = Field(default=None, primary_key=True)
    outlet_id: int
    grade: str
    reason: str = Field(sa_type=Words)
    author: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class EventRow(Row, table=True):
    """Something that happened or was said."""

    __tablename__ = "event"
    __table_args__ = (own_key(), UniqueConstraint("workspace", "slug"), Index(None, "workspace", "added_at"))

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(sa_type=Words)
    kind: str
    headline: str = Field(sa_type=Words)
    place: str | None = Field(default=None, sa_type=Words)
    date: dt.date | None = None
    entities: list[str] = Field(sa_type=JSON)
    tags: list[str] = Field(sa_type=JSON)
    extracted_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    source_story: str | None = Field(default=None, sa_type=Words)
    retracted_because: str | None = Field(default=None, sa_type=Words)
    added_at: dt.datetime = Field(sa_type=UtcTime)


class ClaimRow(Row, table=True):
    """One checkable sentence of an event, at its position."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("event_id", "key"), refers("event_id", "event"))

    id: int = Field(default=None, primary_key=True)
    event_id: int
    key: str
    position: int
    text: str = Field(sa_type=Words)
    layer: str
    speaker: str | None = Field(default=None, sa_type=Words)
    parties: list[str] = Field(sa_type=JSON)


class SearchTermRow(Row, table=True):
    """In how many events a search term stands; the empty term counts all events."""

    __tablename__ = "search_term"

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    term: str = Field(sa_type=Words, primary_key=True)
    events: int


class ArticleRow(Row, table=True):
    """One fetched page with its text; the HTML as served, compressed, with the hash of what was served."""

    __tablename__ = "article"
    __table_args__ = (
        own_key(),
        UniqueConstraint("workspace", "canonical_url", "text_sha256"),
        refers("outlet_id", "outlet"),
    )

    id: int = Field(default=None, primary_key=True)
    canonical_url: str = Field(sa_type=Words)
    outlet_id: int
    title: str | None = Field(default=None, sa_type=Words)
    authors: list[str] = Field(sa_type=JSON)
    published: dt.date | None = None
    language: str | None = Field(default=None, sa_type=Words)
    text: str = Field(sa_type=Words)
    text_sha256: str
    partial: str | None = Field(default=None, sa_type=Words)
    html: bytes | None = Field(default=None, sa_type=LargeBinary)
    html_sha256: str | None = None
    fetched_at: dt.datetime = Field(sa_type=UtcTime)


class SubmissionRow(Row, table=True):
    """One link, or text; `live_url` is held while it lives, so that one article has one live submission."""

    __tablename__ = "submission"
    __table_args__ = (
        own_key(),
        UniqueConstraint("workspace", "key"),
        UniqueConstraint("workspace", "live_url"),
        refers("article_id", "article"),
        refers("duplicate_of", "submission"),
        Index(None, "workspace", "canonical_url"),
        Index(None, "workspace", "article_id"),
        Index(None, "workspace", "by"),
        Index(None, "workspace", "state"),
        Index(None, "workspace", "filed_at"),
    )

    id: int = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Words)
    url: str | None = Field(default=None, sa_type=Words)
    canonical_url: str = Field(sa_type=Words)
    by: str = Field(sa_type=Words)
    place: str = Field(sa_type=Words)
    note: str = Field(sa_type=Words)
    event_hint: str | None = Field(default=None, sa_type=Words)
    pasted_text: str | None = Field(default=None, sa_type=Words)
    pasted_html: bytes | None = Field(default=None, sa_type=LargeBinary)
    filed_at: dt.datetime = Field(sa_type=UtcTime)
    state: str
    failure_kind: str | None = None
    failure: str | None = Field(default=None, sa_type=Words)
    article_id: int | None = None
    duplicate_of: int | None = None
    live_url: str | None = Field(default=None, sa_type=Words)


class ReadingRow(Row, table=True):
    """What the reader took from one submission's article."""

    __tablename__ = "reading"
    __table_args__ = (
        own_key(),
        UniqueConstraint("workspace", "submission_id"),
        refers("submission_id", "submission"),
        refers("article_id", "article"),
        Index(None, "workspace", "article_id"),
    )

    id: int = Field(default=None, primary_key=True)
    submission_id: int
    article_id: int
    payload: Json = Field(sa_type=JSON)


class ProposalRow(Row, table=True):
    """A proposal; `target` is the event's slug, or empty for a new event."""

    __tablename__ = "proposal"
    __table_args__ = (
        own_key(),
        UniqueConstraint("workspace", "submission_id", "target"),
        refers("submission_id", "submission"),
        refers("reading_id", "reading"),
        refers("event_id", "event"),
        Index(None, "workspace", "state", "id"),
        Index(None, "workspace", "event_id"),
    )

    id: int = Field(default=None, primary_key=True)
    submission_id: int
    reading_id: int
    event_id: int | None = None
    target: str = Field(sa_type=Words)
    state: str
    version: int
    filed_at: dt.datetime = Field(sa_type=UtcTime)


class ProposalVersionRow(Row, table=True):
    """What a proposal said in one version."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("workspace", "proposal_id", "version"), refers("proposal_id", "proposal"))

    id: int = Field(default=None, primary_key=True)
    proposal_id: int
    version: int
    payload: Json = Field(sa_type=JSON)
    at: dt.datetime = Field(sa_type=UtcTime)


class DecisionRow(Row, table=True):
    """What an editor did with one version of a proposal."""

    __tablename__ = "decision"
    __table_args__ = (
        own_key(),
        UniqueConstraint("workspace", "undoes"),
        refers("proposal_id", "proposal"),
        refers("undoes", "decision"),
        Index(None, "workspace", "proposal_id"),
        Index(None, "workspace", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    proposal_id: int
    version: int
    kind: str
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)
    reason: str = Field(sa_type=Words)
    own_submission: bool
    undoes: int | None = None


class ReportRow(Row, table=True):
    """One article on one claim, by a decision or (without one) by the event's file."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("event_id", "decision_id", "report_id"),
        Index(
            "uq_report_of_file",
            "event_id",
            "report_id",
            unique=True,
            sqlite_where=text("decision_id IS NULL"),
            postgresql_where=text("decision_id IS NULL"),
        ),
        ForeignKeyConstraint(["event_id", "claim"], ["claim.event_id", "claim.key"]),
        refers("event_id", "event"),
        refers("decision_id", "decision"),
        refers("article_id", "article"),
        refers("outlet_id", "outlet"),
        Index(None, "workspace", "event_id"),
        Index(None, "workspace", "decision_id"),
    )

    id: int = Field(default=None, primary_key=True)
    event_id: int
    decision_id: int | None = None
    article_id: int | None = None
    outlet_id: int
    report_id: str = Field(sa_type=Words)
    claim: str
    url: str = Field(sa_type=Words)
    published: dt.date | None = None
    stance: str
    tone: str
    basis: str
    origin_kind: str
    origin_name: str = Field(sa_type=Words)
    quote: str = Field(sa_type=Words)
    copy_of: str | None = Field(default=None, sa_type=Words)
    translation: str | None = Field(default=None, sa_type=Words)


class LevelChangeRow(Row, table=True):
    """One move of one claim's assessment."""

    __tablename__ = "level_change"
    __table_args__ = (
        UniqueConstraint("event_id", "decision_id", "claim"),
        Index(
            "uq_level_change_of_file",
            "event_id",
            "claim",
            unique=True,
            sqlite_where=text("decision_id IS NULL"),
            postgresql_where=text("decision_id IS NULL"),
        ),
        ForeignKeyConstraint(["event_id", "claim"], ["claim.event_id", "claim.key"]),
        refers("event_id", "event"),
        refers("decision_id", "decision"),
        Index(None, "workspace", "event_id"),
        Index(None, "workspace", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    event_id: int
    decision_id: int | None = None
    claim: str
    at: dt.datetime = Field(sa_type=UtcTime)
    level_before: str | None = None
    level_after: str
    score_before: float | None = None
    score_after: float
    reasons: list[str] = Field(sa_type=JSON)


class VectorRow(Row, table=True):
    """One event as one embedding model sees it."""

    __tablename__ = "event_vector"
    __table_args__ = (
        UniqueConstraint("event_id", "model"),
        refers("event_id", "event"),
        Index(None, "workspace", "model", "id"),
    )
    model_config = {"arbitrary_types_allowed": True}  # noqa: RUF012 - how SQLModel is configured

    id: int = Field(default=None, primary_key=True)
    event_id: int
    model: str = Field(sa_type=Words)
    embedding: Floats = Field(sa_type=Embedding)


TABLES: tuple[type[Row], ...] = (
    OutletRow, OutletDomainRow, OutletGradeRow, EventRow, ClaimRow, SearchTermRow, ArticleRow, SubmissionRow, ReadingRow,
    ProposalRow, ProposalVersionRow, DecisionRow, ReportRow, LevelChangeRow, VectorRow,
    RereadRow, CardRow, ChannelPaceRow, EventHomeRow, WorkspaceSettingsRow, AnswerRow,
    SubscriptionRow, DigestRow, LetterRow, ReminderRow,
)  # fmt: skip


class ProcessRow(SQLModel, table=True):
    """A running process and when it last showed that it lives."""

    metadata = Row.metadata
    __tablename__ = "process"

    id: str = Field(primary_key=True, sa_type=Words)
    seen_at: dt.datetime = Field(sa_type=UtcTime)


SHARED = (ProcessRow, SpendRow)
"""The tables that belong to no workspace."""

METADATA = Row.metadata
"""All tables, for Alembic."""
