"""Modals and Home tabs as a whole."""

import json
from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits.blocks import check_all, repeated_action_ids
from bot.sandbox.local_slack.limits.parts import ID_LENGTH, Problems
from bot.sandbox.local_slack.states import elements
from bot.sandbox.local_slack.values import Json

BLOCKS = 100
TITLE = 24
PRIVATE_METADATA = 3000
LARGEST = 250_000
"""Bytes of the whole view as JSON."""
_MODAL = ("submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")
_BOTH = ("private_metadata", "callback_id", "external_id")


def check(payload: Any, kind: str | None) -> None:
    """Check a view; `kind` is the required type, modal or home, or None for either. Raises SlackError."""
    if not isinstance(payload, dict):
        raise SlackError.because("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if len(json.dumps(payload).encode()) > LARGEST:
        raise SlackError("view_too_large")
    problems = Problems()
    found = payload.get("type")
    if found not in ("modal", "home") or kind not in (None, found):
        problems.add("/view/type", f"must be {kind or 'modal or home'}")
    elif found == "modal":
        _modal(problems, payload)
    else:
        problems.keys(payload, "/view", ("type", "blocks"), _BOTH)
    _parts(problems, payload, str(found))
    if problems.found:
        raise SlackError.because("invalid_arguments", problems.found)


def _modal(problems: Problems, payload: Json) -> None:
    problems.keys(payload, "/view", ("type", "title", "blocks"), (*_MODAL, *_BOTH))
    for key in ("title", "submit", "close"):
        problems.text(payload, key, "/view", TITLE, plain=True)
    problems.yes_or_no(payload, "/view", "clear_on_close", "notify_on_close", "submit_disabled")
    blocks = payload.get("blocks")
    inputs = isinstance(blocks, list) and any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if inputs and payload.get("submit") is None:
        problems.add("/view", "missing required field: submit (a view with inputs needs it)")


def _parts(problems: Problems, payload: Json, surface: str) -> None:
    problems.string(payload, "private_metadata", "/view", PRIVATE_METADATA)
    problems.string(payload, "callback_id", "/view", ID_LENGTH)
    problems.string(payload, "external_id", "/view", ID_LENGTH)
    blocks = problems.items(payload, "blocks", "/view", BLOCKS, least=0)
    if surface in ("modal", "home"):
        check_all(problems, blocks, "/view/blocks", surface)
    repeated_action_ids(problems, blocks, "/view/blocks", whole=False)
    whole = [block for block in blocks if isinstance(block, dict)]
    if sum(bool(element.get("focus_on_load")) for _, element in elements(whole)) > 1:
        problems.add("/view/blocks", "only one element can have focus_on_load")
