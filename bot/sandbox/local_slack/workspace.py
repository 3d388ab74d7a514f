"""The parts that the modules of the local Slack share: the state, and the delivery to the app."""

from dataclasses import dataclass, field

from bot.sandbox.local_slack.dispatcher import Dispatcher
from bot.sandbox.local_slack.events import Events
from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.sockets import Sockets
from bot.sandbox.local_slack.triggers import Triggers
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.world import World


@dataclass(slots=True)
class Workspace:
    """One running local Slack."""

    world: World
    dispatcher: Dispatcher
    events: Events
    triggers: Triggers
    sockets: Sockets
    faults: Faults
    suggestions: dict[tuple[str, str, str], list[Json]] = field(default_factory=dict)
    """Options that the app suggested, by place (message or view), block id and action id."""
    revoked: set[str] = field(default_factory=set)
    oauth_codes: set[str] = field(default_factory=set)
    posted_at: dict[str, float] = field(default_factory=dict)
    """When the app last posted into a channel, by the real clock, for the rate limit."""

    @property
    def url(self) -> str:
        """Return the server's address."""
        return self.events.url
