"""Messages with links: in watched channels, and anywhere that we are named."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltContext

from bot.pipeline.intake import withdraw
from bot.slack.links import Links, links_of
from bot.slack.office import Office
from bot.slack.taking_in import Paste, Taken, take_links

HOW = (
    "Name me with a link, and I read the article and say what it adds to the record: `@Second Source https://…`. "
    "`/source help` says more."
)
SPOKEN = (None, "thread_broadcast", "file_share")


def register(app: App, office: Office) -> None:
    """Listen to messages, and to our name."""

    @app.event("app_mention")
    def named(event: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        workspace = context.team_id or ""
        if _not_a_person(event) or _of_a_stranger(event, context):
            return
        if body.get("is_ext_shared_channel") and not office.settings(workspace).shared_channels:
            _say(office, workspace, event, "Second Source does not work in channels that are shared with another workspace.")
            return
        found = links_of(event)
        taken = _take(office, workspace, event, event, found)
        if not found.urls:
            _say(office, workspace, event, HOW)
        elif taken.refusals:
            _say(office, workspace, event, "\n".join(taken.refusals))

    @app.event({"type": "message", "subtype": "message_changed"})
    def changed(event: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        workspace, now, before = context.team_id or "", event.get("message") or {}, event.get("previous_message") or {}
        if now.get("subtype") == "tombstone":
            # So Slack tells of a deleted message that has answers.
            _forget(office, workspace, str(event["channel"]), before)
            return
        same = now.get("text") == before.get("text")
        if same or _not_a_person(now) or not _heard(office, context, body, now, named=context.bot_user_id):
            return
        _take(office, workspace, event, now, links_of(now))

    @app.event({"type": "message", "subtype": "message_deleted"})
    def deleted(event: dict[str, Any], context: BoltContext) -> None:
        _forget(office, context.team_id or "", str(event["channel"]), event.get("previous_message") or {})

    @app.event("message")
    def posted(event: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        workspace = context.team_id or ""
        if event.get("subtype") not in SPOKEN or event.get("hidden") or _not_a_person(event):
            return
        if not _heard(office, context, body, event, named=None):
            return
        taken = _take(office, workspace, event, event, links_of(event))
        if taken.left:
            _say(
                office,
                workspace,
                event,
                f"Of these links I took the first {taken.links}; bring the others in a further message.",
            )


def source_of(channel: str, message: str) -> str:
    """Name a message as a source of links: the same for all events about it, whichever comes first."""
    return f"slack:{channel}:{message}"


def _take(office: Office, workspace: str, event: Mapping[str, Any], message: Mapping[str, Any], found: Links) -> Taken:
    channel, ts = str(event["channel"]), str(message["ts"])
    paste = Paste(
        workspace=workspace,
        source=source_of(channel, ts),
        channel=channel,
        by=str(message["user"]),
        thread=str(message.get("thread_ts") or ts),
        note=found.note,
        message=ts,
    )
    return take_links(office, paste, found.urls)


def _forget(office: Office, workspace: str, channel: str, gone: Mapping[str, Any]) -> None:
    """Take back what a deleted message brought, if it held links at all."""
    if gone.get("ts") and not _not_a_person(gone) and links_of(gone).urls:
        withdraw(office.desk, workspace, source_of(channel, str(gone["ts"])))


def _heard(
    office: Office, context: BoltContext, body: Mapping[str, Any], message: Mapping[str, Any], *, named: str | None
) -> bool:
    """Tell whether a message is for us: in a watched channel, or with the name in it that is ours (`named`)."""
    if _of_a_stranger(message, context):
        return False
    settings = office.settings(context.team_id or "")
    if body.get("is_ext_shared_channel") and not settings.shared_channels:
        return False
    watched = body["event"].get("channel") in settings.watched_channels
    return watched or (named is not None and f"<@{named}>" in str(message.get("text")))


def _not_a_person(message: Mapping[str, Any]) -> bool:
    return bool(message.get("bot_id")) or not message.get("user") or not message.get("ts")


def _of_a_stranger(message: Mapping[str, Any], context: BoltContext) -> bool:
    """Tell whether a message is by somebody of another workspace; in an organisation, its id may stand for ours."""
    team = message.get("user_team") or message.get("team")
    return bool(team) and team not in (context.team_id, context.enterprise_id)


def _say(office: Office, workspace: str, event: Mapping[str, Any], sentence: str) -> None:
    if not office.answered.is_new(f"{event['channel']}:{event['ts']}"):
        return
    thread = event.get("thread_ts")
    office.whisper(workspace, str(event["channel"]), str(event["user"]), sentence, thread=str(thread) if thread else None)
