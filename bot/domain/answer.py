"""What a reader hands back before its quotes are looked up: the same as a reading, with quotes as plain strings."""

from pydantic import Field

from bot.domain.model import Basis, EventDraft, Key, Line, Origin, ReaderStamp, Stance, Tone, Translation, Value

NEW_EVENT = ""
"""What a judgement has for its event's slug where it is on a claim of the reader's own draft."""


class QuotedSighting(Value):
    """How the article knows one thing, with a quote that nobody has looked up yet, and its translation where there is one."""

    tone: Tone
    basis: Basis
    origin: Origin
    quote: str
    translation: Translation | None = None


class QuotedStatement(QuotedSighting):
    """One claim that the article itself makes."""

    text: Line


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
