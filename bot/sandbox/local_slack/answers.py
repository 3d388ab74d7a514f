"""The app's answers outside the Web API: at a response_url, or in the acknowledgement of a command."""

from dataclasses import replace
from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits import messages as limits
from bot.sandbox.local_slack.triggers import ResponseUrl
from bot.sandbox.local_slack.values import Json, Message
from bot.sandbox.local_slack.workspace import Workspace

_TO_ALL = "in_channel"


def at_response_url(workspace: Workspace, key: str, body: Json) -> None:
    """Handle an answer to an interaction: replace or delete the clicked message, or post a new one. Raises SlackError."""
    to = workspace.triggers.use_response_url(key)
    original = workspace.world.find(to.channel, to.ts) if to.ts else None
    if body.get("delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        stone = None if to.ephemeral else workspace.world.remove(original)
        if to.ephemeral:
            workspace.world.drop(original)
        elif stone is None:
            workspace.events.deleted(original)
        else:
            workspace.events.changed(original, stone)
        return
    content = _content(workspace, body)
    if body.get("replace_original"):
        _replace(workspace, to, original, content)
        return
    say(workspace, to, body, content)


def say(workspace: Workspace, to: ResponseUrl, body: Json, content: dict[str, Any] | None = None) -> None:
    """Post a new message: ephemeral, or with `response_type: in_channel` to all. Raises SlackError."""
    world = workspace.world
    content = _content(workspace, body) if content is None else content
    ephemeral = body.get("response_type", "ephemeral") != _TO_ALL
    thread_ts = body.get("thread_ts")
    if thread_ts and world.parent(to.channel, str(thread_ts)) is None:
        raise SlackError("thread_not_found")
    message = Message(
        channel=to.channel,
        ts=world.ts(),
        user=world.identity.bot_user,
        thread_ts=str(thread_ts) if thread_ts else to.thread_ts if ephemeral else None,
        ephemeral_for=to.user if ephemeral else None,
        app=True,
        **content,
    )
    world.put(message)
    workspace.events.message(message)


def _replace(workspace: Workspace, to: ResponseUrl, original: Message | None, content: dict[str, Any]) -> None:
    if original is None or not original.app or original.deleted:
        raise SlackError("message_not_found")
    after = replace(original, edited=not content["blocks"], edited_ts=workspace.world.ts(), **content)
    workspace.world.put(after)
    if not to.ephemeral:
        workspace.events.changed(original, after)


def _content(workspace: Workspace, body: Json) -> dict[str, Any]:
    text = str(body.get("text") or "")
    blocks, attachments = body.get("blocks"), body.get("attachments")
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    limits.check(text, blocks, attachments)
    return {"text": text, "blocks": workspace.world.with_ids(blocks or []), "attachments": list(attachments or [])}
