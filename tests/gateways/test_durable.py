"""Durable work over the real DBOS. What happens to a dead process's work is shown in tests/scenarios/test_crashes.py."""

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dbos import DBOS
from sqlalchemy import Engine, create_engine, event
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.domain.errors import Busy, OutOfReach
from bot.domain.record import Submission, SubmissionState
from bot.gateways import durable
from bot.gateways.durable import MOST_ATTEMPTS, DurableEngine, LinkQueue
from bot.pipeline.ports import Steps
from storage.db import Database
from storage.liveness import Liveness
from storage.step_times import ended_between

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PATIENCE = 60.0


@contextmanager
def engine(
    folder: Path,
    review: Callable[[Steps, str, int], None],
    *,
    unforeseen: Callable[[str, int], None] = lambda _workspace, _submission_id: None,
    takes_links: bool = False,
) -> Iterator[DurableEngine]:
    database = Database(f"sqlite:///{folder}/second-source.db")
    with (
        Liveness(database, "here") as liveness,
        DurableEngine(
            url=database.set_up_workflows(), liveness=liveness, review=review, unforeseen=unforeseen, takes_links=takes_links
        ) as running,
    ):
        yield running
    database.dispose()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what failed tried again soon."""
    monkeypatch.setattr(durable, "FIRST_RETRY_SECONDS", 0.01)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[LinkQueue]:
    database = Database(f"sqlite:///{tmp_path}/second-source.db")
    opened = LinkQueue(database.set_up_workflows(), at_once=2)
    yield opened
    opened.close()
    database.dispose()


def submission(number: int = 7, filed_at: dt.datetime = NOW) -> Submission:
    url = "https://courier.example/dam"
    state = SubmissionState.FILED
    return Submission(id=number, url=url, canonical_url=url, by="jo", place="#desk", filed_at=filed_at, state=state)


def test_a_workflow_runs_once_under_its_name(tmp_path: Path) -> None:
    runs: list[tuple[str, int]] = []

    def work(steps: Steps, workspace: str, submission_id: int) -> None:
        steps.run("note", lambda: runs.append((workspace, submission_id)))

    with engine(tmp_path, work) as running:
        for _ in range(3):
            running.wait(running.start("a/b", submission()))
        assert running.take_over() == []
        assert runs == [("a/b", 7)]
        later = submission(filed_at=NOW + dt.timedelta(seconds=1))  # the same number, in a database made anew
        running.wait(running.start("a/b", later))
    assert runs == [("a/b", 7)] * 2


def test_each_step_is_logged_with_its_link(tmp_path: Path) -> None:
    def work(steps: Steps, _workspace: str, _number: int) -> None:
        steps.run("fetch", lambda: 1, int)

    with capture_logs(processors=[merge_contextvars]) as logged, engine(tmp_path, work) as running:
        running.wait(running.start("T1", submission()))
    (step,) = [entry for entry in logged if entry["event"] == "step"]
    assert (step["step"], step["workspace"], step["submission"], step["seconds"] >= 0) == ("fetch", "T1", 7, True)


def test_the_time_of_each_step_can_be_asked_for_by_any_process(tmp_path: Path) -> None:
    def work(steps: Steps, _workspace: str, _number: int) -> None:
        steps.run("fetch", lambda: 1, int)
        steps.run("read", lambda: 2, int)

    asking = Database(f"sqlite:///{tmp_path}/second-source.db")
    ever = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert ended_between(asking, ever, ever + dt.timedelta(days=36_000)) == []
    with engine(tmp_path, work) as running:
        running.wait(running.start("T1", submission()))
    ended = ended_between(asking, ever, ever + dt.timedelta(days=36_000))
    assert [step for step, seconds in ended if seconds >= 0] == ["fetch", "read"]
    assert ended_between(asking, ever, ever + dt.timedelta(days=1)) == []
    asking.dispose()


def test_what_may_work_in_a_while_is_tried_again(tmp_path: Path) -> None:
    tries: list[int] = []

    def busy_twice() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise Busy("The database was busy.")
        return "done"

    def work(steps: Steps, _workspace: str, _submission_id: int) -> None:
        assert steps.run("try", busy_twice, str) == "done"

    with engine(tmp_path, work) as running:
        running.wait(running.start("local", submission()))
    assert len(tries) == 3


def test_what_never_works_comes_out_as_itself(tmp_path: Path) -> None:
    seen: list[str] = []

    def out_of_reach() -> str:
        raise OutOfReach("The host did not answer.")

    def work(steps: Steps, _workspace: str, _submission_id: int) -> None:
        try:
            steps.run("try", out_of_reach, str)
        except OutOfReach as error:
            seen.append(error.sentence)

    with engine(tmp_path, work) as running:
        running.wait(running.start("local", submission()))
    assert seen == ["The host did not answer."]


def test_an_unforeseen_error_is_reported(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []

    def broken(_steps: Steps, _workspace: str, _submission_id: int) -> None:
        raise ZeroDivisionError

    with engine(tmp_path, broken, unforeseen=lambda *place: told.append(place)) as running:
        running.wait(running.start("local", submission()))
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
            running.wait(running.start("local", submission()))
    assert runs == [7, 7]


def test_what_is_in_the_queue_is_worked_on_once_and_so_many_at_a_time(tmp_path: Path, queue: LinkQueue) -> None:
    inside, most, done, lock, all_done = list[int](), list[int](), list[int](), threading.Lock(), threading.Event()
    full = threading.Barrier(2, timeout=60)

    def work(_steps: Steps, _workspace: str, submission_id: int) -> None:
        with lock:
            inside.append(submission_id)
            most.append(len(inside))
        full.wait(PATIENCE)
        with lock:
            inside.remove(submission_id)
            done.append(submission_id)
            if len(done) == 4:
                all_done.set()

    for _ in range(2):
        for number in range(1, 5):
            queue.enqueue("T1", submission(number))
    with engine(tmp_path, work, takes_links=True):
        assert all_done.wait(PATIENCE)
    assert sorted(done) == [1, 2, 3, 4]
    assert max(most) == 2


def test_what_readers_bring_is_worked_on_one_at_a_time_and_holds_up_none_of_the_newsroom_s(
    tmp_path: Path, queue: LinkQueue
) -> None:
    inside, most, done, lock, all_done = list[int](), list[int](), list[int](), threading.Lock(), threading.Event()
    own_begun = threading.Event()

    def work(_steps: Steps, _workspace: str, number: int) -> None:
        if number == 3:
            own_begun.set()
            return
        with lock:
            inside.append(number)
            most.append(len(inside))
        own_begun.wait(PATIENCE)
        with lock:
            inside.remove(number)
            done.append(number)
            if len(done) == 2:
                all_done.set()

    for number in (1, 2):
        queue.enqueue("T1", submission(number).model_copy(update={"public": True}))
    queue.enqueue("T1", submission(3))
    with engine(tmp_path, work, takes_links=True):
        assert own_begun.wait(PATIENCE)
        assert all_done.wait(PATIENCE)
    assert (sorted(done), max(most)) == ([1, 2], 1)


def test_an_engine_that_takes_no_links_leaves_the_queue_alone(tmp_path: Path, queue: LinkQueue) -> None:
    runs: list[int] = []
    queue.enqueue("T1", submission(1))
    with engine(tmp_path, lambda _steps, _workspace, number: runs.append(number)) as running:
        running.wait(running.start("T1", submission(2)))
        (waiting,) = DBOS.list_workflows(status="ENQUEUED")
    assert runs == [2]
    assert "/1/" in waiting.workflow_id


def test_a_server_that_is_away_is_out_of_reach_and_nothing_unforeseen(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match="check that PostgreSQL runs"):
        LinkQueue(f"postgresql+psycopg:///record?host={tmp_path}", at_once=1)


def test_what_is_not_in_the_queue_is_put_there(tmp_path: Path, queue: LinkQueue) -> None:
    runs, ran = list[int](), threading.Event()

    def work(_steps: Steps, _workspace: str, number: int) -> None:
        runs.append(number)
        ran.set()

    assert queue.enqueue_forgotten("T1", [submission(1)]) == []
    assert queue.enqueue_forgotten("T1", [submission(1)]) == []
    with engine(tmp_path, work, takes_links=True):
        assert ran.wait(PATIENCE)
    assert runs == [1]


def test_what_breaks_is_tried_so_often_and_then_past_help(
    tmp_path: Path, queue: LinkQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "DELAY_SECONDS", 0.001)
    runs: list[int] = []

    def work(_steps: Steps, _workspace: str, number: int) -> None:
        runs.append(number)
        raise ZeroDivisionError

    def worse(_workspace: str, _submission_id: int) -> None:
        raise OutOfReach("The database is gone too.")

    with engine(tmp_path, work, unforeseen=worse, takes_links=True) as running:
        for _ in range(MOST_ATTEMPTS):
            assert queue.enqueue_forgotten("T1", [submission()]) == []
            for status in DBOS.list_workflows():
                running.wait(status.workflow_id)
        assert queue.enqueue_forgotten("T1", [submission()]) == [submission()]
    assert len(runs) == MOST_ATTEMPTS


def test_what_stopped_because_nothing_could_be_stored_goes_on_in_the_same_process(tmp_path: Path) -> None:
    full, stopped = threading.Event(), threading.Event()

    def no_room(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if full.is_set() and not statement.startswith("SELECT"):
            if "'SUCCESS'" in str(parameters):  # how it ended
                stopped.set()
            raise sqlite3.OperationalError("database or disk is full")

    def work(_steps: Steps, _workspace: str, _number: int) -> None:
        full.set()

    with engine(tmp_path, work) as running:
        event.listen(Engine, "before_cursor_execute", no_room)
        try:
            name = running.start("T1", submission())
            assert stopped.wait(PATIENCE)
        finally:
            full.clear()
            event.remove(Engine, "before_cursor_execute", no_room)
        assert running.take_over() == []  # it may be about to run
        assert running.take_over() == [name]
        (status,) = DBOS.list_workflows(workflow_ids=[name])
        assert status.status == "ENQUEUED"


def test_what_its_processes_die_of_is_not_taken_over_for_ever(tmp_path: Path) -> None:
    stop, begun = threading.Event(), threading.Event()

    def work(_steps: Steps, _workspace: str, _number: int) -> None:
        begun.set()
        stop.wait(PATIENCE)

    with engine(tmp_path, work) as running:
        name = running.start("T1", submission())
        assert begun.wait(PATIENCE)
        for death in range(1, MOST_ATTEMPTS):
            (status,) = DBOS.list_workflows(workflow_ids=[name])
            assert (status.attributes or {}).get("deaths", 0) == death - 1
            durable._resume(status)
        (status,) = DBOS.list_workflows(workflow_ids=[name])
        durable._resume(status)
        (status,) = DBOS.list_workflows(workflow_ids=[name])
        assert status.status == "CANCELLED"
        stop.set()


def test_what_an_older_version_works_on_ends_there_and_begins_nowhere_else(
    tmp_path: Path, queue: LinkQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun, steps_done = threading.Event(), threading.Event(), list[str]()

    def work(steps: Steps, _workspace: str, _number: int) -> None:
        begun.set()
        go_on.wait(PATIENCE)
        steps.run("last", lambda: steps_done.append("last"))

    monkeypatch.setattr(durable, "WORKFLOW_VERSION", "2")
    with engine(tmp_path, work) as old:
        name = old.start("a/b", submission())
        assert begun.wait(PATIENCE)
        monkeypatch.setattr(durable, "WORKFLOW_VERSION", "3")
        # The first look of a process of the new version, while the old one works.
        assert queue.enqueue_forgotten("a/b", [submission(), submission(8)]) == []
        assert sorted((w.workflow_id.split("/")[1], w.workflow_id.split("/")[4]) for w in DBOS.list_workflows()) == [
            ("2", "7"),
            ("3", "8"),
        ]
        go_on.set()
        old.wait(name)
        (status,) = DBOS.list_workflows(workflow_ids=[name])
    assert (status.status, steps_done) == ("SUCCESS", ["last"])


@pytest.mark.parametrize("left", ["waiting", "begun by a dead process"])
def test_what_an_older_version_left_begins_anew(
    tmp_path: Path, queue: LinkQueue, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    runs, ran = list[int](), threading.Event()

    def work(_steps: Steps, _workspace: str, number: int) -> None:
        runs.append(number)
        ran.set()

    monkeypatch.setattr(durable, "WORKFLOW_VERSION", "2")
    queue.enqueue("T1", submission())
    if left != "waiting":
        with sqlite3.connect(tmp_path / "second-source-workflows.db") as connection:
            connection.execute("UPDATE workflow_status SET status = 'PENDING', executor_id = 'gone'")
        connection.close()
    monkeypatch.setattr(durable, "WORKFLOW_VERSION", "3")
    with engine(tmp_path, work, takes_links=True) as new:
        assert queue.enqueue_forgotten("T1", [submission()]) == []
        assert not ran.is_set()
        assert new.take_over() == []
        assert queue.enqueue_forgotten("T1", [submission()]) == []
        assert ran.wait(PATIENCE)
        assert {w.app_version: w.status for w in DBOS.list_workflows() if w.app_version == "2"} == {"2": "CANCELLED"}
    assert runs == [7]


def test_what_may_work_later_is_no_failure_of_the_link(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []

    def work(_steps: Steps, _workspace: str, _number: int) -> None:
        raise OutOfReach("The database is out of reach.")

    with engine(tmp_path, work, unforeseen=lambda *place: told.append(place)) as running:
        name = running.start("T1", submission())
        running.wait(name)
        (status,) = DBOS.list_workflows(workflow_ids=[name])
    assert (status.status, told) == ("ERROR", [])


def test_a_step_whose_end_cannot_be_stored_because_the_server_is_away_is_no_failure_of_the_link(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    # DBOS waits for a server that refuses, but fails where there is nothing at its address: no socket, or no such host.
    nowhere = create_engine(f"postgresql+psycopg:///second-source?host={tmp_path / 'nowhere'}")

    def away(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT") and "operation_outputs" in statement:
            nowhere.connect()

    def work(steps: Steps, _workspace: str, _number: int) -> None:
        steps.run("fetch", lambda: 1, int)

    with engine(tmp_path, work, unforeseen=lambda *place: told.append(place)) as running:
        event.listen(Engine, "before_cursor_execute", away)
        try:
            name = running.start("T1", submission())
            running.wait(name)
        finally:
            event.remove(Engine, "before_cursor_execute", away)
        (status,) = DBOS.list_workflows(workflow_ids=[name])
    assert (status.status, told) == ("ERROR", [])
