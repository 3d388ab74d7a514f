"""The timetable over the real APScheduler, on the machine's own time."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import structlog

from bot.domain.subscription import DigestSettings
from bot.gateways.clock import Rhythm, Timetable

RARELY = 3600.0
PATIENCE = 10.0


@dataclass(frozen=True)
class Every:
    """Due at fixed distances from a start."""

    start: dt.datetime
    seconds: float

    def next_due(self, after: dt.datetime) -> dt.datetime:
        step = dt.timedelta(seconds=self.seconds)
        return self.start + step * ((after - self.start) // step + 1)


@dataclass
class Looks:
    """Notes who was rung for, and may do something besides."""

    do: Callable[[str | None], object] = lambda _key: None
    seen: list[str | None] = field(default_factory=list)

    def __call__(self, key: str | None) -> None:
        self.seen.append(key)
        self.do(key)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def until(condition: Callable[[], object]) -> None:
    given_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < given_up, "it did not happen in time"
        time.sleep(0.01)


def test_it_rings_at_the_time_of_each_key_again_and_again() -> None:
    looks, rhythms = Looks(), {"T1:1": Every(now(), 0.3), "T1:2": Every(now(), RARELY)}
    with Timetable(now, lambda: rhythms, looks, look_seconds=RARELY):
        until(lambda: looks.seen.count("T1:1") >= 2)
    assert looks.seen[0] is None, "it looks at everything at the start"
    assert "T1:2" not in looks.seen


def test_its_jobs_follow_the_rows() -> None:
    rhythms: dict[str, Rhythm] = {"T1:1": DigestSettings(at=dt.time(9)), "T1:2": DigestSettings(at=dt.time(10))}
    with Timetable(now, lambda: rhythms, Looks(), look_seconds=RARELY) as timetable:
        timetable.renew()
        rings = timetable.rings()
        assert set(rings) == {"T1:1", "T1:2"}
        rhythms.pop("T1:2")
        rhythms |= {"T1:1": DigestSettings(at=dt.time(17, 30)), "T1:3": DigestSettings(days=(6,))}
        timetable.renew()
        assert set(timetable.rings()) == {"T1:1", "T1:3"}
        assert timetable.rings()["T1:1"].astimezone(dt.UTC).time().replace(second=0, microsecond=0) in (
            dt.time(17, 30), dt.time(17, 29),
        )  # fmt: skip
        kept = timetable.rings()
        timetable.renew()
        assert timetable.rings() == kept, "what has not changed keeps its job"


def test_it_goes_by_the_clock_that_it_was_given() -> None:
    ahead = dt.timedelta(days=30, hours=3)
    rhythm = DigestSettings(at=dt.time(9), days=(0, 1, 2, 3, 4, 5, 6))
    with Timetable(lambda: now() + ahead, lambda: {"T1:1": rhythm}, Looks(), look_seconds=RARELY) as timetable:
        timetable.renew()
        rings = timetable.rings()["T1:1"] + ahead
    assert abs((rings - rhythm.next_due(now() + ahead)).total_seconds()) < 5


def test_a_change_of_the_clock_or_of_the_rows_is_seen_at_the_next_look() -> None:
    rhythms: dict[str, Rhythm] = {}
    looks = Looks()
    with Timetable(now, lambda: rhythms, looks, look_seconds=0.05) as timetable:
        rhythms["T1:1"] = DigestSettings()
        until(lambda: "T1:1" in timetable.rings())
        until(lambda: looks.seen.count(None) >= 3)


def test_a_look_that_fails_is_logged_and_stops_no_other() -> None:
    looks = Looks(do=lambda _key: 1 / 0)
    with structlog.testing.capture_logs() as logged, Timetable(now, dict, looks, look_seconds=0.05):
        until(lambda: len(looks.seen) >= 3)
    assert {entry["log_level"] for entry in logged} == {"error"}
    assert "division by zero" in str(logged)


def test_closing_waits_for_the_look_that_is_under_way_and_none_comes_after(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="apscheduler")
    begun, ended = threading.Event(), threading.Event()
    rhythms: dict[str, Rhythm] = {}

    def slow(_key: str | None) -> None:
        begun.set()
        time.sleep(0.3)
        rhythms["T1:1"] = DigestSettings()
        timetable.renew()
        ended.set()

    looks = Looks(do=slow)
    timetable = Timetable(now, lambda: rhythms, looks, look_seconds=0.05)
    with timetable:
        assert begun.wait(PATIENCE)
    assert ended.is_set()
    before = len(looks.seen)
    time.sleep(0.2)
    assert len(looks.seen) == before
