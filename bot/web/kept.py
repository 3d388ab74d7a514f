"""Answers that are kept for a moment: given again only while nothing was decided or closed since, and made once for all."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.web.answers import Answer

KEPT_SECONDS = 2.0
"""How long an answer is given again while the record's version stays: what has none, such as an outlet's name, is so late."""
_PAUSE_SECONDS = 0.005
"""However many ask, the version is not looked up more often than that."""
FRESH_SECONDS = 0.02
"""Where only a query tells the version, it is taken for the version so long: what was closed is shown for as long at most."""
_MOST_KEPT, _MOST_BYTES = 500, 32_000_000
_Version = tuple[object, ...]


class Shelf:
    """Keeps the latest answers, so that many readers of one page cost one look at the record."""

    def __init__(self, seconds: float = KEPT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._kept: OrderedDict[str, tuple[float, _Version, Answer]] = OrderedDict()
        self._bytes = 0

    def find(self, key: str, version: _Version) -> Answer | None:
        """Return what was answered a moment ago, of the same version of the record."""
        until, kept_of, answer = self._kept.get(key, (0.0, (), None))
        return answer if answer is not None and kept_of == version and self._clock() < until else None

    def keep(self, key: str, version: _Version, answer: Answer) -> None:
        """Keep an answer; the oldest goes when there are too many. Those that found nothing are not kept."""
        size = _size(key, answer)
        if answer.status != 200 or size > _MOST_BYTES:
            return
        if key in self._kept:
            self._bytes -= _size(key, self._kept.pop(key)[2])
        self._kept[key] = (self._clock() + self._seconds, version, answer)
        self._bytes += size
        while len(self._kept) > _MOST_KEPT or self._bytes > _MOST_BYTES:
            oldest, (_, _, gone) = self._kept.popitem(last=False)
            self._bytes -= _size(oldest, gone)


class Once:
    """Looks the version up once for all who wait for it; each look is begun after all of them have come.

    While the `mark` of the database is the one from before the last look, nothing was committed since, and nobody looks. Where
    it has no mark, what a look found holds for `fresh` seconds from its beginning on.
    """

    def __init__(
        self, mark: Callable[[], int | None] = lambda: None, *, pause: float = _PAUSE_SECONDS, fresh: float = 0.0
    ) -> None:
        self._mark, self._pause, self._fresh, self._begun = mark, pause, fresh, -pause
        self._waiting: asyncio.Task[_Version] | None = None
        self._known: tuple[int | None, _Version, float] | None = None

    async def now(self, look: Callable[[], Awaitable[_Version]]) -> _Version:
        """Return the version of the record as it is now, as a look finds it that begins from now on, or as it just was."""
        if self._known is not None:
            marked, version, begun = self._known
            if time.monotonic() - begun < self._fresh if marked is None else marked == self._mark():
                return version
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.create_task(self._look(look))
        return await asyncio.shield(self._waiting)

    async def _look(self, look: Callable[[], Awaitable[_Version]]) -> _Version:
        if (wait := self._begun + self._pause - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        # Who comes from here on waits for the next look.
        begun = time.monotonic()
        self._waiting, self._begun = None, begun
        # What is committed between the two changes the mark once more.
        marked = self._mark()
        version = await look()
        self._known = marked, version, begun
        return version


class Together:
    """Makes what several ask for at once a single time."""

    def __init__(self) -> None:
        self._making: dict[object, asyncio.Task[Answer]] = {}

    async def make(self, what: object, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return what is being made under this name already, or make it."""
        making = self._making.get(what)
        if making is None:
            making = self._making[what] = asyncio.create_task(self._make(what, make))
        return await asyncio.shield(making)

    async def _make(self, what: object, make: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            return await make()
        finally:
            del self._making[what]


def _size(key: str, answer: Answer) -> int:
    return len(key) + len(answer.body) + len(answer.small)
