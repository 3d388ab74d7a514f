"""Slack's limits on modals, checked by hand (docs.slack.dev, "Views", "Blocks", "Block elements", "Composition objects")."""

import json
from collections.abc import Iterator
from typing import Any

from slackblocks import Block, ModalView

from bot.sandbox.local_slack.limits import views

IN_MODALS = {"actions", "alert", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
_READABLE_BY_SLACKBLOCKS = {"context", "divider", "header", "section"}
_INITIAL = ("initial_option", "initial_options", "initial_users", "initial_conversations")


def assert_fits(modal: dict[str, Any]) -> None:
    """Check a modal against everything that Slack is known to reject, and against the local Slack's own rules."""
    views.check(json.loads(json.dumps(modal)), "modal")
    blocks = modal["blocks"]
    assert modal["type"] == "modal"
    assert 0 < len(blocks) <= 100
    assert len(modal["title"]["text"]) <= 24
    assert all(len(modal[part]["text"]) <= 24 for part in ("submit", "close") if part in modal)
    assert len(modal.get("private_metadata", "")) <= 3000
    assert {block["type"] for block in blocks} <= IN_MODALS
    assert not any(block["type"] == "input" for block in blocks) or "submit" in modal
    _assert_different([block["block_id"] for block in blocks if "block_id" in block])
    _assert_different([element["action_id"] for element in _all(blocks) if "action_id" in element])
    for part in _all(blocks):
        _assert_part_fits(part)
    readable = [Block.from_dict(block) for block in blocks if block["type"] in _READABLE_BY_SLACKBLOCKS]
    if readable:
        ModalView(title=modal["title"]["text"], blocks=readable)


def texts(part: Any) -> Iterator[str]:
    """Return every text that a person sees as mrkdwn."""
    for found in _all(part):
        if found.get("type") == "mrkdwn":
            yield found["text"]


def _assert_part_fits(part: dict[str, Any]) -> None:
    match part.get("type"):
        case "plain_text" | "mrkdwn" | "text":
            assert 1 <= len(part["text"]) <= 3000
        case "header":
            assert len(part["text"]["text"]) <= 150
        case "context":
            assert 1 <= len(part["elements"]) <= 10
        case "actions":
            assert 1 <= len(part["elements"]) <= 25
        case "input":
            assert len(part["label"]["text"]) <= 2000
            assert len(part.get("hint", {"text": ""})["text"]) <= 2000
        case "plain_text_input":
            assert 1 <= part["max_length"] <= 3000
            assert 1 <= len(part.get("initial_value", "…")) <= part["max_length"]
        case "checkboxes":
            assert 1 <= len(part["options"]) <= 10
    assert len(part.get("placeholder", {"text": ""})["text"]) <= 150
    assert len(part.get("action_id", "")) <= 255
    assert len(part.get("block_id", "")) <= 255
    assert all(part[name] for name in _INITIAL if name in part), "Slack refuses empty lists"
    if "options" in part:
        assert 1 <= len(part["options"]) <= 100
        _assert_different([option["value"] for option in part["options"]])
        for option in part["options"]:
            assert 1 <= len(option["value"]) <= 150
            assert 1 <= len(option["text"]["text"]) <= 75
            assert len(option.get("description", {"text": ""})["text"]) <= 75
        first = [part["initial_option"]] if "initial_option" in part else part.get("initial_options", [])
        assert all(option in part["options"] for option in first)


def _assert_different(names: list[str]) -> None:
    assert len(set(names)) == len(names), names


def _all(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for child in part.values():
            yield from _all(child)
    elif isinstance(part, list | tuple):
        for child in part:
            yield from _all(child)
