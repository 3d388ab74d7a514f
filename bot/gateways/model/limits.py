"""Limits on this process's model calls: at a time and per minute."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.domain.errors import Busy

MINUTE = 60.0
PATIENCE_SECONDS = 120.0
"""How long a call waits for its turn: two full minutes of calls. After that, a built-in reading now is worth more."""


class CallLimits:
    """Lets calls through: at most `at_once` together and, unless it is None, `per_minute` begun in any minute.

    `monotonic` and `sleep` are the clock; `patience` is the longest wait, in seconds.
    """

    def __init__(
        self,
        at_once: int = 8,
        per_minute: int | None = None,
        *,
        patience: float = PATIENCE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.at_once = at_once
        self.per_minute = per_minute
        self._patience = patience
        self._monotonic = monotonic
        self._sleep = sleep
        self._places = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._begun: deque[float] = deque()

    @contextmanager
    def call(self, after_waiting: Callable[[], None] = lambda: None) -> Iterator[Callable[[], None]]:
        """Wait for a turn and hold it; yields the function to call at each request, so that retries count too.

        A turn without any request does not count. `after_waiting` is called with a turn that did not come at once; it may
        raise. Raises Busy where the turn does not come within `patience`.
        """
        until = self._monotonic() + self._patience
        at_once = self._places.acquire(blocking=False)
        if not at_once and not self._places.acquire(timeout=self._patience):
            raise Busy(f"The model is busy with other articles of ours ({self.at_once} at once). Try again in a while.")
        try:
            turn, waited = self._wait_for_minute(until)
            requests = 0

            def requested() -> None:
                nonlocal requests
                requests += 1
                # The first request was counted when its turn came.
                if requests > 1:
                    self._note()

            try:
                if waited or not at_once:
                    after_waiting()
                yield requested
            finally:
                if not requests:
                    self._release_turn(turn)
        finally:
            self._places.release()

    def _wait_for_minute(self, until: float) -> tuple[float, bool]:
        """Wait until the minute has room, and take it; returns the moment, and whether it had none at first."""
        waited = False
        while True:
            with self._lock:
                wait = self._wait()
                if wait <= 0:
                    return self._take(), waited
            waited = True
            if self._monotonic() + wait > until:
                raise Busy(
                    f"More articles wait for the model than it may be asked about ({self.per_minute} requests a minute). "
                    "Try again in a while."
                )
            self._sleep(wait)

    def _wait(self) -> float:
        """Return the seconds until the minute has room, and forget calls that began before it."""
        now = self._monotonic()
        while self._begun and self._begun[0] <= now - MINUTE:
            self._begun.popleft()
        if self.per_minute is None or len(self._begun) < self.per_minute:
            return 0.0
        return self._begun[-self.per_minute] + MINUTE - now

    def _take(self) -> float:
        now = self._monotonic()
        self._begun.append(now)
        return now

    def _note(self) -> None:
        with self._lock:
            self._take()

    def _release_turn(self, turn: float) -> None:
        with self._lock:
            if turn in self._begun:
                self._begun.remove(turn)
