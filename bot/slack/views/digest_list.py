"""The digests of a channel, each with its buttons."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.domain.subscription import DigestPart, DigestSettings, Subscription, SubscriptionState
from bot.slack.action_ids import Action
from bot.slack.text import escape
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import small
from bot.slack.views.rows import asked_first, button, buttons, person_in_mrkdwn, said, when

PARTS = {
    DigestPart.CHANGES: ("Changes of level", "verified, fallen, retracted, with the reason"),
    DigestPart.NEW: ("New events", None),
    DigestPart.DISPUTES: ("Disputes", "events on which origins now disagree"),
    DigestPart.WAITING: ("What waits for a decision", "and since when"),
    DigestPart.FAILED: ("Links that could not be read", None),
    DigestPart.CONTRIBUTORS: ("Who brought most", "names them, so they are notified"),
}
_MOST_SHOWN = 10


def subscriptions_message(
    found: Sequence[Subscription], now: dt.datetime, none_yet: str, *, own: bool = False
) -> MessageContent:
    """List a channel's digests, or somebody's `own`, each with its buttons; `none_yet` is said where there are none."""
    if not found:
        return MessageContent(none_yet, (said(none_yet),))
    blocks: list[Block] = []
    for number, subscription in enumerate(found[:_MOST_SHOWN], 1):
        blocks += [said(_described(number, subscription, now)), buttons(*_actions(subscription, number, own=own))]
    if left := len(found) - _MOST_SHOWN:
        blocks += [small(f"and {left:,} more")] if left > 0 else []
    of = "Your own digests" if own else "Digests of this channel"
    return MessageContent(f"{of}: {len(found):,}", tuple(blocks))


def post_now_message(channel: str, subscription: Subscription | None) -> MessageContent:
    """Say what a digest would tell that somebody asks for at once, and where it would stand; a press posts it."""
    told = "what happened in the last 24 hours" if subscription is None else "what happened since the last digest"
    sentence = f"I post in <#{channel}>, for everybody there, {told}. Shall I?"
    number = subscription.id if subscription else 0
    post = button("Post it", Action.DIGEST_POST, str(number), about="the digest, in this channel")
    return MessageContent(sentence, (said(sentence), buttons(post)))


def contents_of(settings: DigestSettings) -> str:
    """Say what a digest contains, and for which events."""
    parts = ", ".join(PARTS[part][0].lower() for part in settings.parts)
    mailed = f"; by e-mail to {', '.join(settings.addresses)}" if settings.addresses else ""
    which = "" if settings.events.takes_all else f"; {settings.events.in_words()}"
    return f"{parts[0].upper()}{parts[1:]}{which}{mailed}"


def _described(number: int, subscription: Subscription, now: dt.datetime) -> str:
    settings = subscription.settings
    lines = [f"*{number}. {escape(settings.rhythm())}*", escape(contents_of(settings))]
    if subscription.state is SubscriptionState.ACTIVE:
        lines.append(f"Comes next {when(settings.next_due(now))} · set up by {person_in_mrkdwn(subscription.by)}")
    else:
        because = f": {escape(subscription.paused_because)}" if subscription.paused_because else ""
        lines.append(f"⏸️ Paused{because} · set up by {person_in_mrkdwn(subscription.by)}")
    return "\n".join(lines)


def _actions(subscription: Subscription, number: int, *, own: bool) -> list[Any]:
    value, about = str(subscription.id), f"digest {number}"
    paused = subscription.state is SubscriptionState.PAUSED
    go, action = ("Go on", Action.DIGEST_RESUME) if paused else ("Pause", Action.DIGEST_PAUSE)
    sure = asked_first("Turn this digest off?", "It will not come any more. What it has posted stays.", "Turn off", "Keep it")
    seen = "Everybody in this channel sees it. The next one comes at its time."
    post = asked_first("Post it now?", seen, "Post it", "Not now")
    return [
        button("Change", f"{Action.DIGEST_CHANGE}:{value}", value, about=about),
        button("Send now", f"{Action.DIGEST_NOW}:{value}", value, about=about, confirm=None if own else post),
        button(go, f"{action}:{value}", value, about=about),
        button("Turn off", f"{Action.DIGEST_OFF}:{value}", value, about=about, style="danger", confirm=sure),
    ]
