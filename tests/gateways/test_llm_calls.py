"""Calls at once, calls a minute, and an endpoint that is left alone after it failed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import pytest

from bot.domain.errors import BadAnswer, BadInput, Busy, Cannot, OutOfReach, TryLater
from bot.gateways.model.breaker import FAILURES, FIRST_PAUSE, LONGEST_PAUSE
from bot.gateways.model.calls import MINUTE, Calls, InThisProcess, State
from tests.gateways.model_answers import ARTICLE, FERRY, MAYOR, answer, reader
from tests.openai_server import Asked, Reply, completion, error, in_turn, raw

T = TypeVar("T")


class Hand:
    """A clock that goes on only when somebody sleeps, or moves it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Failing(InThisProcess):
    """A state whose database does not answer any more after the first changes."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def __call__(self, change: Callable[[State], T]) -> T:
        if self.left == 0:
            raise OutOfReach("The database is out of reach.")
        self.left -= 1
        return super().__call__(change)


def limits(hand: Hand, at_once: int = 8, per_minute: int | None = None, patience: float = 120.0) -> Calls:
    return Calls(at_once, per_minute, patience=patience, clock=hand, monotonic=hand, sleep=hand.sleep)


# ---------------------------------------------------------------- calls in a minute


def test_a_call_over_the_minutes_number_waits_until_the_minute_has_room() -> None:
    hand = Hand()
    held = limits(hand, per_minute=2)
    begun = []
    for _ in range(5):
        with held.call() as requested:
            requested()
            begun.append(hand.now - 1000.0)
        hand.now += 10
    assert begun == [0.0, 10.0, MINUTE, MINUTE + 10, 2 * MINUTE]


def test_a_wait_longer_than_the_patience_is_refused_at_once() -> None:
    hand = Hand()
    held = limits(hand, per_minute=1, patience=30.0)
    with held.call() as requested:
        requested()
    with pytest.raises(Busy, match=r"may be asked about \(1 requests a minute\)"), held.call():
        pass
    assert hand.slept == []
    hand.now += MINUTE
    with held.call():
        pass


def test_further_tries_of_the_same_call_count_in_the_minute() -> None:
    hand = Hand()
    held = limits(hand, per_minute=3)
    with held.call() as requested:
        for _ in range(3):
            requested()
    with held.call():
        pass
    assert hand.slept == [MINUTE]


def test_a_turn_without_a_request_is_given_back() -> None:
    hand = Hand()
    held = limits(hand, per_minute=1)
    for _ in range(5):
        with pytest.raises(Cannot), held.call():
            raise Cannot("Refused before anything went out.")
    with held.call() as requested:
        requested()
    assert hand.slept == []
    with held.call() as requested:
        requested()
    assert hand.slept == [MINUTE]


def test_without_a_number_nobody_waits() -> None:
    hand = Hand()
    held = limits(hand)
    for _ in range(500):
        with held.call() as requested:
            requested()
    assert hand.slept == []


def test_many_threads_together_begin_no_more_in_a_minute_than_allowed() -> None:
    hand = Hand()
    lock = threading.Lock()
    begun = []

    def sleep(seconds: float) -> None:
        with lock:
            hand.sleep(seconds)

    held = Calls(8, 5, patience=10_000.0, clock=hand, monotonic=hand, sleep=sleep)

    def call(number: int) -> None:
        with suppress(Cannot), held.call() as requested:
            if number % 3 == 0:
                raise Cannot("Refused before anything went out.")
            requested()
            begun.append(number)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(call, range(60)))
    assert len(begun) == 40
    assert hand.now - 1000.0 >= 7 * MINUTE


# ---------------------------------------------------------------- calls at once


def test_no_more_calls_at_once_than_allowed() -> None:
    held = Calls(2)
    now, most = 0, 0
    lock = threading.Lock()
    together = threading.Barrier(2, timeout=60)

    def call(_: int) -> None:
        nonlocal now, most
        with held.call():
            with lock:
                now += 1
                most = max(most, now)
            together.wait()
            with lock:
                now -= 1

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(call, range(6)))
    assert most == 2


def test_a_place_that_does_not_come_free_is_said() -> None:
    held = Calls(1, patience=0.0)
    with held.call(), pytest.raises(Busy, match=r"busy with other articles of ours \(1 at once\)"), held.call():
        pass
    with held.call():
        pass


def test_a_place_is_free_again_after_an_error() -> None:
    held = Calls(1, patience=0.0)
    for _ in range(2):
        with pytest.raises(OutOfReach), held.call():
            raise OutOfReach("No answer.")


def test_links_that_are_read_together_share_the_limit() -> None:
    inside, most = 0, 0
    lock = threading.Lock()
    second = threading.Event()

    def play(asked: Asked) -> Reply:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        second.wait(0.1)
        with lock:
            inside -= 1
        return completion(answer())

    with reader(play, calls=Calls(1)) as (model, server), ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(model.read, ARTICLE, (FERRY, MAYOR)) for _ in range(4)]:
            future.result()
    assert (most, len(server.asked)) == (1, 4)


# ---------------------------------------------------------------- an endpoint that is left alone


def fail(calls: Calls, error: Exception | None = None) -> None:
    with pytest.raises(type(error or OutOfReach("No answer."))), calls.call():
        raise error or OutOfReach("No answer.")


def refused(calls: Calls) -> bool:
    try:
        calls.refuse()
    except OutOfReach:
        return True
    return False


def opened(hand: Hand) -> Calls:
    calls = limits(hand)
    for _ in range(FAILURES):
        assert not refused(calls)
        fail(calls)
    return calls


def test_after_some_outages_in_a_row_no_call_is_made() -> None:
    calls = opened(Hand())
    with pytest.raises(OutOfReach, match=r"failed 3 times in a row.*No answer\."), calls.call():
        pytest.fail("This call should not have been made.")


def test_an_answer_in_between_begins_the_count_anew() -> None:
    calls = limits(Hand())
    for between in (None, BadAnswer("Nonsense."), BadInput("Wrong key.")):
        for _ in range(FAILURES - 1):
            fail(calls)
        if between:
            fail(calls, between)
        else:
            with calls.call():
                pass
    assert not refused(calls)


def test_one_call_is_let_through_after_the_pause_and_ends_it() -> None:
    hand = Hand()
    calls = opened(hand)
    hand.now += FIRST_PAUSE - 1
    assert refused(calls)
    hand.now += 1
    with calls.call():
        assert refused(calls)  # one only
    assert not refused(calls)
    fail(calls)
    assert not refused(calls)  # the count began anew


def test_each_call_that_fails_after_a_pause_doubles_it_up_to_the_longest() -> None:
    hand = Hand()
    calls = opened(hand)
    pause, pauses = FIRST_PAUSE, []
    while pause < LONGEST_PAUSE:
        hand.now += pause
        fail(calls)
        pause = min(2 * pause, LONGEST_PAUSE)
        hand.now += pause - 1
        assert refused(calls)
        hand.now -= pause - 1
        pauses.append(pause)
    assert pauses[-1] == LONGEST_PAUSE
    hand.now += LONGEST_PAUSE
    fail(calls)
    hand.now += LONGEST_PAUSE
    assert not refused(calls)


def test_calls_that_were_under_way_when_the_pause_began_do_not_lengthen_it() -> None:
    hand = Hand()
    calls = limits(hand)
    late = calls.call()
    late.__enter__()
    for _ in range(FAILURES):
        fail(calls)
    hand.now += FIRST_PAUSE / 2
    gone = OutOfReach("Late.")
    assert not late.__exit__(type(gone), gone, None)
    hand.now += FIRST_PAUSE / 2
    assert not refused(calls)


def test_what_nobody_foresaw_does_not_hold_the_one_call_for_ever() -> None:
    hand = Hand()
    calls = opened(hand)
    hand.now += FIRST_PAUSE
    with pytest.raises(ZeroDivisionError), calls.call():
        raise ZeroDivisionError
    assert not refused(calls)


@pytest.mark.parametrize("outage", [error(503, "Overloaded"), error(429, "Quota", code="insufficient_quota")])
def test_the_reader_leaves_a_failing_endpoint_alone_and_comes_back_to_it(outage: Reply) -> None:
    hand = Hand()
    replies = [outage] * FAILURES + [completion(answer())] * 2
    with reader(in_turn(*replies), monotonic=hand) as (model, server):
        for _ in range(FAILURES):
            with pytest.raises(TryLater):
                model.read(ARTICLE, (FERRY, MAYOR))
        with pytest.raises(OutOfReach, match="not asked for a while"):
            model.read(ARTICLE, (FERRY, MAYOR))
        assert len(server.asked) == FAILURES
        hand.now += FIRST_PAUSE
        for _ in range(2):
            assert model.read(ARTICLE, (FERRY, MAYOR)).judgements
    assert len(server.asked) == FAILURES + 2


def test_our_own_limits_are_no_outage_of_the_endpoint() -> None:
    hand = Hand()
    held = limits(hand, per_minute=1, patience=1.0)
    with reader(in_turn(completion(answer()), completion(answer())), monotonic=hand, calls=held) as (model, server):
        model.read(ARTICLE, (FERRY, MAYOR))
        for _ in range(2 * FAILURES):
            with pytest.raises(Busy, match="requests a minute"):
                model.read(ARTICLE, (FERRY, MAYOR))
        hand.now += MINUTE
        model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 2


def test_further_tries_of_the_sdk_count_in_the_minute() -> None:
    hand = Hand()
    busy = error(429, "Slow down", headers={"retry-after-ms": "1"})
    replies = (busy, busy, completion(answer()), completion(answer()))
    with reader(in_turn(*replies), max_retries=2, calls=limits(hand, per_minute=3)) as (model, server):
        model.read(ARTICLE, (FERRY, MAYOR))
        assert hand.slept == []
        model.read(ARTICLE, (FERRY, MAYOR))
    assert hand.slept == [MINUTE]
    assert len(server.asked) == 4


def test_an_answer_counts_although_its_end_cannot_be_noted() -> None:
    hand = Hand()
    shared = Failing(after=1)  # the beginning of the call
    held = Calls(1, longest=200.0, shared=shared, clock=hand, monotonic=hand, sleep=hand.sleep)
    with reader(in_turn(completion(answer())), calls=held) as (model, _):
        assert model.read(ARTICLE, (FERRY, MAYOR)).judgements
    hand.now += 200.0  # the turn ends by itself
    shared.left = 1
    with pytest.raises(BadAnswer, match="Nonsense"), held.call():
        raise BadAnswer("Nonsense.")


def test_trouble_of_our_own_database_is_no_outage_of_the_endpoint() -> None:
    shared = Failing(after=1)
    held = Calls(shared=shared)
    for _ in range(FAILURES):
        shared.left = 1
        with held.call() as requested:
            requested()
            requested()  # a further try, which cannot be noted
    shared.left = 1
    assert not refused(held)


def test_the_one_call_that_fails_after_another_was_answered_does_not_begin_a_pause() -> None:
    hand = Hand()
    calls = limits(hand)
    slow = calls.call()
    slow.__enter__()
    for _ in range(FAILURES):
        fail(calls)
    hand.now += FIRST_PAUSE
    probe = calls.call()
    probe.__enter__()
    slow.__exit__(None, None, None)  # the endpoint answers, so that the pause is over
    gone = OutOfReach("No answer.")
    assert not probe.__exit__(type(gone), gone, None)
    assert not refused(calls)


def test_of_many_threads_after_the_pause_one_asks() -> None:
    hand = Hand()
    calls = opened(hand)
    hand.now += FIRST_PAUSE
    asked = []
    together, over = threading.Barrier(8, timeout=60), threading.Event()

    def ask(number: int) -> None:
        together.wait()
        try:
            with calls.call():
                asked.append(number)
                assert over.wait(60)
        except OutOfReach:
            left.release()

    left = threading.Semaphore(0)
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(ask, number) for number in range(8)]
        for _ in range(7):
            assert left.acquire(timeout=60)
        over.set()
        for future in futures:
            future.result()
    assert len(asked) == 1


def test_nonsense_is_no_outage() -> None:
    with reader(lambda _: raw({"hello": "world"})) as (model, server):
        for _ in range(2 * FAILURES):
            with pytest.raises(BadAnswer):
                model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 4 * FAILURES
