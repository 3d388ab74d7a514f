"""The sandbox's clock: real time, moved ahead as people wish, so that nobody has to wait for an hour to pass."""

import datetime as dt
import threading
import time
from collections.abc import Callable

STRIDE = dt.timedelta(hours=1)
LOOK_SECONDS = 0.25
"""So often the bot in the sandbox looks at what is due; elsewhere seconds pass between two looks."""
_PAUSE_SECONDS = 0.25
_MOST_PAUSES = 60


class MovingClock:
    """Tells a real clock's time plus what it was moved ahead.

    `next_stop` gives the first moment later than another at which something is due, so that time does not pass over it.
    `at_rest` tells whether all that was due has been done.
    """

    def __init__(self, real: Callable[[], dt.datetime]) -> None:
        self.next_stop: Callable[[dt.datetime], dt.datetime | None] = lambda _after: None
        self.at_rest: Callable[[], bool] = lambda: True
        self._real = real
        self._lock = threading.Lock()
        self._ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        """Give the time."""
        with self._lock:
            return self._real() + self._ahead

    def move(self, by: dt.timedelta) -> None:
        """Move the time ahead; raises ValueError for a move back, which Slack never sees."""
        _refuse_back(by)
        with self._lock:
            self._ahead += by

    def let_pass(self, by: dt.timedelta, sleep: Callable[[float], object] = time.sleep) -> None:
        """Let time pass quickly, in strides: whoever looks at it now and then sees no day vanish, and does what was due on it.

        A stride begins when all is at rest, so that no hour passes while something is half done; whatever never comes to rest
        is waited for no longer than some seconds. Raises ValueError for a move back.
        """
        _refuse_back(by)
        while by > dt.timedelta():
            self._come_to_rest(sleep)
            now = self()
            stop = self.next_stop(now)
            stride = min(by, STRIDE, *([stop - now] if stop else []))
            self.move(stride)
            by -= stride
            if by:
                sleep(_PAUSE_SECONDS)

    def _come_to_rest(self, sleep: Callable[[float], object]) -> None:
        for _ in range(_MOST_PAUSES):
            if self.at_rest():
                return
            sleep(_PAUSE_SECONDS)


def _refuse_back(by: dt.timedelta) -> None:
    if by < dt.timedelta():
        raise ValueError("time moves ahead only")
