"""The sandbox's clock: real time, moved ahead as people wish, so that nobody has to wait for an hour to pass."""

import datetime as dt
import threading
from collections.abc import Callable


class MovingClock:
    """Tells a real clock's time plus what it was moved ahead."""

    def __init__(self, real: Callable[[], dt.datetime]) -> None:
        self._real = real
        self._lock = threading.Lock()
        self._ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        """Give the time."""
        with self._lock:
            return self._real() + self._ahead

    def move(self, by: dt.timedelta) -> None:
        """Move the time ahead; raises ValueError for a move back, which Slack never sees."""
        if by < dt.timedelta():
            raise ValueError("time moves ahead only")
        with self._lock:
            self._ahead += by
