"""What people can do with a channel's digests: list them, send one now, pause, resume, turn off."""

from bot.domain.errors import Refused
from bot.domain.subscription import Subscription, SubscriptionState
from bot.domain.wording import counted
from bot.pipeline import digest
from bot.slack.context import SlackContext
from bot.slack.views.digest_list import subscriptions_message
from bot.slack.views.message import MessageContent
from bot.slack.views.rows import when
from storage import subscriptions

NONE_YET = "There is no digest in this channel yet. Type `/digest` to set one up."


def require_staff(slack: SlackContext, workspace: str, person: str) -> None:
    """Raise Refused if somebody may settle digests in no channel."""
    if slack.members.require_own(workspace, person).guest:
        raise Refused("Guests cannot settle digests. Somebody of this newsroom has to.")


def require_may(slack: SlackContext, workspace: str, person: str, channel: str) -> None:
    """Raise Refused, with what to do, if somebody may not change the digests of a channel."""
    require_staff(slack, workspace, person)
    if channel.startswith("D"):
        raise Refused("A digest belongs to a channel. Type /digest in the channel that shall have it.")
    if why := slack.members.why_not_here(workspace, channel, slack.settings(workspace)):
        raise Refused(why)


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
    return subscriptions_message(of_channel(slack, workspace, channel), slack.now())


def send_now(slack: SlackContext, workspace: str, channel: str, found: Subscription | None, key: str) -> str:
    """Make a digest now, without a subscription one of the last day; returns a sentence on it."""
    digest.make_now(slack.services, workspace, channel, key, found.id if found else None)
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
