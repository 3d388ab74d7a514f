"""What people can do with a channel's digests: list them, send one now, pause, resume, turn off."""

import datetime as dt

from bot.domain.chat_ids import is_person_id
from bot.domain.errors import Refused
from bot.domain.subscription import DigestSettings, Subscription, SubscriptionState, zone_names
from bot.domain.wording import counted
from bot.pipeline import digest
from bot.slack.context import SlackContext
from bot.slack.views.digest_list import subscriptions_message
from bot.slack.views.message import MessageContent
from bot.slack.views.rows import when
from storage import subscriptions

NONE_YET = "There is no digest in this channel yet. Type `/digest` to set one up."
NONE_OWN = "You have no digest of your own yet. Type `/digest me daily 08:30`, or another time, to get one."


def require_staff(slack: SlackContext, workspace: str, person: str) -> None:
    """Raise Refused if somebody may settle digests in no channel."""
    if slack.members.require_own(workspace, person).guest:
        raise Refused("Guests cannot set up or change digests. Ask somebody of this newsroom.")


def require_may(slack: SlackContext, workspace: str, person: str, channel: str) -> None:
    """Raise Refused, with what to do, if somebody may not change the digests of a channel, or of a person (`channel`)."""
    require_staff(slack, workspace, person)
    if channel == person:
        return
    if is_person_id(channel):
        raise Refused("This digest is somebody else's own. Type /digest me to see yours.")
    if channel.startswith("D"):
        raise Refused(
            "A digest belongs to a channel. Type /digest in the channel where you want it, or /digest me for one of your own."
        )
    if why := slack.members.why_not_here(workspace, channel, slack.settings(workspace)):
        raise Refused(why)


def zone_of(slack: SlackContext, workspace: str, person: str) -> str:
    """Return somebody's time zone, UTC where Slack names none that we know."""
    zone = slack.members.person(workspace, person).zone
    return zone if zone in zone_names() else "UTC"


def mail_domains(slack: SlackContext) -> frozenset[str]:
    """Return the domains that digests may be sent to; none if no mail server is set."""
    return slack.services.mailer.domains if slack.services.mailer else frozenset()


def of_channel(slack: SlackContext, workspace: str, channel: str) -> list[Subscription]:
    """Return a channel's digests, oldest first."""
    with slack.services.database.transaction(workspace, read_only=True) as s:
        return subscriptions.of_channel(s, channel)


def here(slack: SlackContext, workspace: str, channel: str, subscription_id: int) -> Subscription:
    """Return a subscription; raises NotFound, and Refused if it is another channel's or turned off."""
    with slack.services.database.transaction(workspace, read_only=True) as s:
        found = subscriptions.get(s, subscription_id)
    if found.channel != channel or found.state is SubscriptionState.OFF:
        raise Refused("This digest was turned off, or is another channel's. Type /digest show to see those of this channel.")
    return found


def shown(slack: SlackContext, workspace: str, channel: str) -> MessageContent:
    """List a channel's digests."""
    own = is_person_id(channel)
    return subscriptions_message(of_channel(slack, workspace, channel), slack.now(), NONE_OWN if own else NONE_YET, own=own)


def set_rhythm(slack: SlackContext, workspace: str, person: str, place: str, days: tuple[int, ...], at: dt.time) -> str:
    """Let a channel, or the person themselves, have a digest at these times: a new one, or the one that there is.

    Returns a sentence. Raises Refused where there are several.
    """
    now, found = slack.now(), of_channel(slack, workspace, place)
    if len(found) > 1:
        raise Refused("There are several digests here. `/digest show` lists them, and changes the one that you mean.")
    if found:
        settings = found[0].settings.model_copy(update={"days": days, "at": at})
        digest.change(slack.services, workspace, found[0].id, settings, person)
        resume(slack, workspace, found[:1])
    else:
        settings = DigestSettings(days=days, at=at, zone=zone_of(slack, workspace, person))
        with slack.services.database.transaction(workspace) as s:
            subscriptions.add(s, place, settings, person, now)
    if place != person:
        return (
            f"This channel's digest comes {settings.rhythm()}. Next: {when(settings.next_due(now))}. `/digest show` changes it,"
            " `/digest off` ends it."
        )
    return (
        f"Your own digest comes {settings.rhythm()}, in your messages with me: what waits for you first, then what you follow. "
        f"Next: {when(settings.next_due(now))}. `/digest me` changes it, `/digest me off` ends it."
    )


def send_now(slack: SlackContext, workspace: str, channel: str, found: Subscription | None, key: str) -> str:
    """Make a digest now, without a subscription one of the last day; returns a sentence on it."""
    digest.make_now(slack.services, workspace, channel, key, found.id if found else None)
    if is_person_id(channel):
        return "I am sending it to you, in your messages with me. Nobody else sees it."
    if found is None:
        return "I am posting what happened in the last 24 hours. Type `/digest` to have that at times of your choice."
    return "I am posting what happened since the last digest. The next one comes at its time all the same."


def pause(slack: SlackContext, workspace: str, found: list[Subscription]) -> str:
    """Pause digests; returns a sentence for the person."""
    digest.look(slack.services, workspace)
    with slack.services.database.transaction(workspace) as s:
        paused = sum(subscriptions.pause(s, each.id) for each in found)
    if not paused:
        return "They are paused already." if found else NONE_YET
    return f"{_counted(paused)} paused. `/digest resume` lets {'it' if paused == 1 else 'them'} go on."


def resume(slack: SlackContext, workspace: str, found: list[Subscription]) -> str:
    """Resume digests; returns a sentence with the next time."""
    now = slack.now()
    with slack.services.database.transaction(workspace) as s:
        active = [each for each in found if subscriptions.resume(s, each.id, now)]
    if not active:
        return "None of them is paused." if found else NONE_YET
    return f"{_counted(len(active))} on again. Next: {when(min(each.settings.next_due(now) for each in active))}."


def end(slack: SlackContext, workspace: str, found: list[Subscription]) -> str:
    """Turn digests off for good; returns a sentence for the person."""
    with slack.services.database.transaction(workspace) as s:
        for each in found:
            subscriptions.end(s, each.id)
    return f"{_counted(len(found))} turned off. `/digest` sets a new one up." if found else NONE_YET


def _counted(number: int) -> str:
    return f"{counted(number, 'digest')} {'is' if number == 1 else 'are'}"
