"""Describes the JSON of the event pages and of the API, as one OpenAPI 3.1 document."""

from collections.abc import Iterable

from bot.domain.model import Layer, Level
from bot.domain.weighing import RULES
from bot.web.api.description import PATHS, SCHEMAS, SECURITY
from bot.web.schema import (
    ABOUT,
    COUNT,
    EVENT_FILTERS,
    MOMENT,
    NUMBER,
    PERHAPS,
    REPORT,
    SCORE,
    SLUG,
    TEXT,
    TRUTH,
    URL,
    Schema,
    list_of,
    object_of,
    one_of,
    parameter,
)


def described(name: str, base: str) -> Schema:
    """Return the description of a newsroom's pages at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: events on record",
            "version": "1",
            "description": (
                "What the event pages show, as data: only what an editor has approved; reading that needs no key. Under"
                " /api/v1, by a token: all events on record, how proposals stand, and a way to bring sources; an editor"
                " decides on each."
            ),
        },
        "servers": [{"url": base}],
        "paths": {
            "/events.json": _read("Public events, newest first", "Events", _ASKED),
            "/events/{slug}.json": _read("One event, with its latest reports", "Event", (SLUG, _KEY, _BEFORE), missing=True),
            "/confidence": _read("The constants of the method; ask with Accept: application/json", "Rules"),
            "/feed.json": _read("The latest changes of level (JSON Feed 1.1)", "Feed", kind="application/feed+json"),
            "/oembed": _read("A card of a public event for a frame (oEmbed)", "Embedded", _EMBEDDING, missing=True),
            **PATHS,
        },
        "components": {"schemas": {**_SCHEMAS, **SCHEMAS}, "securitySchemes": SECURITY},
    }


def _read(
    summary: str, schema: str, parameters: Iterable[Schema] = (), *, missing: bool = False, kind: str = "application/json"
) -> Schema:
    found = {"description": summary, "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}
    gone = {"404": {"description": "No such event, or it is not public."}} if missing else {}
    answers = {"200": found, "304": {"description": "Unchanged since the ETag that was sent."}, **gone}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}


_KEY = parameter("key", TEXT, "What the signed link of an unlisted event ends with")
_BEFORE = parameter("before", COUNT, "Where earlier reports begin; `earlier_reports` has it")
_ASKED = (*EVENT_FILTERS, parameter("before", COUNT, "Where to go on; `next` has it"))
_EMBEDDING = (
    parameter("url", URL, "The address of the event's page"),
    parameter("maxwidth", COUNT, "Pixels"),
    parameter("maxheight", COUNT, "Pixels"),
    parameter("format", one_of(["json"]), "JSON only"),
)
_ORIGIN = object_of(
    name=TEXT, known=TRUTH, independent=TRUTH, outlets=list_of(TEXT), supports=NUMBER, denies=NUMBER, why=TEXT,
    perhaps=list_of(TEXT),
)  # fmt: skip
_CLAIM = object_of(
    key=TEXT, text=TEXT, layer=one_of(Layer), speaker=PERHAPS, parties=list_of(TEXT), level=one_of(Level), score=SCORE,
    reports=COUNT, outlets=COUNT, origins=COUNT, origins_at_most=COUNT, reasons=list_of(TEXT), not_counted=list_of(TEXT),
    origins_found=list_of(_ORIGIN), earlier_wordings=list_of(TEXT),
)  # fmt: skip
_SCHEMAS: Schema = {
    "Events": object_of(events=list_of(object_of(url=URL, **ABOUT)), next=PERHAPS),
    "Event": object_of(
        url=URL, **ABOUT, score=SCORE, entities=list_of(TEXT), retracted_because=PERHAPS, extracted_at=MOMENT,
        source_story=PERHAPS, changed_at=MOMENT, claims=list_of(_CLAIM), reports=list_of(REPORT),
        history=list_of(object_of(at={"type": "string", "format": "date-time"}, said=TEXT)), corrections=list_of(TEXT),
        rulings=list_of(TEXT), method=URL, claims_left_out=COUNT, history_left_out=COUNT, earlier_reports=PERHAPS,
    ),
    "Rules": object_of(**{name: {"type": ["number", "object", "array"]} for name in type(RULES).model_fields}),
    "Feed": object_of(
        version=URL, title=TEXT, home_page_url=URL, feed_url=URL,
        items=list_of(object_of(id=TEXT, url=URL, title=TEXT, content_text=TEXT, date_published=TEXT)),
    ),
    "Embedded": object_of(
        version=TEXT, type=TEXT, title=TEXT, provider_name=TEXT, provider_url=URL, width=COUNT, height=COUNT, html=TEXT
    ),
}  # fmt: skip
