"""The test server itself: unless it refuses what OpenAI refuses, the tests that use it prove little."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.openai_rules import schema_faults
from tests.openai_server import KEY, MODEL, OpenAIServer, completion

GOOD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "kind": {"$ref": "#/$defs/Kind"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["name", "kind", "parts", "note"],
    "additionalProperties": False,
    "$defs": {
        "Kind": {"type": "string", "enum": ["a", "b"]},
        "Part": {
            "type": "object",
            "properties": {"parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}}},
            "required": ["parts"],
            "additionalProperties": False,
        },
    },
}


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        inner = {"type": "object", "properties": {"x": inner}, "required": ["x"], "additionalProperties": False}
    return inner


def wide(count: int) -> dict[str, Any]:
    names = [f"p{n}" for n in range(count)]
    leaves = {name: {"type": "string"} for name in names}
    return {"type": "object", "properties": leaves, "required": names, "additionalProperties": False}


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(GOOD))
    change(schema)
    return schema


@pytest.mark.parametrize("schema", [GOOD, nested(10), wide(5000)])
def test_a_schema_within_the_rules_passes(schema: dict[str, Any]) -> None:
    assert schema_faults(schema) == []


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        (broken(lambda s: s.pop("additionalProperties")), "additionalProperties"),
        (broken(lambda s: s["$defs"]["Part"].update(additionalProperties=True)), "additionalProperties"),
        (broken(lambda s: s["required"].remove("note")), "Missing 'note'"),
        (broken(lambda s: s["required"].append("ghost")), "'required'"),
        (broken(lambda s: s["properties"]["name"].update(default="x")), "'default' is not permitted"),
        (broken(lambda s: s["properties"]["name"].update(minLength=1)), "'minLength' is not permitted"),
        (broken(lambda s: s["properties"].update(name={"oneOf": [{"type": "string"}]})), "'oneOf' is not permitted"),
        (broken(lambda s: s["properties"].update(name={"allOf": [{"type": "string"}]})), "'allOf' is not permitted"),
        (broken(lambda s: s["properties"]["kind"].update(description="x")), "$ref cannot have keywords ['description']"),
        (broken(lambda s: s["properties"].update(kind={"$ref": "#/$defs/Nobody"})), "cannot be resolved"),
        (broken(lambda s: s["properties"]["parts"].pop("items")), "missing items"),
        (broken(lambda s: s["properties"].update(name={})), "must have a 'type'"),
        (broken(lambda s: s["properties"].update(name={"type": "text"})), "not a supported type"),
        (broken(lambda s: s.update(anyOf=[{"type": "null"}])), "anyOf"),
        ({"type": "array", "items": {"type": "string"}}, "object"),
        (nested(11), "nesting depth"),
        (wide(5001), "at most 5000"),
        (broken(lambda s: s["$defs"]["Kind"].update(enum=[f"v{n}" for n in range(1001)])), "at most 1000"),
        (broken(lambda s: s["$defs"]["Kind"].update(enum=["v" * 60 + str(n) for n in range(251)])), "too long"),
        (broken(lambda s: s["$defs"]["Kind"].update(enum=["v" * 130_000])), "120000 characters"),
    ],
)
def test_a_schema_outside_the_rules_is_refused(schema: dict[str, Any], says: str) -> None:
    assert any(says in fault for fault in schema_faults(schema)), schema_faults(schema)


ASK: dict[str, Any] = {"model": MODEL, "messages": [{"role": "user", "content": "Hello"}]}


def strict(**changes: Any) -> dict[str, Any]:
    shape = {"name": "reading", "strict": True, "schema": GOOD} | changes
    return {"response_format": {"type": "json_schema", "json_schema": shape}}


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (ASK, 200, ""),
        (ASK | strict(), 200, ""),
        (ASK | strict(name="a name"), 400, "json_schema.name"),
        (ASK | strict(name="n" * 65), 400, "json_schema.name"),
        (ASK | strict(extra=1), 400, "Unknown parameter"),
        (ASK | strict(schema={"type": "object"}), 400, "Invalid schema for response_format 'reading'"),
        (ASK | {"response_format": {"type": "json_object"}}, 400, "the word 'json'"),
        (ASK | {"response_format": {"type": "yaml"}}, 400, "Supported values"),
        (ASK | {"temprature": 0}, 400, "Unrecognized request argument supplied: temprature"),
        (ASK | {"temperature": 3}, 400, "temperature"),
        (ASK | {"max_tokens": 5, "max_completion_tokens": 5}, 400, "at the same time"),
        (ASK | {"max_tokens": 0}, 400, "minimum"),
        (ASK | {"messages": []}, 400, "messages"),
        (ASK | {"messages": [{"role": "robot", "content": "x"}]}, 400, "role"),
        (ASK | {"messages": [{"role": "user", "content": ""}]}, 400, "content"),
        (ASK | {"model": "no-such"}, 404, "does not exist"),
        ({"messages": ASK["messages"]}, 400, "model"),
    ],
)
def test_a_request_is_judged_as_openai_judges_it(body: dict[str, Any], status: int, says: str) -> None:
    with OpenAIServer(lambda _: completion("Hello")) as server:
        reply = httpx2.post(
            f"{server.base_url}/chat/completions", json=body, headers={"Authorization": f"Bearer {KEY}"}, trust_env=False
        )
    assert reply.status_code == status
    assert says in reply.text
    assert len(server.asked) == (status == 200)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer sk-other"}, {"Authorization": KEY}])
def test_a_request_without_the_right_key_is_refused(headers: dict[str, str]) -> None:
    with OpenAIServer(lambda _: completion("Hello")) as server:
        reply = httpx2.post(f"{server.base_url}/chat/completions", json=ASK, headers=headers, trust_env=False)
    assert reply.status_code == 401
    assert server.asked == []
