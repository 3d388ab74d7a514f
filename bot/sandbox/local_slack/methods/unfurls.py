"""chat.unfurl: what the app shows under links of its own domains in others' messages."""

from dataclasses import replace
from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits import messages as limits
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.values import Json, Message
from bot.sandbox.local_slack.workspace import Workspace

_SOURCES = ("composer", "conversations_history")


@method("chat.unfurl", scope="links:write")
def unfurl(workspace: Workspace, arguments: Arguments) -> Json:
    """Attach cards to the links of a message of which the app was told; those that are there already are changed."""
    world = workspace.world
    before = _message(workspace, arguments)
    given = _unfurls(arguments)
    told = workspace.events.linked(before)
    for url in given:
        if url not in before.links:
            raise SlackError("cannot_unfurl_message")
        if url not in told:
            raise SlackError("cannot_unfurl_url")
    kept = [each for each in before.attachments if each.get("app_unfurl_url") not in given]
    me = world.identity
    made = [
        {
            **content,
            "blocks": world.with_ids(content.get("blocks") or []),
            "fallback": "[no preview available]",
            "bot_id": me.bot_id,
            "app_id": me.app_id,
            "app_unfurl_url": url,
            "is_app_unfurl": True,
        }
        for url, content in given.items()
    ]
    after = replace(before, attachments=[{**each, "id": number} for number, each in enumerate([*kept, *made], 1)])
    world.put(after)
    workspace.events.changed(before, after)
    return {}


def _message(workspace: Workspace, arguments: Arguments) -> Message:
    """Return the message: by its channel and ts, or by the id and the source of its event."""
    if arguments.has("unfurl_id") or arguments.has("source"):
        named = arguments.required("unfurl_id", "missing_unfurl_id")
        if arguments.required("source", "missing_source") not in _SOURCES:
            raise SlackError("invalid_source")
        channel, _, ts = named.partition(".")
    else:
        channel, ts = arguments.required("channel", "missing_channel"), arguments.required("ts", "missing_ts")
    if channel not in workspace.world.channels:
        raise SlackError("cannot_find_channel")
    found = workspace.world.find(channel, ts)
    if found is None or found.deleted or found.ephemeral_for or found.app:
        raise SlackError("cannot_find_message")
    return found


def _unfurls(arguments: Arguments) -> dict[str, Any]:
    given = arguments.structure("unfurls", "invalid_unfurls_format")
    if not given:
        raise SlackError("missing_unfurls")
    if not isinstance(given, dict):
        raise SlackError("invalid_unfurls_format")
    if not all(isinstance(each, dict) for each in given.values()):
        raise SlackError("cannot_parse_attachment")
    limits.check("", None, list(given.values()))
    return given
