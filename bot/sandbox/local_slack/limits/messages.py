"""Messages as a whole: their size, and which blocks they may have together."""

import json
from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits.blocks import check_all, repeated_action_ids
from bot.sandbox.local_slack.limits.parts import Problems
from bot.sandbox.local_slack.limits.tables import characters

TEXT = 40_000
BLOCKS = 50
ALL_CHARACTERS = 13_200
ATTACHMENTS = 100
CHARTS = 2
METADATA_BYTES = 16_000


def check(text: str, blocks: Any, attachments: Any) -> None:
    """Check a message; raises SlackError, which names each wrong block."""
    if len(text) > TEXT:
        raise SlackError("msg_too_long")
    if blocks is not None:
        _blocks(blocks, "/blocks")
    if attachments is None:
        return
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for number, attachment in enumerate(attachments):
        if attachment.get("blocks") is not None:
            _blocks(attachment["blocks"], f"/attachments/{number}/blocks")


def check_metadata(metadata: Any) -> None:
    """Check metadata; raises SlackError."""
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")


def _blocks(blocks: Any, at: str) -> None:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = Problems()
    if len(blocks) > BLOCKS:
        problems.add(at, f"no more than {BLOCKS} items allowed")
    check_all(problems, blocks, at, "message")
    repeated_action_ids(problems, blocks, at, whole=True)
    if _count(blocks, "table") > 1:
        problems.add(at, "only_one_table_allowed")
    if _count(blocks, "data_visualization") > CHARTS:
        problems.add(at, f"no more than {CHARTS} data_visualization blocks allowed")
    if problems.found:
        raise SlackError.because("invalid_blocks", problems.found)
    if characters(blocks) > ALL_CHARACTERS:
        raise SlackError("msg_blocks_too_long")


def _count(blocks: list[Any], kind: str) -> int:
    """Count the blocks of one type, including those inside containers."""
    found = [block for block in blocks if isinstance(block, dict)]
    inside = [child for block in found for child in block.get("child_blocks") or () if isinstance(child, dict)]
    return sum(block.get("type") == kind for block in [*found, *inside])
