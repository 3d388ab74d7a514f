"""Draws cards: takes what is due, posts or updates it, and finds its own message again after a crash.

Posting is at least once by nature. So the intent is stored first, our key goes along as the message's metadata, and whoever
cannot tell whether a post arrived looks for that key in the thread before posting again.
"""

import datetime as dt
import hashlib
import json
from functools import partial
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.card import Card, CardKind
from bot.domain.errors import Cannot, Refused, SecondSourceError
from bot.pipeline.digest import cannot_post
from bot.slack.clients import TRANSIENT, permalink
from bot.slack.office import Office
from bot.slack.render import draw
from bot.slack.views.shown import Shown, without_chart
from storage import cards

log = structlog.get_logger()

METADATA = "second_source_card"
FIRST_RETRY = dt.timedelta(seconds=2)
LONGEST_RETRY = dt.timedelta(minutes=10)
PAGE = 100
MOST_PAGES = 10
CLOCKS_APART = dt.timedelta(minutes=10)
"""How far our clock and Slack's may be from each other."""
MOST_TRIES = 2
"""So often what Slack refuses, or what cannot be drawn, is tried again before the card gives way to others."""

STUCK = {
    "not_in_channel": "Second Source is not in this channel: /invite @Second Source there.",
    "channel_not_found": "The channel is gone, or private without us: /invite @Second Source there.",
    "is_archived": "The channel is archived.",
    "restricted_action": "Posting in this channel is restricted; an admin can allow it.",
    "thread_not_found": "The message that was answered is gone.",
    "invalid_blocks": "Slack did not take the card; the log says why.",
    "msg_blocks_too_long": "Slack did not take the card; the log says why.",
    "account_inactive": "The app is not installed in this workspace any more.",
    "invalid_auth": "The app is not installed in this workspace any more.",
    "token_revoked": "The app is not installed in this workspace any more.",
    "user_not_found": "The person is not in this workspace any more.",
}


CLOSED = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")
"""What Slack says where a channel is closed to us, until somebody changes that."""


class Poster:
    """Draws the due cards of workspaces, one at a time; several may run, in one process or many."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def draw_next(self, workspace: str) -> bool:
        """Draw the next due card of a workspace; False where nothing is due."""
        office = self._office
        with office.desk.database.transaction(workspace, read_only=True) as s:
            if not cards.any_due(s, office.now()):
                return False
        with office.desk.database.transaction(workspace) as s:
            card = cards.take_next(s, office.now())
        if card is None:
            return False
        try:
            client = office.clients.plain(workspace)
            shown = draw(office.desk, workspace, card, partial(permalink, client))
            if shown is None:
                with office.desk.database.transaction(workspace) as s:
                    cards.nothing_yet(s, card)
                return True
            self._show(workspace, client, card, shown)
        except SlackApiError as error:
            self._refused(workspace, card, error)
        except (SlackClientError, OSError, SecondSourceError) as error:
            self._again_later(workspace, card, error)
        except Exception as error:
            # The door: one card that cannot be drawn must hold up no other.
            log.exception("unexpected", workspace=workspace, card=card.key)
            self._again_later(workspace, card, error)
        return True

    def _show(self, workspace: str, client: WebClient, card: Card, shown: Shown) -> None:
        payload = shown.payload()
        fingerprint = fingerprint_of(payload)
        try:
            message, channel = self._put(workspace, client, card, payload, fingerprint)
        except SlackApiError as error:
            plain = without_chart(payload)
            if error.response.get("error") != "invalid_blocks" or plain == payload:
                raise
            # Charts are newer than many workspaces; what they show stands in words beside them.
            message, channel = self._put(workspace, client, card, plain, fingerprint)
        with self._office.desk.database.transaction(workspace) as s:
            cards.drawn(s, card, message, fingerprint, shown.again_at, channel=channel)

    def _put(self, workspace: str, client: WebClient, card: Card, payload: dict[str, Any], fingerprint: str) -> tuple[str, str]:
        """Post a card, or update the message that shows it; gives that message and its channel."""
        message = card.message or (_find(client, card) if card.tried else None)
        if message is None:
            return self._post(workspace, client, card, payload)
        if fingerprint != card.shown:
            client.chat_update(channel=card.spot.channel, ts=message, **payload)
        return message, card.spot.channel

    def _post(self, workspace: str, client: WebClient, card: Card, payload: dict[str, Any]) -> tuple[str, str]:
        with self._office.desk.database.transaction(workspace) as s:
            cards.trying(s, card.id)
        answer = client.chat_postMessage(
            channel=card.spot.channel,
            thread_ts=card.spot.thread,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": METADATA, "event_payload": {"card": card.key}},
            **payload,
        )
        return str(answer["ts"]), str(answer["channel"])

    def _refused(self, workspace: str, card: Card, error: SlackApiError) -> None:
        """Slack answered, and did not take it: so nothing was posted."""
        now, code = self._office.now(), str(error.response.get("error", ""))
        log.warning(
            "card refused", workspace=workspace, card=card.key, error=code, details=error.response.get("response_metadata")
        )
        with self._office.desk.database.transaction(workspace) as s:
            if error.response.status_code == 429 or code == "ratelimited":
                wait = dt.timedelta(seconds=int(error.response.headers.get("Retry-After", 1)))
                cards.later(s, card, now + wait, hold_channel=card.message is None, tried=card.tried)
            elif code in ("message_not_found", "cant_update_message", "edit_window_closed") and card.message is not None:
                cards.gone(s, card, now)
            elif code in CLOSED and card.kind is CardKind.DIGEST:
                cannot_post(s, card, STUCK[code], now)
            elif code in STUCK or _hopeless(card, error):
                cards.stuck(s, card, STUCK.get(code, f"Slack does not take the card: {code}."))
            else:
                # A 5xx may have posted all the same, so the card stays marked as tried.
                cards.later(s, card, now + _patience(card), tried=True if card.message is None else None)

    def _again_later(self, workspace: str, card: Card, error: Exception) -> None:
        """Nobody knows whether it arrived."""
        log.warning("card not drawn", workspace=workspace, card=card.key, error=str(error))
        with self._office.desk.database.transaction(workspace) as s:
            if isinstance(error, Cannot) and not isinstance(error, Refused):
                cards.stuck(s, card, error.sentence)
            elif card.tries >= MOST_TRIES and not isinstance(error, (SlackClientError, OSError, SecondSourceError)):
                cards.stuck(s, card, "The card could not be drawn; the log says why.")
            else:
                cards.later(s, card, self._office.now() + _patience(card))


def fingerprint_of(payload: dict[str, Any]) -> str:
    """Give a short fingerprint of what a message shows."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]


def _hopeless(card: Card, error: SlackApiError) -> bool:
    """Tell whether Slack has said no, and not merely failed, often enough."""
    failed = error.response.status_code != 200 or error.response.get("error") in TRANSIENT
    return not failed and card.tries >= MOST_TRIES


def _find(client: WebClient, card: Card) -> str | None:
    """Look for a card's message by our key: in its thread, or among the channel's latest messages.

    A person's own messages cannot be looked through (that would take a scope of its own), so an answer that was lost there may
    be given twice.
    """
    channel, thread = card.spot.channel, card.spot.thread
    if channel.startswith(("D", "U", "W")):
        return None
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        if thread is not None:
            page = client.conversations_replies(
                channel=channel, ts=thread, limit=PAGE, include_all_metadata=True, cursor=cursor
            )
        else:
            oldest = f"{(card.made_at - CLOCKS_APART).timestamp():.6f}"
            page = client.conversations_history(
                channel=channel, oldest=oldest, limit=PAGE, include_all_metadata=True, cursor=cursor
            )
        if found := _ours(page["messages"], card):
            return found
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            break
    return None


def _ours(messages: list[dict[str, Any]], card: Card) -> str | None:
    for message in messages:
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == METADATA and metadata.get("event_payload", {}).get("card") == card.key:
            return str(message["ts"])
    return None


def _patience(card: Card) -> dt.timedelta:
    doubled: int = 2 ** min(card.tries, 12)
    return min(FIRST_RETRY * doubled, LONGEST_RETRY)
