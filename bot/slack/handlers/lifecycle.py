"""Handlers of the app's lifecycle: invited to a channel, uninstalled, tokens revoked."""

from collections.abc import Callable

import structlog

from bot.slack.context import SlackContext
from bot.slack.request import Request
from storage import cards, subscriptions

log = structlog.get_logger()

Forget = Callable[[str], None]
"""Deletes a workspace's installation."""


def joined(slack: SlackContext, request: Request) -> None:
    """Resume what waited for an invitation to a channel, and tell the inviter what the bot does there."""
    if request.person != request.bot_user:
        return
    workspace, channel = request.workspace, request.channel or ""
    slack.members.forget(workspace, channel)
    with slack.services.database.transaction(workspace) as s:
        cards.in_channel(s, channel, slack.now())
        resumed = subscriptions.resume_channel(s, channel, slack.now())
    inviter = request.payload.get("inviter")
    if inviter and slack.answered.is_new(f"joined:{channel}:{request.payload.get('event_ts')}"):
        watched = channel in slack.settings(workspace).watched_channels
        how = (
            "I watch this channel: paste a link, and I answer in its thread."
            if watched
            else "Name me with a link and I answer in its thread. An admin can have me watch this channel, in my Home."
        )
        again = " The digests of this channel go on." if resumed else ""
        slack.send_ephemeral(workspace, channel, str(inviter), f"{how}{again}")


def uninstalled(forget: Forget, _slack: SlackContext, request: Request) -> None:
    """Delete the installation of a workspace that removed the app."""
    log.warning("uninstalled", workspace=request.workspace)
    forget(request.workspace)


def revoked(forget: Forget, _slack: SlackContext, request: Request) -> None:
    """Delete the installation of a workspace that revoked the bot token; we hold no users' tokens."""
    if request.payload.get("tokens", {}).get("bot"):
        log.warning("tokens revoked", workspace=request.workspace)
        forget(request.workspace)
