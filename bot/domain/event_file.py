"""An event as a file: what a newsroom already knows, with the reports that it has approved elsewhere."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError, model_validator

from bot.domain.errors import BadInput
from bot.domain.model import (
    Basis,
    Claim,
    Event,
    EventKind,
    Grade,
    Key,
    Line,
    Moment,
    Origin,
    Outlet,
    OutletKind,
    Report,
    Slug,
    Stance,
    Tone,
    Value,
)


class OutletEntry(Value):
    """An outlet that the file's reports name; what is left out comes from the outlet list."""

    name: Line = Field(description="As the reports of this file name it.")
    domains: tuple[str, ...] = Field(default=(), description="Registrable domains, such as example.com.")
    family: Line | None = Field(default=None, description="The owner, where several outlets share one.")
    kind: OutletKind = OutletKind.UNKNOWN
    grade: Grade = Grade.F
    grade_reason: Line = "Given with an event file, without a reason."


class ReportEntry(Value):
    """One approved report: an article on one claim."""

    claim: Key = Field(description="Key of the claim that it speaks to.")
    outlet: Line = Field(description="Name or domain of the outlet.")
    url: Annotated[Line, StringConstraints(pattern=r"^https?://\S+$")] = Field(description="Address of the article.")
    published: dt.date | None = Field(default=None, description="Date of the article, YYYY-MM-DD.")
    stance: Stance
    tone: Tone
    basis: Basis
    origin: Origin = Field(description="Where the information really comes from.")
    quote: Line = Field(description="The article's own words.")
    copy_of: Line | None = Field(default=None, description="The outlet whose words these are, for wire copy and reprints.")


class EventFile(Value):
    """One event with its claims, its outlets and the reports already approved."""

    slug: Slug = Field(description="Short name in addresses and commands, such as ferry-fire-2026.")
    kind: EventKind
    headline: Line
    place: Line | None = None
    date: dt.date | None = Field(default=None, description="Day on which it happened, YYYY-MM-DD.")
    claims: tuple[Claim, ...] = Field(min_length=1)
    entities: tuple[Line, ...] = ()
    tags: tuple[Line, ...] = ()
    extracted_at: Moment | None = Field(default=None, description="When the event was taken from its source story.")
    source_story: Line | None = Field(default=None, description="The story that the event was taken from.")
    retracted_because: Line | None = Field(default=None, description="An editor's reason, where the event was taken back.")
    outlets: tuple[OutletEntry, ...] = Field(default=(), description="For those on the outlet list already, the list counts.")
    reports: tuple[ReportEntry, ...] = ()

    @model_validator(mode="after")
    def _reports_speak_to_claims(self) -> "EventFile":
        self.event()
        keys = {claim.key for claim in self.claims}
        for number, report in enumerate(self.reports, 1):
            if report.claim not in keys:
                raise ValueError(f"report {number} speaks to claim '{report.claim}', which the event does not have")
        return self

    def event(self) -> Event:
        """Give the event without its reports."""
        return Event(**self.model_dump(exclude={"outlets", "reports"}))

    def reports_by(self, outlets: Mapping[str, Outlet]) -> tuple[Report, ...]:
        """Give the reports, with the outlet for each entry's `outlet` (every one must be there)."""
        return tuple(
            Report(id=f"file-{number}", outlet=outlets[entry.outlet], **_plain(entry))
            for number, entry in enumerate(self.reports, 1)
        )


def _plain(entry: ReportEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ReportEntry.model_fields if name != "outlet"}


def parse(text: str) -> EventFile:
    """Read one event file from JSON; raises BadInput with every fault and where it stands."""
    try:
        return EventFile.model_validate_json(text)
    except ValidationError as error:
        raise BadInput(_faults(error)) from error


def parse_all(text: str) -> list[EventFile]:
    """Read one event (JSON), a list of them, or one a line (JSONL); raises BadInput, for JSONL with the line's number."""
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise BadInput("This is no event file: it is nested far too deeply.") from error
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) < 2 or not lines[0][1].strip().endswith("}"):
            raise BadInput(f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from error
        return [_line(number, line) for number, line in lines]
    if isinstance(document, list):
        return [_line(number, json.dumps(item), "entry") for number, item in enumerate(document, 1)]
    return [parse(text)]


def _line(number: int, text: str, what: str = "line") -> EventFile:
    try:
        return parse(text)
    except BadInput as error:
        raise BadInput(f"In {what} {number}: {error.sentence}") from error


def _faults(error: ValidationError) -> str:
    faults = [_fault(fault["loc"], fault["msg"]) for fault in error.errors()[:5]]
    more = error.error_count() - len(faults)
    return "; ".join(faults) + (f"; and {more} more" if more > 0 else "") + ". 'second-source events schema' shows the form."


def _fault(where: Sequence[int | str], message: str) -> str:
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    sentence = re.sub(r"^Value error, ", "", message).rstrip(".")
    return f"{place}: {sentence}" if place else sentence
