"""Cases as files: one article with its events and what a careful reader finds in it."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.domain.errors import BadInput
from bot.domain.event_file import EventFile, faults
from bot.domain.model import Basis, Claim, OriginKind, Stance, Tone

MOST_NAMED = 20
Label = Literal["agree", "disagree", "discuss", "unrelated"]
LABELS: tuple[Label, ...] = get_args(Label)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
M = TypeVar("M", "Case", "Query")


class Part(BaseModel):
    """A part of a case: frozen, its known fields validated; others are kept apart, since the files are other people's."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)


def _day(value: object) -> object:
    """Take the day of a time, as pages give it."""
    return value[:10] if isinstance(value, str) and len(value) > 10 else value


def _origin(value: object) -> object:
    """Take an origin that is written as in an event file by its name, or by its kind where that needs none."""
    if not isinstance(value, dict):
        return value
    unnamed = value.get("kind") in (OriginKind.OWN, OriginKind.UNNAMED)
    return value["kind"] if unnamed else value.get("name")


class CaseArticle(Part):
    """The article as a page's bytes would give it, or as its text."""

    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    published: Annotated[dt.date | None, BeforeValidator(_day)] = None
    byline: str | None = None
    publisher: str | None = None

    @model_validator(mode="after")
    def _one_of_text_and_html(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise ValueError("give 'text' or 'html', one of them")
        return self


class ExpectedReport(Part):
    """What the article says on one claim, which is named by its text (or key).

    `origin` is the root's name, "own" or "unnamed"; `label` says the same in the four words of stance detection.
    """

    claim: str
    stance: Stance | None = None
    tone: Tone | None = None
    basis: Basis | None = None
    origin: Annotated[str | None, BeforeValidator(_origin)] = None
    label: Label | None = None


class Expected(Part):
    """What is right; what is left out is not scored. `wire` is an agency or None, `event` a slug or None."""

    event: str | None = None
    reports: tuple[ExpectedReport, ...] = ()
    wire: str | None = None
    instructions: bool | None = None

    def says(self, field: str) -> bool:
        """Tell whether the file says something on a field; None is an answer too."""
        return field in self.model_fields_set


class Case(Part):
    """One article, the events it is read against, and what is expected; without `expect` it is only predicted."""

    id: Annotated[str, Field(min_length=1)]
    article: CaseArticle
    events: tuple[EventFile, ...] = ()
    expect: Expected | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        slugs = [event.slug for event in self.events]
        if twice := [slug for slug, times in Counter(slugs).items() if times > 1]:
            raise ValueError(f"events: the slug '{twice[0]}' stands twice")
        if self.expect is None:
            return self
        if self.expect.event is not None and self.expect.event not in slugs:
            raise ValueError(f"expect.event: there is no event '{self.expect.event}' in this case")
        for number, report in enumerate(self.expect.reports):
            if self.claim(report) is None:
                raise ValueError(f"expect.reports[{number}].claim: no event of this case has the claim '{report.claim[:80]}'")
        return self

    def claim(self, report: ExpectedReport) -> tuple[str, Claim] | None:
        """Find the claim that an expected report is on, with its event's slug: the expected event's first."""
        expected = self.expect.event if self.expect else None
        wanted = " ".join(report.claim.split())
        claims = [
            (event.slug, claim) for event in sorted(self.events, key=lambda e: e.slug != expected) for claim in event.claims
        ]
        by_text = [found for found in claims if " ".join(found[1].text.split()) == wanted]
        by_key = [found for found in claims if found[1].key == wanted]
        return next(iter([*by_text, *by_key]), None)

    def unknown_fields(self) -> Counter[str]:
        """Count the fields that mean nothing here, by their path."""
        found: Counter[str] = Counter()
        parts: list[tuple[str, Part]] = [("", self), ("article.", self.article)]
        if self.expect is not None:
            parts.append(("expect.", self.expect))
            parts += [("expect.reports[].", report) for report in self.expect.reports]
        for where, part in parts:
            found.update(f"{where}{name}" for name in part.model_extra or {})
        return found


class Query(Part):
    """A text, and the slugs of the stored events that it is about."""

    id: Annotated[str, Field(min_length=1)]
    query: Annotated[str, Field(min_length=1)]
    relevant: Annotated[frozenset[str], Field(min_length=1)]


@dataclass(frozen=True)
class Line:
    """One line of a JSONL file."""

    number: int
    text: str


class WrongLines(BadInput):
    """Some lines of a file cannot be used; each is named by its number and the reason."""


def read_cases(data: bytes) -> list[Case]:
    """Read cases, one a line; raises WrongLines."""
    return read_lines(data, Case)


def read_queries(data: bytes) -> list[Query]:
    """Read queries, one a line; raises WrongLines."""
    return read_lines(data, Query)


def read_lines(data: bytes, form: type[M]) -> list[M]:
    """Read one value a line, empty lines left out; raises WrongLines, also where there is none or an id comes twice."""
    found: list[M] = []
    wrong: list[str] = []
    ids: dict[str, int] = {}
    for line in lines(data):
        try:
            value = form.model_validate(as_object(line.text))
        except ValidationError as error:
            wrong.append(f"line {line.number}: {faults(error)}")
            continue
        except ValueError as error:
            wrong.append(f"line {line.number}: {error}")
            continue
        if value.id in ids:
            wrong.append(f"line {line.number}: the id '{value.id[:80]}' stands in line {ids[value.id]} already")
        ids.setdefault(value.id, line.number)
        found.append(value)
    refuse(wrong)
    if not found:
        raise WrongLines("There is nothing in this file: it needs one JSON object a line.")
    return found


def lines(data: bytes) -> list[Line]:
    """Split a JSONL file; raises WrongLines where a line is not UTF-8."""
    found: list[Line] = []
    wrong: list[str] = []
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            found.append(Line(number, raw.decode("utf-8")))
        except UnicodeDecodeError as error:
            wrong.append(f"line {number}: not UTF-8 text (byte {error.start + 1} of the line)")
    refuse(wrong)
    return found


def refuse(wrong: Sequence[str]) -> None:
    """Raise WrongLines where something is wrong, the first twenty named."""
    if not wrong:
        return
    more = [f"and {len(wrong) - MOST_NAMED:,} more"] if len(wrong) > MOST_NAMED else []
    counted = "1 line cannot be used" if len(wrong) == 1 else f"{len(wrong):,} lines cannot be used"
    raise WrongLines("\n  ".join([f"Nothing was run, since {counted}:", *wrong[:MOST_NAMED], *more]))


def as_object(text: str) -> dict[str, Any]:
    """Read one JSON object; raises ValueError with the reason."""
    try:
        value = json.loads(text)
        if _HALF.search(text):
            # JSON's escapes may hold half a character, which no page and no database can.
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("nested far too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} in column {error.colno}") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - the file is wrong, not the program
    return value


def ignored(cases: Iterable[Case]) -> dict[str, int]:
    """Count the fields that were ignored, the commonest first."""
    total: Counter[str] = Counter()
    for case in cases:
        total.update(case.unknown_fields())
    return dict(total.most_common())
