"""What an interaction gives the app for a short time: trigger ids for views, response_urls for answers."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.local_slack.errors import SlackError

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """The right to open one view for a person; `view` is the modal in which they acted."""

    user: str
    since: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer one interaction; `ts` is the clicked message, `ephemeral` whether only `user` sees it."""

    user: str
    channel: str
    since: float
    ts: str | None = None
    thread_ts: str | None = None
    ephemeral: bool = False
    uses: int = 0


@dataclass(slots=True)
class Triggers:
    """All trigger ids, which can be used for `seconds`, and response_urls. Times are seconds of the world's clock."""

    now: Callable[[], float]
    rng: random.Random
    seconds: float = TRIGGER_SECONDS
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def trigger(self, user: str, view: str | None = None) -> str:
        """Make a trigger id."""
        made = f"{self.rng.getrandbits(40)}.{self.rng.getrandbits(40)}.{self.rng.getrandbits(128):032x}"
        self._triggers[made] = Trigger(user, self.now(), view)
        return made

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Use a trigger id; raises Slack's error for a wrong, expired or used one."""
        found = self._triggers.get(trigger_id)
        if found is None:
            raise SlackError("invalid_trigger_id")
        if found.used:
            raise SlackError("exchanged_trigger_id")
        if self.now() - found.since > self.seconds:
            raise SlackError("expired_trigger_id")
        found.used = True
        return found

    def response_url(self, to: ResponseUrl) -> str:
        """Make a response_url; returns its last part."""
        made = f"{self.rng.getrandbits(96):024x}"
        self._urls[made] = to
        return made

    def use_response_url(self, key: str) -> ResponseUrl:
        """Use a response_url once; raises Slack's error for an unknown, expired or used-up one."""
        found = self._urls.get(key)
        if found is None:
            raise SlackError("no_such_url")
        if self.now() - found.since > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if found.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        found.uses += 1
        return found
