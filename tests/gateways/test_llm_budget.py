"""What the model costs: every answer is booked, and over the day's budget no call is made."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.errors import BadAnswer, Busy, OutOfReach, OverBudget
from bot.gateways.model.calls import MINUTE, Calls
from bot.gateways.model.completion import LOST_ANSWER_TOKENS
from bot.gateways.model.spending import Budget, Prices, Usage
from storage import spending
from storage.db import Database
from tests.gateways.model_answers import ARTICLE, FERRY, MAYOR, answer, reader
from tests.openai_server import Reply, completion, error, in_turn, raw

MORNING = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)
PRICES = Prices(tokens_in=2.0, tokens_out=10.0, tokens_cached=0.5)
ONE = (1000 * 2.0 + 200 * 10.0) / 1_000_000
"""What one answer of the test's server costs, which tells 1,000 tokens in and 200 out."""


class Calendar:
    """A clock that stands where the test puts it."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> dt.datetime:
        return self.now


def budget(database: Database, calendar: Calendar, daily_budget: float | None = None, prices: Prices = PRICES) -> Budget:
    return Budget(
        prices=prices,
        book=lambda *entry: spending.book(database, *entry),
        spent_since=lambda start: spending.since(database, start),
        clock=calendar,
        daily_budget=daily_budget,
    )


def with_usage(usage: Any) -> Reply:
    body = json.loads(completion(answer()).body)
    if usage is None:
        del body["usage"]
    else:
        body["usage"] = usage
    return raw(body)


# ---------------------------------------------------------------- what an answer costs


@pytest.mark.parametrize(
    ("prices", "usage", "cost"),
    [
        (PRICES, Usage(1_000_000, 0), 2.0),
        (PRICES, Usage(0, 1_000_000), 10.0),
        (PRICES, Usage(1_000_000, 0, 400_000), 1.4),
        (PRICES, Usage(100, 0, 400_000), 100 * 0.5 / 1_000_000),
        (Prices(2.0, 10.0), Usage(1_000_000, 0, 400_000), 2.0),
        (Prices(0.0, 0.0), Usage(1_000_000, 1_000_000), 0.0),
        (Prices(2.0, 10.0, 0.5, 2.5), Usage(1_000_000, 0, 400_000, 500_000), 0.2 + 0.4 * 0.5 + 0.5 * 2.5),
        (Prices(2.0, 10.0, 0.5), Usage(1_000_000, 0, 400_000, 500_000), 1.4),
        (Prices(2.0, 10.0, 0.5, 2.5), Usage(100, 0, 80, 900), (80 * 0.5 + 20 * 2.5) / 1_000_000),
    ],
)
def test_prices_are_for_a_million_tokens(prices: Prices, usage: Usage, cost: float) -> None:
    assert prices.cost(usage) == pytest.approx(cost)


def test_a_reading_is_stamped_with_its_cost_and_cached_tokens(sqlite_database: Database) -> None:
    told = {"prompt_tokens": 1000, "completion_tokens": 200, "prompt_tokens_details": {"cached_tokens": 600}}
    with reader(in_turn(with_usage(told)), budget=budget(sqlite_database, Calendar())) as (model, _):
        stamp = model.read(ARTICLE, (FERRY, MAYOR)).stamp
    assert (stamp.tokens_in, stamp.tokens_cached, stamp.tokens_out) == (1000, 600, 200)
    assert stamp.cost == pytest.approx((400 * 2.0 + 600 * 0.5 + 200 * 10.0) / 1_000_000)
    assert spending.since(sqlite_database, MORNING) == pytest.approx(stamp.cost)


@pytest.mark.parametrize(
    ("told", "cached", "written"),
    [
        ({"prompt_tokens_details": {"cached_tokens": 100, "cache_write_tokens": 600}}, 100, 600),
        ({"prompt_tokens_details": {"cached_tokens": 0, "cache_creation_tokens": 600}}, 0, 600),
        ({"prompt_tokens_details": None, "cache_creation_input_tokens": 600, "cache_read_input_tokens": 100}, 100, 600),
        ({"prompt_cache_hit_tokens": 100, "prompt_cache_miss_tokens": 900}, 100, 0),
        ({"prompt_tokens_details": {"cached_tokens": None, "cache_write_tokens": 5000}}, 0, 1000),
        ({"prompt_tokens_details": {"cached_tokens": 900, "cache_write_tokens": 900}}, 900, 100),
    ],
)
def test_tokens_of_the_prompt_cache_are_booked_at_their_prices_by_whatever_name(
    sqlite_database: Database, told: dict[str, Any], cached: int, written: int
) -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 200} | told
    prices = Prices(2.0, 10.0, 0.5, 2.5)
    with reader(in_turn(with_usage(usage)), budget=budget(sqlite_database, Calendar(), prices=prices)) as (model, _):
        stamp = model.read(ARTICLE, (FERRY, MAYOR)).stamp
    fresh = 1000 - cached - written
    assert stamp.tokens_cached == cached
    assert stamp.cost == pytest.approx((fresh * 2.0 + cached * 0.5 + written * 2.5 + 200 * 10.0) / 1_000_000)
    with sqlite_database.connected(read_only=True) as connection:
        booked = connection.execute(text("SELECT tokens_in, tokens_cached, tokens_written FROM model_spend")).one()
    assert tuple(booked) == (1000, cached, written)


def test_without_prices_there_is_no_cost() -> None:
    with reader(in_turn(completion(answer()))) as (model, _):
        stamp = model.read(ARTICLE, (FERRY, MAYOR)).stamp
    assert (stamp.cost, stamp.cached, stamp.tokens_in) == (None, False, 1000)


def test_answers_that_cannot_be_used_are_booked_too(sqlite_database: Database) -> None:
    nonsense = completion({"verdict": "verified"})
    with (
        reader(in_turn(nonsense, nonsense), budget=budget(sqlite_database, Calendar())) as (model, _),
        pytest.raises(BadAnswer),
    ):
        model.read(ARTICLE, (FERRY, MAYOR))
    assert spending.since(sqlite_database, MORNING) == pytest.approx(2 * ONE)


def test_a_refusal_is_booked_too(sqlite_database: Database) -> None:
    refusal = completion(None, refusal="No.")
    with reader(in_turn(refusal), budget=budget(sqlite_database, Calendar())) as (model, _), pytest.raises(BadAnswer):
        model.read(ARTICLE, (FERRY, MAYOR))
    assert spending.since(sqlite_database, MORNING) == pytest.approx(ONE)


def test_a_mended_answer_costs_both_calls(sqlite_database: Database) -> None:
    replies = (completion("No."), completion(answer()))
    with reader(in_turn(*replies), budget=budget(sqlite_database, Calendar())) as (model, _):
        stamp = model.read(ARTICLE, (FERRY, MAYOR)).stamp
    assert stamp.calls == 2
    assert stamp.cost == pytest.approx(2 * ONE)


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        "many",
        {"prompt_tokens": -1_000_000_000, "completion_tokens": 1},
        {"prompt_tokens": 10**30, "completion_tokens": 1},
        {"prompt_tokens": None, "completion_tokens": None},
        {"prompt_tokens": 0, "completion_tokens": 200},
        {"prompt_tokens": 1000, "completion_tokens": 0},
        {"prompt_tokens": 1000},
    ],
)
def test_tokens_that_are_not_told_or_made_up_are_guessed_for_the_book(sqlite_database: Database, usage: Any) -> None:
    with reader(in_turn(with_usage(usage)), budget=budget(sqlite_database, Calendar())) as (model, server):
        result = model.read(ARTICLE, (FERRY, MAYOR))
    sent = sum(len(m["content"]) for m in server.asked[0].body["messages"])
    assert len(result.judgements) == 1
    assert (result.stamp.tokens_in, result.stamp.tokens_out) == (0, 0)
    assert result.stamp.cost is not None
    assert sent / 4 * 2.0 / 1_000_000 < result.stamp.cost < sent * 10.0 / 1_000_000


# ---------------------------------------------------------------- the day's budget


def test_over_the_budget_no_call_is_made_until_the_next_day(sqlite_database: Database) -> None:
    calendar = Calendar()
    with reader(lambda _: completion(answer()), budget=budget(sqlite_database, calendar, 1.5 * ONE)) as (model, server):
        model.read(ARTICLE, (FERRY, MAYOR))
        model.read(ARTICLE, (FERRY, MAYOR))
        for _ in range(5):
            with pytest.raises(
                OverBudget, match=r"Today's budget for the model \(0\.01\) is used up.*midnight \(UTC\)"
            ) as caught:
                model.read(ARTICLE, (FERRY, MAYOR))
        assert isinstance(caught.value, Busy)
        assert len(server.asked) == 2
        calendar.now = dt.datetime(2026, 3, 4, 23, 59, 59, tzinfo=dt.UTC)
        with pytest.raises(OverBudget):
            model.read(ARTICLE, (FERRY, MAYOR))
        calendar.now = dt.datetime(2026, 3, 5, 0, 0, 0, tzinfo=dt.UTC)
        model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 3


def test_the_budget_is_counted_over_a_restart(sqlite_database: Database) -> None:
    for started in range(2):
        with reader(lambda _: completion(answer()), budget=budget(sqlite_database, Calendar(), ONE)) as (model, server):
            if started:
                with pytest.raises(OverBudget):
                    model.read(ARTICLE, (FERRY, MAYOR))
                assert server.asked == []
            else:
                model.read(ARTICLE, (FERRY, MAYOR))


def test_the_call_that_mends_an_answer_is_held_to_the_budget_too(sqlite_database: Database) -> None:
    with (
        reader(in_turn(completion("No.")), budget=budget(sqlite_database, Calendar(), ONE)) as (model, server),
        pytest.raises(OverBudget),
    ):
        model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 1


def test_the_day_is_that_of_utc_wherever_the_clock_is(sqlite_database: Database) -> None:
    calendar = Calendar()
    held = budget(sqlite_database, calendar, 1.0)
    spending.book(sqlite_database, dt.datetime(2026, 3, 3, 23, 30, tzinfo=dt.UTC), "m", 0, 0, 1.0)
    calendar.now = dt.datetime(2026, 3, 4, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    with pytest.raises(OverBudget):
        held.check()
    calendar.now = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    held.check()


def test_what_fails_costs_nothing(sqlite_database: Database) -> None:
    with (
        reader(lambda _: error(503, "No"), budget=budget(sqlite_database, Calendar(), ONE)) as (model, _),
        pytest.raises(OutOfReach),
    ):
        model.read(ARTICLE, (FERRY, MAYOR))
    assert spending.since(sqlite_database, MORNING) == 0.0


# ---------------------------------------------------------------- answers that are lost on the way


def lost(database: Database, reply: Reply, **options: Any) -> tuple[float, int]:
    """Let one reading fail; returns what was booked, and how many requests came in."""
    with (
        reader(lambda _: reply, budget=budget(database, Calendar()), **options) as (model, server),
        pytest.raises((OutOfReach, BadAnswer)),
    ):
        model.read(ARTICLE, (FERRY, MAYOR))
    return spending.since(database, MORNING), len(server.asked)


def test_an_answer_that_comes_too_late_is_booked_by_a_guess(sqlite_database: Database) -> None:
    booked, asked = lost(sqlite_database, completion(answer(), pause=30), timeout=0.5, max_retries=2)
    assert asked == 1
    assert LOST_ANSWER_TOKENS * 10.0 / 1_000_000 < booked < 2 * LOST_ANSWER_TOKENS * 10.0 / 1_000_000


def test_an_answer_that_is_too_large_is_booked_too(sqlite_database: Database) -> None:
    huge = Reply(200, b"x" * 100_000, {"Content-Type": "application/json"}, repeat=100)
    assert lost(sqlite_database, huge)[0] > LOST_ANSWER_TOKENS * 10.0 / 1_000_000


def test_each_answer_that_breaks_off_is_booked(sqlite_database: Database) -> None:
    with (
        broken_off() as (base_url, taken),
        reader(in_turn(), base_url=base_url, budget=budget(sqlite_database, Calendar()), max_retries=1) as (model, _),
        pytest.raises(OutOfReach),
    ):
        model.read(ARTICLE, (FERRY, MAYOR))
    assert len(taken) == 2
    assert spending.since(sqlite_database, MORNING) > 2 * LOST_ANSWER_TOKENS * 10.0 / 1_000_000


def test_an_endpoint_that_cannot_be_reached_costs_nothing(sqlite_database: Database) -> None:
    with reader(in_turn(), budget=budget(sqlite_database, Calendar()), max_retries=1) as (model, _):
        pass
    with pytest.raises(OutOfReach, match="cannot be reached"):
        model.read(ARTICLE, (FERRY, MAYOR))
    assert spending.since(sqlite_database, MORNING) == 0.0


def test_an_endpoint_that_never_answers_in_time_cannot_use_up_more_than_the_budget(sqlite_database: Database) -> None:
    held = budget(sqlite_database, Calendar(), LOST_ANSWER_TOKENS * 10.0 / 1_000_000)
    with reader(lambda _: completion(answer(), pause=30), budget=held, timeout=0.3) as (model, server):
        with pytest.raises(OutOfReach):
            model.read(ARTICLE, (FERRY, MAYOR))
        with pytest.raises(OverBudget):
            model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 1


def test_an_answer_after_a_lost_one_costs_both(sqlite_database: Database) -> None:
    with (
        broken_off(completion(answer()).body) as (base_url, taken),
        reader(in_turn(), base_url=base_url, budget=budget(sqlite_database, Calendar()), max_retries=1) as (model, _),
    ):
        stamp = model.read(ARTICLE, (FERRY, MAYOR)).stamp
    assert len(taken) == 2
    assert stamp.cost is not None
    assert stamp.cost > ONE + LOST_ANSWER_TOKENS * 10.0 / 1_000_000
    assert spending.since(sqlite_database, MORNING) == pytest.approx(stamp.cost)


def test_over_the_budget_nobody_waits_for_a_turn_and_no_turn_is_used(sqlite_database: Database) -> None:
    waits: list[float] = []
    held = Calls(8, 1, clock=lambda: 0.0, sleep=waits.append)
    with reader(lambda _: completion(answer()), budget=budget(sqlite_database, Calendar(), ONE), calls=held) as (
        model,
        server,
    ):
        model.read(ARTICLE, (FERRY, MAYOR))
        for _ in range(3):
            with pytest.raises(OverBudget):
                model.read(ARTICLE, (FERRY, MAYOR))
    assert waits == []
    assert len(server.asked) == 1


def test_a_call_that_waited_for_its_turn_finds_the_budget_used_up_meanwhile(sqlite_database: Database) -> None:
    def sleep(_: float) -> None:
        spending.book(sqlite_database, MORNING, "another process", 0, 0, ONE)
        clock[0] += MINUTE

    clock = [0.0]
    held = Calls(8, 1, clock=lambda: clock[0], monotonic=lambda: clock[0], sleep=sleep)
    with reader(lambda _: completion(answer()), budget=budget(sqlite_database, Calendar(), 2 * ONE), calls=held) as (
        model,
        server,
    ):
        model.read(ARTICLE, (FERRY, MAYOR))
        with pytest.raises(OverBudget):
            model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 1


@contextmanager
def broken_off(last: bytes | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Serve answers that break off after their head, and `last`, if any, from the second request on; returns what came in."""
    taken: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            whole = last is not None and len(taken) > 1
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(last) if last and whole else 1000))
            self.end_headers()
            self.wfile.write(last if last and whole else b'{"id":')
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1", taken
        finally:
            server.shutdown()
            thread.join()
