"""Presence: which processes live. What happens to a dead one's work is shown in tests/scenarios/test_crashes.py."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from bot.gateways.durable import DEAD_AFTER, DurableEngine, Presence
from bot.pipeline.ports import Steps

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def test_a_living_process_holds_its_name(tmp_path: Path) -> None:
    one, other = Presence(tmp_path, "one"), Presence(tmp_path, "other")
    assert not other.died_here("one")
    assert not other.died_here("other")
    with pytest.raises(RuntimeError, match="taken"):
        Presence(tmp_path, "one")
    one.close()
    assert not other.died_here("one")  # it left in order, and left nothing behind
    other.close()


def test_a_process_that_was_killed_is_seen_at_once(tmp_path: Path) -> None:
    script = f"""
import os, pathlib
from bot.gateways.durable import Presence
held = Presence(pathlib.Path({str(tmp_path)!r}), "victim")
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == -9
    survivor = Presence(tmp_path, "survivor")
    assert survivor.died_here("victim")
    survivor.close()


@pytest.mark.parametrize(
    ("seen", "dead"),
    [(NOW, False), (NOW - DEAD_AFTER, False), (NOW - DEAD_AFTER - dt.timedelta(seconds=1), True), (None, True)],
)
def test_a_process_elsewhere_is_dead_when_its_heartbeat_stops(tmp_path: Path, seen: dt.datetime | None, dead: bool) -> None:
    def nothing(_steps: Steps, _workspace: str, _submission_id: int) -> None:
        """Do no work."""

    beats: list[str] = []
    with DurableEngine(
        url=f"sqlite:///{tmp_path}/workflows.db",
        presence=Presence(tmp_path / "processes", "here"),
        clock=lambda: NOW,
        review=nothing,
        beat=beats.append,
        seen=lambda _process_id: seen,
        forget=beats.remove,
    ) as engine:
        assert beats == ["here"]
        assert engine.is_dead("elsewhere") is dead
        assert not engine.is_dead("here")
    assert beats == []


def test_a_workflow_runs_once_under_its_name(tmp_path: Path) -> None:
    runs: list[tuple[str, int]] = []

    def work(steps: Steps, workspace: str, submission_id: int) -> None:
        steps.run("note", lambda: runs.append((workspace, submission_id)))

    with DurableEngine(
        url=f"sqlite:///{tmp_path}/workflows.db",
        presence=Presence(tmp_path / "processes", "here"),
        clock=lambda: NOW,
        review=work,
        beat=lambda _process_id: None,
        seen=lambda _process_id: NOW,
        forget=lambda _process_id: None,
    ) as engine:
        for _ in range(3):
            engine.start("a/b", 7)
            engine.wait("a/b", 7)
        assert engine.take_over() == []
    assert runs == [("a/b", 7)]
