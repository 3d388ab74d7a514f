import datetime as dt

import pytest

from bot.sandbox.clock import MovingClock

START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def test_a_day_on_which_nothing_is_due_passes_at_once() -> None:
    clock = MovingClock(lambda: START)
    seen: list[dt.datetime] = []
    clock.let_pass(dt.timedelta(days=1), sleep=lambda _: seen.append(clock()))
    assert (clock(), seen) == (START + dt.timedelta(days=1), [])


def test_time_stops_where_something_is_due() -> None:
    clock = MovingClock(lambda: START)
    due = [START + dt.timedelta(minutes=minutes) for minutes in (20, 95, 400)]
    clock.next_stop = lambda after: next((at for at in due if at > after), None)
    seen: list[int] = []

    def rests() -> bool:
        seen.append(round((clock() - START).total_seconds() / 60))
        return True

    clock.at_rest = rests
    clock.let_pass(dt.timedelta(hours=3), sleep=lambda _: None)
    assert (seen, clock()) == ([0, 20, 95], START + dt.timedelta(hours=3))


def test_no_time_passes_while_something_is_half_done() -> None:
    clock, seen = MovingClock(lambda: START), list[dt.timedelta]()
    hour = START + dt.timedelta(hours=1)
    clock.next_stop = lambda after: hour if hour > after else None
    rests = iter([False, True, False, False, True])
    clock.at_rest = lambda: next(rests)
    clock.let_pass(dt.timedelta(hours=2), sleep=lambda _: seen.append(clock() - START))
    assert seen == [dt.timedelta(), *[dt.timedelta(hours=1)] * 2]
    assert clock() == START + dt.timedelta(hours=2)


def test_time_passes_in_the_end_where_something_never_comes_to_rest() -> None:
    clock = MovingClock(lambda: START)
    clock.at_rest = lambda: False
    clock.let_pass(dt.timedelta(hours=3), sleep=lambda _: None)
    assert clock() == START + dt.timedelta(hours=3)


def test_time_does_not_go_back() -> None:
    clock = MovingClock(lambda: START)
    with pytest.raises(ValueError, match="ahead only"):
        clock.let_pass(dt.timedelta(minutes=-1))
    assert clock() == START
