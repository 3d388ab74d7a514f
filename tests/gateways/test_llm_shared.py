"""The limits on a model endpoint hold for all processes on one database together: each here has connections of its own."""

import datetime as dt
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from bot.domain.errors import Busy, OutOfReach, OverBudget
from bot.gateways.model.breaker import FAILURES, FIRST_PAUSE
from bot.gateways.model.calls import MINUTE, Calls, InDatabase
from bot.gateways.model.spending import Budget, Prices
from storage import endpoints, spending
from storage.db import Database
from tests.gateways.model_answers import ARTICLE, FERRY, MAYOR, answer, reader
from tests.openai_server import Asked, Reply, completion, error

ADDRESS = "https://model.example/v1"
UNUSED_NUMBER = 2**30
"""No process has it: the largest one on Linux is 2**22."""
MORNING = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)


class Hand:
    """A clock that goes on only when somebody sleeps, or moves it."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """Return the same database as another process sees it."""
    second = Database(database.url.render_as_string(hide_password=False))
    yield second
    second.dispose()


def calls(database: Database, hand: Hand, at_once: int = 8, per_minute: int | None = None, patience: float = 120.0) -> Calls:
    shared = InDatabase(partial(endpoints.change, database, ADDRESS))
    return Calls(
        at_once, per_minute, patience=patience, longest=200.0, shared=shared, clock=hand, monotonic=hand, sleep=hand.sleep
    )


def made(held: Calls) -> None:
    with held.call() as requested:
        requested()


def fail(held: Calls) -> None:
    with pytest.raises(OutOfReach, match="No answer"), held.call():
        raise OutOfReach("No answer.")


def test_the_calls_of_a_minute_are_those_of_all_processes(database: Database, other: Database) -> None:
    hand = Hand()
    one, two = calls(database, hand, per_minute=3), calls(other, hand, per_minute=3)
    made(one)
    with two.call() as requested:
        requested()
        requested()  # a further try of the same call
    made(one)
    assert hand.slept == [MINUTE]


def test_the_calls_at_a_time_are_those_of_all_processes(database: Database, other: Database) -> None:
    hand = Hand()
    one, two = calls(database, hand, at_once=1), calls(other, hand, at_once=1, patience=2.0)
    with one.call(), pytest.raises(Busy, match=r"busy with other articles of ours \(1 at once\)"), two.call():
        pytest.fail("This call should have waited.")
    assert hand.slept
    made(two)


def test_many_threads_of_two_processes_make_no_more_calls_at_a_time_than_allowed(database: Database, other: Database) -> None:
    both = [
        Calls(2, shared=InDatabase(partial(endpoints.change, each, ADDRESS)), sleep=lambda _: None, patience=3600.0)
        for each in (database, other)
    ]
    running, most, lock = 0, 0, threading.Lock()

    def call(number: int) -> None:
        nonlocal running, most
        with both[number % 2].call():
            with lock:
                running += 1
                most = max(most, running)
            with lock:
                running -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(24)))
    assert (most <= 2, running) == (True, 0)


TAKES_A_TURN = """
import sys, time
from functools import partial
from bot.gateways.model.calls import Calls, InDatabase
from storage import endpoints
from storage.db import Database

database = Database(sys.argv[1])
with Calls(1, shared=InDatabase(partial(endpoints.change, database, sys.argv[2])), clock=lambda: float(sys.argv[3])).call():
    print("taken", flush=True)
    sys.stdin.read()
"""


def test_the_turn_of_another_process_counts_until_it_ends_or_is_killed(database: Database) -> None:
    hand = Hand()
    here = calls(database, hand, at_once=1, patience=2.0)
    address = database.url.render_as_string(hide_password=False)
    for kill in (False, True):
        command = [sys.executable, "-c", TAKES_A_TURN, address, ADDRESS, str(hand.now)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "taken\n"
            with pytest.raises(Busy), here.call():
                pytest.fail("This call should have waited.")
            other.kill() if kill else other.communicate()
        made(here)


@pytest.mark.parametrize("host", ["elsewhere", socket.gethostname(), f"{socket.gethostname()}:another-boot:4026531836"])
def test_the_turn_of_a_host_that_died_is_free_again_after_the_longest_call(database: Database, host: str) -> None:
    hand = Hand()
    state = {"running": {f"{host}/{UNUSED_NUMBER}/ab12cd34/0123456789abcdef": hand.now}}
    endpoints.change(database, ADDRESS, lambda _: (state, None))
    here = calls(database, hand, at_once=1, patience=10.0)
    with pytest.raises(Busy), here.call():
        pytest.fail("This call should have waited.")
    hand.now += 200
    made(here)


def test_an_endpoint_that_failed_one_process_is_left_alone_by_all(database: Database, other: Database) -> None:
    hand = Hand()
    one, two = calls(database, hand), calls(other, hand)
    for _ in range(FAILURES):
        fail(one)
    for each in (one, two, calls(other, hand)):
        with pytest.raises(OutOfReach, match=r"failed 3 times in a row.*No answer\."):
            each.refuse()
    hand.now += FIRST_PAUSE
    with one.call(), pytest.raises(OutOfReach, match="not asked for a while"), two.call():
        pytest.fail("One call is the probe.")
    made(two)


def test_an_answer_to_one_process_ends_the_pause_for_all(database: Database, other: Database) -> None:
    hand = Hand()
    one, two = calls(database, hand), calls(other, hand)
    for each in (one, two, one):
        fail(each)
    hand.now += FIRST_PAUSE
    made(two)
    made(one)
    assert hand.slept == []


def test_a_clock_that_was_put_back_closes_nothing_for_long(database: Database) -> None:
    hand = Hand()
    held = calls(database, hand, per_minute=1)
    for _ in range(FAILURES):
        fail(held)
    hand.now -= 86_400
    made(held)
    assert hand.slept == []


def test_a_slow_clock_of_one_host_forgets_nothing_for_the_others(database: Database, other: Database) -> None:
    hand, slow = Hand(), Hand()
    slow.now -= 2 * MINUTE
    one, late = calls(database, hand, per_minute=1), calls(other, slow, per_minute=1)
    with one.call() as requested:
        requested()
        made(late)
        assert running(database) == [hand.now]
    made(one)
    assert (hand.slept, slow.slept) == ([MINUTE], [])


def running(database: Database) -> list[float]:
    return endpoints.change(database, ADDRESS, lambda state: (state, list(state["running"].values())))


def test_a_clock_that_is_put_back_during_a_wait_does_not_lengthen_it(database: Database) -> None:
    hand, steady = Hand(), Hand()

    def sleep(seconds: float) -> None:
        steady.sleep(seconds)
        hand.now -= 1

    shared = InDatabase(partial(endpoints.change, database, ADDRESS))
    held = Calls(1, patience=5.0, shared=shared, clock=hand, monotonic=steady, sleep=sleep)
    endpoints.change(database, ADDRESS, lambda _: ({"running": {"elsewhere/17/ab12cd34/0123456789abcdef": hand.now}}, None))
    with pytest.raises(Busy), held.call():
        pytest.fail("This call should have waited.")
    assert sum(steady.slept) <= 5.0


def test_the_budget_of_a_day_is_that_of_all_processes(database: Database, other: Database) -> None:
    asked: list[Asked] = []

    def play(request: Asked) -> Reply:
        asked.append(request)
        return completion(answer())

    def budget(book: Database) -> Budget:
        return Budget(
            prices=Prices(2.0, 10.0),
            book=partial(spending.book, book),
            spent_since=partial(spending.since, book),
            clock=lambda: MORNING,
            daily_budget=0.004,
        )

    with reader(play, budget=budget(database)) as (one, _), reader(play, budget=budget(other)) as (two, _):
        one.read(ARTICLE, (FERRY, MAYOR))
        with pytest.raises(OverBudget):
            two.read(ARTICLE, (FERRY, MAYOR))
    assert len(asked) == 1


def test_readers_of_two_processes_leave_a_failing_endpoint_alone(database: Database, other: Database) -> None:
    hand = Hand()
    first = reader(lambda _: error(503, "Overloaded"), calls=calls(database, hand))
    second = reader(lambda _: completion(answer()), calls=calls(other, hand))
    with first as (one, server), second as (two, idle):
        for _ in range(FAILURES):
            with pytest.raises(OutOfReach):
                one.read(ARTICLE, (FERRY, MAYOR))
        with pytest.raises(OutOfReach, match="not asked for a while"):
            two.read(ARTICLE, (FERRY, MAYOR))
        assert (len(server.asked), len(idle.asked)) == (FAILURES, 0)
        hand.now += FIRST_PAUSE
        assert two.read(ARTICLE, (FERRY, MAYOR)).judgements
