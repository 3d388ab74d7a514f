"""The bot's processes, which are killed and started again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

END_SECONDS = 60.0


class Process:
    """One process with its own children; `kill` ends them all with SIGKILL."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._command = [sys.executable, "-m", "tests.storm.bot", *arguments]
        self._environment = environment
        self._log = log.open("ab")
        self._process = self._start()

    @property
    def pid(self) -> int:
        """Return its number."""
        return self._process.pid

    def kill(self) -> None:
        """Kill all processes with SIGKILL."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(END_SECONDS)

    def start_again(self) -> None:
        """Start it again after it ended."""
        self._process.wait(END_SECONDS)
        self._process = self._start()

    def ended(self) -> int | None:
        """Return its exit code; None while it runs."""
        return self._process.poll()

    def signal(self, number: int) -> None:
        """Send a signal to it and its children."""
        os.killpg(self._process.pid, number)

    def stop(self) -> None:
        """Ask it to stop, and kill what does not."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=END_SECONDS)
        self.kill()
        self._log.close()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            env=dict(self._environment),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )


class Fleet:
    """`serve` and perhaps workers beside it."""

    def __init__(self, folder: Path, environment: dict[str, str], pages: int, *, kind: str, workers: int) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "SECOND_SOURCE_", "OPENAI_"))}
        whole = kept | environment
        door = "idle" if workers else kind
        self.serve = Process([str(pages), *([door] if door else [])], whole, folder / "serve.log")
        self.workers = [Process([str(pages), "stay"], whole, folder / f"worker-{n}.log") for n in range(workers)]
        self.kills = list[tuple[float, int]]()
        """When `serve` or a worker was killed, on the monotonic clock, and its number."""
        self.serve_kills = list[float]()

    @property
    def all(self) -> list[Process]:
        """Return all processes."""
        return [self.serve, *self.workers]

    def kill_one(self, chance: random.Random) -> str:
        """Kill one process at random, and start it again; returns which one it was."""
        victim = chance.choice(self.all)
        self.kills.append((time.monotonic(), victim.pid))
        if victim is self.serve:
            self.serve_kills.append(time.monotonic())
        victim.kill()
        victim.start_again()
        return "serve" if victim is self.serve else f"worker {self.workers.index(victim) + 1}"

    def start_what_ended(self) -> int:
        """Start what ended by itself, as whoever supervises it would; returns how many."""
        ended = [each for each in self.all if each.ended() is not None]
        for each in ended:
            if each is self.serve:
                self.serve_kills.append(time.monotonic())
            each.start_again()
        return len(ended)

    def stop(self) -> None:
        """Ask all to stop."""
        for each in self.all:
            each.stop()
