"""What people may do with a channel's digests: see them, have one now, pause, go on, turn off."""

from bot.domain.errors import Refused
from bot.domain.subscription import Subscription, SubscriptionState
from bot.domain.wording import counted
from bot.pipeline import digest
from bot.slack.office import Office
from bot.slack.views.modal_digest import subscriptions_shown
from bot.slack.views.rows import when
from bot.slack.views.shown import Shown
from storage import subscriptions

NONE_YET = "There is no digest in this channel yet. Type `/digest` to set one up."


def require_may(office: Office, workspace: str, person: str, channel: str) -> None:
    """See that somebody may settle the digests of a channel; raises Refused with what to do."""
    member = office.members.require_own(workspace, person)
    if member.guest:
        raise Refused("Guests cannot settle digests. Somebody of this newsroom has to.")
    if channel.startswith("D"):
        raise Refused("A digest belongs to a channel. Type /digest in the channel that shall have it.")
    if why := office.members.why_not_here(workspace, channel, office.settings(workspace)):
        raise Refused(why)


def mail_domains(office: Office) -> frozenset[str]:
    """Give the domains to whose addresses digests may be sent; none where no mail server is set."""
    return office.desk.mailer.domains if office.desk.mailer else frozenset()


def of_channel(office: Office, workspace: str, channel: str) -> list[Subscription]:
    """Give a channel's digests, oldest first."""
    with office.desk.database.transaction(workspace, read_only=True) as s:
        return subscriptions.of_channel(s, channel)


def here(office: Office, workspace: str, channel: str, subscription_id: int) -> Subscription:
    """Give a subscription if it is this channel's and not turned off; raises Refused, NotFound."""
    with office.desk.database.transaction(workspace, read_only=True) as s:
        found = subscriptions.get(s, subscription_id)
    if found.channel != channel or found.state is SubscriptionState.OFF:
        raise Refused("This digest was turned off, or is another channel's. Type /digest show to see those of this channel.")
    return found


def shown(office: Office, workspace: str, channel: str) -> Shown:
    """List a channel's digests."""
    return subscriptions_shown(of_channel(office, workspace, channel), office.now())


def send_now(office: Office, workspace: str, channel: str, found: Subscription | None, key: str) -> str:
    """Have a digest at once; without a subscription, one of the last day. Says what comes of it."""
    digest.make_now(office.desk, workspace, channel, key, found.id if found else None)
    office.cards_due.ring()
    if found is None:
        return "I am posting what happened in the last 24 hours. Type `/digest` to have that at times of your choice."
    return "I am posting what happened since the last digest. The next one comes at its time all the same."


def pause(office: Office, workspace: str, found: list[Subscription]) -> str:
    """Pause digests; says so."""
    digest.look(office.desk, workspace)
    with office.desk.database.transaction(workspace) as s:
        paused = sum(subscriptions.pause(s, each.id) for each in found)
    _changed(office)
    if not paused:
        return "They are paused already." if found else NONE_YET
    return f"{_counted(paused)} paused. `/digest resume` lets {'it' if paused == 1 else 'them'} go on."


def resume(office: Office, workspace: str, found: list[Subscription]) -> str:
    """Let digests go on; says when they come next."""
    now = office.now()
    with office.desk.database.transaction(workspace) as s:
        active = [each for each in found if subscriptions.resume(s, each.id, now)]
    _changed(office)
    if not active:
        return "None of them is paused." if found else NONE_YET
    return f"{_counted(len(active))} on again. Next: {when(min(each.settings.next_due(now) for each in active))}."


def end(office: Office, workspace: str, found: list[Subscription]) -> str:
    """Turn digests off for good; says so."""
    with office.desk.database.transaction(workspace) as s:
        for each in found:
            subscriptions.end(s, each.id)
    _changed(office)
    return f"{_counted(len(found))} turned off. `/digest` sets a new one up." if found else NONE_YET


def _changed(office: Office) -> None:
    office.errands.run(office.timetable_changed)


def _counted(number: int) -> str:
    return f"{counted(number, 'digest')} {'is' if number == 1 else 'are'}"
