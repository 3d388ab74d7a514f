"""Describes the JSON of the event pages, as OpenAPI 3.1."""

from collections.abc import Iterable
from typing import Any

from bot.domain.model import Basis, EventKind, Genre, Grade, HopKind, Layer, Level, Stance, Tone
from bot.domain.weighing import RULES

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TRUTH: Schema = {"type": "boolean"}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_PERHAPS: Schema = {"type": ["string", "null"]}
_URL: Schema = {"type": "string", "format": "uri"}


def described(name: str, base: str) -> Schema:
    """Return the description of a newsroom's pages at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: events on record",
            "version": "1",
            "description": "What the event pages show, as data: only what an editor has approved. Reading needs no key.",
        },
        "servers": [{"url": base}],
        "paths": {
            "/events.json": _read("Public events, newest first", "Events", _ASKED),
            "/events/{slug}.json": _read("One event", "Event", (_SLUG, _KEY), missing=True),
            "/confidence": _read("The constants of the method; ask with Accept: application/json", "Rules"),
            "/feed.json": _read("The latest changes of level (JSON Feed 1.1)", "Feed", kind="application/feed+json"),
            "/oembed": _read("A card of a public event for a frame (oEmbed)", "Embedded", _EMBEDDING, missing=True),
        },
        "components": {"schemas": _SCHEMAS},
    }


def _read(
    summary: str, schema: str, parameters: Iterable[Schema] = (), *, missing: bool = False, kind: str = "application/json"
) -> Schema:
    found = {"description": summary, "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}
    gone = {"404": {"description": "No such event, or it is not public."}} if missing else {}
    answers = {"200": found, "304": {"description": "Unchanged since the ETag that was sent."}, **gone}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}


def _asked(name: str, schema: Schema, about: str, place: str = "query") -> Schema:
    return {"name": name, "in": place, "required": place == "path", "description": about, "schema": schema}


def _one_of(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(**fields: Schema) -> Schema:
    """Describe an object that has all of these fields, and may get others."""
    return {"type": "object", "properties": fields, "required": list(fields)}


_SLUG = _asked("slug", {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}, "The event's short name", "path")
_KEY = _asked("key", _TEXT, "What the signed link of an unlisted event ends with")
_ASKED = (
    _asked("q", {"type": "string", "maxLength": 200}, "Words that the event has, all of them"),
    _asked("level", _one_of(Level), "The level of its core claim"),
    _asked("kind", _one_of(EventKind), "What sort of event"),
    _asked("place", {"type": "string", "maxLength": 200}, "A part of the place's name"),
    _asked("from", {"type": "string", "format": "date"}, "First day"),
    _asked("to", {"type": "string", "format": "date"}, "Last day"),
    _asked("before", _COUNT, "Where to go on; `next` has it"),
)
_EMBEDDING = (
    _asked("url", _URL, "The address of the event's page"),
    _asked("maxwidth", _COUNT, "Pixels"),
    _asked("maxheight", _COUNT, "Pixels"),
    _asked("format", _one_of(["json"]), "JSON only"),
)
_ABOUT = {
    "url": _URL,
    "slug": _TEXT,
    "kind": _one_of(EventKind),
    "headline": _TEXT,
    "place": _PERHAPS,
    "date": _DAY,
    "level": _one_of(Level),
}
_ORIGIN = _object(
    name=_TEXT, known=_TRUTH, independent=_TRUTH, outlets=_list(_TEXT), supports=_NUMBER, denies=_NUMBER, why=_TEXT,
    perhaps=_list(_TEXT),
)  # fmt: skip
_CLAIM = _object(
    key=_TEXT, text=_TEXT, layer=_one_of(Layer), speaker=_PERHAPS, parties=_list(_TEXT), level=_one_of(Level), score=_NUMBER,
    reports=_COUNT, outlets=_COUNT, origins=_COUNT, origins_at_most=_COUNT, reasons=_list(_TEXT), not_counted=_list(_TEXT),
    origins_found=_list(_ORIGIN), earlier_wordings=_list(_TEXT),
)  # fmt: skip
_HOP: Schema = {"type": "object", "properties": {"kind": _one_of(HopKind), "name": _TEXT, "role": _PERHAPS, "body": _PERHAPS}}
_REPORT = _object(
    claim=_TEXT, url={"type": ["string", "null"], "format": "uri"},
    outlet=_object(name=_TEXT, kind=_TEXT, grade=_one_of(Grade)), published=_DAY,
    stance=_one_of(Stance), tone=_one_of(Tone), basis=_one_of(Basis), genre=_one_of(Genre), quote=_TEXT, translation=_PERHAPS,
    copy_of=_PERHAPS, own_report=_TRUTH, path=_list(_HOP), no_longer_counts=_PERHAPS, fetched_at=_MOMENT, page_sha256=_PERHAPS,
    read_by={"type": ["object", "null"]},
)  # fmt: skip
_SCHEMAS: Schema = {
    "Events": _object(events=_list(_object(**_ABOUT)), next=_PERHAPS),
    "Event": _object(
        **_ABOUT, score=_NUMBER, entities=_list(_TEXT), retracted_because=_PERHAPS, extracted_at=_MOMENT, source_story=_PERHAPS,
        changed_at=_MOMENT, claims=_list(_CLAIM), reports=_list(_REPORT),
        history=_list(_object(at={"type": "string", "format": "date-time"}, said=_TEXT)), corrections=_list(_TEXT),
        rulings=_list(_TEXT), method=_URL,
    ),
    "Rules": _object(**{name: {"type": ["number", "object", "array"]} for name in type(RULES).model_fields}),
    "Feed": _object(
        version=_URL, title=_TEXT, home_page_url=_URL, feed_url=_URL,
        items=_list(_object(id=_TEXT, url=_URL, title=_TEXT, content_text=_TEXT, date_published=_TEXT)),
    ),
    "Embedded": _object(
        version=_TEXT, type=_TEXT, title=_TEXT, provider_name=_TEXT, provider_url=_URL, width=_COUNT, height=_COUNT, html=_TEXT
    ),
}  # fmt: skip
