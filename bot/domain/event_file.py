"""An event as a file: what a newsroom already knows, with the reports that it has approved elsewhere."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, StringConstraints, ValidationError, model_validator

from bot.domain.errors import BadInput
from bot.domain.faults import faults
from bot.domain.model import (
    Basis,
    Claim,
    Event,
    EventKind,
    Genre,
    Grade,
    Key,
    Moment,
    OneLine,
    Outlet,
    OutletKind,
    Path,
    Report,
    Revision,
    Ruling,
    Slug,
    Stance,
    Tone,
    Translation,
    Value,
    origin_as_path,
)

MOST_NAMED = 20
"""This many wrong entries are named; the others are counted."""
MOST_CLAIMS, MOST_REPORTS = 1_000, 10_000
"""What one event may have in a file: each article is read against all its claims."""
_SHOWS_THE_FORM = "'second-source events schema' shows the form."


class OutletEntry(Value):
    """An outlet that is added to the outlet list, unless the list has it."""

    name: OneLine = Field(description="As the reports of this file name it, if any do.")
    domains: tuple[str, ...] = Field(default=(), description="Registrable domains, such as example.com.")
    family: OneLine | None = Field(default=None, description="The owner, where several outlets share one.")
    kind: OutletKind = OutletKind.UNKNOWN
    grade: Grade = Grade.F
    grade_reason: OneLine = "Given with an event file, without a reason."


class ReportEntry(Value):
    """One approved report: an article on one claim."""

    claim: Key = Field(description="Key of the claim that it speaks to.")
    outlet: OneLine = Field(description="Name or domain of the outlet.")
    url: Annotated[OneLine, StringConstraints(pattern=r"^(https?://\S+|text:[0-9a-f]{64})$")] = Field(
        description="Address of the article; 'text:' and its text's SHA-256 for one that was pasted."
    )
    published: dt.date | None = Field(default=None, description="Date of the article, YYYY-MM-DD.")
    stance: Literal[Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT, Stance.UNRELATED]
    tone: Tone
    basis: Basis
    path: Path = Field(description="How the information came to the article, nearest first; the last hop is its origin.")
    quote: OneLine = Field(description="The article's own words.")
    translation: Translation | None = Field(default=None, description="Of a quote in another language; nobody has checked it.")
    revises: Revision | None = Field(
        default=None,
        description="'update': a later figure, which replaces what the same origin said before; 'withdrawal': it takes back"
        " what the same origin or outlet said before.",
    )
    genre: Genre = Field(default=Genre.NEWS, description="What sort of piece the article is; satire and opinion count nothing.")
    copy_of: OneLine | None = Field(default=None, description="The outlet whose words these are, for wire copy and reprints.")
    copy_shown_by: str = Field(default="", description="The words that show whose words these are.")

    _short_form = model_validator(mode="before")(origin_as_path)


class EventFile(Value):
    """One event with its claims, its outlets and the reports already approved.

    A claim with `replaced_by` is an older wording of that other claim, and keeps its reports. There is no history in the file:
    who approved, reworded or ruled, and when, stays in the record that it comes from.
    """

    slug: Slug = Field(description="Short name in addresses and commands, such as ferry-fire-2026.")
    kind: EventKind
    headline: OneLine
    place: OneLine | None = None
    date: dt.date | None = Field(default=None, description="Day on which it happened, YYYY-MM-DD.")
    claims: tuple[Claim, ...] = Field(min_length=1, max_length=MOST_CLAIMS)
    entities: tuple[OneLine, ...] = ()
    tags: tuple[OneLine, ...] = ()
    extracted_at: Moment | None = Field(default=None, description="When the event was taken from its source story.")
    source_story: OneLine | None = Field(default=None, description="The story that the event was taken from.")
    retracted_because: OneLine | None = Field(default=None, description="An editor's reason, where the event was taken back.")
    outlets: tuple[OutletEntry, ...] = Field(
        default=(), max_length=MOST_REPORTS, description="For those on the outlet list already, the list counts."
    )
    reports: tuple[ReportEntry, ...] = Field(default=(), max_length=MOST_REPORTS)
    rulings: tuple[Ruling, ...] = Field(default=(), description="Editors' decisions that two names are one origin, or two.")

    @model_validator(mode="after")
    def _reports_speak_to_claims(self) -> "EventFile":
        self.event()
        keys = {claim.key for claim in self.claims}
        for number, report in enumerate(self.reports, 1):
            if report.claim not in keys:
                raise ValueError(f"report {number} speaks to claim '{report.claim}', which the event does not have")
        return self

    def event(self) -> Event:
        """Return the event without its reports."""
        return Event(**self.model_dump(exclude={"outlets", "reports"}))

    def reports_by(self, outlets: Mapping[str, Outlet]) -> tuple[Report, ...]:
        """Return the reports; `outlets` must have an outlet for the name in each entry."""
        return tuple(
            Report(id=f"file-{number}", outlet=outlets[entry.outlet], **_plain(entry))
            for number, entry in enumerate(self.reports, 1)
        )


def file_of(event: Event, reports: Sequence[Report]) -> EventFile:
    """Return an event on record as a file."""
    outlets = {report.outlet.name: report.outlet for report in reports}
    return EventFile(
        **event.model_dump(),
        outlets=tuple(OutletEntry(**outlet.model_dump(include=set(OutletEntry.model_fields))) for outlet in outlets.values()),
        reports=tuple(
            ReportEntry(outlet=report.outlet.name, **report.model_dump(include={*ReportEntry.model_fields} - {"outlet"}))
            for report in reports
        ),
    )


def _plain(entry: ReportEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ReportEntry.model_fields if name != "outlet"}


class _Twice(ValueError):
    """An object has a key twice, of which JSON would silently take the last."""


def _loads(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_distinct)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen = set[str]()
        key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # a set's idiom
        raise _Twice(f"the key '{key}' stands twice in one object")
    return found


def _check_once(text: str) -> None:
    """Raise _Twice for a key that stands twice; what is no JSON at all is said by the model."""
    try:
        _loads(text)
    except _Twice:
        raise
    except (ValueError, RecursionError):
        return


def parse(text: str) -> EventFile:
    """Read one event file from JSON; raises BadInput with every fault and its place."""
    try:
        _check_once(text)
        return EventFile.model_validate_json(text)
    except ValidationError as error:
        raise BadInput(f"{faults(error)}. {_SHOWS_THE_FORM}") from error
    except _Twice as error:
        raise BadInput(f"{error}. {_SHOWS_THE_FORM}") from error


class Placed(NamedTuple):
    """An event file and its place in a file of many ("line 3"; empty where it is the only one)."""

    place: str
    file: EventFile


def parse_all(text: str) -> list[Placed]:
    """Read one event (JSON), a list of events, or one event per line (JSONL).

    Raises BadInput; of many events it names the first twenty that are wrong, each with its place.
    """
    if not text.strip():
        raise BadInput(f"This file is empty: it needs an event in JSON, or one a line. {_SHOWS_THE_FORM}")
    try:
        document = _loads(text)
    except RecursionError as error:
        raise BadInput("This is no event file: it is nested far too deeply.") from error
    except (json.JSONDecodeError, _Twice) as error:
        # Only a line feed ends a line: a JSON string may hold other separators.
        lines = [(f"line {number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if _one_a_line([line for _, line in lines[:2]]):
            return _placed(lines)
        if isinstance(error, _Twice):
            raise BadInput(f"{error}. {_SHOWS_THE_FORM}") from error
        raise BadInput(f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from error
    except ValueError as error:
        raise BadInput("This is no event file: it holds a number with far too many digits.") from error
    if isinstance(document, list):
        return _placed([(f"entry {number}", json.dumps(item)) for number, item in enumerate(document, 1)])
    return [Placed("", parse(text))]


def _one_a_line(first: Sequence[str]) -> bool:
    """Tell by the first two lines whether each line is an object; a single object may take several lines."""
    if len(first) < 2 or not first[0].lstrip().startswith("{"):
        return False
    return first[0].rstrip().endswith("}") or first[1].lstrip().startswith("{")


def _placed(entries: Sequence[tuple[str, str]]) -> list[Placed]:
    found: list[Placed] = []
    wrong: list[str] = []
    places: dict[str, str] = {}
    for place, text in entries:
        try:
            _check_once(text)
            file = EventFile.model_validate_json(text)
        except ValidationError as error:
            wrong.append(f"{place}: {faults(error)}")
            continue
        except _Twice as error:
            wrong.append(f"{place}: {error}")
            continue
        if file.slug in places:
            wrong.append(f"{place}: the slug '{file.slug}' stands in {places[file.slug]} already")
        places.setdefault(file.slug, place)
        found.append(Placed(place, file))
    if wrong:
        raise BadInput(f"In {'; in '.join(wrong[:MOST_NAMED])}{_more(len(wrong) - MOST_NAMED)}. {_SHOWS_THE_FORM}")
    return found


def _more(number: int) -> str:
    return f"; and {number:,} more" if number > 0 else ""
