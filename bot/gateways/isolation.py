"""Computation in other processes (pebble): one that takes too long is killed, and nothing here waits for it.

Pages come from anybody, and reading one is pure computation: it must not delay answers to Slack.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as OutOfTime
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self, TypeVar

import structlog
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from bot.domain.errors import Cannot
from bot.gateways.apart import prepare

T = TypeVar("T")
log = structlog.get_logger()

DEADLINE_SECONDS = 20.0
CLOSED_SECONDS = 0.5
"""Who waits for an answer notices within this time that there will be none."""
STUCK_SECONDS = 600.0
"""Who has waited so long, in the queue too, gives up the pool: one that is alive has killed what was before it."""
JOIN_SECONDS = 30.0
TOO_SLOW = "The page took longer than {seconds:.0f} seconds to read, so it was given up. Paste the text of the article instead."
CRASHED = "The page could not be read: the program that read it broke down. Paste the text of the article instead."


class Closed(BaseException):
    """A computation was not finished, since its process is ending: the work goes on elsewhere.

    It is no Exception, so that nobody takes it for a fault of the page and records it.
    """


class Isolation:
    """Runs pure functions in `processes` other processes, each within `deadline` seconds; fits `Compute`.

    The processes start at the first call, with `modules` loaded. Closing ends them.
    """

    def __init__(self, processes: int, *, modules: Sequence[str] = (), deadline: float = DEADLINE_SECONDS) -> None:
        self._processes = processes
        self._modules = list(modules)
        self._deadline = deadline
        self._starting = threading.Lock()
        self._pool: ProcessPool | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._starting:
            self._closed = True
            self._drop_pool()

    def __call__(self, function: Callable[..., T], /, *arguments: object) -> T:
        """Run a function and return what it returns; raises what it raises, Cannot if it took too long, and Closed."""
        try:
            try:
                return self._result(function, arguments)
            except BrokenProcessPool as error:
                # A process died while it was idle, which is no fault of this function. Pebble's pool never recovers from that.
                log.warning("the pool broke", error=str(error))
                return self._result(function, arguments)
        except OutOfTime as error:
            log.warning("computation killed", function=function.__qualname__, seconds=self._deadline)
            raise Cannot(TOO_SLOW.format(seconds=self._deadline)) from error
        except (ProcessExpired, BrokenProcessPool) as error:
            self._raise_if_closed()
            log.warning("computation died", function=function.__qualname__, error=str(error))
            raise Cannot(CRASHED) from error

    def _result(self, function: Callable[..., T], arguments: tuple[object, ...]) -> T:
        pool, future = self._future(function, arguments)
        until = time.monotonic() + STUCK_SECONDS
        # Pebble forgets those who wait when its pool is stopped.
        while not wait([future], CLOSED_SECONDS).done:
            self._raise_if_closed()
            if time.monotonic() > until:
                self._give_up(pool)
        return future.result()

    def _give_up(self, pool: ProcessPool) -> None:
        with self._starting:
            if self._pool is pool:
                self._drop_pool()
        raise BrokenProcessPool("nothing was computed")

    def _future(self, function: Callable[..., T], arguments: tuple[object, ...]) -> tuple[ProcessPool, ProcessFuture[T]]:
        with self._starting:
            self._raise_if_closed()
            if self._pool is not None and not self._pool.active:
                self._drop_pool()
            if self._pool is None:
                # A fork of this process would copy the locks that its threads hold; the fork server has no threads.
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(self._modules)
                self._pool = ProcessPool(self._processes, initializer=prepare, context=context)
            return self._pool, self._pool.schedule(function, args=arguments, timeout=self._deadline)

    def _drop_pool(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
            # Its own threads wait for each other and for processes without a limit.
            joining = threading.Thread(target=self._pool.join, name="pool", daemon=True)
            joining.start()
            joining.join(JOIN_SECONDS)
            if joining.is_alive():
                log.warning("the pool did not end")
            self._pool = None

    def _raise_if_closed(self) -> None:
        if self._closed:
            raise Closed
