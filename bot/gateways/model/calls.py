"""The calls of one model endpoint: how many at a time and in a minute, and none while it is out of reach.

All processes on one database keep these limits together: the state of the endpoint is a row there. Its times are those of the
hosts' clocks, which may differ by a few seconds.
"""

import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import structlog
from pydantic import BaseModel, Field

from bot.domain.errors import Busy, SecondSourceError, TryLater
from bot.gateways.model.breaker import Breaker

MINUTE = 60.0
PATIENCE_SECONDS = 120.0
"""How long a call waits for its turn: two full minutes of calls. After that, a built-in reading now is worth more."""
LONGEST_SECONDS = 300.0
"""How long a call holds its turn at most; afterwards its process is taken for dead."""
ASKED_AGAIN_SECONDS = 0.5
"""How soon a call looks again whether another process has ended one."""

# The number of a process that died may be given to another one.
_MARK = secrets.token_hex(4)
T = TypeVar("T")
log = structlog.get_logger()


class State(BaseModel):
    """What is known of an endpoint: when the requests of the last minute and the running calls began, and its outages.

    A call is named after its process: host, number, random mark, and a random mark of its own. `probe` names one of them.
    """

    begun: list[float] = Field(default_factory=list)
    running: dict[str, float] = Field(default_factory=dict)
    breaker: Breaker = Field(default_factory=Breaker)
    probe: str = ""

    def forget_what_is_over(self, now: float, longest: float) -> None:
        """Forget what is over or was a dead process's."""
        self.begun = [at for at in self.begun if now - at < MINUTE]
        running = self.running.items()
        self.running = {call: at for call, at in running if now - at < longest and not _is_of_the_dead(call)}

    # What is far in times to come stays but does not count: either it comes from a clock that was put back since, or this
    # host's clock is slow, and for the others it counts.

    def begun_by(self, now: float) -> list[float]:
        """Return when the requests of the last minute began."""
        return [at for at in self.begun if at - now < MINUTE]

    def running_by(self, now: float) -> set[str]:
        """Return the running calls."""
        return {call for call, at in self.running.items() if at - now < MINUTE}

    def refuse(self, now: float) -> None:
        """Raise OutOfReach where a call would be refused now."""
        self.breaker.refuse(now, probing=self.probe in self.running_by(now))


def _process_numbers() -> str:
    """Name the host as far as one number means one process: a boot of a machine and, on Linux, a namespace of processes.

    Containers may have equal host names and do not share their numbers.
    """
    if sys.platform != "linux":
        return socket.gethostname()
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{socket.gethostname()}:{boot}:{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        # Unknown: then no other process is taken for dead.
        return f"{socket.gethostname()}:{_MARK}"


_HOST = _process_numbers()


def _process() -> str:
    return f"{_HOST}/{os.getpid()}/{_MARK}"


def _is_of_the_dead(call: str) -> bool:
    """Say whether a call's process was on this host and is no more: it was killed, and nobody else will end the call."""
    process, _, _ = call.rpartition("/")
    host, _, rest = process.partition("/")
    number = rest.partition("/")[0]
    if process == _process() or host != _HOST or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class Shared(Protocol):
    """Changes a state while nobody else does, and keeps it; if the change raises, the state stays as it was."""

    def __call__(self, change: Callable[[State], T]) -> T:
        """Return what the change returns."""
        ...


class InThisProcess:
    """The state of an endpoint that only this process knows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = State()

    def __call__(self, change: Callable[[State], T]) -> T:
        """Change the state."""
        with self._lock:
            state = self._state.model_copy(deep=True)
            given = change(state)
            self._state = state
            return given


class InDatabase:
    """The state of an endpoint in the database; `change` hands the stored form to a function and stores what it makes of it."""

    def __init__(self, change: Callable[[Callable[[Any], tuple[Any, Any]]], Any]) -> None:
        self._change = change

    def __call__(self, change: Callable[[State], T]) -> T:
        """Change the state."""

        def changed(stored: Any) -> tuple[Any, T]:
            state = State.model_validate(stored)
            given = change(state)
            return state.model_dump(mode="json"), given

        given: T = self._change(changed)
        return given


class _Turn(NamedTuple):
    """A call's turn; `probe` says that it alone is let through after a pause."""

    call: str
    begun: float
    probe: bool


class _Wait(NamedTuple):
    """After how many seconds to ask again for a turn; `all_taken` says that other calls have them all."""

    seconds: float
    all_taken: bool


class Calls:
    """Lets calls through: at most `at_once` together and, unless it is None, `per_minute` begun in any minute.

    `clock`, `monotonic` and `sleep` are in seconds: what is shared has the times of `clock`, which may be put back; own waits
    are measured by `monotonic`. `patience` is the longest wait, `longest` the longest call.
    """

    def __init__(
        self,
        at_once: int = 8,
        per_minute: int | None = None,
        *,
        patience: float = PATIENCE_SECONDS,
        longest: float = LONGEST_SECONDS,
        shared: Shared | None = None,
        clock: Callable[[], float] = time.monotonic,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.at_once = at_once
        self.per_minute = per_minute
        self._patience = patience
        self._longest = longest
        self._shared = shared or InThisProcess()
        self._clock = clock
        self._monotonic = monotonic
        self._sleep = sleep
        # Threads of this process wait for each other without looking into the database.
        self._places = threading.BoundedSemaphore(at_once)

    def refuse(self) -> None:
        """Raise OutOfReach where a call would be refused now."""

        def refuse(state: State) -> None:
            state.forget_what_is_over(self._clock(), self._longest)
            state.refuse(self._clock())

        self._shared(refuse)

    @contextmanager
    def call(self, check: Callable[[], None] = lambda: None) -> Iterator[Callable[[], None]]:
        """Wait for a turn and hold it; yields the function to call at each request, so that retries count too.

        A turn without any request does not count in the minute. `check` is called before, and again after a wait; it may raise.
        Raises OutOfReach at once while the endpoint is left alone, and Busy where the turn does not come within `patience`.
        TryLater out of the block is an outage; any other of our errors shows that the endpoint answers.
        """
        until = self._monotonic() + self._patience
        check()
        at_once = self._places.acquire(blocking=False)
        if not at_once:
            self.refuse()
            if not self._places.acquire(timeout=self._patience):
                raise self._all_taken()
        try:
            turn = self._begin(until, check, waited=not at_once)
            requests = 0

            def requested() -> None:
                nonlocal requests
                requests += 1
                # The first request was counted when its turn came.
                if requests > 1:
                    self._note(lambda state: state.begun.append(self._clock()))

            outage: str | None = None
            answered = False
            try:
                yield requested
                answered = True
            except TryLater as error:
                outage = error.sentence
                raise
            except SecondSourceError:
                answered = True
                raise
            finally:
                self._note(lambda state: self._end(state, turn, unasked=not requests, outage=outage, answered=answered))
        finally:
            self._places.release()

    def _note(self, change: Callable[[State], None]) -> None:
        """Change the state where it is kept, if that is possible now: without it a turn ends after `longest`.

        A paid answer is worth more, and trouble of our own is no outage of the endpoint.
        """
        try:
            self._shared(change)
        except SecondSourceError as error:
            log.warning("endpoint_state_not_kept", why=error.sentence)

    def _begin(self, until: float, check: Callable[[], None], *, waited: bool) -> _Turn:
        while True:
            if waited:
                check()
            turn = self._shared(self._take)
            if isinstance(turn, _Turn):
                return turn
            if self._monotonic() + turn.seconds > until:
                raise self._all_taken() if turn.all_taken else self._too_many()
            waited = True
            self._sleep(turn.seconds)

    def _take(self, state: State) -> _Turn | _Wait:
        now = self._clock()
        state.forget_what_is_over(now, self._longest)
        state.refuse(now)
        if len(state.running_by(now)) >= self.at_once:
            return _Wait(ASKED_AGAIN_SECONDS, all_taken=True)
        begun = state.begun_by(now)
        if self.per_minute is not None and len(begun) >= self.per_minute:
            return _Wait(sorted(begun)[-self.per_minute] + MINUTE - now, all_taken=False)
        turn = _Turn(f"{_process()}/{secrets.token_hex(8)}", now, probe=state.breaker.closed_until is not None)
        state.running[turn.call] = now
        if turn.probe:
            state.probe = turn.call
        state.begun.append(now)
        return turn

    def _end(self, state: State, turn: _Turn, *, unasked: bool, outage: str | None, answered: bool) -> None:
        state.running.pop(turn.call, None)
        if unasked and turn.begun in state.begun:
            state.begun.remove(turn.begun)
        if outage is not None:
            state.breaker.failed(self._clock(), outage, probe=turn.probe)
        elif answered:
            state.breaker.answered()

    def _all_taken(self) -> Busy:
        return Busy(f"The model is busy with other articles of ours ({self.at_once} at once). Try again in a while.")

    def _too_many(self) -> Busy:
        return Busy(
            f"More articles wait for the model than it may be asked about ({self.per_minute} requests a minute). "
            "Try again in a while."
        )
