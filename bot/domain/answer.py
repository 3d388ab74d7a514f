"""A reader's answer before its quotes are looked up: a reading whose quotes are plain strings."""

from pydantic import Field, model_validator

from bot.domain.model import (
    Basis,
    EventDraft,
    Genre,
    Hop,
    Key,
    OneLine,
    Path,
    Revision,
    Stance,
    Tone,
    Translation,
    Value,
    origin_as_path,
)
from bot.domain.reading import ReaderStamp

NEW_EVENT = ""
"""The event slug of a judgement on the reader's own draft."""


class QuotedSighting(Value):
    """How the article knows one thing, with a quote that is not looked up yet."""

    tone: Tone
    basis: Basis
    path: Path
    quote: str
    translation: Translation | None = None

    _short_form = model_validator(mode="before")(origin_as_path)

    @property
    def origin(self) -> Hop:
        """Return the end of the path."""
        return self.path[-1]


class QuotedStatement(QuotedSighting):
    """One claim that the article itself makes."""

    text: OneLine


class QuotedJudgement(QuotedSighting):
    """What the article says about one claim of one candidate event (`event` is its slug)."""

    event: str
    claim: Key
    stance: Stance
    revises: Revision | None = None


class Answer(Value):
    """A reader's answer on one article; `bot.domain.grounding.ground` makes a `Reading` of it.

    `in_part` says that the reader read passages of the article only; one of the remarks says which. `credit` is the other
    newsroom whose text the reader takes the article for.
    """

    genre: Genre = Genre.NEWS
    credit: OneLine | None = None
    statements: tuple[QuotedStatement, ...] = ()
    judgements: tuple[QuotedJudgement, ...] = ()
    draft: EventDraft | None = None
    remarks: tuple[str, ...] = Field(default=())
    in_part: bool = False
    stamp: ReaderStamp
