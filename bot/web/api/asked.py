"""What programs ask and send, in its strict form."""

import datetime as dt
import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from starlette.datastructures import QueryParams

from bot.domain.model import EventKind, Level
from bot.domain.public_source import LONGEST_LINK, LONGEST_NOTE, LONGEST_TEXT
from bot.domain.record import ProposalState
from bot.domain.visible import visible
from bot.web.api.problems import Problem
from bot.web.source_form import LEAST_WORDS
from storage.pages import Wanted

HIGHEST_ID = 2**31 - 1
MOST_LISTED, LISTED = 100, 25
LONGEST_WORDS = 200
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ADDRESS = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/]"
_UNSENSIBLE = "This cannot be taken as it is; the list says what to change."
Model = TypeVar("Model", bound=BaseModel)


def _number(given: object) -> object:
    if isinstance(given, str) and re.fullmatch(r"[0-9]{1,10}", given):
        return int(given)
    raise ValueError("write a whole number")


def _day(given: object) -> object:
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        return dt.date.fromisoformat(given)
    raise ValueError("write a day such as 2026-03-02")


def _line(given: str) -> str:
    return " ".join(visible(given).split())


def _text(given: str) -> str:
    return visible(given.replace("\r\n", "\n")).strip()


Number = Annotated[int, BeforeValidator(_number)]
Words = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(_line)]
Day = Annotated[dt.date, BeforeValidator(_day)]


class Asked(BaseModel):
    """A part of a list: `before` is where to go on, as `next` of the part before has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: Annotated[Number, Field(ge=1, le=HIGHEST_ID)] | None = None
    limit: Annotated[Number, Field(ge=1, le=MOST_LISTED)] = LISTED


class EventsAsked(Asked):
    """Which events are asked for."""

    q: Words = ""
    level: Level | None = None
    kind: EventKind | None = None
    place: Words = ""
    since: Day | None = Field(None, alias="from")
    until: Day | None = Field(None, alias="to")

    @property
    def wanted(self) -> Wanted:
        """Return what the list is narrowed to."""
        return Wanted(words=self.q, level=self.level, kind=self.kind, place=self.place, since=self.since, until=self.until)


class ProposalsAsked(Asked):
    """Which proposals are asked for."""

    state: ProposalState | None = None


class ReportsAsked(Asked):
    """Which reports on an event are asked for: those on one claim (its key), or all."""

    claim: Words = ""


class NothingAsked(BaseModel):
    """No parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSent(BaseModel):
    """A source as a program sends it: a link or a text."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    url: Annotated[str, Field(max_length=LONGEST_LINK, pattern=ADDRESS), AfterValidator(_line)] | None = None
    text: Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_text)] | None = None
    note: Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(_line)] = ""
    event: Annotated[str, Field(max_length=120, pattern=SLUG)] | None = None

    @model_validator(mode="after")
    def _one(self) -> "SourceSent":
        if (self.url is None) == (self.text is None):
            raise ValueError("give the url of an article, or its text, and not both")
        if self.text is not None and len(self.text.split()) < LEAST_WORDS:
            raise ValueError(f"give the article's own text, {LEAST_WORDS} words or more")
        return self


def parameters(of: type[Model], given: QueryParams) -> Model:
    """Read the parameters of an address; raises Problem for unknown, repeated or wrong ones."""
    names = [name for name, _ in given.multi_items()]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise Problem(422, _UNSENSIBLE, [(_named(name), "give it once") for name in repeated])
    try:
        return of.model_validate(dict(given))
    except ValidationError as error:
        raise faults_of(error) from None


def sent(body: bytes) -> SourceSent:
    """Read the body of a source; raises Problem."""
    try:
        return SourceSent.model_validate_json(body)
    except ValidationError as error:
        raise faults_of(error) from None


def faults_of(error: ValidationError) -> Problem:
    """Return what is wrong with values, each by its name."""
    faults = error.errors(include_url=False, include_input=False)
    if faults[0]["type"] == "json_invalid":
        return Problem(400, "The body is no JSON, or nested too deeply. Send one flat object, in UTF-8.")
    return Problem(422, _UNSENSIBLE, [(_place(fault["loc"]), _said(fault["type"], fault["msg"])) for fault in faults[:20]])


def _place(loc: tuple[Any, ...]) -> str:
    return _named(".".join(map(str, loc))) if loc else "body"


def _named(name: str) -> str:
    return visible(name)[:100]


def _said(kind: str, message: str) -> str:
    return "there is no such field; leave it out" if kind == "extra_forbidden" else message.removeprefix("Value error, ")
