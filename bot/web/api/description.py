"""Describes the API as OpenAPI 3.1; the description of the event pages takes it in."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from bot.domain.api_token import Scope
from bot.domain.model import Layer, Level
from bot.domain.public_source import LONGEST_LINK, LONGEST_NOTE, LONGEST_TEXT
from bot.domain.record import ProposalState, SubmissionState
from bot.web.api.asked import ADDRESS, HIGHEST_ID, LISTED, LONGEST_WORDS, MOST_LISTED
from bot.web.api.resources import API
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
from bot.web.source_form import LEAST_WORDS

_WHEN: Schema = {"type": "string", "format": "date-time"}
_ID: Schema = {"type": "integer", "minimum": 1, "maximum": HIGHEST_ID}
_OF_ID = parameter("id", _ID, "Its number", "path")
_BEFORE = parameter("before", _ID, "Where to go on; `next` has it")
_LIMIT = parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": LISTED}, "How many at most")
_PAGE: Schema = {"type": ["string", "null"], "format": "uri"}
_REFUSED: Mapping[int, str] = {
    400: "No JSON, or nested too deeply; or an Idempotency-Key that is none.",
    401: "No token, or one that does not work.",
    403: "The token has not the scope that this needs.",
    404: "There is no such thing in the token's workspace.",
    408: "The body did not arrive in time.",
    409: "The Idempotency-Key came with another source, or the newsroom ignores the site.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "A parameter or a field that cannot be taken; `errors` says which.",
    429: "Too many calls within a minute, or too many sources within a day. Retry-After says how long to wait.",
    503: "The record is busy. Retry-After says when to try again.",
}
_READS = (401, 403, 422, 429, 503)


def _problems(statuses: Iterable[int]) -> Schema:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": _REFUSED[status], "content": content} for status in statuses}


def _found(schema: str, about: str) -> Schema:
    return {"description": about, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _read(
    summary: str, schema: str, scope: Scope | None, parameters: Iterable[Schema] = (), *, statuses: Iterable[int] = _READS
) -> Schema:
    answers = {
        "200": _found(schema, summary),
        "304": {"description": "Unchanged since the ETag that was sent."},
        **_problems(statuses),
    }
    needs = "any token" if scope is None else f"a token with the scope “{scope}”"
    return {
        "get": {
            "summary": summary,
            "description": f"Needs {needs}.",
            "security": [{"token": []}],
            "parameters": list(parameters),
            "responses": answers,
        }
    }


_ONE = (401, 403, 404, 422, 429, 503)
_BRING: Schema = {
    "post": {
        "summary": "Bring a source: a link or a text. It becomes a proposal; an editor decides",
        "description": (
            "Needs a token with the scope “propose”. The source goes into the newsroom's own queue, marked with the token's"
            " name. The same Idempotency-Key with the same source changes nothing, and is answered alike."
        ),
        "security": [{"token": []}],
        "parameters": [
            parameter(
                "Idempotency-Key",
                {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
                "Tells one call from another, so that a call can be made again",
                "header",
            )
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SourceSent"}}},
        },
        "responses": {
            "202": {
                **_found("Source", "Taken in; `self` says how it stands"),
                "headers": {"Location": {"description": "Where to ask how it stands", "schema": URL}},
                "links": {
                    "status": {"operationId": "source", "parameters": {"id": "$response.body#/id"}},
                },
            },
            **_problems((400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503)),
        },
    }
}
PATHS: Schema = {
    f"{API}/token": _read("The token that asks: its name and scopes", "Token", None, statuses=(401, 422, 429, 503)),
    f"{API}/events": _read("Events on record, newest first", "ApiEvents", Scope.READ, (*EVENT_FILTERS, _BEFORE, _LIMIT)),
    f"{API}/events/{{slug}}": _read(
        "One event: claims with their sums, origins and reports", "ApiEvent", Scope.READ, (SLUG,), statuses=_ONE
    ),
    f"{API}/events/{{slug}}/claims": _read(
        "All claims of an event, the last first", "ApiClaims", Scope.READ, (SLUG, _BEFORE, _LIMIT), statuses=_ONE
    ),
    f"{API}/events/{{slug}}/reports": _read(
        "All reports on an event that stand, newest first",
        "ApiReports",
        Scope.READ,
        (SLUG, parameter("claim", {"type": "string", "maxLength": LONGEST_WORDS}, "The key of one claim"), _BEFORE, _LIMIT),
        statuses=_ONE,
    ),
    f"{API}/proposals": _read(
        "How proposals stand, newest first; what they say is not on record",
        "Proposals",
        Scope.READ,
        (parameter("state", one_of(ProposalState), "How they stand"), _BEFORE, _LIMIT),
    ),
    f"{API}/proposals/{{id}}": _read("How one proposal stands", "Proposal", Scope.READ, (_OF_ID,), statuses=_ONE),
    f"{API}/sources": _BRING,
    f"{API}/sources/{{id}}": _read(
        "How a source stands that this token brought", "Source", Scope.PROPOSE, (_OF_ID,), statuses=_ONE
    ),
}
PATHS[f"{API}/sources/{{id}}"]["get"]["operationId"] = "source"
SECURITY: Schema = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An admin of the newsroom makes it in the app's Home in Slack, or by 'second-source tokens create'.",
    }
}
_WEIGHED = object_of(**REPORT["properties"], weight=NUMBER, adds_nothing=TRUTH)
_ORIGIN = object_of(
    name=TEXT, known=TRUTH, independent=TRUTH, why=TEXT, perhaps=list_of(TEXT), supports=NUMBER, denies=NUMBER,
    reports=list_of(_WEIGHED),
)  # fmt: skip
_CONDITION = object_of(asks=TEXT, there_is=TEXT, met=TRUTH)
_SUM = object_of(
    prior=NUMBER, supports=NUMBER, denies=NUMBER,
    levels=list_of(object_of(level=one_of(Level), met=TRUTH, conditions=list_of(_CONDITION))),
)  # fmt: skip
_CLAIM = object_of(
    key=TEXT, text=TEXT, layer=one_of(Layer), speaker=PERHAPS, parties=list_of(TEXT), level=one_of(Level), score=SCORE,
    reports=COUNT, outlets=COUNT, origins_counted=COUNT, origins_at_most=COUNT, open=COUNT, reasons=list_of(TEXT),
    not_counted=list_of(TEXT), would_change=TEXT, sum=_SUM, origins=list_of(_ORIGIN), beside=list_of(REPORT),
    earlier_wordings=list_of(object_of(text=TEXT, reports=list_of(REPORT))), reports_left_out=COUNT,
)  # fmt: skip
_PROPOSAL = {"$ref": "#/components/schemas/Proposal"}
_EITHER: list[Any] = [{"required": ["url"]}, {"required": ["text"]}]
SCHEMAS: Schema = {
    "Token": object_of(workspace=TEXT, name=TEXT, scopes=list_of(one_of(Scope)), made_at=_WHEN, ends_at=MOMENT),
    "ApiEvents": object_of(events=list_of(object_of(self=URL, **ABOUT)), next=_PAGE),
    "ApiEvent": object_of(
        self=URL, page=_PAGE, **ABOUT, score=SCORE, entities=list_of(TEXT), retracted_because=PERHAPS, extracted_at=MOMENT,
        source_story=PERHAPS, changed_at=MOMENT, claims=list_of(_CLAIM), history=list_of(object_of(at=_WHEN, said=TEXT)),
        corrections=list_of(TEXT), rulings=list_of(TEXT), method=URL, claims_left_out=COUNT, history_left_out=COUNT,
        all_claims=URL, all_reports=URL,
    ),
    "ApiClaims": object_of(claims=list_of(_CLAIM), next=_PAGE),
    "ApiReports": object_of(reports=list_of(object_of(id=_ID, **REPORT["properties"])), next=_PAGE),
    "Proposals": object_of(proposals=list_of(_PROPOSAL), next=_PAGE),
    "Proposal": object_of(id=_ID, self=URL, state=one_of(ProposalState), filed_at=_WHEN, event=PERHAPS),
    "SourceSent": {
        "type": "object",
        "properties": {
            "url": {"type": "string", "maxLength": LONGEST_LINK, "pattern": ADDRESS, "description": "The article's address"},
            "text": {
                "type": "string",
                "maxLength": LONGEST_TEXT,
                "description": f"The article's own text, {LEAST_WORDS} words or more",
            },
            "note": {"type": "string", "maxLength": LONGEST_NOTE, "description": "A word to the editor"},
            "event": {**SLUG["schema"], "description": "The event that it is about, if you know it"},
        },
        "oneOf": _EITHER,
        "additionalProperties": False,
    },
    "Source": object_of(
        id=_ID, self=URL, brought_at=_WHEN, state=one_of(SubmissionState), said=TEXT, brought_before=TRUTH,
        proposals=list_of(_PROPOSAL),
    ),
    "Problem": object_of(
        type=TEXT, title=one_of(sorted({HTTPStatus(status).phrase for status in _REFUSED})), status=COUNT, detail=TEXT
    ),
}  # fmt: skip
SCHEMAS["Problem"]["properties"]["errors"] = list_of(object_of(name=TEXT, detail=TEXT))
