"""The sandbox's clock: real time that people can move ahead, so that nobody has to wait for hours."""

import datetime as dt
import threading
import time
from collections.abc import Callable

LOOK_SECONDS = 0.25
"""How often the bot in the sandbox checks what is due; elsewhere seconds pass between two checks."""
_PAUSE_SECONDS = 0.05
_MOST_PAUSES = 300
_LEAST = dt.timedelta(minutes=1)


class MovingClock:
    """A clock that shows real time plus the time by which it was moved ahead.

    `next_stop` returns the first moment after another at which something is due, so that the clock stops there, and nowhere
    else. `at_rest` returns whether the bot is idle: everything that was due is done.
    """

    def __init__(self, real: Callable[[], dt.datetime]) -> None:
        self.next_stop: Callable[[dt.datetime], dt.datetime | None] = lambda _after: None
        self.at_rest: Callable[[], bool] = lambda: True
        self._real = real
        self._lock = threading.Lock()
        self._ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        """Return the time."""
        with self._lock:
            return self._real() + self._ahead

    def move(self, by: dt.timedelta) -> None:
        """Move the time ahead; raises ValueError for a move back."""
        _refuse_back(by)
        with self._lock:
            self._ahead += by

    def let_pass(self, by: dt.timedelta, sleep: Callable[[float], object] = time.sleep) -> None:
        """Let time pass quickly, from one thing that is due to the next, so that the bot misses none.

        A step begins when the bot is idle, so that no time passes while something is half done, but it waits at most some
        seconds for that. Raises ValueError for a move back.
        """
        _refuse_back(by)
        while by > dt.timedelta():
            self._wait_until_idle(sleep)
            now = self()
            stop = self.next_stop(now)
            step = by if stop is None else min(by, max(stop - now, _LEAST))
            self.move(step)
            by -= step

    def _wait_until_idle(self, sleep: Callable[[float], object]) -> None:
        for _ in range(_MOST_PAUSES):
            if self.at_rest():
                return
            sleep(_PAUSE_SECONDS)


def _refuse_back(by: dt.timedelta) -> None:
    if by < dt.timedelta():
        raise ValueError("time moves ahead only")
