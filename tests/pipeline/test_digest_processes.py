"""Digests made by real processes: several at the same moment, and some that are killed in the middle of a look."""

import datetime as dt
import multiprocessing as mp
import random
import signal
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

import pytest
from sqlmodel import col, select

from bot.domain.card import CardKind
from bot.domain.digest import DigestState
from bot.domain.subscription import DigestSettings
from bot.pipeline import digest
from storage import digests, subscriptions
from storage.db import Database
from storage.tables.outgoing import CardRow
from tests.pipeline.timed import Hand, services_on

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
DAILY = DigestSettings(days=tuple(range(7)), at=dt.time(2, 30), zone="Europe/Berlin")
PATIENCE = 150
PROCESSES = mp.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


def in_time(day: int) -> dt.datetime:
    """Return a moment of a day after the digest of that day is due and while it is still made."""
    return START + dt.timedelta(days=day, hours=2)


def look_together(url: str, days: int, together: Barrier) -> None:
    """Look once a day, at the moment at which all others do."""
    database, hand = Database(url), Hand(START)
    services = services_on(database, hand)
    for day in range(days):
        hand.now = in_time(day)
        together.wait(PATIENCE)
        digest.look(services, "local")


def look_until_killed(url: str, first: int, begun: Connection) -> None:
    """Look day after day as fast as can be, and say each time which day it is."""
    database, hand = Database(url), Hand(START)
    services = services_on(database, hand)
    for day in range(first, 10_000):
        hand.now = in_time(day)
        begun.send(day)
        digest.look(services, "local")


def subscribe(database: Database, number: int) -> None:
    with database.transaction("local") as s:
        for index in range(number):
            subscriptions.add(s, f"C0DESK{index}", DAILY, "U0ANN", START)


def check(database: Database, number: int, days: int) -> None:
    """See that each digest of each day was made once, has one card, and tells what came after the one before it."""
    with database.transaction("local", read_only=True) as s:
        cards = list(s.exec(select(CardRow.key).where(col(CardRow.kind) == CardKind.DIGEST.value)))
        filed = [digests.list_(s, f"C0DESK{index}", limit=days + 1)[::-1] for index in range(number)]
    due = list(DAILY.due_times(START, in_time(days - 1)))
    assert len(due) == days
    for of_one in filed:
        assert [one.due_at for one in of_one] == due
        assert {one.state for one in of_one} == {DigestState.MADE}
        periods = [(one.digest.since, one.digest.until) for one in of_one if one.digest]
        assert [since for since, _ in periods[1:]] == [until for _, until in periods[:-1]]
    assert sorted(cards) == sorted(one.key for of_one in filed for one in of_one)


@pytest.mark.parametrize(("number", "days"), [(2, 10), pytest.param(4, 60, marks=pytest.mark.slow)])
def test_processes_that_look_at_the_same_moment_make_each_digest_once(
    database: Database, database_url: str, number: int, days: int
) -> None:
    subscribe(database, 2)
    together = PROCESSES.Barrier(number, timeout=PATIENCE)
    running = [PROCESSES.Process(target=look_together, args=(database_url, days, together), daemon=True) for _ in range(number)]
    for process in running:
        process.start()
    for process in running:
        process.join(PATIENCE)
    assert [process.exitcode for process in running] == [0] * number
    check(database, 2, days)


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_no_digest_is_lost_and_none_comes_twice_where_processes_are_killed_while_they_look(
    database: Database, database_url: str, rounds: int
) -> None:
    subscribe(database, 2)
    rng, day = random.Random(5), 0
    for _ in range(rounds):
        day = min(killed_one_after_the_other(database_url, day, [rng.uniform(0, 0.06) for _ in range(2)]))
    digest.look(services_on(database, Hand(in_time(day))), "local")
    with database.transaction("local", read_only=True) as s:
        newest = max(digests.told_until(s, (1, 2)).values())
    days = (newest - START).days + 1
    assert days > rounds, "they got on between one kill and the next"
    digest.look(services_on(database, Hand(in_time(days - 1))), "local")
    check(database, 2, days)


def killed_one_after_the_other(url: str, day: int, after: Sequence[float]) -> list[int]:
    """Let processes look side by side from a day on, kill them one by one; returns the day that each was at."""
    pipes = [PROCESSES.Pipe(duplex=False) for _ in after]
    running = [PROCESSES.Process(target=look_until_killed, args=(url, day, begun), daemon=True) for _, begun in pipes]
    for process, (_, begun) in zip(running, pipes, strict=True):
        process.start()
        begun.close()
    last = [seen.recv() for seen, _ in pipes]
    for number, (seen, _) in enumerate(pipes):
        last[number] = seen.recv()
    for number, (process, (seen, _)) in enumerate(zip(running, pipes, strict=True)):
        time.sleep(after[number])
        process.kill()
        process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL
        try:
            while True:
                last[number] = seen.recv()
        except EOFError:
            seen.close()
    return last
