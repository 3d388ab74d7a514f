"""What a handler gets and returns: our own values, so that handlers can be called without Bolt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.slack.context import SlackContext

Answer = str | dict[str, Any] | None
"""The response to Slack: None (only an acknowledgement), a sentence, or the arguments of Bolt's `ack`."""
CLEAR: Answer = {"response_action": "clear"}
"""Closes all modals that the person has open."""
_BEHIND = "\nqueue "
"""What follows it in a view's metadata is what of the queue App Home shows behind it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request from Slack: who did what, and where.

    `body` is all that Slack sent; `payload` is the part that the handler needs: the event, the command, the pressed element,
    the submitted modal. `thread` is the thread of the message in which something was pressed.
    """

    workspace: str
    person: str = ""
    channel: str | None = None
    thread: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)
    bot_user: str | None = None
    organisation: str | None = None

    @classmethod
    def of(
        cls,
        body: Mapping[str, Any],
        payload: Mapping[str, Any],
        *,
        workspace: str,
        bot_user: str | None = None,
        organisation: str | None = None,
    ) -> "Request":
        """Make a request from what Slack sent."""
        event = body.get("event")
        about = event if isinstance(event, Mapping) else body
        return cls(
            workspace=workspace,
            person=_person(about),
            channel=_channel(about),
            thread=_thread(about),
            trigger_id=_text(body.get("trigger_id")),
            response_url=_text(body.get("response_url")),
            body=body,
            payload=_without_queue(payload),
            bot_user=bot_user,
            organisation=organisation,
        )

    @property
    def value(self) -> str:
        """Return the value of a button or of the chosen option; "" if there is none."""
        option = self.payload.get("selected_option")
        value = option.get("value") if isinstance(option, Mapping) else self.payload.get("value")
        return str(value or "")

    @property
    def view(self) -> Mapping[str, Any]:
        """Return the view in which something was pressed or submitted; empty if there is none."""
        view = self.body.get("view")
        return view if isinstance(view, Mapping) else {}

    @property
    def queue(self) -> str:
        """Return what of the queue App Home shows, as the view keeps it in which somebody acted; "" if it does not."""
        return _metadata(self.view).partition(_BEHIND)[2]

    @property
    def is_ephemeral(self) -> bool:
        """Return whether the person acted in a message that only they see."""
        container = self.body.get("container")
        return isinstance(container, Mapping) and bool(container.get("is_ephemeral"))

    @property
    def in_modal(self) -> bool:
        """Return whether the person acted in a modal."""
        return self.view.get("type") == "modal"


Handler = Callable[[SlackContext, Request], Answer]
"""Handles one request. Raises SecondSourceError with a sentence for the person (`error_handler`)."""


def errors(sentences: Mapping[str, str]) -> Answer:
    """Return the response that shows sentences at the inputs of the submitted modal, by block id."""
    return {"response_action": "errors", "errors": dict(sentences)}


def updated(view: Mapping[str, Any]) -> Answer:
    """Return the response that shows another view in place of the submitted modal."""
    return {"response_action": "update", "view": dict(view)}


def options(found: Iterable[tuple[str, str]]) -> Answer:
    """Return the response with options for an external select: text (cut to Slack's limit) and value of each."""
    return {"options": [{"text": {"type": "plain_text", "text": text[:75]}, "value": value} for text, value in found]}


def with_queue(view: Mapping[str, Any], queue: str) -> dict[str, Any]:
    """Let a view keep what of the queue App Home shows; nothing for ""."""
    return {**view, "private_metadata": f"{_metadata(view)}{_BEHIND}{queue}"} if queue else dict(view)


def _without_queue(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a submitted view as its form made it."""
    own, behind, _ = _metadata(payload).partition(_BEHIND)
    return {**payload, "private_metadata": own} if behind else payload


def _metadata(view: Mapping[str, Any]) -> str:
    return str(view.get("private_metadata") or "")


def _person(about: Mapping[str, Any]) -> str:
    user = about.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id", ""))
    return str(user or about.get("user_id", ""))


def _channel(about: Mapping[str, Any]) -> str | None:
    channel, container = about.get("channel"), about.get("container")
    if isinstance(channel, Mapping):
        return _text(channel.get("id"))
    if isinstance(container, Mapping) and container.get("channel_id"):
        return _text(container["channel_id"])
    return _text(channel) or _text(about.get("channel_id"))


def _thread(about: Mapping[str, Any]) -> str | None:
    message, container = about.get("message"), about.get("container")
    if isinstance(message, Mapping) and message.get("thread_ts"):
        return _text(message["thread_ts"])
    if isinstance(container, Mapping) and container.get("thread_ts"):
        return _text(container["thread_ts"])
    return _text(about.get("thread_ts"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
