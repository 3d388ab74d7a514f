"""Presence: which processes live. What happens to a dead one's work is shown in tests/scenarios/test_crashes.py."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import Busy, OutOfReach
from bot.domain.record import Submission, SubmissionState
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


def engine(folder: Path, review: Callable[[Steps, str, int], None], **changes: Any) -> DurableEngine:
    parts: dict[str, Any] = {
        "url": f"sqlite:///{folder}/workflows.db",
        "presence": Presence(folder / "processes", "here"),
        "clock": lambda: NOW,
        "review": review,
        "beat": lambda _process_id: None,
        "seen": lambda _process_id: NOW,
        "forget": lambda _process_id: None,
        "unforeseen": lambda _workspace, _submission_id: None,
    }
    return DurableEngine(**{**parts, **changes})


def submission(number: int = 7, filed_at: dt.datetime = NOW) -> Submission:
    url = "https://courier.example/dam"
    state = SubmissionState.FILED
    return Submission(id=number, url=url, canonical_url=url, by="jo", place="#desk", filed_at=filed_at, state=state)


def nothing(_steps: Steps, _workspace: str, _submission_id: int) -> None:
    """Do no work."""


@pytest.mark.parametrize(
    ("seen", "dead"),
    [(NOW, False), (NOW - DEAD_AFTER, False), (NOW - DEAD_AFTER - dt.timedelta(seconds=1), True), (None, True)],
)
def test_a_process_elsewhere_is_dead_when_its_heartbeat_stops(tmp_path: Path, seen: dt.datetime | None, dead: bool) -> None:
    beats: list[str] = []
    changes = {"beat": beats.append, "seen": lambda _process_id: seen, "forget": beats.remove}
    with engine(tmp_path, nothing, **changes) as running:
        assert beats == ["here"]
        assert running.is_dead("elsewhere") is dead
        assert not running.is_dead("here")
    assert beats == []


def test_a_workflow_runs_once_under_its_name(tmp_path: Path) -> None:
    runs: list[tuple[str, int]] = []

    def work(steps: Steps, workspace: str, submission_id: int) -> None:
        steps.run("note", lambda: runs.append((workspace, submission_id)))

    with engine(tmp_path, work) as running:
        for _ in range(3):
            running.start("a/b", submission())
            running.wait("a/b", submission())
        assert running.take_over() == []
        assert runs == [("a/b", 7)]
        later = submission(filed_at=NOW + dt.timedelta(seconds=1))  # the same number, in a database made anew
        running.start("a/b", later)
        running.wait("a/b", later)
    assert runs == [("a/b", 7)] * 2


def test_what_may_work_in_a_while_is_tried_again(tmp_path: Path) -> None:
    tries: list[int] = []

    def busy_twice() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise Busy("The database was busy.")
        return "done"

    def work(steps: Steps, _workspace: str, _submission_id: int) -> None:
        assert steps.run("try", busy_twice) == "done"

    with engine(tmp_path, work) as running:
        running.start("local", submission())
        running.wait("local", submission())
    assert len(tries) == 3


def test_what_never_works_comes_out_as_itself(tmp_path: Path) -> None:
    seen: list[str] = []

    def out_of_reach() -> str:
        raise OutOfReach("The host did not answer.")

    def work(steps: Steps, _workspace: str, _submission_id: int) -> None:
        try:
            steps.run("try", out_of_reach)
        except OutOfReach as error:
            seen.append(error.sentence)

    with engine(tmp_path, work) as running:
        running.start("local", submission())
        running.wait("local", submission())
    assert seen == ["The host did not answer."]


def test_the_unforeseen_is_told_at_the_door(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []

    def broken(_steps: Steps, _workspace: str, _submission_id: int) -> None:
        raise ZeroDivisionError

    with engine(tmp_path, broken, unforeseen=lambda *place: told.append(place)) as running:
        running.start("local", submission())
        running.wait("local", submission())
    assert told == [("local", 7)]


def test_a_workflow_that_broke_starts_again(tmp_path: Path) -> None:
    runs: list[int] = []

    def work(_steps: Steps, _workspace: str, submission_id: int) -> None:
        runs.append(submission_id)
        if len(runs) == 1:
            raise ZeroDivisionError

    def worse(_workspace: str, _submission_id: int) -> None:
        raise OutOfReach("The database is gone too.")

    with engine(tmp_path, work, unforeseen=worse) as running:
        for _ in range(3):
            running.start("local", submission())
            running.wait("local", submission())
    assert runs == [7, 7]
