"""Slack's limits on messages and App Home: the local Slack's rules, and slackblocks as a second opinion."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from slackblocks import AxisConfig, BarChart, Block, DataPoint, DataSeries, DataVisualizationBlock, LineChart, Message

from bot.sandbox.local_slack.limits import messages
from bot.slack.views.message import MOST_CHARACTERS, MessageContent, characters

_READABLE_BY_SLACKBLOCKS = {"context", "divider", "header", "section"}


def assert_fits(shown: MessageContent) -> list[dict[str, Any]]:
    """Check a message against everything that Slack is known to reject; returns its blocks as they go over the wire."""
    payload = json.loads(json.dumps(shown.payload()))
    blocks: list[dict[str, Any]] = payload["blocks"]
    messages.check(payload["text"], blocks, None)
    assert characters(blocks) <= MOST_CHARACTERS
    readable = [
        Block.from_dict(block) for block in blocks if block["type"] in _READABLE_BY_SLACKBLOCKS and "accessory" not in block
    ]
    charts = [_chart(block) for block in blocks if block["type"] == "data_visualization"]
    Message(channel="C0DESK1", text=payload["text"], blocks=[*readable, *charts])
    return blocks


def words_of(blocks: Any) -> str:
    """Return all that a person reads in blocks, one piece a line."""
    return "\n".join(_words(blocks))


def assert_in_order(said: str, expected: Sequence[str]) -> None:
    """See that the parts are said, one after the other."""
    place = 0
    for part in expected:
        assert part in said[place:], f"{part!r} is missing, or stands too early"
        place = said.index(part, place) + len(part)


def parts(blocks: Any, kind: str) -> list[dict[str, Any]]:
    """Find all parts of one type in blocks."""
    return [part for part in _all(blocks) if part.get("type") == kind]


def actions(blocks: Any) -> dict[str, str]:
    """Return the buttons' values by action id."""
    return {button["action_id"]: button["value"] for button in parts(blocks, "button")}


def _words(part: Any) -> Iterator[str]:
    """Return words, rich text line by line."""
    if isinstance(part, list):
        for child in part:
            yield from _words(child)
    elif isinstance(part, dict):
        if part.get("type") in ("rich_text_section", "rich_text_quote"):
            yield "".join(_inline(element) for element in part["elements"])
        elif isinstance(part.get("text"), str):
            yield part["text"]
        else:
            for child in part.values():
                yield from _words(child)


def _inline(element: dict[str, Any]) -> str:
    return f"<@{element['user_id']}>" if element["type"] == "user" else str(element.get("text", ""))


def _all(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for child in part.values():
            yield from _all(child)
    elif isinstance(part, list):
        for child in part:
            yield from _all(child)


def _chart(block: dict[str, Any]) -> DataVisualizationBlock:
    chart = block["chart"]
    kind: type[LineChart | BarChart] = LineChart if chart["type"] == "line" else BarChart
    assert chart["type"] in ("line", "bar")
    series = [DataSeries(s["name"], [DataPoint(p["label"], p["value"]) for p in s["data"]]) for s in chart["series"]]
    axes = chart["axis_config"]
    return DataVisualizationBlock(
        block["title"], kind(series, AxisConfig(axes["categories"], axes["x_label"], axes["y_label"]))
    )
