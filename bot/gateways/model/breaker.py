"""A circuit breaker: an endpoint that keeps failing is not called for a while, so that nobody waits in vain.

pybreaker does not fit: it reads the clock itself, holds one lock during a call, and its pause cannot grow.
"""

from pydantic import BaseModel

from bot.domain.errors import OutOfReach

FAILURES = 3
"""One failure is chance and two may be one short outage; each has cost somebody the whole timeout."""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 600.0
"""In seconds. Most short outages end in half a minute; after a long one, the model is back in use within ten minutes."""


class Breaker(BaseModel):
    """Counts outages in a row; after `FAILURES` it refuses calls for a pause, then lets one call through as a probe.

    A probe that fails doubles the pause; any answer ends it. All times are in seconds on one clock.
    """

    failures: int = 0
    pause: float = FIRST_PAUSE
    closed_until: float | None = None
    last: str = ""

    def refuse(self, now: float, *, probing: bool) -> None:
        """Raise OutOfReach during a pause, and after it while the probe runs."""
        if self.closed_until is None:
            return
        # No pause is that long: the clock was put back.
        over = not 0 < self.closed_until - now <= LONGEST_PAUSE
        if probing or not over:
            raise OutOfReach(
                f"The model endpoint failed {self.failures} times in a row, so it is not asked for a while. "
                f"The last time: {self.last}"
            )

    def failed(self, now: float, sentence: str, *, probe: bool) -> None:
        """Note an outage."""
        self.last = sentence
        self.failures += 1
        if probe and self.closed_until is not None:
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
        elif self.closed_until is not None or self.failures < FAILURES:
            # A call that was running when the pause began says nothing new.
            return
        self.closed_until = now + self.pause

    def answered(self) -> None:
        """Note that the endpoint answers."""
        self.failures, self.pause, self.closed_until = 0, FIRST_PAUSE, None
