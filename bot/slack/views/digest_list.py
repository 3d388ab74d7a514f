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
    DigestPart.DISPUTES: ("Disputes", "events on which origins have come to disagree"),
    DigestPart.WAITING: ("What waits for a decision", "and since when"),
    DigestPart.FAILED: ("Links that could not be read", None),
    DigestPart.CONTRIBUTORS: ("Who brought most", "names them, so they are notified"),
}
_MOST_SHOWN = 10


def subscriptions_message(found: Sequence[Subscription], now: dt.datetime) -> MessageContent:
    """List a channel's digests, each with its buttons."""
    if not found:
        return MessageContent("There is no digest in this channel yet. Type `/digest` to set one up.", (said(_NONE_YET),))
    blocks: list[Block] = []
    for number, subscription in enumerate(found[:_MOST_SHOWN], 1):
        blocks += [said(_described(number, subscription, now)), buttons(*_actions(subscription, number))]
    if left := len(found) - _MOST_SHOWN:
        blocks += [small(f"and {left:,} more")] if left > 0 else []
    return MessageContent(f"Digests of this channel: {len(found):,}", tuple(blocks))


def contents_of(settings: DigestSettings) -> str:
    """Say what a digest contains, and for which events."""
    parts = ", ".join(PARTS[part][0].lower() for part in settings.parts)
    events = settings.events
    only = [f"at {events.place}"] if events.place else []
    only += [f"of kind {' or '.join(events.kinds)}"] if events.kinds else []
    only += [f"tagged {' or '.join(events.tags)}"] if events.tags else []
    mailed = f"; by e-mail to {', '.join(settings.addresses)}" if settings.addresses else ""
    which = f"; events {', '.join(only)} only" if only else ""
    return f"{parts[0].upper()}{parts[1:]}{which}{mailed}"


_NONE_YET = "There is no digest in this channel yet. Type `/digest` to set one up."


def _described(number: int, subscription: Subscription, now: dt.datetime) -> str:
    settings = subscription.settings
    lines = [f"*{number}. {escape(settings.rhythm())}*", escape(contents_of(settings))]
    if subscription.state is SubscriptionState.ACTIVE:
        lines.append(f"Comes next {when(settings.next_due(now))} · set up by {person_in_mrkdwn(subscription.by)}")
    else:
        because = f": {escape(subscription.paused_because)}" if subscription.paused_because else ""
        lines.append(f"⏸️ Paused{because} · set up by {person_in_mrkdwn(subscription.by)}")
    return "\n".join(lines)


def _actions(subscription: Subscription, number: int) -> list[Any]:
    value, about = str(subscription.id), f"digest {number}"
    paused = subscription.state is SubscriptionState.PAUSED
    go, action = ("Go on", Action.DIGEST_RESUME) if paused else ("Pause", Action.DIGEST_PAUSE)
    sure = asked_first(
        "Turn this digest off?", "It does not come any more. What it told stays in the channel.", "Turn off", "Keep it"
    )
    return [
        button("Change", f"{Action.DIGEST_CHANGE}:{value}", value, about=about),
        button("Send now", f"{Action.DIGEST_NOW}:{value}", value, about=about),
        button(go, f"{action}:{value}", value, about=about),
        button("Turn off", f"{Action.DIGEST_OFF}:{value}", value, about=about, style="danger", confirm=sure),
    ]
