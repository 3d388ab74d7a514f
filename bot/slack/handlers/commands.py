"""Handlers of the slash commands `/source <link> [event]` and `/event [follow] <words or short name>`."""

import re
from typing import Any

from slack_sdk.webhook import WebhookClient

from bot.domain.confidence import assess_event
from bot.slack.context import SlackContext
from bot.slack.handlers import following
from bot.slack.intake import Paste, accept_links
from bot.slack.links import links_in
from bot.slack.render import catch_up_message
from bot.slack.request import Answer, Request
from bot.slack.views.event import event_list
from bot.slack.views.message import MessageContent, without_chart
from bot.slack.words import EVENT_USAGE, HELP, SOURCE_USAGE
from storage import events, reports, search

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
FOUND = 8


def source(slack: SlackContext, request: Request) -> Answer:
    """Accept the links of `/source`, or explain its use."""
    text = str(request.payload.get("text") or "").strip()
    if text.casefold() in ("help", "?"):
        return HELP
    urls = links_in(text)
    return _accept(slack, request, urls, text) if urls else SOURCE_USAGE


def event(slack: SlackContext, request: Request) -> Answer:
    """Show what `/event` finds, in an ephemeral message."""
    words = str(request.payload.get("text") or "").strip()[:200]
    slack.members.require_own(request.workspace, request.person)
    if not words:
        return EVENT_USAGE
    if (done := following.in_words(slack, request.workspace, request.person, words)) is not None:
        return done
    answer_later(slack, request, found_events(slack, request.workspace, words, request.person))
    return None


def answer_later(slack: SlackContext, request: Request, content: MessageContent) -> None:
    """Answer a command with blocks at its response_url, in the background."""
    url, payload = str(request.payload["response_url"]), content.payload()
    slack.background.run(lambda: _answer(url, payload))


def _answer(response_url: str, payload: dict[str, Any]) -> None:
    """Answer with blocks, without their chart if Slack rejects it."""
    hook = WebhookClient(response_url)
    if hook.send(response_type="ephemeral", **payload).status_code != 200:
        hook.send(response_type="ephemeral", **without_chart(payload))


def found_events(slack: SlackContext, workspace: str, words: str, person: str) -> MessageContent:
    """Sum up the event that the words name, or the only one they find; otherwise list what they find."""
    with slack.services.database.transaction(workspace, read_only=True) as s:
        found = search.find(s, words, FOUND)
        named = [event for event in found if event.slug == words.casefold()]
        if named or len(found) == 1:
            return catch_up_message(s, (named or found)[0].slug, slack.now(), person)
        levels = {}
        for event in found:
            assessed = assess_event(event, reports.standing(s, event.slug))
            levels[event.slug] = next(a.level for a in assessed if a.claim == event.core.key)
        return event_list(words, [(event, levels[event.slug]) for event in found])


def _accept(slack: SlackContext, request: Request, urls: tuple[str, ...], text: str) -> str:
    workspace, person, channel = request.workspace, request.person, request.channel or ""
    slack.members.require_own(workspace, person)
    if channel.startswith("D"):
        # In direct messages, with others or with the bot, the card goes to the person's messages with the bot.
        channel = person
    elif why := slack.members.why_not_here(workspace, channel, slack.settings(workspace)):
        return why
    rest = re.sub(r"<?https?://\S+", " ", text).split()
    event = rest[0].casefold() if rest and _SLUG.match(rest[0].casefold()) else None
    if event is not None and not _is_event(slack, workspace, event):
        event = None
    note = " ".join(rest[1:] if event else rest)[:1000]
    source = f"slack:{channel}:command:{request.trigger_id}"
    accepted = accept_links(
        slack, Paste(workspace=workspace, source=source, channel=channel, by=person, note=note, event=event), urls
    )
    if not accepted.links:
        return "\n".join(accepted.refusals)
    reading = (
        "I am reading it; the card will stand in this channel." if accepted.links == 1 else "I am reading them, one card each."
    )
    unknown = (
        f" There is no event `{rest[0][:60]}`, so I look for the one that fits."
        if rest and not event and len(rest) == 1
        else ""
    )
    return "\n".join([f"{reading}{unknown}", *accepted.refusals])


def _is_event(slack: SlackContext, workspace: str, slug: str) -> bool:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        return bool(events.get_many(s, [slug]))
