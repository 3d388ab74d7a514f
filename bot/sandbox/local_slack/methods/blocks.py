"""blocks.validate: what Slack would refuse of blocks, a message or a view."""

import re
from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits import messages, views
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.workspace import Workspace

_ONE_OF = ("blocks", "message", "view")
_PLACE = re.compile(r"^(?P<message>.*?) \[json-pointer:(?P<pointer>[^\]]*)\]$")


@method("blocks.validate")
def validate(_workspace: Workspace, arguments: Arguments) -> Json:
    """Check exactly one of `blocks`, `message` and `view`, as strictly as where it is posted or opened."""
    given = [name for name in _ONE_OF if arguments.has(name)]
    if len(given) != 1:
        raise SlackError.because("invalid_arguments", ["exactly one of blocks, message, view"])
    what, value = given[0], arguments.structure(given[0])
    try:
        if what == "view":
            views.check(value, None)
        else:
            message: Any = {"blocks": value} if what == "blocks" else value
            if not isinstance(message, dict):
                raise SlackError.because("invalid_message", ["must be an object [json-pointer:/]"])
            messages.check(str(message.get("text") or "…"), message.get("blocks"), message.get("attachments"))
    except SlackError as error:
        found = [_error(each) for each in error.more.get("errors", [])] or [_error(error.code)]
        raise SlackError(f"invalid_{what}", errors=found) from None
    return {}


def _error(said: str) -> Json:
    placed = _PLACE.match(said)
    return {
        "code": "failed_constraint",
        "message": placed["message"] if placed else said,
        "pointer": placed["pointer"] if placed else "",
    }
