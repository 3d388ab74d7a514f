"""The poster: takes due cards, posts or updates them, and finds its own message again after a crash.

Posting can only be at least once. So the intent to post is stored first, and the card's key is in the message's metadata. If
it is unknown whether a post arrived, the poster looks for that key in the thread before it posts again. It looks from the time
of the card on, and where Slack shows only some messages a minute it waits and goes on: it never posts before it has seen all.
A poster that stood still in mid-post, until another one took its card, takes its own message away again.
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
from bot.domain.chat_ids import is_person_id
from bot.domain.errors import Cannot, Refused, SecondSourceError
from bot.pipeline.digest import cannot_post
from bot.slack.clients import TRANSIENT, permalink
from bot.slack.context import SlackContext
from bot.slack.reactions import reaction_of, set_reaction
from bot.slack.render import draw
from bot.slack.text import place_in_text
from bot.slack.views.message import MessageContent, without_chart
from storage import cards, subscriptions

log = structlog.get_logger()

METADATA = "second_source_card"
FIRST_RETRY = dt.timedelta(seconds=2)
LONGEST_RETRY = dt.timedelta(minutes=10)
PAGE = 100
"""Slack gives apps outside its Marketplace 15 messages a call, and one call a minute."""
MOST_PAGES = 10
"""How many pages of messages are looked through at a time; a poster holds a card for a minute only."""
CLOCKS_APART = dt.timedelta(minutes=10)
"""How far our clock and Slack's may differ."""
MOST_TRIES = 2
"""How often a card is retried that Slack refuses, or that cannot be drawn, before it is marked as stuck."""

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


PERSONAL = (CardKind.FOLLOWED, CardKind.DIGEST, CardKind.HANDED)
"""What may be for one person, who gets it in their messages with the bot."""
CLOSED = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")
"""Error codes of Slack for a channel in which the bot cannot post until somebody changes that."""


class _LookLater(Exception):
    """Looking for a card's message goes on after `wait`."""

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(f"looking for its message goes on in {wait.total_seconds():.0f} s")
        self.wait = wait


class Poster:
    """Draws the due cards of workspaces, one at a time; several may run, in one process or many.

    `pace` is the time between two new messages in a channel. It also keeps them in order, where several run.
    """

    def __init__(self, slack: SlackContext, pace: dt.timedelta = cards.PACE) -> None:
        self._slack = slack
        self._pace = pace

    def draw_next(self, workspace: str) -> bool:
        """Draw the next due card of a workspace; returns whether one was due."""
        slack = self._slack
        with slack.services.database.transaction(workspace, read_only=True) as s:
            if not cards.any_due(s, slack.now()):
                return False
        with slack.services.database.transaction(workspace) as s:
            card = cards.take_next(s, slack.now(), pace=self._pace)
        if card is None:
            return False
        # There may be more, and Slack may not answer for long: another poster looks now.
        slack.services.database.cards_due.ring()
        try:
            client = slack.clients.plain(workspace)
            if card.kind is CardKind.REACTION:
                self._react(workspace, client, card)
                return True
            if self._is_for_nobody(workspace, card):
                return True
            shown = draw(slack.services, workspace, card, partial(permalink, client))
            if shown is None:
                with slack.services.database.transaction(workspace) as s:
                    cards.nothing_yet(s, card)
                return True
            self._show(workspace, client, card, shown)
        except _LookLater as later:
            with slack.services.database.transaction(workspace) as s:
                cards.later(s, card, slack.now() + later.wait, tried=True)
        except SlackApiError as error:
            self._handle_refusal(workspace, card, error)
        except (SlackClientError, OSError, SecondSourceError) as error:
            self._retry_later(workspace, card, error)
        except Exception as error:
            # One card that cannot be drawn must not stop the others.
            log.exception("unexpected", workspace=workspace, card=card.key)
            self._retry_later(workspace, card, error)
        return True

    def _is_for_nobody(self, workspace: str, card: Card) -> bool:
        """Withdraw what one person was to be told who may not read the record any more; returns whether it was so."""
        person, slack = card.spot.channel, self._slack
        if card.kind not in PERSONAL or not is_person_id(person) or slack.members.may_be_told(workspace, person):
            return False
        with slack.services.database.transaction(workspace) as s:
            cards.withdraw(s, card.id, "This person is not in this workspace any more.")
            if card.kind is CardKind.DIGEST:
                for subscription in subscriptions.of_channel(s, person):
                    subscriptions.end(s, subscription.id)
        return True

    def _show(self, workspace: str, client: WebClient, card: Card, shown: MessageContent) -> None:
        payload = shown.payload()
        fingerprint = fingerprint_of(payload)
        try:
            message, channel = self._post_or_update(workspace, client, card, payload, fingerprint)
        except SlackApiError as error:
            plain = without_chart(payload)
            if error.response.get("error") != "invalid_blocks" or plain == payload:
                raise
            # Not every workspace supports charts yet; the text next to them says the same.
            message, channel = self._post_or_update(workspace, client, card, plain, fingerprint)
        with self._slack.services.database.transaction(workspace) as s:
            ours = cards.drawn(s, card, message, fingerprint, shown.again_at, channel=channel)
        if not ours:
            # We stood still for so long that another poster took the card, found no message, and posted it.
            client.chat_delete(channel=channel, ts=message)

    def _react(self, workspace: str, client: WebClient, card: Card) -> None:
        """Say by a reaction how the links of a message stand."""
        database = self._slack.services.database
        with database.transaction(workspace, read_only=True) as s:
            reaction = reaction_of(s, card)
        if card.tried or (reaction or "") != (card.shown or ""):
            with database.transaction(workspace) as s:
                cards.trying(s, card.id)
            set_reaction(client, card, reaction)
        with database.transaction(workspace) as s:
            cards.drawn(s, card, card.message or "", reaction or "", None)

    def _post_or_update(
        self, workspace: str, client: WebClient, card: Card, payload: dict[str, Any], fingerprint: str
    ) -> tuple[str, str]:
        """Post a card, or update its message; returns the message's id and channel."""
        posted = (card.message, card.spot.channel) if card.message is not None else None
        if posted is None and card.tried:
            posted = self._find_message(workspace, client, card)
        if posted is None:
            return self._post(workspace, client, card, payload)
        message, channel = posted
        if fingerprint != card.shown:
            client.chat_update(channel=channel, ts=message, **payload)
        return posted

    def _post(self, workspace: str, client: WebClient, card: Card, payload: dict[str, Any]) -> tuple[str, str]:
        with self._slack.services.database.transaction(workspace) as s:
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

    def _find_message(self, workspace: str, client: WebClient, card: Card) -> tuple[str, str] | None:
        """Look for a card's message by the key in its metadata: in its thread, or in its channel, since the card was made.

        Returns its id and the channel it is in; None if it did not arrive. Raises _LookLater while there are messages that
        Slack has not shown yet.
        """
        channel, thread = _conversation(client, card.spot.channel), card.spot.thread
        if channel is None:
            return None
        ask = partial(client.conversations_replies, ts=thread) if thread is not None else client.conversations_history
        oldest = f"{(card.made_at - CLOCKS_APART).timestamp():.6f}"
        looked, key = self._slack.looked_up_to, (workspace, card.key)
        cursor = looked.pop(key, "")
        for _ in range(MOST_PAGES):
            try:
                page = ask(channel=channel, oldest=oldest, limit=PAGE, include_all_metadata=True, cursor=cursor or None)
            except SlackApiError as error:
                if (wait := _wait_of(error)) is None:
                    raise
                looked[key] = cursor
                raise _LookLater(wait) from error
            if found := _find_in_page(page["messages"], card):
                return found, channel
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        looked[key] = cursor
        raise _LookLater(FIRST_RETRY)

    def _handle_refusal(self, workspace: str, card: Card, error: SlackApiError) -> None:
        """Handle an error that Slack returned: nothing was posted, except perhaps after a 5xx."""
        now, code = self._slack.now(), str(error.response.get("error", ""))
        log.warning(
            "card refused", workspace=workspace, card=card.key, error=code, details=error.response.get("response_metadata")
        )
        with self._slack.services.database.transaction(workspace) as s:
            if wait := _wait_of(error):
                # A post that was refused did not arrive; of a reaction's two calls, the first may have.
                tried = None if card.kind is CardKind.REACTION else card.tried
                cards.later(s, card, now + wait, hold_channel=card.message is None, tried=tried)
            elif card.kind is CardKind.REACTION and not _has_failed(error):
                # A reaction that Slack does not take is nothing that an editor could mend.
                cards.nothing_yet(s, card)
            elif code in ("message_not_found", "cant_update_message", "edit_window_closed") and card.message is not None:
                cards.gone(s, card, now)
            elif code in CLOSED and card.kind is CardKind.DIGEST:
                cannot_post(s, card, STUCK[code], _pause_note(card.spot.channel, STUCK[code]), now)
            elif code in STUCK or _is_stuck(card, error):
                cards.stuck(s, card, STUCK.get(code, f"Slack does not take the card: {code}."))
            else:
                # A call that failed with a 5xx may have posted anyway, so the card stays marked as tried.
                cards.later(s, card, now + _retry_delay(card), tried=True if card.message is None else None)

    def _retry_later(self, workspace: str, card: Card, error: Exception) -> None:
        """Handle an error after which it is unknown whether a post arrived."""
        log.warning("card not drawn", workspace=workspace, card=card.key, error=str(error))
        with self._slack.services.database.transaction(workspace) as s:
            if isinstance(error, Cannot) and not isinstance(error, Refused):
                cards.stuck(s, card, error.sentence)
            elif card.tries >= MOST_TRIES and not isinstance(error, (SlackClientError, OSError, SecondSourceError)):
                cards.stuck(s, card, "The card could not be drawn; the log says why.")
            else:
                cards.later(s, card, self._slack.now() + _retry_delay(card))


def _pause_note(channel: str, problem: str) -> str:
    return (
        f"The digest in {place_in_text(channel)} is paused: {problem} It goes on by itself when I am invited again;"
        " for a channel that was archived and is back, type /digest resume there."
    )


def fingerprint_of(payload: dict[str, Any]) -> str:
    """Return a short fingerprint of what a message shows."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]


def _is_stuck(card: Card, error: SlackApiError) -> bool:
    """Return whether Slack has refused the card, and not just failed, often enough to stop retrying."""
    return not _has_failed(error) and card.tries >= MOST_TRIES


def _has_failed(error: SlackApiError) -> bool:
    """Return whether Slack failed for the moment, so that the same call may succeed later."""
    return error.response.status_code != 200 or error.response.get("error") in TRANSIENT


def _conversation(client: WebClient, channel: str) -> str | None:
    """Return the conversation that messages for `channel` are in: for a person, the direct messages with them.

    None if the app was installed before it asked for the scope that this needs: then a message may come twice.
    """
    if not is_person_id(channel):
        return channel
    try:
        return str(client.conversations_open(users=channel)["channel"]["id"])
    except SlackApiError as error:
        if error.response.get("error") != "missing_scope":
            raise
        log.warning("no scope to look for a direct message", scope="im:write")
        return None


def _find_in_page(messages: list[dict[str, Any]], card: Card) -> str | None:
    for message in messages:
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == METADATA and metadata.get("event_payload", {}).get("card") == card.key:
            return str(message["ts"])
    return None


def _wait_of(error: SlackApiError) -> dt.timedelta | None:
    """Return how long Slack wants to be left alone after too many calls; None for any other error."""
    if error.response.status_code != 429 and error.response.get("error") != "ratelimited":
        return None
    return dt.timedelta(seconds=max(int(error.response.headers.get("Retry-After", 1)), 1))


def _retry_delay(card: Card) -> dt.timedelta:
    doubled: int = 2 ** min(card.tries, 12)
    return min(FIRST_RETRY * doubled, LONGEST_RETRY)
