"""Slash commands: `/source <link> [event]`, `/event <words or short name>`."""

import re
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk.webhook import WebhookClient

from bot.domain.confidence import assess_event
from bot.slack.links import links_in
from bot.slack.office import Office
from bot.slack.render import event_shown
from bot.slack.taking_in import Paste, take_links
from bot.slack.views.event import event_list
from bot.slack.views.shown import Shown, without_chart
from bot.slack.words import EVENT_USAGE, HELP, SOURCE_USAGE
from storage import events, reports, search

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
FOUND = 8


def register(app: App, office: Office) -> None:
    """Listen to both commands."""

    @app.command("/source")
    def source(ack: Ack, command: dict[str, Any], context: BoltContext) -> None:
        workspace, text = context.team_id or "", str(command.get("text") or "").strip()
        if text.casefold() in ("help", "?"):
            ack(HELP)
            return
        urls = links_in(text)
        if not urls:
            ack(SOURCE_USAGE)
            return
        ack(_take(office, workspace, command, urls, text))

    @app.command("/event")
    def event(ack: Ack, command: dict[str, Any], context: BoltContext) -> None:
        workspace, words = context.team_id or "", str(command.get("text") or "").strip()[:200]
        office.members.require_own(workspace, str(command["user_id"]))
        if not words:
            ack(EVENT_USAGE)
            return
        payload = found_events(office, workspace, words).payload()
        ack()
        office.errands.run(lambda: answer(str(command["response_url"]), payload))


def answer(response_url: str, payload: dict[str, Any]) -> None:
    """Answer a command with blocks; without its chart where Slack does not take that."""
    hook = WebhookClient(response_url)
    if hook.send(response_type="ephemeral", **payload).status_code != 200:
        hook.send(response_type="ephemeral", **without_chart(payload))


def found_events(office: Office, workspace: str, words: str) -> Shown:
    """Show the one event that the words name or find, or a list of those they find."""
    with office.desk.database.transaction(workspace, read_only=True) as s:
        found = search.find(s, words, FOUND)
        named = [event for event in found if event.slug == words.casefold()]
        if named or len(found) == 1:
            return event_shown(s, (named or found)[0].slug, office.now(), public=False)
        levels = {}
        for event in found:
            assessed = assess_event(event, reports.standing(s, event.slug))
            levels[event.slug] = next(a.level for a in assessed if a.claim == event.core.key)
        return event_list(words, [(event, levels[event.slug]) for event in found])


def _take(office: Office, workspace: str, command: dict[str, Any], urls: tuple[str, ...], text: str) -> str:
    channel, person = str(command["channel_id"]), str(command["user_id"])
    office.members.require_own(workspace, person)
    if channel.startswith("D"):
        # A conversation of others, or with us: the answer goes to the person's own messages.
        channel = person
    elif why := office.members.why_not_here(workspace, channel, office.settings(workspace)):
        return why
    rest = re.sub(r"<?https?://\S+", " ", text).split()
    event = rest[0].casefold() if rest and _SLUG.match(rest[0].casefold()) else None
    if event is not None and not _is_event(office, workspace, event):
        event = None
    note = " ".join(rest[1:] if event else rest)[:1000]
    source = f"slack:{channel}:command:{command.get('trigger_id')}"
    taken = take_links(
        office, Paste(workspace=workspace, source=source, channel=channel, by=person, note=note, event=event), urls
    )
    if not taken.links:
        return "\n".join(taken.refusals)
    reading = (
        "I am reading it; the card will stand in this channel." if taken.links == 1 else "I am reading them, one card each."
    )
    unknown = (
        f" There is no event `{rest[0][:60]}`, so I look for the one that fits."
        if rest and not event and len(rest) == 1
        else ""
    )
    return "\n".join([f"{reading}{unknown}", *taken.refusals])


def _is_event(office: Office, workspace: str, slug: str) -> bool:
    with office.desk.database.transaction(workspace, read_only=True) as s:
        return bool(events.get_many(s, [slug]))
