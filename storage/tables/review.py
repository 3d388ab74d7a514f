"""The tables of a link's review: article, submission, reading, proposal, decision; and the model's answers and costs."""

import datetime as dt

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, Words
from storage.row import Json, Row, own_key, refers


class ArticleRow(Row, table=True):
    """One fetched page with its text, the HTML as served (compressed) with its hash, and how the site answered.

    After a purge the text is empty, or the HTML is missing; the hashes stay.
    """

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
    response: Json | None = Field(default=None, sa_type=JSON)
    fetched_at: dt.datetime = Field(sa_type=UtcTime)


class PurgeRow(Row, table=True):
    """The text, or the archived page, of an article went: when, and by whose order. None is ever changed."""

    __tablename__ = "purge"
    __table_args__ = (refers("article_id", "article"), Index(None, "workspace", "article_id", "part"))

    id: int = Field(default=None, primary_key=True)
    article_id: int
    part: str
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class FingerprintRow(Row, table=True):
    """One fingerprint of an article; it follows from the article, which never changes, so nothing checks the reference."""

    __tablename__ = "fingerprint"
    # The key is all there is: SQLite keeps it once.
    __table_args__ = ({"sqlite_with_rowid": False},)

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    fingerprint: int = Field(sa_type=BigInteger, primary_key=True)
    article_id: int = Field(primary_key=True)


class IndexedArticleRow(Row, table=True):
    """An article in the index of copies; what it repeats of the article spares reading that, with its text and page."""

    __tablename__ = "indexed_article"
    __table_args__ = (refers("article_id", "article"),)

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    article_id: int = Field(primary_key=True)
    outlet_id: int
    day: dt.date
    sketch: bytes = Field(sa_type=LargeBinary)


class SubmissionRow(Row, table=True):
    """One link or text; `live_url` is set while it lives, so that one article has one live submission."""

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
    public: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class PublicSourceRow(Row, table=True):
    """What a reader sent by the form on an event's page; `token_sha256` is the hash of the key in their status link.

    The hash of the address that it came from is kept for a day, the e-mail address for a month.
    """

    __tablename__ = "public_source"
    __table_args__ = (
        UniqueConstraint("workspace", "token_sha256"),
        refers("submission_id", "submission"),
        refers("event_id", "event"),
        Index(None, "workspace", "at"),
        Index(None, "workspace", "submission_id"),
    )

    id: int = Field(default=None, primary_key=True)
    token_sha256: str
    submission_id: int
    event_id: int
    again: bool
    address_hash: str | None = None
    email: str | None = Field(default=None, sa_type=Words)
    note: str = Field(default="", sa_type=Words, sa_column_kwargs={"server_default": ""})
    at: dt.datetime = Field(sa_type=UtcTime)


class ProgramSourceRow(Row, table=True):
    """What a program brought by a token; `key` is the hash of what tells one call from another, `said_sha256` of what it said.

    The same key again changes nothing. `again` if others had brought it already, as the submission.
    """

    __tablename__ = "program_source"
    __table_args__ = (
        UniqueConstraint("workspace", "token_id", "key"),
        refers("token_id", "api_token"),
        refers("submission_id", "submission"),
        Index(None, "workspace", "token_id", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    token_id: int
    key: str
    said_sha256: str
    submission_id: int
    again: bool
    at: dt.datetime = Field(sa_type=UtcTime)


class RereadRow(Row, table=True):
    """A request to read a submission again, as a new submission, compared with one event or with all."""

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


class ReadingRow(Row, table=True):
    """The reading of one submission's article."""

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


class AnswerRow(Row, table=True):
    """A valid answer of the model; `question` is the hash of everything that the answer depends on."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("workspace", "question"),)

    id: int = Field(default=None, primary_key=True)
    question: str
    payload: Json = Field(sa_type=JSON)
    at: dt.datetime = Field(sa_type=UtcTime)


class SpendRow(SQLModel, table=True):
    """What one answer of the model cost; it belongs to no workspace, since one key pays for all of them."""

    metadata = Row.metadata
    __tablename__ = "model_spend"
    __table_args__ = (Index(None, "at"),)

    id: int = Field(default=None, primary_key=True)
    at: dt.datetime = Field(sa_type=UtcTime)
    model: str = Field(sa_type=Words)
    tokens_in: int
    tokens_out: int
    cost: float
    tokens_cached: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    tokens_written: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    public: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class EndpointRow(SQLModel, table=True):
    """What all processes know together of one model endpoint, by the hash of its address; it belongs to no workspace."""

    metadata = Row.metadata
    __tablename__ = "model_endpoint"

    endpoint: str = Field(primary_key=True, sa_type=Words)
    state: Json = Field(sa_type=JSON)


class ProposalRow(Row, table=True):
    """A proposal; `target` is the event's slug, or empty for a new event. `withdraws`: it takes back what was reported."""

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
    withdraws: bool = False
    filed_at: dt.datetime = Field(sa_type=UtcTime)


class ProposalVersionRow(Row, table=True):
    """The content of one version of a proposal."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("workspace", "proposal_id", "version"), refers("proposal_id", "proposal"))

    id: int = Field(default=None, primary_key=True)
    proposal_id: int
    version: int
    payload: Json = Field(sa_type=JSON)
    at: dt.datetime = Field(sa_type=UtcTime)


class ReminderRow(Row, table=True):
    """A proposal that editors were reminded of; `key` is that of the reminder's card."""

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


class SettlementRow(Row, table=True):
    """What an editor said that an open passage means, which made a version of its proposal; the newest on a report counts."""

    __tablename__ = "settlement"
    __table_args__ = (refers("proposal_id", "proposal"), Index(None, "workspace", "proposal_id", "id"))

    id: int = Field(default=None, primary_key=True)
    proposal_id: int
    version: int
    report_id: str = Field(sa_type=Words)
    stance: str
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class HandlingRow(Row, table=True):
    """What somebody did about a proposal that waits: took it, handed it over, let it go, asked about it, answered.

    `key` is that of the card that tells of it, or of the message that answers.
    """

    __tablename__ = "handling"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        refers("proposal_id", "proposal"),
        Index(None, "workspace", "proposal_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    proposal_id: int
    version: int
    kind: str
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)
    whom: str | None = Field(default=None, sa_type=Words)
    words: str = Field(default="", sa_type=Words)
    about: int | None = None
    key: str | None = Field(default=None, sa_type=Words)


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
