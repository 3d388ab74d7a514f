"""One article, and what a reader found in it: statements, judgements on claims, each with its quote and its path."""

import datetime as dt
import hashlib
from typing import Self

from pydantic import Field, model_validator

from bot.domain.model import (
    Basis,
    EventDraft,
    Genre,
    Hop,
    Key,
    OneLine,
    Outlet,
    Path,
    Revision,
    Stance,
    Tone,
    Translation,
    Value,
    origin_as_path,
)


class Response(Value):
    """How a site answered: the address in the end, the status, and those headers that describe the body as it is kept."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()


class Page(Value):
    """The result of fetching one address: metadata, main text and the bytes as served.

    `partial` says in one sentence why the text is probably not the whole article, or is None; `warning` says what an editor
    should know of the page: that it hides orders to a model, may hide a part of its text, or is an archive's copy.
    """

    url: str
    canonical_url: str
    domain: str
    site_name: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: dt.date | None = None
    language: str | None = None
    text: str
    partial: str | None = None
    warning: str | None = None
    html: bytes | None = Field(default=None, repr=False)
    response: Response | None = None


class Article(Value):
    """One page as the record keeps it; `text` is what every quote is looked up in."""

    canonical_url: str
    outlet: Outlet
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: dt.date | None = None
    language: str | None = None
    text: str = Field(repr=False)
    partial: str | None = None

    @property
    def text_sha256(self) -> str:
        """Return the text's hash, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Quote(Value):
    """A span of the article, in the article's own characters; offsets in code points."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class Sighting(Value):
    """How the article knows one thing: its words, how sure it sounds, and the path by which the information came to it.

    `translation` is the reader's, of a quote in another language than the claim's; nobody has checked it.
    """

    tone: Tone
    basis: Basis
    path: Path
    quote: Quote
    translation: Translation | None = None

    _short_form = model_validator(mode="before")(origin_as_path)

    @property
    def origin(self) -> Hop:
        """Return the end of the path."""
        return self.path[-1]


class Statement(Sighting):
    """One claim that the article itself makes, in the reader's words."""

    text: OneLine


class Judgement(Sighting):
    """What the article says about one claim of one stored event (`event` is its slug).

    `revises` says that it replaces or withdraws what the same origin, or the outlet itself, said before.
    """

    event: str
    claim: Key
    stance: Stance
    revises: Revision | None = None

    @classmethod
    def confirming(cls, event: str, claim: Key, said: Sighting) -> Self:
        """Make what the article says into a confirmation of a claim."""
        fields = {name: getattr(said, name) for name in Sighting.model_fields}
        return cls(event=event, claim=claim, stance=Stance.CONFIRMS, **fields)


class ReaderStamp(Value):
    """Which reader made a reading, and at what cost; times in seconds.

    `tokens_cached` is the part of `tokens_in` that the endpoint had in its prompt cache; `cost` is None where no prices are
    set; `cached` says that the same question was answered before, so that this reading cost nothing.
    """

    reader: str
    model: str | None = None
    prompt: str | None = None
    prompt_version: str | None = None
    prompt_sha256: str | None = None
    temperature: float | None = None
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    cost: float | None = None
    cached: bool = False
    seconds: float = 0.0


class Reading(Value):
    """What the reader took from one article, every quote found again in the text.

    `dropped` counts judgements and statements whose quote is not there; `remarks` are sentences for the editor;
    `in_part` says that the article was too long for the reader, which read passages of it. `credit` is the other newsroom
    whose text the reader takes the article for.
    """

    genre: Genre = Genre.NEWS
    credit: OneLine | None = None
    statements: tuple[Statement, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    draft: EventDraft | None = None
    dropped: int = 0
    remarks: tuple[str, ...] = ()
    in_part: bool = False
    stamp: ReaderStamp
