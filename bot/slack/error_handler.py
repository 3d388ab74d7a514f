"""The error handler: an error in a handler becomes a sentence for the person, and an entry in the log."""

import json
import secrets
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.domain.errors import DiskFull, SecondSourceError, TryLater
from bot.pipeline.holds import Held
from bot.slack.context import SlackContext
from bot.slack.request import Request
from bot.slack.text import escape, with_mentions, with_times
from bot.slack.views.modals import problem_modal

log = structlog.get_logger()

EXPIRED = ("expired_trigger_id", "trigger_expired", "trigger_exchanged")
BUSY = "That took too long, so Slack would not open the window any more. Please press the button again."

TAKEN_MEANWHILE = "Another editor is on this card by now, so nothing was decided. Send this once more to decide anyway."


def handle_error(slack: SlackContext, error: Exception, request: Request) -> BoltResponse:
    """Return the response to Slack for a handler that failed, and tell the person why.

    An event is not acknowledged if a retry may help, so that Slack sends it again.
    """
    body = request.body
    sentence, expected = _sentence(error)
    if not expected:
        number = secrets.token_hex(4)
        log.error("unexpected", id=number, exc_info=error)
        sentence = (
            "Something went wrong on our side; nothing was decided. Please try again; if it stays so, tell whoever runs Second"
            f" Source this number: {number}."
        )
    elif isinstance(error, DiskFull):
        log.error("disk full", workspace=request.workspace)
    if body.get("type") == "event_callback":
        # A retry may succeed once the database is free or the bug is fixed; the natural keys make it harmless.
        retry = isinstance(error, TryLater) or not expected
        if isinstance(error, DiskFull) and request.workspace and slack.answered.is_new(f"full:{body.get('event_id')}"):
            # Slack gives up after some minutes, and nobody would know.
            tell_person(slack, request, sentence)
        return BoltResponse(status=500 if retry else 200, body="")
    if body.get("type") == "view_submission" and isinstance(error, Held) and (first := _first_input(request)):
        return _json({"response_action": "errors", "errors": {first: TAKEN_MEANWHILE}})
    if body.get("type") == "view_submission":
        return _json({"response_action": "update", "view": problem_modal(sentence)})
    if body.get("type") == "block_suggestion":
        return _json({"options": []})
    if body.get("command"):
        # Slack shows this response even in channels in which the bot may not post.
        return BoltResponse(status=200, body=escape(sentence))
    if request.workspace:
        tell_person(slack, request, sentence, in_modal=not _expired(error))
    return BoltResponse(status=200, body="")


def tell_person(slack: SlackContext, request: Request, sentence: str, *, in_modal: bool = True) -> None:
    """Tell the person who acted: in a modal if they acted in a view (and `in_modal`), else by an ephemeral message."""
    if in_modal and request.view and request.trigger_id is not None:
        client, trigger = slack.client(request.workspace), request.trigger_id
        show = client.views_push if request.in_modal else client.views_open
        slack.background.run(lambda: show(trigger_id=trigger, view=problem_modal(sentence)))
    else:
        slack.send_ephemeral(
            request.workspace, request.channel or request.person, request.person, with_times(with_mentions(escape(sentence))),
            thread=request.thread, response_url=request.response_url,
        )  # fmt: skip


def _first_input(request: Request) -> str | None:
    """Return the block id of the submitted form's first input, at which an error can be shown."""
    blocks = request.view.get("blocks") or ()
    return next((str(block["block_id"]) for block in blocks if block.get("type") == "input" and block.get("block_id")), None)


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": ["application/json"]})


def _sentence(error: Exception) -> tuple[str, bool]:
    if isinstance(error, SecondSourceError):
        return error.sentence, True
    return (BUSY, True) if _expired(error) else ("", False)


def _expired(error: Exception) -> bool:
    return isinstance(error, SlackApiError) and error.response.get("error") in EXPIRED
