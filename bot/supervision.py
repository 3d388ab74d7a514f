"""Supervises a child process: starts it, restarts it when it dies, and ends it together with this process."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from bot.gateways.apart import NICENESS

log = structlog.get_logger()

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
LIVED_SECONDS = 60.0
"""After a run this long, the next restart waits only for the first pause again."""
END_SECONDS = 20.0


class Supervised:
    """One command, kept running until `end` is called.

    Its standard input is a pipe from this process. When this process ends, for any reason, the pipe closes and the command
    stops too.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._process = self._start()
        self._thread = threading.Thread(target=self._restart_when_dead, name="supervision", daemon=True)
        self._thread.start()

    def faults(self) -> list[str]:
        """List what is wrong, for /healthz: the command is not running at the moment."""
        code = self._process.poll()
        return [] if code is None else [f"The process that does the work ended with code {code}; it is started again."]

    def end(self) -> None:
        """Ask the command to end, and kill it if it does not."""
        with self._lock:
            self._ending.set()
            self._close_stdin()
        try:
            self._process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("killed, since it did not end", command=self._command)
            self._process.kill()
            self._process.wait()
        self._thread.join()

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 - our own command
        with contextlib.suppress(ProcessLookupError):
            # From its first moment: its start takes more of the processors than most of its work.
            os.setpriority(os.PRIO_PROCESS, process.pid, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
        return process

    def _restart_when_dead(self) -> None:
        pause, started = FIRST_PAUSE_SECONDS, time.monotonic()
        while True:
            code = self._process.wait()
            if self._ending.is_set():
                return
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - started >= LIVED_SECONDS else pause
            log.error("the worker died", code=code, again_in=pause)
            if self._ending.wait(pause):
                return
            pause, started = min(pause * 2, LONGEST_PAUSE_SECONDS), time.monotonic()
            with self._lock:
                if self._ending.is_set():
                    return
                self._close_stdin()
                try:
                    self._process = self._start()
                except OSError as error:
                    # The next round finds the old process ended, and tries again after a longer pause.
                    log.warning("the worker cannot be started", error=str(error))

    def _close_stdin(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()


@contextmanager
def running(command: Sequence[str]) -> Iterator[Supervised]:
    """Keep a command running until the context ends."""
    supervised = Supervised(command)
    try:
        yield supervised
    finally:
        supervised.end()
