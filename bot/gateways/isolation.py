"""Computation in other processes (pebble): one that takes too long is killed, and nothing here waits for it.

Pages come from anybody, and reading one is pure computation: it must not delay answers to Slack.
"""

import gc
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as OutOfTime
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self, TypeVar

import structlog
from pebble import ProcessExpired, ProcessPool

from bot.domain.errors import Cannot

T = TypeVar("T")
log = structlog.get_logger()

DEADLINE_SECONDS = 20.0
NICENESS = 5
"""Answers to Slack come first where processors are short."""
GARBAGE_AT = 50_000
"""How many new objects trigger a garbage collection. A long digest makes as many and keeps most of them."""
TOO_SLOW = "The page took longer than {seconds:.0f} seconds to read, so it was given up. Paste the text of the article instead."
CRASHED = "The page could not be read: the program that read it broke down. Paste the text of the article instead."


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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
            self._pool.join()

    def __call__(self, function: Callable[..., T], /, *arguments: object) -> T:
        """Run a function and return what it returns; raises what it raises, and Cannot where it took too long."""
        future = self._started().schedule(function, args=arguments, timeout=self._deadline)
        try:
            return future.result()
        except OutOfTime as error:
            log.warning("computation killed", function=function.__qualname__, seconds=self._deadline)
            raise Cannot(TOO_SLOW.format(seconds=self._deadline)) from error
        except (ProcessExpired, BrokenProcessPool) as error:
            log.warning("computation died", function=function.__qualname__, error=str(error))
            raise Cannot(CRASHED) from error

    def _started(self) -> ProcessPool:
        with self._starting:
            if self._pool is None:
                # A fork of this process would copy the locks that its threads hold; the fork server has no threads.
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(self._modules)
                self._pool = ProcessPool(self._processes, initializer=_prepare, context=context)
            return self._pool


def leave_alone_what_stays() -> None:
    """Make garbage collection rarer, and exclude everything that is loaded now: it stays until the end anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AT)


def _prepare() -> None:
    """Let answers to Slack go first, keep libraries from writing to the terminal, and end this process with its parent."""
    os.nice(NICENESS)
    logging.disable(logging.CRITICAL)
    leave_alone_what_stays()

    def wait() -> None:
        if (parent := multiprocessing.parent_process()) is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()
