"""The windows of `/digest`: set a digest up or change it, and see those of a channel."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ExternalDataSelectElement,
    Option,
    RadioButtonsElement,
    StaticMultiSelectElement,
    TimePickerElement,
)

from bot.domain.model import EventKind
from bot.domain.subscription import DAY_NAMES, DigestSettings, Part, Subscription, SubscriptionState
from bot.slack.names import Action, Modal
from bot.slack.text import escape
from bot.slack.views.modal import asked, modal, on_one_line, option, plain, small, text_box
from bot.slack.views.modal_fields import Field
from bot.slack.views.rows import asked_first, button, buttons, person_in_mrkdwn, said, when
from bot.slack.views.shown import Shown

PARTS = {
    Part.CHANGES: ("Changes of level", "verified, fallen, retracted, with the reason"),
    Part.NEW: ("New events", None),
    Part.DISPUTES: ("Disputes", "events on which origins have come to disagree"),
    Part.WAITING: ("What waits for a decision", "and since when"),
    Part.FAILED: ("Links that could not be read", None),
    Part.CONTRIBUTORS: ("Who brought most", "names them, so they are notified"),
}
SAY_SO, SAY_NOTHING = "say_so", "say_nothing"
_QUIET = {SAY_SO: "Say so in one line", SAY_NOTHING: "Say nothing"}
_FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MOST_SHOWN = 10


def digest_modal(
    channel: str, settings: DigestSettings, *, subscription: int | None = None, mail_domains: Sequence[str] = ()
) -> dict[str, Any]:
    """Ask for everything that makes a channel's digest; for e-mail addresses only where there are domains that may have it."""
    blocks: list[Block] = [_days(settings), _time(settings), _zone(settings), _parts(settings), *_events(settings)]
    blocks.append(_quiet(settings))
    if mail_domains:
        blocks.append(_addresses(settings, mail_domains))
    context = {"channel": channel, "subscription": subscription}
    title = "New digest" if subscription is None else "Change this digest"
    return modal(title, blocks, callback=Modal.DIGEST, submit="Save", metadata=json.dumps(context))


def subscriptions_shown(found: Sequence[Subscription], now: dt.datetime) -> Shown:
    """List a channel's digests, each with what may be done with it."""
    if not found:
        return Shown("There is no digest in this channel yet. Type `/digest` to set one up.", (said(_NONE_YET),))
    blocks: list[Block] = []
    for number, subscription in enumerate(found[:_MOST_SHOWN], 1):
        blocks += [said(_described(number, subscription, now)), buttons(*_ways(subscription, number))]
    if left := len(found) - _MOST_SHOWN:
        blocks += [small(f"and {left:,} more")] if left > 0 else []
    return Shown(f"Digests of this channel: {len(found):,}", tuple(blocks))


def contents_of(settings: DigestSettings) -> str:
    """Say what a digest tells, and of which events."""
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


def _ways(subscription: Subscription, number: int) -> list[Any]:
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


def _days(settings: DigestSettings) -> Block:
    options = [option(_FULL_DAYS[day], str(day)) for day in range(len(DAY_NAMES))]
    chosen = [options[day] for day in sorted(settings.days)]
    return asked(Field.DAYS, "Days", CheckboxesElement(action_id=Field.DAYS, options=options, initial_options=chosen))


def _time(settings: DigestSettings) -> Block:
    picker = TimePickerElement(action_id=Field.TIME, initial_time=f"{settings.at:%H:%M}")
    return asked(Field.TIME, "Time", picker)


def _zone(settings: DigestSettings) -> Block:
    zone = ExternalDataSelectElement(
        action_id=Action.FIND_ZONE,
        placeholder=plain("Search a city or a region"),
        min_query_length=0,
        initial_option=option(settings.zone, settings.zone),
    )
    return asked(Field.ZONE, "Time zone", zone, hint="Clock changes are followed: the digest comes once on those nights too.")


def _parts(settings: DigestSettings) -> Block:
    options = {part: option(label, part.value, more) for part, (label, more) in PARTS.items()}
    chosen = [options[part] for part in settings.parts]
    boxes = CheckboxesElement(action_id=Field.PARTS, options=list(options.values()), initial_options=chosen)
    return asked(Field.PARTS, "What it tells", boxes)


def _events(settings: DigestSettings) -> list[Block]:
    kinds = {kind: option(kind.capitalize(), kind.value) for kind in EventKind}
    chosen: list[Option] = [kinds[kind] for kind in settings.events.kinds]
    select = StaticMultiSelectElement(
        action_id=Field.KINDS, placeholder=plain("All kinds"), options=list(kinds.values()), initial_options=chosen or None
    )
    return [
        text_box(
            Field.PLACE,
            "Only events at this place",
            initial=on_one_line(settings.events.place or "") or None,
            optional=True,
            most=200,
            hint="Left empty, events at all places are told.",
        ),
        asked(Field.KINDS, "Only events of these kinds", select, optional=True),
        text_box(
            Field.TAGS,
            "Only events with one of these tags",
            initial=on_one_line(", ".join(settings.events.tags)) or None,
            optional=True,
            most=500,
            hint="Several with commas between them.",
        ),
    ]


def _quiet(settings: DigestSettings) -> Block:
    options = {value: option(label, value) for value, label in _QUIET.items()}
    chosen = options[SAY_NOTHING if settings.quiet else SAY_SO]
    radio = RadioButtonsElement(action_id=Field.QUIET, options=list(options.values()), initial_option=chosen)
    return asked(Field.QUIET, "If nothing happened and nothing waits", radio)


def _addresses(settings: DigestSettings, domains: Sequence[str]) -> Block:
    where = ", ".join(f"@{domain}" for domain in sorted(domains)[:5])
    return text_box(
        Field.ADDRESSES,
        "Send it by e-mail too",
        initial="\n".join(settings.addresses) or None,
        lines=True,
        optional=True,
        hint=f"One address a line, at {where}.",
    )
