"""Cases as files: one article with its events and what a careful reader finds in it."""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from bot.domain.errors import Unreadable
from bot.domain.event_file import EventFile
from bot.domain.model import Basis, Claim, HopKind, Stance, Tone
from bot.evaluation.lines import CaseValue, NamedCase, Words, read_lines
from bot.gateways.pages.addresses import canonical

Label = Literal["agree", "disagree", "discuss", "unrelated"]
LABELS: tuple[Label, ...] = get_args(Label)


def _day(value: object) -> object:
    """Return the day of a date or time as pages write it: ISO 8601 (YYYYMMDD too) or RFC 2822; None for an empty text."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.date):
        return value
    written = str(value).strip() if isinstance(value, (str, int)) else ""
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(written).date()
        except (ValueError, OverflowError):
            continue
    raise ValueError(f"'{str(value)[:80]}' is no date: write YYYY-MM-DD, an ISO 8601 time, or a time as in e-mail")


def _address(value: object) -> object:
    """Check a web address; an empty text means none."""
    if value == "":
        return None
    if isinstance(value, str):
        try:
            canonical(value)
        except Unreadable as error:
            raise ValueError(error.sentence.partition(". ")[0]) from None
    return value


Day = BeforeValidator(_day)
Address = BeforeValidator(_address)


def _origin(value: object) -> object:
    """Return the name of an origin that is written as in an event file, or its kind where it needs no name."""
    if not isinstance(value, dict):
        return value
    if value.get("kind") in (HopKind.OWN, HopKind.UNNAMED):
        return value["kind"]
    if not value.get("name"):
        raise ValueError("an origin needs a name, unless its kind is 'own' or 'unnamed'")
    return value["name"]


def _agency(value: object) -> object:
    """Return the name of an agency; an empty text means none."""
    if value is not None and not isinstance(value, str):
        raise ValueError("it is neither an agency's name nor null")
    return value.strip() or None if value is not None else None


class CaseArticle(CaseValue):
    """The article, as a page's HTML or as its text."""

    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: Annotated[str | None, Address] = None
    published: Annotated[dt.date | None, Day] = None
    byline: str | None = None
    publisher: str | None = None

    @model_validator(mode="after")
    def _one_of_text_and_html(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise ValueError("give 'text' or 'html', one of them")
        return self


class ExpectedReport(CaseValue):
    """What the article says on one claim; `claim` is the claim's text or key.

    `origin` is the root's name, "own" or "unnamed"; `label` is the stance in the four labels of stance detection.
    """

    claim: str
    stance: Stance | None = None
    tone: Tone | None = None
    basis: Basis | None = None
    origin: Annotated[str | None, BeforeValidator(_origin)] = None
    label: Label | None = None


class Expected(CaseValue):
    """The expected answers; a field that is left out is not scored. `wire` is an agency or None, `event` a slug or None."""

    event: str | None = None
    reports: tuple[ExpectedReport, ...] = ()
    wire: Annotated[str | None, BeforeValidator(_agency)] = None
    instructions: StrictBool | None = None

    def says(self, field: str) -> bool:
        """Tell whether the file sets a field; None is an answer too."""
        return field in self.model_fields_set


class Case(NamedCase):
    """One article, the events it is read against, and what is expected; without `expect` it is only predicted."""

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
            where = f"expect.reports[{number}].claim"
            found = self.claims(report)
            if not found:
                raise ValueError(f"{where}: no event of this case has the claim '{report.claim[:80]}'")
            if len({_plain(claim.text) for _, claim in found}) > 1:
                raise ValueError(f"{where}: several events have a claim with the key '{report.claim}'; write its text")
        return self

    def claims(self, report: ExpectedReport) -> list[tuple[str, Claim]]:
        """Find the claims that an expected report means, each with its event's slug.

        Only the expected event's claim counts where it has one; else the claims of all events that have it.
        """
        wanted = _plain(report.claim)
        every = [(event.slug, claim) for event in self.events for claim in event.claims]
        found = [one for one in every if _plain(one[1].text) == wanted] or [one for one in every if one[1].key == wanted]
        return [one for one in found if self.expect and one[0] == self.expect.event] or found

    def unknown_fields(self) -> list[str]:
        """Return the paths of the fields that are unknown."""
        parts: list[tuple[str, CaseValue]] = [("article.", self.article)]
        if self.expect is not None:
            parts.append(("expect.", self.expect))
            parts += [("expect.reports[].", report) for report in self.expect.reports]
        return super().unknown_fields() + [f"{where}{name}" for where, part in parts for name in part.unknown_fields()]


def _plain(text: str) -> str:
    """Return a text with its characters and spaces in one form."""
    return " ".join(unicodedata.normalize("NFC", text).split())


class Query(NamedCase):
    """A text, and the slugs of the stored events that it is about."""

    query: Words
    relevant: Annotated[frozenset[Words], Field(min_length=1)]


def read_cases(data: bytes) -> list[Case]:
    """Read cases, one per line; raises WrongLines."""
    return read_lines(data, Case)


def read_queries(data: bytes) -> list[Query]:
    """Read queries, one per line; raises WrongLines."""
    return read_lines(data, Query)


def ignored(parts: Iterable[CaseValue]) -> dict[str, int]:
    """Count the fields that were ignored, the most frequent first."""
    return dict(Counter(name for part in parts for name in part.unknown_fields()).most_common())
