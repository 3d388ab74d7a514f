"""What one person's digest tells before all else: what waits for them, and what changed on the events that they follow."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.domain.chat_ids import is_person_id
from bot.domain.digest import Change
from bot.domain.following import Follow
from bot.domain.handling import Handling
from bot.domain.model import Event
from bot.domain.people import same_person
from bot.domain.record import FiledProposal
from storage import events, follows, handling, proposals
from storage.session import WorkspaceSession


class Awaited(NamedTuple):
    """A pending proposal that waits for one person, and why."""

    filed: FiledProposal
    why: str


class Sorted(NamedTuple):
    """Changes as one person wants them: on what they `follow`, on what they muted, and all others."""

    followed: list[Change]
    muted: list[Change]
    others: list[Change]


def awaited(s: WorkspaceSession, channel: str, now: dt.datetime) -> list[Awaited]:
    """Return what waits for the person whose digest it is, oldest first; nothing for a channel's digest."""
    if not is_person_id(channel):
        return []
    ids = handling.concerning(s, channel)
    handled = handling.now_on_each(s, ids, now)
    found = ((filed, _why(handled[filed.id], channel)) for filed in proposals.by_ids(s, ids))
    return [Awaited(filed, why) for filed, why in found if why]


def sort_changes(s: WorkspaceSession, channel: str, changes: Sequence[Change], now: dt.datetime) -> Sorted:
    """Sort changes by what the person follows whose digest it is; for a channel's digest, none is followed or muted."""
    followed = follows.by_event(s, channel) if is_person_id(channel) else {}
    if not followed:
        return Sorted([], [], list(changes))
    narrowed = _events_of(s, (change.event for change in changes if change.event in followed and followed[change.event].claims))
    told = Sorted([], [], [])
    for change in changes:
        follow = followed.get(change.event)
        if follow is not None and follow.is_muted(now):
            told.muted.append(change)
        elif follow is not None and (not follow.claims or _covers(follow, narrowed[change.event], change)):
            told.followed.append(change)
        else:
            told.others.append(change)
    return told


def _covers(follow: Follow, event: Event, change: Change) -> bool:
    return any(follow.covers(event, step.claim) for step in change.steps)


def _events_of(s: WorkspaceSession, ids: Iterable[int]) -> dict[int, Event]:
    return events.by_ids(s, list(dict.fromkeys(ids)))


def _why(handled: Handling, person: str) -> str:
    """Say why a proposal waits for somebody; "" if it does not."""
    inquiry, hold = handled.inquiry, handled.hold_of(person)
    if inquiry is not None and inquiry.answer is None and same_person(inquiry.whom, person):
        return f"You were asked: “{inquiry.words}”"
    if inquiry is not None and inquiry.answer is not None and same_person(inquiry.by, person):
        return f"Your question was answered: “{inquiry.answer}”"
    if hold is None:
        return ""
    return "You are on it." if hold.given_by is None else "It was handed over to you."
