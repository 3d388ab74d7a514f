"""When digests are due, and which events they are about."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.model import EventKind
from bot.domain.subscription import DigestSettings, EventFilter, Subscription, SubscriptionState, rhythm_in

UTC = dt.UTC
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu", "UTC")
schedules = st.builds(
    DigestSettings,
    days=st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(tuple),
    at=st.builds(dt.time, st.integers(0, 23), st.integers(0, 59)),
    zone=st.sampled_from(ZONES),
)
moments = st.timedeltas(dt.timedelta(), dt.timedelta(days=700)).map(lambda passed: dt.datetime(2026, 1, 1, tzinfo=UTC) + passed)
spans = st.tuples(moments, st.timedeltas(dt.timedelta(), dt.timedelta(days=60)))


def local(schedule: DigestSettings, due: dt.datetime) -> str:
    return f"{due.astimezone(ZoneInfo(schedule.zone)):%a %d %b %H:%M %z}"


@given(schedules, spans)
def test_there_is_one_a_chosen_day_in_order(schedule: DigestSettings, span: tuple[dt.datetime, dt.timedelta]) -> None:
    start, length = span
    due = schedule.due_times(start, start + length)
    assert all(earlier < later for earlier, later in itertools.pairwise(due))
    assert all(start < moment <= start + length for moment in due)
    days = [moment.astimezone(ZoneInfo(schedule.zone)).date() for moment in due]
    assert len(set(days)) == len(days)
    zone = ZoneInfo(schedule.zone)
    inner = (start.astimezone(zone).date() + dt.timedelta(days=1), (start + length).astimezone(zone).date())
    wanted = {inner[0] + dt.timedelta(days=ahead) for ahead in range(max((inner[1] - inner[0]).days, 0))}
    assert {day for day in wanted if day.weekday() in schedule.days} <= set(days)
    assert {day.weekday() for day in days} <= set(schedule.days)


@given(schedules, spans, st.floats(0, 1))
def test_two_spans_that_follow_each_other_are_one(
    schedule: DigestSettings, span: tuple[dt.datetime, dt.timedelta], part: float
) -> None:
    start, length = span
    middle, end = start + length * part, start + length
    assert schedule.due_times(start, middle) + schedule.due_times(middle, end) == schedule.due_times(start, end)


@given(schedules, moments)
def test_the_next_and_the_last_lie_around_a_moment(schedule: DigestSettings, at: dt.datetime) -> None:
    last, following = schedule.last_due(at), schedule.next_due(at)
    assert last < at < following
    assert set(schedule.due_times(last, following)) - {at} == {following}
    assert schedule.next_due(last) in (at, following)


@pytest.mark.parametrize(
    ("zone", "days", "expected"),
    [
        ("Europe/Berlin", (dt.date(2026, 3, 28), dt.date(2026, 3, 29)), ["Sat 28 Mar 02:30 +0100", "Sun 29 Mar 03:30 +0200"]),
        ("Europe/Berlin", (dt.date(2026, 10, 25), dt.date(2026, 10, 26)), ["Sun 25 Oct 02:30 +0200", "Mon 26 Oct 02:30 +0100"]),
        ("America/New_York", (dt.date(2026, 3, 8), dt.date(2026, 11, 1)), ["Sun 08 Mar 03:30 -0400", "Sun 01 Nov 02:30 -0500"]),
    ],
)
def test_clocks_that_change_neither_lose_a_digest_nor_double_it(
    zone: str, days: tuple[dt.date, dt.date], expected: list[str]
) -> None:
    schedule = DigestSettings(days=tuple(range(7)), at=dt.time(2, 30), zone=zone)
    assert [local(schedule, schedule.due_on(day)) for day in days] == expected
    for day in days:
        midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(zone))
        of_the_day = schedule.due_times(midnight.astimezone(UTC), (midnight + dt.timedelta(days=1)).astimezone(UTC))
        assert of_the_day == (schedule.due_on(day),)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"zone": "Middle/Earth"}, "there is no time zone 'Middle/Earth'"),
        ({"at": dt.time(9, 0, 30)}, "hours and minutes"),
        ({"days": (1, 1)}, "a day is named once"),
        ({"days": ()}, "at least 1"),
        ({"days": (7,)}, "less than or equal to 6"),
        ({"parts": ()}, "at least 1"),
        ({"addresses": ("no address",)}, "match"),
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        DigestSettings.model_validate(wrong)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((4, 3, 2, 1, 0), "Mon–Fri at 09:00 (UTC)"),
        (tuple(range(7)), "Every day at 09:00 (UTC)"),
        ((6, 1), "Tue, Sun at 09:00 (UTC)"),
    ],
)
def test_a_rhythm_is_said(days: tuple[int, ...], said: str) -> None:
    assert DigestSettings(days=days).rhythm() == said


@pytest.mark.parametrize("state", SubscriptionState)
def test_only_an_active_subscription_is_due_and_only_since_it_was_made(state: SubscriptionState) -> None:
    monday = dt.datetime(2026, 11, 23, 12, tzinfo=UTC)
    made = Subscription(id=1, channel="C0DESK", settings=DigestSettings(), state=state, by="U0ANN", from_at=monday)
    days = [due.day for due in made.due_times(None, monday + dt.timedelta(days=3))]
    later = [due.day for due in made.due_times(monday + dt.timedelta(days=1), monday + dt.timedelta(days=3))]
    assert (days, later) == (([24, 25, 26], [25, 26]) if state is SubscriptionState.ACTIVE else ([], []))


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        (EventFilter(), True),
        (EventFilter(place="NORW"), True),
        (EventFilter(place="Orrin"), False),
        (EventFilter(kinds=(EventKind.ACCIDENT, EventKind.STATEMENT)), True),
        (EventFilter(kinds=(EventKind.STATEMENT,)), False),
        (EventFilter(tags=("SEA", "rail")), True),
        (EventFilter(tags=("rail",)), False),
        (EventFilter(place="norwick", kinds=(EventKind.ACCIDENT,), tags=("rail",)), False),
    ],
)
def test_an_event_must_pass_all_of_a_filter(wanted: EventFilter, passes: bool) -> None:
    assert wanted.passes("Norwick", "accident", ["sea"]) is passes
    assert wanted.takes_all is (wanted == EventFilter())


def test_an_event_without_a_place_passes_no_filter_by_place() -> None:
    assert not EventFilter(place="x").passes(None, "accident", ())
    assert EventFilter().passes(None, "accident", ())


@pytest.mark.parametrize(
    ("words", "days", "at"),
    [
        ("daily 08:30", (0, 1, 2, 3, 4, 5, 6), (8, 30)),
        ("18.05", (0, 1, 2, 3, 4), (18, 5)),
        ("every  day at 7:00", (0, 1, 2, 3, 4, 5, 6), (7, 0)),
        ("Weekdays 9:00", (0, 1, 2, 3, 4), (9, 0)),
        ("mon, Thursday at 7:15", (0, 3), (7, 15)),
        ("wed - fri 23:59", (2, 3, 4), (23, 59)),
        ("sat–mon 0:00", (0, 5, 6), (0, 0)),
    ],
)
def test_days_and_a_time_are_said_in_words(words: str, days: tuple[int, ...], at: tuple[int, int]) -> None:
    assert rhythm_in(words) == (days, dt.time(*at))


@pytest.mark.parametrize("words", ["", "daily", "24:00", "daily 8:60", "moon 8:00", "mon-wed-fri 8:00", "monk 8:00", "now 8"])
def test_other_words_name_no_time(words: str) -> None:
    assert rhythm_in(words) is None
