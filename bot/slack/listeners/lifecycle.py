"""The app's own fate: invited into a channel, uninstalled, its tokens revoked."""

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import App, BoltContext

from bot.slack.office import Office
from storage import cards, subscriptions

log = structlog.get_logger()


def register(app: App, office: Office, *, forget: Callable[[str], None]) -> None:
    """Listen to invitations, and to farewells; `forget` drops a workspace's installation."""

    @app.event("member_joined_channel")
    def joined(event: dict[str, Any], context: BoltContext) -> None:
        if event.get("user") != context.bot_user_id:
            return
        workspace, channel = context.team_id or "", str(event["channel"])
        office.members.forget(workspace, channel)
        with office.desk.database.transaction(workspace) as s:
            cards.in_channel(s, channel, office.now())
            resumed = subscriptions.resume_channel(s, channel, office.now())
        office.cards_due.ring()
        if resumed:
            office.errands.run(office.timetable_changed)
        inviter = event.get("inviter")
        if inviter and office.answered.is_new(f"joined:{channel}:{event.get('event_ts')}"):
            watched = channel in office.settings(workspace).watched_channels
            how = (
                "I watch this channel: paste a link, and I answer in its thread."
                if watched
                else "Name me with a link and I answer in its thread. An admin can have me watch this channel, in my Home."
            )
            again = " The digests of this channel go on." if resumed else ""
            office.whisper(workspace, channel, str(inviter), f"{how}{again}")

    @app.event("app_uninstalled")
    def uninstalled(context: BoltContext) -> None:
        log.warning("uninstalled", workspace=context.team_id)
        forget(context.team_id or "")

    @app.event("tokens_revoked")
    def revoked(event: dict[str, Any], context: BoltContext) -> None:
        if event.get("tokens", {}).get("bot"):
            log.warning("tokens revoked", workspace=context.team_id)
            forget(context.team_id or "")
