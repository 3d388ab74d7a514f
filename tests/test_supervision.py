"""A process beside this one: real processes, really killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import supervision
from bot.gateways.apart import NICENESS
from bot.supervision import running

PATIENCE = 600
# It writes its number into a file of its own, and ends with its standard input.
WORKER = """
import os, pathlib, sys
(pathlib.Path(sys.argv[1]) / str(os.getpid())).touch()
sys.stdin.read()
"""


def worker(folder: Path) -> list[str]:
    return [sys.executable, "-c", WORKER, str(folder)]


def until(condition: Callable[[], object]) -> None:
    for _ in range(PATIENCE * 20):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def started(folder: Path) -> set[int]:
    return {int(path.name) for path in folder.iterdir()}


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_that_dies_is_started_again_and_health_says_so_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.05)
    with running(worker(tmp_path)) as supervised:
        until(lambda: len(started(tmp_path)) == 1)
        assert supervised.faults() == []
        (first,) = started(tmp_path)
        assert os.getpriority(os.PRIO_PROCESS, first) == max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0))
        os.kill(first, signal.SIGKILL)
        until(lambda: len(started(tmp_path)) == 2)
        until(lambda: not supervised.faults())
        assert not lives(first)
    assert not any(lives(process) for process in started(tmp_path))


def test_a_worker_that_cannot_start_is_a_fault_and_does_not_hold_up_the_end() -> None:
    with running([sys.executable, "-c", "raise SystemExit(3)"]) as supervised:
        until(supervised.faults)
        assert "ended with code 3" in supervised.faults()[0]


def test_a_worker_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "END_SECONDS", 0.1)
    deaf = f"{WORKER}\nimport time\nwhile True: time.sleep(60)"
    with running([sys.executable, "-c", deaf, str(tmp_path)]):
        until(lambda: started(tmp_path))
    assert not any(lives(process) for process in started(tmp_path))


def test_a_worker_ends_with_the_process_that_was_killed(tmp_path: Path) -> None:
    script = f"""
import os, signal, sys
from bot.supervision import Supervised
Supervised({worker(tmp_path)!r})
sys.stdin.read()
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE)
    until(lambda: started(tmp_path))
    (process,) = started(tmp_path)
    parent.kill()
    parent.communicate()
    until(lambda: not lives(process))
