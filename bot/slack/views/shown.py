"""What a message shows, checked against Slack's limits before it is sent."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

MOST_BLOCKS = 50
MOST_CHARACTERS = 12_000
"""Slack refuses a message at about 13,200 characters over all its blocks (msg_blocks_too_long)."""
LONGEST_TEXT = 4_000
"""Slack cuts the text of a message that is longer."""
MOST_CHARTS = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A message: `text` says the same alone, for notifications and screen readers.

    `again_at` is when it must be drawn anew though nothing in the record changes.
    """

    text: str
    blocks: tuple[Block | dict[str, Any], ...]
    again_at: dt.datetime | None = None

    def payload(self) -> dict[str, Any]:
        """Give the arguments `text` and `blocks` for chat.postMessage; raises ValueError where Slack would refuse them."""
        try:
            blocks = [block if isinstance(block, dict) else block.to_dict() for block in self.blocks]
        except SlackObjectFormationError as error:
            raise ValueError(f"a block breaks Slack's limits: {error}") from error
        if fault := _fault(self.text, blocks):
            raise ValueError(fault)
        return {"text": self.text, "blocks": blocks}

    def fits(self) -> bool:
        """Tell whether Slack would take it, as far as blocks and characters go."""
        return len(self.blocks) <= MOST_BLOCKS and characters(self.blocks) <= MOST_CHARACTERS


def characters(blocks: Sequence[Block | dict[str, Any]]) -> int:
    """Count the characters in blocks, on the safe side: addresses, values and labels too."""
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
    """Go through all strings in blocks, each with the key that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, name)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner, key)


def without_chart(payload: dict[str, Any]) -> dict[str, Any]:
    """Give a message without its charts, for a Slack that does not know them."""
    return {**payload, "blocks": [block for block in payload["blocks"] if block["type"] != "data_visualization"]}
