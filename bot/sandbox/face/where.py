"""Who looks, and at what: it stands in the page's address, so that two tabs can be two people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Role

HOME = "home"
APP_MESSAGES = "app"


@dataclass(frozen=True, slots=True)
class Where:
    """One look at the workspace. `at` is a channel's id, HOME or APP_MESSAGES; `chosen` whether the address named it."""

    person: str
    at: str
    thread: str = ""
    chosen: bool = True

    @property
    def pane(self) -> Literal["sidebar", "main", "thread"]:
        """The pane that a phone shows."""
        return "thread" if self.thread else "main" if self.chosen else "sidebar"

    def url(self, at: str | None = None, thread: str = "") -> str:
        """Give the page's address for another place as the same person; without `at`, the one that names no place."""
        parts = {"as": self.person, "at": at, "thread": thread}
        return "/?" + urlencode({key: value for key, value in parts.items() if value})

    def channel(self, slack: LocalSlack) -> str | None:
        """Give the id of the conversation looked at; None on the Home tab."""
        if self.at == HOME:
            return None
        return slack.direct(self.person).id if self.at == APP_MESSAGES else self.at


def where(slack: LocalSlack, given: Mapping[str, str]) -> Where:
    """Read an address; what it does not name, or names wrongly, is the first person and a channel of theirs."""
    people = [person.id for person in slack.world.people.values() if person.role is not Role.BOT]
    person = given.get("as", "")
    if person not in people:
        person = people[0]
    channels = slack.channels(person)
    at = given.get("at", "")
    known = at in (HOME, APP_MESSAGES) or any(channel.id == at for channel in channels)
    if not known:
        # First of all a channel in which the app can be met.
        channels.sort(key=lambda channel: (person not in channel.members, slack.bot_user not in channel.members, channel.name))
        at = channels[0].id if channels else HOME
    thread = given.get("thread", "") if known and at != HOME else ""
    return Where(person, at, thread, chosen=known)
