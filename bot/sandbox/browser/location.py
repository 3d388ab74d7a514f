"""Who looks at what. It is in the page's address, so that two tabs can be two people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Role

HOME = "home"
APP_MESSAGES = "app"


@dataclass(frozen=True, slots=True)
class Location:
    """A person and a place. `at` is a channel's id, HOME or APP_MESSAGES; `chosen` means that the address names it."""

    person: str
    at: str
    thread: str = ""
    chosen: bool = True

    @property
    def pane(self) -> Literal["sidebar", "main", "thread"]:
        """Return the pane that a phone shows."""
        return "thread" if self.thread else "main" if self.chosen else "sidebar"

    def url(self, at: str | None = None, thread: str = "") -> str:
        """Return the page's address for another place as the same person; without `at`, it names no place."""
        parts = {"as": self.person, "at": at, "thread": thread}
        return "/?" + urlencode({key: value for key, value in parts.items() if value})

    def channel(self, slack: LocalSlack) -> str | None:
        """Return the id of the visible conversation; None on the Home tab."""
        if self.at == HOME:
            return None
        return slack.direct(self.person).id if self.at == APP_MESSAGES else self.at


def location(slack: LocalSlack, given: Mapping[str, str]) -> Location:
    """Read an address; missing or wrong parts become the first person and one of their channels."""
    people = [person.id for person in slack.world.people.values() if person.role is not Role.BOT]
    person = given.get("as", "")
    if person not in people:
        person = people[0]
    channels = slack.channels(person)
    at = given.get("at", "")
    known = at in (HOME, APP_MESSAGES) or any(channel.id == at for channel in channels)
    if not known:
        # Prefer a channel of which the app is a member.
        channels.sort(key=lambda channel: (person not in channel.members, slack.bot_user not in channel.members, channel.name))
        at = channels[0].id if channels else HOME
    thread = given.get("thread", "") if known and at != HOME else ""
    return Location(person, at, thread, chosen=known)
