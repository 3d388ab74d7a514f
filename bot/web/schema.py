"""Parts of JSON schemas, shared by the descriptions of the event pages and of the API."""

from collections.abc import Iterable
from typing import Any

from bot.domain.model import Basis, EventKind, Genre, Grade, HopKind, Level, Stance, Tone

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
DAY: Schema = {"type": ["string", "null"], "format": "date"}
MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
PERHAPS: Schema = {"type": ["string", "null"]}
SCORE: Schema = {"type": ["number", "null"], "description": "How likely it is; null where no origin says anything on it"}
URL: Schema = {"type": "string", "format": "uri"}


def parameter(name: str, schema: Schema, about: str, place: str = "query") -> Schema:
    """Describe a parameter of an address."""
    return {"name": name, "in": place, "required": place == "path", "description": about, "schema": schema}


def one_of(values: Iterable[str]) -> Schema:
    """Describe one of some texts."""
    return {"type": "string", "enum": [str(value) for value in values]}


def list_of(of: Schema) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": of}


def object_of(**fields: Schema) -> Schema:
    """Describe an object that has all of these fields, and may get others."""
    return {"type": "object", "properties": fields, "required": list(fields)}


ABOUT: Schema = {
    "slug": TEXT,
    "kind": one_of(EventKind),
    "headline": TEXT,
    "place": PERHAPS,
    "date": DAY,
    "level": one_of(Level),
}
_HOP: Schema = {"type": "object", "properties": {"kind": one_of(HopKind), "name": TEXT, "role": PERHAPS, "body": PERHAPS}}
REPORT = object_of(
    claim=TEXT, url={"type": ["string", "null"], "format": "uri"},
    outlet=object_of(name=TEXT, kind=TEXT, grade=one_of(Grade)), published=DAY,
    stance=one_of(Stance), tone=one_of(Tone), basis=one_of(Basis), genre=one_of(Genre), quote=TEXT, translation=PERHAPS,
    copy_of=PERHAPS, own_report=TRUTH, path=list_of(_HOP), no_longer_counts=PERHAPS, fetched_at=MOMENT, page_sha256=PERHAPS,
    page_purged_at=PERHAPS,
    read_by={"type": ["object", "null"]},
)  # fmt: skip
SLUG = parameter(
    "slug", {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 120}, "The event's short name", "path"
)
EVENT_FILTERS = (
    parameter("q", {"type": "string", "maxLength": 200}, "Words that the event has, all of them"),
    parameter("level", one_of(Level), "The level of its core claim"),
    parameter("kind", one_of(EventKind), "What sort of event"),
    parameter("place", {"type": "string", "maxLength": 200}, "A part of the place's name"),
    parameter("from", {"type": "string", "format": "date"}, "First day"),
    parameter("to", {"type": "string", "format": "date"}, "Last day"),
)
