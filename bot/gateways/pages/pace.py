"""Requests to one site follow each other at a distance, whichever process on the database makes them."""

import time
import zlib
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

SECONDS_APART = 1.0
"""What many sites ask of programs. A link has one request at a site, redirects there included."""
LONGEST_WAIT = 120.0
"""Where the next free moment is further away, some host's clock was put back: so many links are never in hand at a time."""
PLACES = 4096
"""How many sites are told apart: what is kept stays small whatever is brought. Two that share a place wait for each other."""

Change = Callable[[str, Callable[[Any], tuple[Any, float]]], float]
"""Hands what is known of a place to a function and stores what it makes of it, one at a time; returns what else it returns."""


class _Site(BaseModel):
    """When the next request may go out."""

    next: float = 0.0


class Pace:
    """Lets a request wait for its turn at a site. `clock` and `sleep` are in seconds."""

    def __init__(
        self,
        change: Change,
        *,
        seconds: float = SECONDS_APART,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._change = change
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep

    def wait(self, host: str) -> float:
        """Wait for the turn of a request; returns for how many seconds."""

        def take(stored: Any) -> tuple[Any, float]:
            now, free = self._clock(), _Site.model_validate(stored).next
            turn = free if now < free <= now + LONGEST_WAIT else now
            return _Site(next=turn + self._seconds).model_dump(), turn - now

        seconds = self._change(f"site {zlib.crc32(host.encode()) % PLACES}", take)
        if seconds > 0:
            self._sleep(seconds)
        return seconds


def no_wait(_host: str) -> float:
    """Let a request go out at once."""
    return 0.0
