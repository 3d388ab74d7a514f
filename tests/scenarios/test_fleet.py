"""Several processes on one PostgreSQL: one that was only slow, and a database that goes away."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.domain.record import SubmissionState
from tests.gateways.model_answers import answer
from tests.newsroom import page
from tests.openai_server import KEY, MODEL, Asked, OpenAIServer, Reply, completion
from tests.page_server import PageServer
from tests.scenarios.test_crashes import counts, ended, expected, filed
from tests.storm.plan import Plan
from tests.storm.storm import storm

PATIENCE = 300.0
STANDS_STILL = 60.0
SAID = "“The dam has failed,” the mayor, Vera Holm, said at the town hall"


def confirmed() -> Reply:
    """Return the answer of a model that finds both claims confirmed."""
    seen = {"quote": SAID, "tone": "certain", "basis": "on_record", "path": [{"kind": "person", "name": "Vera Holm"}]}
    judged = [{"claim": claim, "stance": "confirms", **seen} for claim in ("C1", "C2")]
    return completion(answer(statements=[{"text": "The dam at Orrin failed.", **seen}], judgements=judged, unrelated=[]))


class SlowAtFirst:
    """A model that answers its first question only when it is let go on, and any other at once."""

    def __init__(self) -> None:
        self.asked = threading.Semaphore(0)
        self.go_on = threading.Event()
        self._first = threading.Lock()

    def __call__(self, _asked: Asked) -> Reply:
        self.asked.release()
        if self._first.acquire(blocking=False):
            self.go_on.wait(PATIENCE)
        return confirmed()


def settings_of(folder: Path, database_url: str, pages: PageServer, endpoint: OpenAIServer, **more: str) -> dict[str, str]:
    """Return the environment of one process of a fleet."""
    return {
        "PATH": os.environ["PATH"],
        "SECOND_SOURCE_HOME": str(folder / "home"),
        "SECOND_SOURCE_DATABASE_URL": database_url,
        "SECOND_SOURCE_FETCH_ALLOW": f"localhost:{pages.port}",
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": endpoint.base_url,
        "SECOND_SOURCE_MODEL": MODEL,
        "SECOND_SOURCE_MODEL_TIMEOUT": str(PATIENCE),
        **more,
    }


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_process_that_was_only_slow_does_no_harm_when_it_comes_back(database_url: str, tmp_path: Path) -> None:
    model = SlowAtFirst()
    with PageServer() as pages, OpenAIServer(model) as endpoint:
        pages.page("/dam", page())
        environment = settings_of(tmp_path, database_url, pages, endpoint)
        (submission_id,) = filed(environment, {"dam": f"http://localhost:{pages.port}/dam"}).values()
        command = [sys.executable, "-m", "bot.start", "work", "--json"]
        slow = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        assert model.asked.acquire(timeout=PATIENCE)
        os.killpg(slow.pid, signal.SIGSTOP)
        # Its host is out of reach for the server, as after a cut of the network, and its sessions end.
        end_sessions(database_url)
        quick = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert quick.returncode == 0, quick.stderr
        before = ended(environment, submission_id)
        os.killpg(slow.pid, signal.SIGCONT)
        model.go_on.set()
        assert slow.wait(PATIENCE) == 0
    submission, (proposal,) = ended(environment, submission_id)
    assert submission.state is SubmissionState.PROPOSED
    assert (submission, [proposal]) == before
    assert counts(database_url) == expected(1)


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_process_that_stands_still_for_a_minute_keeps_its_link_and_holds_up_no_other(
    database_url: str, tmp_path: Path
) -> None:
    model = SlowAtFirst()
    with PageServer() as pages, OpenAIServer(model) as endpoint:
        links = {name: f"http://localhost:{pages.port}/{name}" for name in ("dam", "ferry", "mill")}
        for name in links:
            pages.page(f"/{name}", page(title=name))
        environment = settings_of(tmp_path, database_url, pages, endpoint, SECOND_SOURCE_LINKS_AT_ONCE="1")
        brought = filed(environment, links)
        command = [sys.executable, "-m", "bot.start", "work", "--json"]
        slow = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        assert model.asked.acquire(timeout=PATIENCE)
        # Only the process stands still: its sessions stay, and with them its lock.
        os.killpg(slow.pid, signal.SIGSTOP)
        quick = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        assert model.asked.acquire(timeout=PATIENCE)
        assert model.asked.acquire(timeout=PATIENCE)
        threading.Event().wait(STANDS_STILL)
        states = sorted(ended(environment, each)[0].state for each in brought.values())
        os.killpg(slow.pid, signal.SIGCONT)
        model.go_on.set()
        assert slow.wait(PATIENCE) == 0
        assert quick.wait(PATIENCE) == 0
    assert states.count(SubmissionState.PROPOSED) == 2
    assert all(ended(environment, each)[0].state is SubmissionState.PROPOSED for each in brought.values())
    assert counts(database_url) == expected(3)


class Counting:
    """A model that takes its time and notes how many questions it has at once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0
        self.answered = 0

    def __call__(self, _asked: Asked) -> Reply:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        threading.Event().wait(self._seconds)
        with self._lock:
            self._now -= 1
            self.answered += 1
        return confirmed()


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_all_processes_together_ask_the_model_no_more_at_once_than_is_allowed(database_url: str, tmp_path: Path) -> None:
    model, number = Counting(seconds=0.5), 12
    with PageServer() as pages, OpenAIServer(model) as endpoint:
        links = {f"dam{index}": f"http://localhost:{pages.port}/dam{index}" for index in range(number)}
        for name in links:
            pages.page(f"/{name}", page(title=f"{name} has failed"))
        environment = settings_of(
            tmp_path, database_url, pages, endpoint, SECOND_SOURCE_LINKS_AT_ONCE="4", SECOND_SOURCE_MODEL_CALLS_AT_ONCE="2"
        )
        brought = filed(environment, links)
        command = [sys.executable, "-m", "bot.start", "work", "--json"]
        workers = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(3)]
        assert [worker.wait(PATIENCE) for worker in workers] == [0, 0, 0]
    assert {ended(environment, each)[0].state for each in brought.values()} == {SubmissionState.PROPOSED}
    assert (model.most, model.answered) == (2, number)


def end_sessions(url: str) -> None:
    """End all sessions of a database but the own one."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


@pytest.mark.slow
def test_while_the_database_is_away_slack_is_told_so_and_afterwards_the_work_goes_on_by_itself(tmp_path: Path) -> None:
    plan = Plan(links=12, seconds=40, kills=0, decide=2, workers=2, restarts=1, outage=20, channels=2)
    outcome = storm(tmp_path, plan, lambda _: None)
    assert outcome.refused > 0
    assert outcome.ended_by_themselves == 0
    assert outcome.fine, f"{outcome.tally.in_words()}\n{outcome}"
