"""The workspace as its rooms share it: what there is, and how to tell the app of it."""

from dataclasses import dataclass, field

from bot.sandbox.local_slack.courier import Courier
from bot.sandbox.local_slack.events import Events
from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.openings import Openings
from bot.sandbox.local_slack.sockets import Sockets
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.world import World


@dataclass(slots=True)
class Workspace:
    """One running local Slack."""

    world: World
    courier: Courier
    events: Events
    openings: Openings
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
        """Where the server listens."""
        return self.events.url
