"""Answers of a hostile model about the dam of `tests.newsroom`, and a check that they have no effect on a card."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.slack.views.message import MessageContent
from tests.openai_server import Reply, completion, raw

SAID = "“The dam has failed,” the mayor, Vera Holm, said at the town hall"
ROAD = "The old bridge at Orrin was closed to all traffic, a notice by the road office said"
SPEAKER = {"kind": "person", "name": "Vera Holm"}
LIVELY = (
    "<!channel> <@U0BEN> <#C0WATCH> <http://evil.example|your bank> *b* _i_ `c` & &lt;!here&gt; "
    "\u202egnol\u202c \u0007\u0000\u200b"
)


def sighting(quote: str = SAID, **changes: Any) -> dict[str, Any]:
    return {"quote": quote, "tone": "certain", "basis": "on_record", "path": [SPEAKER]} | changes


def judgement(claim: str = "C1", stance: str = "confirms", **changes: Any) -> dict[str, Any]:
    return {"claim": claim, "stance": stance, "translation": None, **sighting()} | changes


def drafted(**changes: Any) -> dict[str, Any]:
    claim = {"text": "The dam failed.", "layer": "substance", "speaker": None, "parties": [], "translation": None, **sighting()}
    return {
        "kind": "disaster",
        "headline": "The dam failed",
        "place": "Orrin",
        "date": "2026-03-02",
        "claims": [claim | changes.pop("claim", {})],
        "entities": ["Vera Holm"],
    } | changes


def reading(**changes: Any) -> dict[str, Any]:
    return {
        "statements": [{"text": "The dam failed.", **sighting()}],
        "judgements": [judgement()],
        "unrelated": [],
        "draft": None,
    } | changes


def lively(value: Any) -> Any:
    """Put text that Slack would interpret around every string of an answer, except quotes and labels."""
    if isinstance(value, list):
        return [lively(each) for each in value]
    if isinstance(value, dict):
        kept = ("quote", "claim", "stance", "tone", "basis", "kind", "layer", "date")
        return {key: each if key in kept and isinstance(each, str) else lively(each) for key, each in value.items()}
    return f"{LIVELY} {value} {LIVELY}" if isinstance(value, str) else value


def _with(field: str, value: object) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(completion(reading()).body)
    return whole | {field: value}


FAR = {"C1": "C30", "slug": "orrin-dam", "none": ""}
SOURCES = ("Vera Holm", "Orrin Water Board", "road office", "lower town", "town hall")
FAKED = [judgement("C2", path=[{"kind": "body", "name": name}], quote=SAID) for name in SOURCES]
LINES = (
    "The Orrin dam failed before dawn on Monday",
    SAID,
    "a notice by the road office said",
    "brown water ran through the lower town for hours",
    "People were taken to the school on the hill",
)
SPREAD = [
    judgement("C2", path=[{"kind": "body", "name": name}], quote=quote) for name, quote in zip(SOURCES, LINES, strict=True)
]
OWN = {"kind": "own", "name": ""}

STREAM = b'data: {"choices":[{"delta":{"content":"x"}}]}\n\n' * 50 + b"data: [DONE]\n\n"

HOSTILE: dict[str, Reply] = {
    # Ids
    "a label not shown": completion(reading(judgements=[judgement(FAR["C1"])])),
    "a slug for a label": completion(reading(judgements=[judgement(FAR["slug"])])),
    "no label": completion(reading(judgements=[judgement(FAR["none"])])),
    "an id of its own": completion(reading(judgements=[judgement() | {"event": "orrin-dam", "level": "verified"}])),
    "a level": completion(reading() | {"level": "verified", "score": 1.0}),
    # Quotes
    "a forged quote": completion(reading(judgements=[judgement(quote="The dam was blown up by agents, she said.")])),
    "a quote of another article": completion(reading(judgements=[judgement(quote="Holm told us that the dam has failed.")])),
    "a quote of the question": completion(reading(judgements=[judgement(quote="C1 (utterance, said by Vera Holm)")])),
    "a quote put together": completion(reading(judgements=[judgement(quote=f"{ROAD} … “The dam has failed”")])),
    "a quote with a mention": completion(reading(judgements=[judgement(quote=f"{SAID} <!channel>")])),
    "an empty quote": completion(reading(judgements=[judgement(quote=" \u200b ")])),
    "a quote of one letter": completion(reading(judgements=[judgement(quote="T"), judgement(quote="The")])),
    "forged in a draft": completion(reading(judgements=[], statements=[], draft=drafted(claim={"quote": "It was sabotage."}))),
    # Life in Slack
    "lively strings": completion(lively(reading())),
    "a lively draft": completion(lively(reading(judgements=[], draft=drafted()))),
    "a lively translation": completion(reading(judgements=[judgement(translation=LIVELY)])),
    "long strings": completion(reading(statements=[{"text": LIVELY * 9_000, **sighting()}], draft=None)),
    # Independence and tone
    "faked origins": completion(reading(judgements=FAKED)),
    "faked origins, each with its quote": completion(reading(judgements=SPREAD)),
    "its own work": completion(reading(judgements=[judgement("C2", origin=OWN, basis="witnessed", quote=ROAD)])),
    "a source not named": completion(reading(judgements=[judgement("C2", path=[{"kind": "body", "name": "The Royal Navy"}])])),
    "a party made an origin": completion(
        reading(judgements=[], draft=drafted(claim={"layer": "utterance", "speaker": "Orrin Water Board", "parties": []}))
    ),
    "a thousand judgements": completion(reading(judgements=[judgement(f"C{1 + n % 2}") for n in range(1000)])),
    "all stances": completion(reading(judgements=[judgement(stance=s) for s in ("confirms", "denies", "context")])),
    # Shape
    "not JSON": completion("I would rather write a poem."),
    "cut JSON": completion(json.dumps(reading())[:150], finish_reason="length"),
    "whole but cut": completion(reading(), finish_reason="length"),
    "another schema": completion({"verdict": "verified", "events": ["orrin-dam"]}),
    "a list": completion([reading()]),
    "a string": completion(json.dumps("verified")),
    "null": completion("null"),
    "no content": completion(None),
    "a refusal": completion(None, refusal=f"I cannot help with that. {LIVELY}"),
    "a tool call": completion(
        None, tool_calls=[{"id": "1", "type": "function", "function": {"name": "approve", "arguments": "{}"}}]
    ),
    "a tool call beside": completion(
        reading(), tool_calls=[{"id": "1", "type": "function", "function": {"name": "approve", "arguments": '{"p": 1}'}}]
    ),
    "the same key twice": completion(json.dumps(reading())[:-1] + ', "judgements": [{"claim": "C9"}]}'),
    "deep nesting": completion("[" * 100_000),
    "deep objects": completion('{"statements":' * 20_000),
    "deep envelope": raw(b'{"choices":' + b"[" * 100_000),
    "huge numbers": completion(json.dumps(reading())[:-1] + f', "score": {"9" * 5000}' + "}"),
    "not a number": completion(json.dumps(reading())[:-1] + ', "score": NaN, "p": -Infinity}'),
    "numbers for strings": completion(reading(statements=[{"text": 7, **sighting(tone=1.0)}])),
    "half a character": completion(json.dumps(reading(judgements=[judgement(quote="\ud800" + SAID)]))),
    "another language of enums": completion(reading(judgements=[judgement(tone="CERTAIN!!!", basis="<!here>")])),
    # The envelope
    "no choices": raw(_with("choices", [])),
    "choices that are none": raw(_with("choices", "verified")),
    "two choices": raw(_with("choices", json.loads(completion(reading()).body)["choices"] * 2)),
    "a lying usage": raw(_with("usage", {"prompt_tokens": -5, "completion_tokens": "many", "total_tokens": 1e300})),
    "a usage of strings": raw(_with("usage", LIVELY)),
    "another model": raw(_with("model", f"{LIVELY} gpt-99")),
    "a page": raw(b"<html><!channel><h1>Gateway</h1></html>", headers={"Content-Type": "text/html"}),
    "an event stream": raw(STREAM, headers={"Content-Type": "text/event-stream"}),
    "nothing": raw(b""),
    "bytes": raw(b"\xff\xfe\x00\x01" * 100),
    "ten megabytes": Reply(200, b" " * 100_000, {"Content-Type": "application/json"}, repeat=100),
    "ten megabytes of answer": completion(reading(statements=[{"text": "x" * 10_000_000, **sighting()}])),
}  # fmt: skip


_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Our own text may contain a time for Slack to draw.
_OURS = re.compile(r"<!date\^\d+\^[^|<>]*\|[^<>]*>")


def faults(shown: MessageContent, links: tuple[str, ...]) -> list[str]:
    """List what Slack would interpret in a message, or what it hides, except times and these links."""
    payload = shown.payload()
    found = [f"in the text: {payload['text']}"] if re.search(r"<[!@#h]", _OURS.sub("", payload["text"])) else []
    for node in _nodes(payload["blocks"]):
        kind, text = node.get("type"), node.get("text")
        if kind in ("user", "usergroup", "broadcast", "channel", "emoji"):
            found.append(f"a {kind}: {node}")
        if kind == "link" and node.get("url") not in links:
            found.append(f"a link: {node}")
        if "url" in node and kind != "link":
            found.append(f"an address: {node}")
        if kind == "mrkdwn" and "<" in _OURS.sub("", str(text)):
            found.append(f"in mrkdwn: {text}")
        found += [
            f"hidden characters: {value!r}" for value in node.values() if isinstance(value, str) and _HIDDEN.search(value)
        ]
    return found


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each)
