"""How far something is that takes longer than two seconds, on standard error."""

from time import monotonic

from bot.commands.output import progress

SECONDS = 2.0


class Progress:
    """Says every two seconds how far something is; what takes less says nothing."""

    def __init__(self, verb: str, total: int = 0) -> None:
        self._verb, self._total, self._next = verb, total, monotonic() + SECONDS

    def reached(self, done: int) -> None:
        """Say how far it is, where nobody knows how much there is."""
        if monotonic() >= self._next:
            self._next = monotonic() + SECONDS
            progress(f"{self._verb} {done:,} …")

    def at(self, done: int, total: int | None = None) -> None:
        """Say how far it is, if it is time to."""
        if monotonic() >= self._next:
            self._next = monotonic() + SECONDS
            progress(f"{self._verb} {done:,} of {total or self._total:,} …")
