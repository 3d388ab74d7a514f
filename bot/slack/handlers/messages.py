"""Handlers of messages: links in watched channels, where the bot is mentioned, and in direct messages, or words to look up."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.errors import SecondSourceError, TryLater
from bot.pipeline.intake import withdraw
from bot.slack.context import SlackContext
from bot.slack.handlers import following
from bot.slack.handlers.commands import found_events
from bot.slack.handlers.handling import answered
from bot.slack.intake import Accepted, Paste, accept_links, take_out_links
from bot.slack.links import Links, links_of, words_of
from bot.slack.request import Request
from bot.slack.text import escape
from bot.slack.views.message import MessageContent, without_chart
from bot.slack.views.outcome import note_card
from bot.slack.words import HELP

HOW = (
    "Name me with a link, and I read the article and say what it adds to the record: `@Second Source https://…`. "
    "`/source help` says more."
)
SPOKEN = (None, "thread_broadcast", "file_share", "bot_message")


def named(slack: SlackContext, request: Request) -> None:
    """Accept the links of a message that mentions the bot, or explain what to do."""
    event = request.payload
    if _not_a_person(event) or _of_a_stranger(event, request):
        return
    if request.body.get("is_ext_shared_channel") and not slack.settings(request.workspace).shared_channels:
        _answer(slack, request, "Second Source does not work in channels that are shared with another workspace.")
        return
    found = links_of(event, asked=True, ours=_ours(request))
    accepted = _accept(slack, request, event, found)
    if not found.urls:
        _answer(slack, request, _asked_in_words(slack, request, event) or HOW)
    elif accepted.refusals:
        _answer(slack, request, "\n".join(accepted.refusals))


def _asked_in_words(slack: SlackContext, request: Request, message: Mapping[str, Any]) -> str | None:
    """Do what a message asks for in words, such as to follow an event; returns a sentence (mrkdwn), None if nothing."""
    try:
        return following.in_words(slack, request.workspace, request.person, words_of(message))
    except TryLater:
        raise
    except SecondSourceError as error:
        return escape(error.sentence)


def changed(slack: SlackContext, request: Request) -> None:
    """Accept the links of an edited message, and take out those that it has no longer."""
    event = request.payload
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("subtype") == "tombstone":
        # This is how Slack reports a deleted message that has replies.
        _withdraw(slack, request, before)
        return
    if not _is_heard(slack, request, now):
        return
    had, has = (links_of(one, asked=True, ours=_ours(request)) for one in (before, now))
    if now.get("text") == before.get("text"):
        # A preview that Slack adds changes neither the links nor the text.
        if set(had.urls) == set(has.urls):
            return
    elif gone := [url for url in had.urls if url not in has.urls]:
        take_out_links(slack, request.workspace, source_of(request.channel or "", str(now["ts"])), gone, has.urls)
    if _is_direct(request) or _is_for_us(slack, request, now, named=request.bot_user):
        _accept(slack, request, now, links_of(now, asked=_names(now, request), ours=_ours(request)))


def deleted(slack: SlackContext, request: Request) -> None:
    """Withdraw what a deleted message brought."""
    _withdraw(slack, request, request.payload.get("previous_message") or {})


def posted(slack: SlackContext, request: Request) -> None:
    """Accept the links of a message in a watched channel; answer one in direct messages.

    In a thread it may be the answer to what an editor asked there.
    """
    event = request.payload
    in_words = event.get("subtype") in SPOKEN and not (event.get("hidden") or _not_a_person(event))
    is_answer = in_words and not _of_a_stranger(event, request) and answered(slack, request, event)
    if _is_direct(request):
        if not is_answer or links_of(event, asked=True, ours=_ours(request)).urls:
            _asked_directly(slack, request)
        return
    if event.get("subtype") == "me_message" and _names(event, request):
        # Slack sends no mention for /me.
        named(slack, request)
        return
    if event.get("subtype") not in SPOKEN or event.get("hidden") or not _is_heard(slack, request, event):
        return
    if not _is_for_us(slack, request, event, named=None):
        return
    accepted = _accept(slack, request, event, links_of(event, ours=_ours(request)))
    if accepted.left:
        _answer(slack, request, f"Of these links I took the first {accepted.links}; bring the others in a further message.")


def _asked_directly(slack: SlackContext, request: Request) -> None:
    """Accept the links of a direct message, or look up its words."""
    event = request.payload
    if event.get("subtype") not in (*SPOKEN, "me_message") or event.get("hidden"):
        return
    if _not_a_person(event) or _of_a_stranger(event, request):
        return
    slack.members.require_own(request.workspace, request.person)
    found = links_of(event, asked=True, ours=_ours(request))
    accepted = _accept(slack, request, event, found)
    if accepted.refusals:
        _answer_directly(slack, request, note_card("\n".join(accepted.refusals)))
    elif not found.urls and found.note.casefold() in ("", "help", "?"):
        _answer_directly(slack, request, note_card(HELP))
    elif not found.urls and (done := _asked_in_words(slack, request, request.payload)) is not None:
        _answer_directly(slack, request, note_card(done))
    elif not found.urls:
        _answer_directly(slack, request, found_events(slack, request.workspace, found.note[:200], request.person))


def _answer_directly(slack: SlackContext, request: Request, content: MessageContent) -> None:
    """Answer a direct message in its thread, in the background: with an agent's view, each message there is a thread."""
    channel, ts = str(request.channel), str(request.payload["ts"])
    if slack.answered.is_new(f"{channel}:{ts}"):
        client, thread = slack.client(request.workspace), request.thread or ts
        slack.background.run(lambda: _post(client, channel, thread, content.payload()))


def _post(client: WebClient, channel: str, thread: str, payload: dict[str, Any]) -> None:
    """Post blocks, without their chart if Slack rejects it."""
    post = partial(client.chat_postMessage, channel=channel, thread_ts=thread, unfurl_links=False, unfurl_media=False)
    try:
        post(**payload)
    except SlackApiError as error:
        if error.response.get("error") != "invalid_blocks" or (plain := without_chart(payload)) == payload:
            raise
        post(**plain)


def source_of(channel: str, message: str) -> str:
    """Return the key of a message as a source of links; it is the same for all events about that message."""
    return f"slack:{channel}:{message}"


def _accept(slack: SlackContext, request: Request, message: Mapping[str, Any], found: Links) -> Accepted:
    channel, ts = request.channel or "", str(message["ts"])
    paste = Paste(
        workspace=request.workspace,
        source=source_of(channel, ts),
        channel=channel,
        by=str(message.get("user") or message["bot_id"]),
        thread=str(message.get("thread_ts") or ts),
        note=found.note,
        message=ts,
    )
    return accept_links(slack, paste, found.urls)


def _withdraw(slack: SlackContext, request: Request, message: Mapping[str, Any]) -> None:
    """Withdraw what a deleted message brought, if it had links."""
    if message.get("ts") and _is_heard(slack, request, message) and links_of(message, asked=True, ours=_ours(request)).urls:
        withdraw(slack.services, request.workspace, source_of(request.channel or "", str(message["ts"])))


def _is_for_us(slack: SlackContext, request: Request, message: Mapping[str, Any], *, named: str | None) -> bool:
    """Return whether a message is for the bot: in a watched channel, or with a mention of the bot user `named`."""
    if _of_a_stranger(message, request):
        return False
    settings = slack.settings(request.workspace)
    if request.body.get("is_ext_shared_channel") and not settings.shared_channels:
        return False
    watched = request.channel in settings.watched_channels
    return watched or (named is not None and _names(message, request))


def _is_heard(slack: SlackContext, request: Request, message: Mapping[str, Any]) -> bool:
    """Return whether a message is by a person, or by a bot that the settings name (never by us)."""
    if not _not_a_person(message):
        return True
    profile = message.get("bot_profile")
    app = profile.get("app_id") if isinstance(profile, Mapping) else None
    ids = {message.get("bot_id"), message.get("user"), message.get("app_id"), app} - {None, ""}
    if not message.get("ts") or not message.get("bot_id") or ids & set(_ours(request)):
        return False
    return bool(ids & set(slack.settings(request.workspace).heard_bots))


def _ours(request: Request) -> tuple[str, ...]:
    """Return our ids: a card of ours that is forwarded, or heard, brings no link."""
    return tuple(filter(None, (request.bot_user, str(request.body.get("api_app_id") or ""))))


def _names(message: Mapping[str, Any], request: Request) -> bool:
    """Return whether a message mentions the bot."""
    return request.bot_user is not None and f"<@{request.bot_user}>" in str(message.get("text"))


def _is_direct(request: Request) -> bool:
    """Tell whether a message is in somebody's direct messages with the bot: we get none of other direct messages."""
    return request.payload.get("channel_type") == "im" or (request.channel or "").startswith("D")


def _not_a_person(message: Mapping[str, Any]) -> bool:
    return bool(message.get("bot_id")) or not message.get("user") or not message.get("ts")


def _of_a_stranger(message: Mapping[str, Any], request: Request) -> bool:
    """Return whether a message is by somebody of another workspace; the team may also be our organisation's id."""
    team = message.get("user_team") or message.get("team")
    return bool(team) and team not in (request.workspace, request.organisation)


def _answer(slack: SlackContext, request: Request, sentence: str) -> None:
    channel = request.channel or ""
    if slack.answered.is_new(f"{channel}:{request.payload['ts']}"):
        slack.send_ephemeral(request.workspace, channel, request.person, sentence, thread=request.thread)
