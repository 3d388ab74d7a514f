"""A message's content, checked against Slack's limits before it is sent."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

MOST_BLOCKS = 50
MOST_CHARACTERS = 12_000
"""Slack refuses messages with more than about 13,200 characters in all blocks (msg_blocks_too_long)."""
LONGEST_TEXT = 4_000
"""Slack cuts a longer text."""
MOST_CHARTS = 2


@dataclass(frozen=True, slots=True)
class MessageContent:
    """A message: its blocks, and `text` that says the same for notifications and screen readers.

    At `again_at` it is drawn again, even if nothing in the record changes.
    """

    text: str
    blocks: tuple[Block | dict[str, Any], ...]
    again_at: dt.datetime | None = None

    def payload(self) -> dict[str, Any]:
        """Return `text` and `blocks` for chat.postMessage; raises ValueError if Slack would refuse them."""
        try:
            blocks = [block if isinstance(block, dict) else block.to_dict() for block in self.blocks]
        except SlackObjectFormationError as error:
            raise ValueError(f"a block breaks Slack's limits: {error}") from error
        if fault := _fault(self.text, blocks):
            raise ValueError(fault)
        return {"text": self.text, "blocks": blocks}

    def fits(self) -> bool:
        """Return whether it is within Slack's limits of blocks and characters."""
        return len(self.blocks) <= MOST_BLOCKS and characters(self.blocks) <= MOST_CHARACTERS


def characters(blocks: Sequence[Block | dict[str, Any]]) -> int:
    """Count the characters in blocks, including addresses, values and labels to be on the safe side."""
    drawn = [block if isinstance(block, dict) else block.to_dict() for block in blocks]
    return sum(len(value) for key, value in _strings(drawn) if key != "type")


def _fault(text: str, blocks: list[dict[str, Any]]) -> str | None:
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        return f"a message's text has 1 to {LONGEST_TEXT:,} characters, not {len(text):,}"
    if not 0 < len(blocks) <= MOST_BLOCKS:
        return f"a message has 1 to {MOST_BLOCKS} blocks, not {len(blocks)}"
    if (count := characters(blocks)) > MOST_CHARACTERS:
        return f"a message's blocks have at most {MOST_CHARACTERS:,} characters, not {count:,}"
    if sum(block["type"] == "data_visualization" for block in blocks) > MOST_CHARTS:
        return f"a message has at most {MOST_CHARTS} charts"
    names = [value for key, value in _strings(blocks) if key == "action_id"]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        return f"two elements of a message have the same action id: {', '.join(twice)}"
    return None


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield all strings in blocks, each with its key."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, name)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner, key)


def without_chart(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a message without its charts, for workspaces that do not support them."""
    return {**payload, "blocks": [block for block in payload["blocks"] if block["type"] != "data_visualization"]}
