"""Faults: what goes wrong on purpose."""

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """How one call fails, before or after its work is done."""

    status: int = 200
    error: str = "fatal_error"
    retry_after: int | None = None
    stall: float = 0.0
    """Seconds without an answer."""
    done: bool = False
    """Whether the work is done anyway, and only the answer is lost."""


@dataclass(slots=True)
class Faults:
    """How often which faults happen: shares from 0 to 1, by the workspace's random generator. Can be changed any time."""

    ratelimited: float = 0.0
    retry_after: int = 1
    server_errors: float = 0.0
    timeouts: float = 0.0
    timeout_seconds: float = 35.0
    done_anyway: float = 0.5
    """The share of server errors and timeouts in which the work is done anyway."""
    methods: frozenset[str] | None = None
    """The methods that fail; None for all but apps.connections.open."""
    dropped_connections: float = 0.0
    """Share of deliveries in which the websocket is closed, before or after the payload is sent."""
    twice: bool = False
    """Every event is sent twice, with the same event_id."""
    late: float = 0.0
    """Share of events that are delayed, so that later ones overtake them."""
    late_seconds: float = 0.5
    unfurls: bool = False
    """A message with links is followed by a message_changed event that only adds previews."""
    enforce_posting_rate: bool = False
    """One chat.postMessage per channel and second (by the real clock), else 429."""
    scripted: dict[str, list[Fault]] = field(default_factory=dict)

    def next_time(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method fail with these faults, one each, before any others."""
        self.scripted.setdefault(method, []).extend(faults)

    def draw(self, method: str, rng: random.Random) -> Fault | None:
        """Return how this call fails, or None."""
        scripted = self.scripted.get(method)
        if scripted:
            return scripted.pop(0)
        if (method == "apps.connections.open") if self.methods is None else (method not in self.methods):
            return None
        at = rng.random()
        if at < self.ratelimited:
            return Fault(429, "ratelimited", retry_after=self.retry_after)
        if at < self.ratelimited + self.server_errors:
            return Fault(500, "internal_error", done=rng.random() < self.done_anyway)
        if at < self.ratelimited + self.server_errors + self.timeouts:
            return Fault(stall=self.timeout_seconds, done=rng.random() < self.done_anyway)
        return None
