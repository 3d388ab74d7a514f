"""The door: whatever goes wrong in a listener becomes a sentence for the person, and an entry in the log."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.errors import SlackApiError

from bot.domain.errors import SecondSourceError, TryLater
from bot.slack.office import Office
from bot.slack.text import escape, with_mentions
from bot.slack.views.modals import problem_modal

log = structlog.get_logger()

EXPIRED = ("expired_trigger_id", "trigger_expired", "trigger_exchanged")
BUSY = "That took too long, so Slack would not open the window any more. Please press the button again."


def answer_error(office: Office, error: Exception, request: BoltRequest, workspace: str | None) -> BoltResponse:
    """Give Slack its answer for a listener that failed, and tell the person why.

    What can be tried again later is not acknowledged where it is an event, so that Slack sends it once more.
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
    if body.get("type") == "event_callback":
        # A second delivery may find the database free, or the fault mended; the natural keys make it harmless.
        retry = isinstance(error, TryLater) or not expected
        return BoltResponse(status=500 if retry else 200, body="")
    if body.get("type") == "view_submission":
        view = problem_modal(sentence)
        return BoltResponse(
            status=200,
            body=json.dumps({"response_action": "update", "view": view}),
            headers={"content-type": ["application/json"]},
        )
    if body.get("type") == "block_suggestion":
        return BoltResponse(status=200, body=json.dumps({"options": []}), headers={"content-type": ["application/json"]})
    if body.get("command"):
        # Slack shows this answer everywhere, also where we may not speak.
        return BoltResponse(status=200, body=escape(sentence))
    if workspace is not None:
        tell_person(office, workspace, body, sentence, window=not _expired(error))
    return BoltResponse(status=200, body="")


def tell_person(office: Office, workspace: str, body: Mapping[str, Any], sentence: str, *, window: bool = True) -> None:
    """Say a sentence to whoever pressed: in a window over the one they have open (`window`), else to them alone, by message."""
    person, channel, thread = person_of(body), channel_of(body), thread_of(body)
    view, trigger = body.get("view"), body.get("trigger_id")
    if window and isinstance(view, Mapping) and isinstance(trigger, str):
        client = office.client(workspace)
        show = client.views_push if view.get("type") == "modal" else client.views_open
        office.errands.run(lambda: show(trigger_id=trigger, view=problem_modal(sentence)))
    else:
        again = body.get("response_url")
        office.whisper(
            workspace, channel or person, person, with_mentions(escape(sentence)), thread=thread,
            answer_to=again if isinstance(again, str) else None,
        )  # fmt: skip


def person_of(body: Mapping[str, Any]) -> str:
    """Give the id of the person behind an interaction or a command."""
    user = body.get("user")
    return str(user.get("id", "")) if isinstance(user, Mapping) else str(body.get("user_id", ""))


def channel_of(body: Mapping[str, Any]) -> str | None:
    """Give the channel in which an interaction or a command happened, if it was one."""
    channel, container = body.get("channel"), body.get("container")
    if isinstance(channel, Mapping):
        return str(channel.get("id") or "") or None
    if isinstance(container, Mapping) and container.get("channel_id"):
        return str(container["channel_id"])
    return str(body["channel_id"]) if body.get("channel_id") else None


def thread_of(body: Mapping[str, Any]) -> str | None:
    """Give the thread of the message that was pressed, if it stands in one."""
    message, container = body.get("message"), body.get("container")
    if isinstance(message, Mapping) and message.get("thread_ts"):
        return str(message["thread_ts"])
    if isinstance(container, Mapping) and container.get("thread_ts"):
        return str(container["thread_ts"])
    return None


def _sentence(error: Exception) -> tuple[str, bool]:
    if isinstance(error, SecondSourceError):
        return error.sentence, True
    return (BUSY, True) if _expired(error) else ("", False)


def _expired(error: Exception) -> bool:
    return isinstance(error, SlackApiError) and error.response.get("error") in EXPIRED
