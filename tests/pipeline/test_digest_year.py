"""Digests over a year, with processes that come and go: each once, or missed where nobody was up.

What is due is worked out here anew, from the wall clock of each zone minute by minute, without the code that is tested.
"""

import datetime as dt
import itertools
import random
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.domain.card import CardKind
from bot.domain.digest import DigestState
from bot.domain.subscription import GRACE, DigestPart, DigestSettings
from bot.pipeline import digest
from bot.pipeline.services import Services
from storage import digests, subscriptions
from storage.db import Database
from storage.tables.outgoing import CardRow
from tests.pipeline.timed import Hand, services_on

Span = tuple[dt.datetime, dt.datetime]
UTC = dt.UTC
YEAR = (dt.datetime(2026, 1, 1, tzinfo=UTC), dt.datetime(2027, 1, 1, tzinfo=UTC))
SPRING = (dt.datetime(2026, 3, 6, tzinfo=UTC), dt.datetime(2026, 4, 10, tzinfo=UTC))
AUTUMN = (dt.datetime(2026, 10, 2, tzinfo=UTC), dt.datetime(2026, 11, 6, tzinfo=UTC))
ALL_DAYS = tuple(range(7))
SCHEDULES = (
    DigestSettings(days=(6,), at=dt.time(2, 30), zone="America/New_York", parts=(DigestPart.CONTRIBUTORS,)),
    DigestSettings(days=(6,), at=dt.time(2, 30), zone="Europe/Berlin", parts=(DigestPart.CONTRIBUTORS,), quiet=True),
    DigestSettings(days=(6,), at=dt.time(2, 15), zone="Australia/Lord_Howe", parts=(DigestPart.CONTRIBUTORS,)),
    DigestSettings(days=(0,), at=dt.time(9), zone="Europe/Berlin", parts=(DigestPart.CONTRIBUTORS,)),
)
"""Three zones with their clock changes, on both halves of the globe; one moves its clocks by half an hour only.

All clocks change on Sundays. In the spring 02:30 is skipped in New York and Berlin, and 02:15 on Lord Howe; in the autumn
02:30 comes twice in Berlin.
"""


def oracle(schedule: DigestSettings, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """List when a schedule's digests are due, by watching the clock on the wall go by.

    A time that is never on the wall that day comes as much later as the clock was put forward.
    """
    zone, due = ZoneInfo(schedule.zone), []
    at = start - dt.timedelta(days=2)
    seen: dict[dt.date, dt.datetime] = {}
    while at <= end + dt.timedelta(days=3):
        wall = at.astimezone(zone)
        if wall.time() == schedule.at:
            seen.setdefault(wall.date(), at)
        at += dt.timedelta(minutes=15)
    day = (start - dt.timedelta(days=1)).date()
    while day <= (end + dt.timedelta(days=1)).date():
        if day.weekday() in schedule.days:
            moment = seen.get(day) or _skipped(day, schedule, zone)
            if start < moment <= end:
                due.append(moment)
        day += dt.timedelta(days=1)
    return due


def _skipped(day: dt.date, schedule: DigestSettings, zone: ZoneInfo) -> dt.datetime:
    """Find a time that the wall never shows: as long after the jump as it would have been after the time of the jump."""
    midnight = dt.datetime.combine(day, dt.time(), UTC)
    for quarter in range(-60, 160):
        at = midnight + quarter * dt.timedelta(minutes=15)
        before, after = at.astimezone(zone), (at + dt.timedelta(minutes=15)).astimezone(zone)
        jump = after.utcoffset() - before.utcoffset()  # type: ignore[operator]  # both have a zone
        if before.date() == day and jump > dt.timedelta():
            until_the_time = dt.datetime.combine(day, schedule.at) - before.replace(tzinfo=None)
            return at + until_the_time
    raise AssertionError(f"{schedule.at} is neither shown nor skipped on {day} in {zone}")


@dataclass(frozen=True)
class Process:
    """One process: the spans in which it is up, and how often it looks."""

    up: tuple[Span, ...]
    every: dt.timedelta

    def looks(self) -> Iterator[dt.datetime]:
        """Return the moments at which it looks: at its start, and then when everybody does who is up."""
        for start, end in self.up:
            yield start
            at = YEAR[0] + ((start - YEAR[0]) // self.every + 1) * self.every
            while at < end:
                yield at
                at += self.every


def random_process(rng: random.Random, start: dt.datetime, end: dt.datetime, every: dt.timedelta) -> Process:
    """Return a process that is up for hours or days, and down for minutes, hours or days."""
    spans, at = [], start + dt.timedelta(minutes=rng.uniform(0, 600))
    while at < end:
        up = dt.timedelta(hours=rng.choice([0.5, 5, 30, 200]) * rng.uniform(0.5, 1.5))
        spans.append((at, min(at + up, end)))
        at += up + dt.timedelta(hours=rng.choice([0.05, 1, 6, 40]) * rng.uniform(0.5, 1.5))
    return Process(tuple(spans), every)


@pytest.fixture
def opened(database_url: str) -> Iterator[list[Database]]:
    """Open one database four times, as four processes would."""
    four = [Database(database_url) for _ in range(4)]
    yield four
    for one in four:
        one.dispose()


def live_through(
    opened: Sequence[Database],
    processes: Sequence[Process],
    schedules: Sequence[DigestSettings],
    span: Span,
    workspace: str = "local",
) -> None:
    """Let the processes look at their moments, those of one moment at once."""
    start, end = span
    hands = [Hand(start) for _ in processes]
    each = [services_on(database, hand) for database, hand in zip(opened, hands, strict=False)]
    with opened[0].transaction(workspace) as s:
        for number, schedule in enumerate(schedules):
            subscriptions.add(s, f"C0DESK{number}", schedule, "U0ANN", start)
    moments: dict[dt.datetime, list[int]] = {}
    for number, process in enumerate(processes):
        for at in process.looks():
            moments.setdefault(at, []).append(number)
    with ThreadPoolExecutor(len(processes)) as pool:
        for at in _interesting(schedules, start, end, moments):
            together = threading.Barrier(len(moments[at]), timeout=60)
            for number in moments[at]:
                hands[number].now = at
            looks = [pool.submit(_look, each[number], together, workspace) for number in moments[at]]
            for look in looks:
                look.result()


def _look(services: Services, together: threading.Barrier, workspace: str) -> None:
    together.wait(timeout=120)
    digest.look(services, workspace)


def _interesting(
    schedules: Sequence[DigestSettings], start: dt.datetime, end: dt.datetime, moments: Iterable[dt.datetime]
) -> list[dt.datetime]:
    """Leave out looks at which nothing can be due: keep the first after a digest's time, and for some of them the next too."""
    due = sorted(time for schedule in schedules for time in oracle(schedule, start, end))
    looks, chosen = sorted(moments), set[int]()
    for number, time in enumerate(due):
        first = bisect_left(looks, time)
        chosen |= {first, first + 1} if number % 7 == 0 else {first}
    return [looks[number] for number in sorted(chosen) if number < len(looks)]


def expected(schedule: DigestSettings, processes: Sequence[Process], span: Span) -> dict[dt.datetime, bool]:
    """Say of each digest whether somebody looked within the grace period; nothing of those after which nobody looked at all."""
    looks = sorted({at for process in processes for at in process.looks()})
    firsts = ((due, bisect_left(looks, due)) for due in oracle(schedule, *span))
    return {due: looks[first] - due <= GRACE for due, first in firsts if first < len(looks)}


def check(
    database: Database, schedules: Sequence[DigestSettings], processes: Sequence[Process], span: Span, workspace: str = "local"
) -> int:
    """See that each digest is there once, made or missed as it should be, with one card; returns how many there are."""
    with database.transaction(workspace, read_only=True) as s:
        cards = list(s.exec(select(CardRow.key).where(col(CardRow.kind) == CardKind.DIGEST.value)))
        filed = [digests.list_(s, f"C0DESK{number}", limit=1000) for number in range(len(schedules))]
    for of_one, schedule in zip(filed, schedules, strict=True):
        states = {made.due_at: made.state for made in of_one}
        assert len(of_one) == len(states), "a digest is there twice"
        assert {due: state is not DigestState.MISSED for due, state in states.items()} == expected(schedule, processes, span)
        assert schedule.quiet or DigestState.QUIET not in states.values()
        _follow_each_other(sorted((d for d in of_one if d.digest), key=lambda d: d.due_at or span[0]))
    assert sorted(cards) == sorted(d.key for of_one in filed for d in of_one if d.state is DigestState.MADE)
    return sum(map(len, filed))


def _follow_each_other(told: Sequence[digests.FiledDigest]) -> None:
    """See that each begins where the one before it ended: nothing is told twice, and nothing is left out."""
    for earlier, later in itertools.pairwise(told):
        assert earlier.digest is not None
        assert later.digest is not None
        assert later.digest.since == earlier.digest.until


@pytest.mark.parametrize(
    ("number", "spans"),
    [
        (2, (SPRING, AUTUMN)),
        pytest.param(2, (YEAR,), marks=pytest.mark.slow),
        pytest.param(4, (YEAR,), marks=pytest.mark.slow),
    ],
    ids=["2-around-the-clock-changes", "2-a-year", "4-a-year"],
)
def test_digests_of_processes_that_come_and_go(opened: list[Database], number: int, spans: tuple[Span, ...]) -> None:
    rng = random.Random(number)
    for index, span in enumerate(spans):
        processes, workspace = [random_process(rng, *span, dt.timedelta(minutes=20)) for _ in range(number)], f"span-{index}"
        live_through(opened, processes, SCHEDULES, span, workspace)
        assert check(opened[0], SCHEDULES, processes, span, workspace) > len(SCHEDULES) * 4 * (span[1] - span[0]).days // 30


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("spans", [(SPRING, AUTUMN), pytest.param((YEAR,), marks=pytest.mark.slow)], ids=["spans", "a-year"])
def test_without_an_outage_every_digest_comes_once_through_the_nights_on_which_clocks_change(
    opened: list[Database], spans: tuple[Span, ...]
) -> None:
    came: dict[str, list[str]] = {}
    for index, span in enumerate(spans):
        always, workspace = [Process((span,), dt.timedelta(minutes=15))] * 2, f"span-{index}"
        live_through(opened, always, SCHEDULES, span, workspace)
        assert check(opened[0], SCHEDULES, always, span, workspace) == sum(len(oracle(one, *span)) for one in SCHEDULES)
        with opened[0].transaction(workspace, read_only=True) as s:
            for number, schedule in enumerate(SCHEDULES[:3]):
                due = [
                    d.due_at.astimezone(ZoneInfo(schedule.zone)) for d in digests.list_(s, f"C0DESK{number}", 100) if d.due_at
                ]
                assert len({moment.date() for moment in due}) == len(due)
                odd = [moment for moment in due if moment.time() != schedule.at or _comes_twice(moment)]
                came.setdefault(schedule.zone, []).extend(moment.strftime("%d %b %H:%M %z") for moment in sorted(odd))
    assert came == {
        "America/New_York": ["08 Mar 03:30 -0400"],
        "Europe/Berlin": ["29 Mar 03:30 +0200", "25 Oct 02:30 +0200"],
        "Australia/Lord_Howe": ["04 Oct 02:45 +1100"],
    }


def _comes_twice(moment: dt.datetime) -> bool:
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


ZONES = ("America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu")
STARTS = [dt.datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 6), (3, 27), (4, 3), (9, 25), (10, 2), (10, 23))]
_workspaces = itertools.count()
schedules = st.builds(
    DigestSettings,
    days=st.lists(st.sampled_from(ALL_DAYS), min_size=1, max_size=7, unique=True).map(tuple),
    at=st.builds(dt.time, st.sampled_from([0, 1, 2, 3, 9, 23]), st.sampled_from([0, 15, 30, 45])),
    zone=st.sampled_from(ZONES),
    parts=st.just((DigestPart.CONTRIBUTORS,)),
    quiet=st.booleans(),
)


any_life = given(
    wanted=st.lists(schedules, min_size=1, max_size=3),
    start=st.sampled_from(STARTS),
    seed=st.integers(0, 10_000),
    number=st.sampled_from([2, 4]),
)
shared = [HealthCheck.function_scoped_fixture]


def schedules_and_outages(
    opened: list[Database], wanted: list[DigestSettings], start: dt.datetime, seed: int, number: int
) -> None:
    """Live through nine days with processes that come and go, and see that all is as it should be."""
    span = (start, start + dt.timedelta(days=9))
    rng = random.Random(seed)
    processes = [random_process(rng, *span, dt.timedelta(minutes=25)) for _ in range(number)]
    workspace = f"w{next(_workspaces)}"
    live_through(opened, processes, wanted, span, workspace)
    check(opened[0], wanted, processes, span, workspace)


@pytest.mark.parametrize("database_kind", ["sqlite"])
@any_life
@settings(max_examples=4, suppress_health_check=shared)
def test_some_schedules_and_outages_around_clock_changes(
    opened: list[Database], wanted: list[DigestSettings], start: dt.datetime, seed: int, number: int
) -> None:
    schedules_and_outages(opened, wanted, start, seed, number)


@pytest.mark.slow
@any_life
@settings(max_examples=50, suppress_health_check=shared)
def test_many_schedules_and_outages_around_clock_changes(
    opened: list[Database], wanted: list[DigestSettings], start: dt.datetime, seed: int, number: int
) -> None:
    schedules_and_outages(opened, wanted, start, seed, number)
