"""The tables of the record: outlets, events with their claims, reports, and the history of assessments."""

import datetime as dt

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, false, text
from sqlmodel import Field

from storage.columns import Embedding, Floats, UtcTime, Words
from storage.row import Json, Row, own_key, refers


class OutletRow(Row, table=True):
    """A publisher; `name_key` is its name without case."""

    __tablename__ = "outlet"
    __table_args__ = (own_key(), UniqueConstraint("workspace", "name_key"))

    id: int = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Words)
    name_key: str = Field(sa_type=Words)
    family: str | None = Field(default=None, sa_type=Words)
    stands_alone: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    family_source: str | None = Field(default=None, sa_type=Words)
    family_date: dt.date | None = None
    kind: str


class OutletAliasRow(Row, table=True):
    """Another name of an outlet; `name_key` is that name without case."""

    __tablename__ = "outlet_alias"
    __table_args__ = (
        UniqueConstraint("workspace", "name_key"),
        refers("outlet_id", "outlet"),
        Index(None, "workspace", "outlet_id"),
    )

    id: int = Field(default=None, primary_key=True)
    outlet_id: int
    name: str = Field(sa_type=Words)
    name_key: str = Field(sa_type=Words)


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
    """One entry in an outlet's history: its grade and its owner from then on. The newest counts, and none is ever deleted."""

    __tablename__ = "outlet_grade"
    __table_args__ = (own_key(), refers("outlet_id", "outlet"), Index(None, "workspace", "outlet_id", "id"))

    id: int = Field(default=None, primary_key=True)
    outlet_id: int
    grade: str
    family: str | None = Field(default=None, sa_type=Words)
    reason: str = Field(sa_type=Words)
    author: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class RegradeRow(Row, table=True):
    """An event that is to be worked out anew after an outlet's grade; the row goes when that is done."""

    __tablename__ = "regrade"
    __table_args__ = (
        UniqueConstraint("workspace", "event_id", "grade_id"),
        refers("grade_id", "outlet_grade"),
        refers("event_id", "event"),
        Index(None, "workspace", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    grade_id: int
    event_id: int


class EventRow(Row, table=True):
    """Something that happened or was said, as it was added; what editors did to it since is in `event_edit`."""

    __tablename__ = "event"
    __table_args__ = (
        own_key(),
        UniqueConstraint("workspace", "slug"),
        Index(None, "workspace", "added_at"),
        Index(None, "workspace", "date"),
        Index(None, "workspace", "place"),
    )

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


class EventHomeRow(Row, table=True):
    """An event's home channel, in which changes of its level are announced; the newest row counts, None means no channel."""

    __tablename__ = "event_home"
    __table_args__ = (refers("event_id", "event"), Index(None, "workspace", "event_id", "id"))

    id: int = Field(default=None, primary_key=True)
    event_id: int
    channel: str | None = Field(default=None, sa_type=Words)
    by: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class ClaimRow(Row, table=True):
    """One checkable sentence of an event, at its position; a new wording has the position of the old one.

    `replaced_by` is as the event's file says; what editors reword is in `event_edit`.
    """

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
    replaced_by: str | None = None


class EventEditRow(Row, table=True):
    """What an editor did to an event itself: `kind` is an `EditKind`. The newest of each kind counts, and none is ever deleted.

    `claim` got the wording of the claim `becomes`, gets its own back, or was added. `place` and `date` are those of a corrected
    event. One with a decision counts until that is undone.
    """

    __tablename__ = "event_edit"
    __table_args__ = (
        own_key(),
        refers("event_id", "event"),
        refers("decision_id", "decision"),
        Index(None, "workspace", "event_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    event_id: int
    kind: str
    claim: str | None = None
    becomes: str | None = None
    place: str | None = Field(default=None, sa_type=Words)
    date: dt.date | None = None
    merged: Json | None = Field(default=None, sa_type=JSON)
    decision_id: int | None = None
    by: str = Field(sa_type=Words)
    reason: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class MergeRow(Row, table=True):
    """Where an event is now that went into another one, and what its claims are there; `carried` had no like there.

    It follows from the history: if the other event goes too, the row leads on.
    """

    __tablename__ = "event_merge"
    __table_args__ = (refers("event_id", "event"), refers("into_id", "event"), Index(None, "workspace", "into_id"))

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    event_id: int = Field(primary_key=True)
    into_id: int
    claims: Json = Field(sa_type=JSON)
    carried: list[str] = Field(sa_type=JSON)


class RulingRow(Row, table=True):
    """One editor's decision on two names: one origin (`same`), two, or (None) the decision taken back; the newest counts.

    It holds for one event, or for all events where `event_id` is None.
    """

    __tablename__ = "ruling"
    __table_args__ = (own_key(), refers("event_id", "event"), Index(None, "workspace", "event_id", "id"))

    id: int = Field(default=None, primary_key=True)
    event_id: int | None = None
    one: str = Field(sa_type=Words)
    other: str = Field(sa_type=Words)
    same: bool | None = None
    by: str = Field(sa_type=Words)
    reason: str = Field(default="", sa_type=Words)
    at: dt.datetime = Field(sa_type=UtcTime)


class IndexedEventRow(Row, table=True):
    """An event in the search index, with all its terms in order, a space between them."""

    __tablename__ = "indexed_event"
    __table_args__ = (refers("event_id", "event"),)

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    event_id: int = Field(primary_key=True)
    terms: str = Field(sa_type=Words)


class PostingRow(Row, table=True):
    """The events with a search term, in one block of ids, each by its place in the block: two bytes, the lower one first."""

    __tablename__ = "search_posting"
    __table_args__ = ({"sqlite_with_rowid": False},)

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    term: str = Field(sa_type=Words, primary_key=True)
    block: int = Field(primary_key=True)
    events: bytes = Field(sa_type=LargeBinary)


class SearchTermRow(Row, table=True):
    """The number of events with a search term; the empty term counts all events, a space all their terms."""

    __tablename__ = "search_term"

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    term: str = Field(sa_type=Words, primary_key=True)
    events: int


class VectorRow(Row, table=True):
    """The vector of one event by one embedding model; `signs` has a bit for each number, 1 if that is above zero."""

    __tablename__ = "event_vector"
    __table_args__ = (
        UniqueConstraint("event_id", "model"),
        refers("event_id", "event"),
        # All that a search reads of most vectors, so that it reads the index alone.
        Index(None, "workspace", "model", "id", "event_id", "signs"),
    )
    model_config = {"arbitrary_types_allowed": True}  # noqa: RUF012 - how SQLModel is configured

    id: int = Field(default=None, primary_key=True)
    event_id: int
    model: str = Field(sa_type=Words)
    embedding: Floats = Field(sa_type=Embedding)
    signs: bytes = Field(sa_type=LargeBinary)


class ReportRow(Row, table=True):
    """What one article says on one claim, added by a decision or (without one) by the event's file."""

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
    path: list[dict[str, str]] = Field(sa_type=JSON)
    revises: str | None = None
    genre: str = Field(default="news")
    quote: str = Field(sa_type=Words)
    copy_of: str | None = Field(default=None, sa_type=Words)
    copy_shown_by: str = Field(default="", sa_type=Words)
    translation: str | None = Field(default=None, sa_type=Words)


class LevelChangeRow(Row, table=True):
    """One change of one claim's assessment, by a decision, grade, ruling or edit, or (by none) by the event's file."""

    __tablename__ = "level_change"
    __table_args__ = (
        UniqueConstraint("event_id", "decision_id", "claim"),
        UniqueConstraint("event_id", "grade_id", "claim"),
        UniqueConstraint("event_id", "ruling_id", "claim"),
        UniqueConstraint("event_id", "edit_id", "claim"),
        Index(
            "uq_level_change_of_file",
            "event_id",
            "claim",
            unique=True,
            sqlite_where=text("decision_id IS NULL AND grade_id IS NULL AND ruling_id IS NULL AND edit_id IS NULL"),
            postgresql_where=text("decision_id IS NULL AND grade_id IS NULL AND ruling_id IS NULL AND edit_id IS NULL"),
        ),
        ForeignKeyConstraint(["event_id", "claim"], ["claim.event_id", "claim.key"]),
        refers("event_id", "event"),
        refers("decision_id", "decision"),
        refers("grade_id", "outlet_grade"),
        refers("ruling_id", "ruling"),
        refers("edit_id", "event_edit"),
        Index(None, "workspace", "event_id"),
        Index(None, "workspace", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    event_id: int
    decision_id: int | None = None
    grade_id: int | None = None
    ruling_id: int | None = None
    edit_id: int | None = None
    claim: str
    at: dt.datetime = Field(sa_type=UtcTime)
    level_before: str | None = None
    level_after: str
    score_before: float | None = None
    score_after: float
    reasons: list[str] = Field(sa_type=JSON)
