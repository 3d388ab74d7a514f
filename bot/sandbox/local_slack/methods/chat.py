"""chat.*: posting, changing and deleting messages."""

import time
from dataclasses import replace
from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits import messages as limits
from bot.sandbox.local_slack.methods.access import visible, writable
from bot.sandbox.local_slack.methods.registry import Arguments, method, need_scope
from bot.sandbox.local_slack.serialization import message_json
from bot.sandbox.local_slack.values import Channel, Json, Message
from bot.sandbox.local_slack.workspace import Workspace

_DISGUISES = ("username", "icon_emoji", "icon_url")
_RATE_SLACK = 0.05
"""The tolerance for the caller's clock, in seconds."""


@method("chat.postMessage", scope="chat:write")
def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    """Post a message as the app."""
    world = workspace.world
    channel = writable(workspace, arguments.required("channel", "channel_not_found"))
    _check_rate(workspace, channel)
    if any(arguments.has(key) for key in _DISGUISES):
        need_scope(workspace, "chat:write.customize")
    thread_ts = _thread(workspace, channel, arguments)
    message = Message(
        channel=channel.id,
        ts=world.ts(),
        user=world.identity.bot_user,
        thread_ts=thread_ts,
        metadata=_metadata(arguments),
        app=True,
        broadcast=arguments.flag("reply_broadcast"),
        **_content(workspace, arguments),
    )
    world.put(message)
    if thread_ts:
        world.set_status(channel.id, thread_ts, "")
    workspace.events.message(message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(world, message, workspace.url, metadata=True),
    }


@method("chat.postEphemeral", scope="chat:write")
def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    """Post an ephemeral message; it is never in the history."""
    world = workspace.world
    channel = writable(workspace, arguments.required("channel", "channel_not_found"))
    user = arguments.required("user")
    if user not in world.people:
        raise SlackError("user_not_found")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = Message(
        channel=channel.id,
        ts=world.ts(),
        user=world.identity.bot_user,
        thread_ts=_thread(workspace, channel, arguments),
        ephemeral_for=user,
        app=True,
        **_content(workspace, arguments),
    )
    world.put(message)
    return {"message_ts": message.ts}


@method("chat.update", scope="chat:write")
def update(workspace: Workspace, arguments: Arguments) -> Json:
    """Update one of the app's own messages; text without blocks removes the blocks."""
    world = workspace.world
    before, channel = _own(workspace, arguments, "cant_update_message")
    content = _content(workspace, arguments, update=True)
    if not arguments.has("blocks") and not content["text"]:
        content["blocks"] = before.blocks
    if not arguments.has("text"):
        content["text"] = before.text
    if not arguments.has("attachments"):
        content["attachments"] = before.attachments
    after = replace(
        before,
        metadata=_metadata(arguments) if arguments.has("metadata") else before.metadata,
        edited=not content["blocks"],
        edited_ts=world.ts(),
        **content,
    )
    world.put(after)
    workspace.events.changed(before, after)
    return {
        "channel": channel.id,
        "ts": after.ts,
        "text": after.text,
        "message": message_json(world, after, workspace.url, metadata=True),
    }


@method("chat.delete", scope="chat:write")
def delete(workspace: Workspace, arguments: Arguments) -> Json:
    """Delete one of the app's own messages."""
    message, channel = _own(workspace, arguments, "cant_delete_message")
    tombstone = workspace.world.remove(message)
    if tombstone is None:
        workspace.events.deleted(message)
    else:
        workspace.events.changed(message, tombstone)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    """Return the address of a message."""
    channel = visible(workspace, arguments.required("channel", "channel_not_found"))
    ts = arguments.required("message_ts")
    message = workspace.world.find(channel.id, ts)
    if message is None or message.ephemeral_for or message.deleted:
        raise SlackError("message_not_found")
    link = f"https://{workspace.world.identity.team_domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.in_thread:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _own(workspace: Workspace, arguments: Arguments, not_yours: str) -> tuple[Message, Channel]:
    channel = visible(workspace, arguments.required("channel", "channel_not_found"))
    message = workspace.world.find(channel.id, arguments.required("ts", "message_not_found"))
    if message is None or message.ephemeral_for or message.deleted:
        raise SlackError("message_not_found")
    if not message.app:
        raise SlackError(not_yours)
    if channel.archived:
        raise SlackError("is_archived")
    return message, channel


def _thread(workspace: Workspace, channel: Channel, arguments: Arguments) -> str | None:
    thread_ts = arguments.text("thread_ts")
    if thread_ts and workspace.world.parent(channel.id, thread_ts) is None:
        raise SlackError("thread_not_found")
    return thread_ts or None


def _content(workspace: Workspace, arguments: Arguments, *, update: bool = False) -> dict[str, Any]:
    """Read and check text, blocks and attachments."""
    text = arguments.text("text") or arguments.text("markdown_text")
    if arguments.text("text") and arguments.text("markdown_text"):
        raise SlackError("markdown_text_conflict")
    blocks = arguments.structure("blocks", "invalid_blocks_format")
    attachments = arguments.structure("attachments", "invalid_attachments")
    nothing = not text.strip() and not blocks and not attachments
    only_metadata = update and arguments.has("metadata") and not arguments.has("blocks")
    if nothing and not only_metadata:
        raise SlackError("no_text")
    limits.check(text, blocks, attachments)
    return {
        "text": text,
        "blocks": workspace.world.with_ids(blocks or []),
        "attachments": list(attachments or []),
    }


def _metadata(arguments: Arguments) -> Json | None:
    found = arguments.structure("metadata", "invalid_metadata_format")
    if not found:
        return None
    limits.check_metadata(found)
    return dict(found)


def _check_rate(workspace: Workspace, channel: Channel) -> None:
    if not workspace.faults.enforce_posting_rate:
        return
    now = time.monotonic()
    if now - workspace.posted_at.get(channel.id, 0.0) < 1 - _RATE_SLACK:
        raise SlackError("ratelimited", retry_after=1)
    workspace.posted_at[channel.id] = now
