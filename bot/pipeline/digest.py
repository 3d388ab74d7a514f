"""The story of a digest: when it is due it is made, once. If no process ran at that time, it is recorded as missed.

What is due follows from the rows alone, so any number of processes may call `look` at any time. A digest and its card are
stored in one transaction; the poster posts the card.
"""

import datetime as dt

from bot.domain.card import Card, CardKind, Spot
from bot.domain.chat_ids import is_person_id
from bot.domain.digest import Digest, DigestState
from bot.domain.errors import Refused
from bot.domain.subscription import GRACE, SETTLING, DigestSettings, Subscription
from bot.pipeline.compose import EVERYTHING, compose
from bot.pipeline.services import Services
from storage import cards, digests, letters, proposals, subscriptions, workspace_settings
from storage.digests import FiledDigest
from storage.session import WorkspaceSession

DAY = dt.timedelta(days=1)


def look(services: Services, workspace: str) -> bool:
    """Make every digest and every reminder that is due; returns whether there was any."""
    now = services.clock()
    with services.database.transaction(workspace, read_only=True) as s:
        due = due_by(s, now)
        overdue = _overdue(s, now)
    made = [_make_due(services, workspace, subscription, now) for subscription in due]
    return (bool(overdue) and _remind(services, workspace, now)) or any(made)


def due_by(s: WorkspaceSession, now: dt.datetime) -> list[int]:
    """Return the subscriptions that have a digest due which is neither made nor recorded as missed."""
    active = subscriptions.active(s)
    told = digests.told_until(s, [sub.id for sub in active]) if active else {}
    return [sub.id for sub in active if sub.due_times(told.get(sub.id), now)]


def make_now(services: Services, workspace: str, channel: str, key: str, subscription_id: int | None = None) -> bool:
    """Make an extra digest that somebody asked for; the same `key` again changes nothing.

    It covers the time since the subscription's last digest; without a subscription, the last day.
    """
    now = services.clock()
    with services.database.transaction(workspace) as s:
        settings, since = DigestSettings(), now - DAY
        if subscription_id is not None:
            settings = subscriptions.lock(s, subscription_id).settings
            since = digests.covered_until(s, subscription_id, asked_too=True) or settings.last_due(now)
        digest = compose(s, settings, channel, since, now, now)
        return _file(s, f"digest:now:{key}", channel, digest, now, subscription=subscription_id)


def in_full(s: WorkspaceSession, filed: FiledDigest, now: dt.datetime) -> Digest:
    """Compose a stored digest again in full, with what is pending now; raises Refused for one that was missed."""
    if filed.digest is None:
        raise Refused("This digest was missed, so it has no list; the next one covers its time.")
    settings = DigestSettings() if filed.subscription is None else subscriptions.get(s, filed.subscription).settings
    return compose(s, settings, filed.channel, filed.digest.since, filed.digest.until, now, most=EVERYTHING)


def change(services: Services, workspace: str, subscription_id: int, settings: DigestSettings, by: str) -> None:
    """Change a subscription's settings, after making what is due by the old ones; raises NotFound."""
    look(services, workspace)
    with services.database.transaction(workspace) as s:
        subscriptions.lock(s, subscription_id)
        subscriptions.change(s, subscription_id, settings, by, services.clock())


def cannot_post(s: WorkspaceSession, card: Card, problem: str, note: str, at: dt.datetime) -> None:
    """Pause a channel's digests because nothing can be posted there.

    Those who set them up, and the admin who saved the settings, get `note` as a message. The next digest covers this one's
    time too.
    """
    filed = digests.of_card(s, card.key)
    digests.unposted(s, filed.id)
    cards.withdraw(s, card.id, problem)
    paused = [sub for sub in subscriptions.of_channel(s, filed.channel) if subscriptions.pause(s, sub.id, problem)]
    if is_person_id(filed.channel):
        # Whoever cannot be reached cannot be told so, and it concerns nobody else.
        return
    people = {sub.by for sub in paused} | ({admin} if (admin := workspace_settings.saved_by(s)) else set())
    for person in sorted(filter(is_person_id, people)):
        cards.want(s, f"paused:{filed.id}:{person}", CardKind.NOTE, Spot(channel=person), at=at, note=note)


def _make_due(services: Services, workspace: str, subscription_id: int, now: dt.datetime) -> bool:
    """Handle all due times of one subscription: make the newest within the grace period, record the others as missed."""
    with services.database.transaction(workspace) as s:
        subscription = subscriptions.lock(s, subscription_id)
        due = subscription.due_times(digests.told_until(s, [subscription_id]).get(subscription_id), now)
        fresh = [time for time in due if now - time <= GRACE][-1:]
        for time in due:
            if time not in fresh:
                _file_missed(s, subscription, time, now)
        return any(_make(s, subscription, time, now) for time in fresh)


def _make(s: WorkspaceSession, subscription: Subscription, due: dt.datetime, now: dt.datetime) -> bool:
    settings, until = subscription.settings, due - SETTLING
    covered = digests.covered_until(s, subscription.id)
    untold = digests.untold_since(s, subscription.id, covered)
    missed = [time for time, state in untold if state is DigestState.MISSED]
    since = covered or settings.last_due(untold[0][0] if untold else due)
    digest = compose(s, settings, subscription.channel, since, until, now, due=due, missed=missed)
    return _file(
        s, _key(subscription, due), subscription.channel, digest, now, subscription=subscription.id, due=due, settings=settings
    )


def _file(
    s: WorkspaceSession,
    key: str,
    channel: str,
    digest: Digest,
    now: dt.datetime,
    *,
    subscription: int | None,
    due: dt.datetime | None = None,
    settings: DigestSettings | None = None,
) -> bool:
    quiet = settings is not None and settings.quiet and digest.nothing_happened and not digest.notes
    state = DigestState.QUIET if quiet else DigestState.MADE
    id_ = digests.add(s, key, channel, state, digest, at=now, subscription=subscription, due_at=due)
    if id_ is None or quiet:
        return False
    cards.want(s, key, CardKind.DIGEST, Spot(channel=channel), at=now)
    letters.want(s, id_, settings.addresses if settings else (), now)
    return True


def _file_missed(s: WorkspaceSession, subscription: Subscription, due: dt.datetime, now: dt.datetime) -> None:
    missed = DigestState.MISSED
    digests.add(
        s, _key(subscription, due), subscription.channel, missed, None, at=now, subscription=subscription.id, due_at=due
    )


def _key(subscription: Subscription, due: dt.datetime) -> str:
    return f"digest:{subscription.id}:{due.astimezone(dt.UTC):%Y%m%dT%H%M}"


def _overdue(s: WorkspaceSession, now: dt.datetime) -> list[int]:
    settings = workspace_settings.get(s)
    if not settings.reminder_hours or settings.reminder_channel is None:
        return []
    return proposals.overdue(s, now - dt.timedelta(hours=settings.reminder_hours))


def next_reminder(s: WorkspaceSession) -> dt.datetime | None:
    """Return when the proposal that waits longest without a reminder gets one; None if none does, or the settings say never."""
    settings = workspace_settings.get(s)
    if not settings.reminder_hours or settings.reminder_channel is None:
        return None
    first = proposals.first_unreminded(s)
    return None if first is None else first + dt.timedelta(hours=settings.reminder_hours)


def _remind(services: Services, workspace: str, now: dt.datetime) -> bool:
    """Remind the editors in one message of proposals that have waited too long; each proposal is in one reminder only."""
    with services.database.transaction(workspace) as s:
        waiting, channel = _overdue(s, now), workspace_settings.get(s).reminder_channel
        if not waiting or channel is None:
            return False
        key = f"reminder:{waiting[0]}"
        if not proposals.note_reminder(s, key, waiting, now):
            return False
        cards.want(s, key, CardKind.REMINDER, Spot(channel=channel), at=now)
        return True
