"""What goes wrong on purpose."""

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """How one call is answered instead of, or after, its work."""

    status: int = 200
    error: str = "fatal_error"
    retry_after: int | None = None
    stall: float = 0.0
    """Seconds without an answer."""
    done: bool = False
    """Whether the work is done all the same: only the answer is lost."""


@dataclass(slots=True)
class Faults:
    """Shares are from 0 to 1, drawn from the workspace's own randomness. May be changed while it runs."""

    ratelimited: float = 0.0
    retry_after: int = 1
    server_errors: float = 0.0
    timeouts: float = 0.0
    timeout_seconds: float = 35.0
    done_anyway: float = 0.5
    """Of the server errors and timeouts, the share in which the work was done."""
    methods: frozenset[str] | None = None
    """The methods that fail; None: every one but apps.connections.open."""
    dropped_connections: float = 0.0
    """Share of deliveries at which the websocket dies, before or after the event was handed over."""
    twice: bool = False
    """Every event comes twice, with the same event_id."""
    late: float = 0.0
    """Share of events that are held back, so that later ones overtake them."""
    late_seconds: float = 0.5
    unfurls: bool = False
    """A message with links is followed by a message_changed that only adds the previews."""
    enforce_posting_rate: bool = False
    """One chat.postMessage per channel and second by the real clock, else 429."""
    scripted: dict[str, list[Fault]] = field(default_factory=dict)

    def next_time(self, method: str, *faults: Fault) -> None:
        """Answer the next calls of a method with these, one each, before anything else."""
        self.scripted.setdefault(method, []).extend(faults)

    def draw(self, method: str, rng: random.Random) -> Fault | None:
        """Say how this call fails, or None."""
        waiting = self.scripted.get(method)
        if waiting:
            return waiting.pop(0)
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
