"""Which conversations the app may see, read and write."""

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.methods.registry import need_scope
from bot.sandbox.local_slack.values import Channel
from bot.sandbox.local_slack.workspace import Workspace


def visible(workspace: Workspace, channel_id: str) -> Channel:
    """Return a conversation that the app can see: a public one, or a private one of which it is a member."""
    channel = workspace.world.channel(channel_id)
    if channel.private and not workspace.world.bot_in(channel):
        raise SlackError("channel_not_found")
    return channel


def readable(workspace: Workspace, channel_id: str) -> Channel:
    """Return a conversation whose messages the app may read."""
    channel = visible(workspace, channel_id)
    need_scope(workspace, {"im": "im:history", "group": "groups:history"}.get(channel.kind, "channels:history"))
    if not workspace.world.bot_in(channel):
        raise SlackError("not_in_channel")
    return channel


def known(workspace: Workspace, channel_id: str) -> Channel:
    """Return a conversation whose name and members the app may read."""
    channel = visible(workspace, channel_id)
    need_scope(workspace, {"im": "im:read", "group": "groups:read"}.get(channel.kind, "channels:read"))
    return channel


def writable(workspace: Workspace, channel_id: str) -> Channel:
    """Return a conversation that the app may write to; a person's id means that person's messages tab."""
    world = workspace.world
    if channel_id in world.people:
        return _messages_tab(workspace, channel_id)
    channel = visible(workspace, channel_id)
    if not world.bot_in(channel) and not (
        "chat:write.public" in world.manifest.scopes and not channel.private and not channel.archived
    ):
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def _messages_tab(workspace: Workspace, user: str) -> Channel:
    world = workspace.world
    person = world.people[user]
    if user == world.identity.bot_user or person.role == "bot":
        raise SlackError("cannot_dm_bot")
    if person.team != world.identity.team:
        raise SlackError("channel_not_found")
    if not world.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return world.direct(user)
