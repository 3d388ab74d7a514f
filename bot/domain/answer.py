"""A reader's answer before its quotes are looked up: a reading whose quotes are plain strings."""

from pydantic import Field

from bot.domain.model import Basis, EventDraft, Key, OneLine, Origin, ReaderStamp, Stance, Tone, Translation, Value

NEW_EVENT = ""
"""The event slug of a judgement on the reader's own draft."""


class QuotedSighting(Value):
    """How the article knows one thing, with a quote that is not looked up yet."""

    tone: Tone
    basis: Basis
    origin: Origin
    quote: str
    translation: Translation | None = None


class QuotedStatement(QuotedSighting):
    """One claim that the article itself makes."""

    text: OneLine


class QuotedJudgement(QuotedSighting):
    """What the article says about one claim of one candidate event (`event` is its slug)."""

    event: str
    claim: Key
    stance: Stance


class Answer(Value):
    """A reader's answer on one article; `bot.domain.grounding.ground` makes a `Reading` of it.

    `in_part` says that the reader read passages of the article only; one of the remarks says which.
    """

    statements: tuple[QuotedStatement, ...] = ()
    judgements: tuple[QuotedJudgement, ...] = ()
    draft: EventDraft | None = None
    remarks: tuple[str, ...] = Field(default=())
    in_part: bool = False
    stamp: ReaderStamp
