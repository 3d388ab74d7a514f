"""What OpenAI refuses in a request, for the server of the tests.

Rules of strict schemas: OpenAI, "Structured model outputs", supported schemas (February 2026); errors in OpenAI's own words.
Parameter names come from the SDK, which is generated from OpenAI's specification.
"""

import re
from collections.abc import Iterator
from typing import Any

from openai.types import embedding_create_params
from openai.types.chat import completion_create_params

CHAT_PARAMETERS = frozenset(completion_create_params.CompletionCreateParamsBase.__annotations__) | {"stream"}
EMBEDDING_PARAMETERS = frozenset(embedding_create_params.EmbeddingCreateParams.__annotations__)
ROLES = frozenset({"developer", "system", "user", "assistant", "tool", "function"})

TYPES = frozenset({"string", "number", "boolean", "integer", "object", "array", "null"})
# Left out on purpose: minLength, maxLength, pattern, format and number bounds. OpenAI takes them for some models only.
KEYWORDS = frozenset(
    {
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "description",
    }
)
MAX_PROPERTIES, MAX_DEPTH, MAX_NAME_CHARACTERS, MAX_ENUM_VALUES = 5000, 10, 120_000, 1000
MANY_ENUM_VALUES, MAX_LARGE_ENUM_CHARACTERS = 250, 15_000

Fault = tuple[str | None, str, str | None]


def chat_faults(body: dict[str, Any]) -> Iterator[Fault]:
    """Return what OpenAI would refuse in a request for a chat completion: parameter, message, code."""
    for name in body:
        if name not in CHAT_PARAMETERS:
            yield name, f"Unrecognized request argument supplied: {name}", "unknown_parameter"
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "messages", "Missing required parameter: 'messages'.", "missing_required_parameter"
        return
    for i, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            yield f"messages[{i}].role", f"Invalid value for 'messages[{i}].role'.", "invalid_value"
        elif not isinstance(message.get("content"), str) or not message["content"]:
            yield f"messages[{i}].content", f"Invalid type for 'messages[{i}].content': expected a string.", "invalid_type"
        elif set(message) - {"role", "content", "name", "refusal", "tool_calls", "tool_call_id"}:
            yield f"messages[{i}]", f"Unknown parameter in 'messages[{i}]'.", "unknown_parameter"
    temperature = body.get("temperature", 1)
    if isinstance(temperature, bool) or not isinstance(temperature, int | float) or not 0 <= temperature <= 2:
        yield "temperature", "Invalid 'temperature': expected a number between 0 and 2.", "invalid_type"
    for name in ("max_tokens", "max_completion_tokens"):
        if name in body and (type(body[name]) is not int or body[name] < 1):
            yield name, f"Invalid '{name}': integer below minimum value.", "integer_below_min_value"
    if "max_tokens" in body and "max_completion_tokens" in body:
        yield "max_tokens", "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", None
    yield from response_format_faults(body.get("response_format", {"type": "text"}), messages)


def response_format_faults(form: Any, messages: list[Any]) -> Iterator[Fault]:
    """Return what OpenAI would refuse in a response format."""
    kind = form.get("type") if isinstance(form, dict) else None
    if kind == "json_object":
        if not any("json" in str(m.get("content", "")).lower() for m in messages):
            needs = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
            yield "messages", needs, None
        return
    if kind == "text":
        return
    if kind != "json_schema":
        yield (
            "response_format.type",
            f"Invalid value: {kind!r}. Supported values are: 'json_object', 'json_schema', 'text'.",
            None,
        )
        return
    shape = form.get("json_schema")
    if not isinstance(shape, dict) or set(form) != {"type", "json_schema"}:
        yield "response_format.json_schema", "Missing required parameter: 'response_format.json_schema'.", None
        return
    name = shape.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name):
        pattern = "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
        yield "response_format.json_schema.name", f"Invalid 'response_format.json_schema.name'. {pattern}", "invalid_value"
    for unknown in set(shape) - {"name", "description", "schema", "strict"}:
        param = f"response_format.json_schema.{unknown}"
        yield param, f"Unknown parameter: '{param}'.", "unknown_parameter"
    if shape.get("strict") is True:
        for fault in schema_faults(shape.get("schema")):
            yield "response_format", f"Invalid schema for response_format '{name}': {fault}", None


def schema_faults(schema: Any) -> list[str]:
    """Return what strict mode refuses in a schema."""
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return ["schema must be a JSON Schema of 'type: \"object\"'."]
    if "anyOf" in schema:
        return ["schema must not have 'anyOf' at the top level."]
    walk = _SchemaWalk(schema)
    walk.visit(schema, (), 1, ())
    for name, definition in schema.get("$defs", {}).items():
        walk.characters += len(name)
        walk.visit(definition, ("$defs", name), 1, (name,))
    if walk.properties > MAX_PROPERTIES:
        walk.faults.append(f"Expected at most {MAX_PROPERTIES} object properties in total, but received {walk.properties}.")
    if walk.enum_values > MAX_ENUM_VALUES:
        walk.faults.append(f"Expected at most {MAX_ENUM_VALUES} enum values in total, but received {walk.enum_values}.")
    if walk.characters > MAX_NAME_CHARACTERS:
        walk.faults.append(f"Expected at most {MAX_NAME_CHARACTERS} characters of names and values in total.")
    return walk.faults


class _SchemaWalk:
    """Checks a schema once, and follows references for their depth."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.definitions: dict[str, Any] = root.get("$defs", {})
        self.faults: list[str] = []
        self.properties = self.enum_values = self.characters = 0

    def visit(self, node: Any, path: tuple[str, ...], depth: int, inside: tuple[str, ...], *, counted: bool = False) -> None:
        """Check one node; `inside` are the definitions that enclose it, `counted` says that it was counted before."""
        where = f"In context={path}, "
        if not isinstance(node, dict):
            self.faults.append(f"{where}{node!r} is not of type 'object'.")
            return
        self.faults += [f"{where}'{keyword}' is not permitted." for keyword in sorted(set(node) - KEYWORDS)]
        if "$defs" in node and path:
            self.faults.append(f"{where}'$defs' is not permitted.")
        if depth > MAX_DEPTH:
            self.faults.append(f"{where}schema exceeds maximum nesting depth of {MAX_DEPTH}.")
            return
        if "$ref" in node:
            self._visit_reference(node, path, depth, inside)
            return
        kinds = node.get("type")
        listed = kinds if isinstance(kinds, list) else [kinds]
        if "type" in node and not set(listed) <= TYPES:
            self.faults.append(f"{where}{kinds!r} is not a supported type.")
        if not {"type", "anyOf", "enum", "const"} & set(node):
            self.faults.append(f"{where}schema must have a 'type' key.")
        if "object" in listed:
            self._visit_object(node, path, depth, inside, counted=counted)
        if "array" in listed:
            if "items" not in node:
                self.faults.append(f"{where}array schema missing items.")
            else:
                self.visit(node["items"], (*path, "items"), depth, inside, counted=counted)
        for number, option in enumerate(node.get("anyOf", [])):
            self.visit(option, (*path, "anyOf", str(number)), depth, inside, counted=counted)
        values = [str(v) for v in node.get("enum", [])] + ([str(node["const"])] if "const" in node else [])
        if len(values) > MANY_ENUM_VALUES and sum(map(len, values)) > MAX_LARGE_ENUM_CHARACTERS:
            self.faults.append(f"{where}enum of {len(values)} values is too long.")
        if not counted:
            self.enum_values += len(node.get("enum", []))
            self.characters += sum(map(len, values))

    def _visit_reference(self, node: dict[str, Any], path: tuple[str, ...], depth: int, inside: tuple[str, ...]) -> None:
        siblings = sorted(set(node) - {"$ref"})
        if siblings:
            self.faults.append(f"In context={path}, $ref cannot have keywords {siblings}.")
        name = str(node["$ref"]).removeprefix("#/$defs/")
        if node["$ref"] != "#" and name not in self.definitions:
            self.faults.append(f"In context={path}, reference '{node['$ref']}' cannot be resolved.")
        elif node["$ref"] != "#" and name not in inside:
            self.visit(self.definitions[name], (*path, name), depth, (*inside, name), counted=True)

    def _visit_object(
        self, node: dict[str, Any], path: tuple[str, ...], depth: int, inside: tuple[str, ...], *, counted: bool
    ) -> None:
        where = f"In context={path}, "
        properties = node.get("properties", {})
        if node.get("additionalProperties") is not False:
            self.faults.append(f"{where}'additionalProperties' is required to be supplied and to be false.")
        if sorted(node.get("required", [])) != sorted(properties):
            missing = sorted(set(properties) - set(node.get("required", []))) or sorted(node.get("required", []))
            self.faults.append(
                f"{where}'required' is required to be supplied and to be an array including every key in properties. "
                f"Missing '{', '.join(missing)}'."
            )
        if not counted:
            self.properties += len(properties)
            self.characters += sum(map(len, properties))
        for name, each in properties.items():
            below = depth + 1 if isinstance(each, dict) and "properties" in _target(each, self.definitions) else depth
            self.visit(each, (*path, "properties", name), below, inside, counted=counted)


def _target(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Follow arrays and references to the node inside."""
    for _ in range(MAX_DEPTH):
        if "items" in node:
            node = node["items"]
        elif "$ref" in node:
            node = definitions.get(str(node["$ref"]).removeprefix("#/$defs/"), {})
        else:
            break
    return node


def embedding_faults(body: dict[str, Any]) -> Iterator[Fault]:
    """Return what OpenAI would refuse in a request for embeddings."""
    for name in body:
        if name not in EMBEDDING_PARAMETERS:
            yield name, f"Unrecognized request argument supplied: {name}", "unknown_parameter"
    texts = body.get("input")
    texts = [texts] if isinstance(texts, str) else texts
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
        yield (
            "input",
            "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
            None,
        )
        return
    if len(texts) > 2048:
        yield "input", "'$.input' is invalid: at most 2048 texts.", None
    # A token is counted as three characters here: fewer than in English, about right elsewhere.
    if any(len(text) > 3 * 8192 for text in texts):
        yield "input", "This model's maximum context length is 8192 tokens.", "context_length_exceeded"
    if body.get("encoding_format", "float") not in ("float", "base64"):
        yield "encoding_format", "Invalid value for 'encoding_format'.", "invalid_value"
