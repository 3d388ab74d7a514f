"""A circuit breaker: an endpoint that keeps failing is not called for a while, so that nobody waits in vain.

pybreaker does not fit: it reads the clock itself, holds one lock during a call, and its pause cannot grow.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.domain.errors import OutOfReach, SecondSourceError, TryLater

FAILURES = 3
"""One failure is chance and two may be one short outage; each has cost somebody the whole timeout."""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 600.0
"""In seconds. Most short outages end in half a minute; after a long one, the model is back in use within ten minutes."""


class Breaker:
    """Counts outages in a row; after `FAILURES` it refuses calls for a pause, then lets one call through as a probe.

    A probe that fails doubles the pause; any answer ends it.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._closed_until: float | None = None
        self._probing = False
        self._last = ""

    def refuse(self) -> None:
        """Raise OutOfReach where a call would be refused now."""
        with self._lock:
            self._refuse()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Hold one call; raises OutOfReach at once during a pause.

        TryLater out of the block is an outage; any other of our errors shows that the endpoint answers.
        """
        with self._lock:
            self._refuse()
            probe = self._probing = self._closed_until is not None
        try:
            yield
        except TryLater as error:
            self._failed(error, probe=probe)
            raise
        except SecondSourceError:
            self._answered()
            raise
        else:
            self._answered()
        finally:
            if probe:
                with self._lock:
                    self._probing = False

    def _refuse(self) -> None:
        if self._closed_until is None or (self._monotonic() >= self._closed_until and not self._probing):
            return
        raise OutOfReach(
            f"The model endpoint failed {self._failures} times in a row, so it is not asked for a while. "
            f"The last time: {self._last}"
        )

    def _failed(self, error: TryLater, *, probe: bool) -> None:
        with self._lock:
            self._last = error.sentence
            self._failures += 1
            if probe and self._closed_until is not None:
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
            elif self._closed_until is not None or self._failures < FAILURES:
                # A call that was running when the pause began says nothing new.
                return
            self._closed_until = self._monotonic() + self._pause

    def _answered(self) -> None:
        with self._lock:
            self._failures, self._pause, self._closed_until = 0, FIRST_PAUSE, None
