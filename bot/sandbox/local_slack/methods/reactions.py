"""reactions.*: the app's reactions to messages."""

import re
from dataclasses import replace

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.methods.access import visible
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.values import Json, Message
from bot.sandbox.local_slack.workspace import Workspace

_NAME = re.compile(r"^[a-z0-9_+'-]+(::skin-tone-[2-6])?$")


@method("reactions.add", scope="reactions:write")
def add(workspace: Workspace, arguments: Arguments) -> Json:
    """Add a reaction to a message."""
    name, message = _target(workspace, arguments)
    me = workspace.world.identity.bot_user
    users = message.reactions.get(name, [])
    if me in users:
        raise SlackError("already_reacted")
    workspace.world.put(replace(message, reactions={**message.reactions, name: [*users, me]}))
    return {}


@method("reactions.remove", scope="reactions:write")
def remove(workspace: Workspace, arguments: Arguments) -> Json:
    """Remove the app's reaction."""
    name, message = _target(workspace, arguments)
    me = workspace.world.identity.bot_user
    users = message.reactions.get(name, [])
    if me not in users:
        raise SlackError("no_reaction")
    left = {key: [user for user in value if key != name or user != me] for key, value in message.reactions.items()}
    workspace.world.put(replace(message, reactions={key: value for key, value in left.items() if value}))
    return {}


def _target(workspace: Workspace, arguments: Arguments) -> tuple[str, Message]:
    name = arguments.required("name", "invalid_name")
    if not _NAME.match(name):
        raise SlackError("invalid_name")
    channel = visible(workspace, arguments.required("channel", "channel_not_found"))
    ts = arguments.required("timestamp", "no_item_specified")
    if not workspace.world.bot_in(channel):
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    message = workspace.world.find(channel.id, ts)
    if message is None or message.deleted or message.ephemeral_for:
        raise SlackError("message_not_found")
    return name, message
