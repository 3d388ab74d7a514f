"""The calendar over the real APScheduler, on the machine's own time."""

import threading
from collections.abc import Callable

import structlog

from bot.gateways.clock import Calendar

RARELY = 3600.0
PATIENCE = 60.0


def counted(times: int, reached: threading.Event) -> Callable[[], None]:
    """Return a look that says when it has been called so often."""
    calls: list[int] = []

    def look() -> None:
        calls.append(1)
        if len(calls) >= times:
            reached.set()

    return look


def test_it_looks_at_the_start_and_again_and_again() -> None:
    once, often = threading.Event(), threading.Event()
    with Calendar({"rare": (RARELY, counted(1, once)), "often": (0.01, counted(3, often))}):
        assert once.wait(PATIENCE)
        assert often.wait(PATIENCE)


def test_a_look_that_fails_is_logged_and_stops_no_other() -> None:
    again = threading.Event()
    count = counted(3, again)

    def fail() -> None:
        count()
        raise ZeroDivisionError

    with structlog.testing.capture_logs() as logged, Calendar({"broken": (0.01, fail)}):
        assert again.wait(PATIENCE)
    assert {(entry["log_level"], entry["job"]) for entry in logged} == {("error", "broken")}
    assert "ZeroDivisionError" in str(logged)


def test_a_slow_look_is_not_joined_by_a_second_and_holds_up_no_other() -> None:
    inside, most, go_on, others = list[int](), list[int](), threading.Event(), threading.Event()

    def slow() -> None:
        inside.append(1)
        most.append(len(inside))
        go_on.wait(PATIENCE)
        inside.pop()

    with Calendar({"slow": (0.01, slow), "quick": (0.01, counted(20, others))}):
        assert others.wait(PATIENCE)
        assert most == [1]
        go_on.set()
    assert set(most) == {1}


def test_closing_waits_for_the_look_that_is_under_way_and_none_comes_after() -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), list[int]()

    def slow() -> None:
        begun.set()
        go_on.wait(PATIENCE)
        ended.append(1)

    calendar = Calendar({"slow": (0.01, slow)})
    with calendar:
        assert begun.wait(PATIENCE)
        threading.Timer(0.05, go_on.set).start()
    done = len(ended)
    assert done >= 1
    assert not any(thread.name.startswith("APScheduler") for thread in threading.enumerate())
    assert len(ended) == done
