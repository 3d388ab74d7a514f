"""conversations.*: channels, their members and their messages."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.methods.access import known, readable, writable
from bot.sandbox.local_slack.methods.registry import Arguments, method, need_scope
from bot.sandbox.local_slack.serialization import channel_json, message_json
from bot.sandbox.local_slack.values import Json, Message
from bot.sandbox.local_slack.workspace import Workspace

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_LIST_SCOPES = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}

Item = TypeVar("Item")


@method("conversations.info")
def info(workspace: Workspace, arguments: Arguments) -> Json:
    """Describe one conversation."""
    channel = known(workspace, arguments.required("channel", "channel_not_found"))
    return {"channel": channel_json(workspace.world, channel)}


@method("conversations.list")
def list_(workspace: Workspace, arguments: Arguments) -> Json:
    """List the conversations that the app can see, by default public ones."""
    kinds = [kind.strip() for kind in (arguments.text("types") or "public_channel").split(",")]
    for kind in kinds:
        if kind not in _KINDS:
            raise SlackError("invalid_types")
        need_scope(workspace, _LIST_SCOPES[kind])
    wanted = {_KINDS[kind] for kind in kinds}
    world = workspace.world
    found = [
        channel_json(world, channel)
        for channel in sorted(world.channels.values(), key=lambda channel: channel.id)
        if channel.kind in wanted
        and (not channel.private or world.bot_in(channel))
        and not (channel.archived and arguments.flag("exclude_archived"))
    ]
    page, cursor = paged(found, arguments)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.members")
def members(workspace: Workspace, arguments: Arguments) -> Json:
    """List the members of a conversation."""
    channel = known(workspace, arguments.required("channel", "channel_not_found"))
    page, cursor = paged(sorted(channel.members), arguments)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.open", scope="im:write")
def open_(workspace: Workspace, arguments: Arguments) -> Json:
    """Open the direct messages with one person, or return those that are open already."""
    users = [user.strip() for user in arguments.required("users", "users_list_not_supplied").split(",")]
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    if users[0] not in workspace.world.people:
        raise SlackError("user_not_found")
    return {"channel": {"id": writable(workspace, users[0]).id}}


@method("conversations.history")
def history(workspace: Workspace, arguments: Arguments) -> Json:
    """Return a channel's own messages, newest first."""
    channel = readable(workspace, arguments.required("channel", "channel_not_found"))
    found = [m for m in workspace.world.all_in(channel.id) if (not m.in_thread or m.broadcast) and m.ephemeral_for is None]
    return _messages(workspace, arguments, list(reversed(_between(found, arguments))))


@method("conversations.replies")
def replies(workspace: Workspace, arguments: Arguments) -> Json:
    """Return a thread: the parent, then its replies, oldest first. For a reply's own ts, return only that reply."""
    channel = readable(workspace, arguments.required("channel", "channel_not_found"))
    ts = arguments.required("ts")
    head = workspace.world.find(channel.id, ts)
    if head is None or head.ephemeral_for:
        raise SlackError("thread_not_found")
    rest = [] if head.in_thread else workspace.world.replies(channel.id, ts)
    return _messages(workspace, arguments, [head, *_between(rest, arguments)])


def paged(items: Sequence[Item], arguments: Arguments) -> tuple[list[Item], str]:
    """Return one page and the cursor of the next, empty at the end; raises invalid_cursor, invalid_limit."""
    start = 0
    if given := arguments.text("cursor"):
        try:
            start = int(base64.b64decode(given, validate=True).decode().removeprefix("next:"))
        except ValueError:
            raise SlackError("invalid_cursor") from None
    limit = arguments.number("limit", 100, 1000)
    end = start + limit
    return list(items[start:end]), base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""


def _messages(workspace: Workspace, arguments: Arguments, found: list[Message]) -> Json:
    page, cursor = paged(found, arguments)
    metadata = arguments.flag("include_all_metadata")
    answer: Json = {
        "messages": [message_json(workspace.world, message, workspace.url, metadata=metadata) for message in page],
        "has_more": bool(cursor),
    }
    return {**answer, "response_metadata": {"next_cursor": cursor}} if cursor else answer


def _between(found: list[Message], arguments: Arguments) -> list[Message]:
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    inclusive = arguments.flag("inclusive")
    try:
        low = float(oldest) if oldest else 0.0
        high = float(latest) if latest else float("inf")
    except ValueError:
        raise SlackError("invalid_ts_oldest" if oldest else "invalid_ts_latest") from None
    return [
        m
        for m in found
        if (low < float(m.ts) < high) or (inclusive and ((oldest and float(m.ts) == low) or (latest and float(m.ts) == high)))
    ]
