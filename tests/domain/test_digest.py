"""What a digest tells, and in which order."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import (
    MOST_DAYS,
    ORDER,
    Change,
    Entry,
    Group,
    Move,
    Section,
    Tally,
    bars_of,
    bars_said,
    by_event,
    changes_in,
    days_of,
    grouped,
    notes_of,
    numbers_of,
    of_several_claims,
    place_of,
    says_of,
    summary_of,
    wanted_groups,
)
from bot.domain.model import Layer, Level
from bot.domain.record import DecisionKind
from bot.domain.subscription import DigestPart, DigestSettings
from tests.letters.digests import made

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
LEVELS = [level.value for level in Level]
PLACES = {
    (event, claim): place_of(layer, position)
    for event in range(1, 9)
    for claim, layer, position in (("said", Layer.UTTERANCE, 0), ("so", Layer.SUBSTANCE, 1))
}


def move(
    event: int,
    before: Level | None,
    after: Level,
    *,
    claim: str = "so",
    at: int = 100,
    day: int = 1,
) -> Move:
    return Move(at, event, claim, day, before and before.value, after.value)


def told(moves: Iterable[Move]) -> list[Change]:
    return changes_in(by_event(moves), PLACES)


def section(part: DigestPart, *entries: Entry, more: int = 0) -> Section:
    return Section(part=part, title="Some", entries=entries, more=more)


@pytest.mark.parametrize(
    ("before", "after", "group"),
    [
        (Level.VERIFIED, Level.RETRACTED, Group.RETRACTED),
        (Level.VERIFIED, Level.DISPUTED, Group.DISPUTED),
        (None, Level.DISPUTED, Group.DISPUTED),
        (Level.VERIFIED, Level.REPORTED, Group.FALLEN),
        (Level.REPORTED, Level.UNVERIFIED, Group.FALLEN),
        (Level.CORROBORATED, Level.VERIFIED, Group.VERIFIED),
        (Level.DISPUTED, Level.VERIFIED, Group.VERIFIED),
        (None, Level.VERIFIED, Group.VERIFIED),
        (Level.REPORTED, Level.CORROBORATED, Group.RISEN),
        (Level.DISPUTED, Level.REPORTED, Group.SETTLED),
        (Level.RETRACTED, Level.REPORTED, Group.REOPENED),
    ],
)
def test_a_move_has_its_group(before: Level | None, after: Level, group: Group) -> None:
    (change,) = told([move(1, before, after)])
    assert (change.group, change.steps[0][1:]) == (group, (before, after))


def test_the_most_urgent_comes_first_then_the_largest_step_then_the_newest() -> None:
    moves = [
        move(1, Level.DISPUTED, Level.REPORTED),
        move(2, Level.REPORTED, Level.CORROBORATED, at=99),
        move(3, Level.UNVERIFIED, Level.CORROBORATED, at=98),
        move(4, Level.REPORTED, Level.CORROBORATED),
        move(5, Level.CORROBORATED, Level.VERIFIED),
        move(6, Level.VERIFIED, Level.CORROBORATED),
        move(7, Level.REPORTED, Level.DISPUTED),
        move(8, Level.REPORTED, Level.RETRACTED),
        move(9, Level.RETRACTED, Level.REPORTED),
    ]
    assert [change.event for change in told(moves)] == [8, 9, 7, 6, 5, 3, 4, 2, 1]
    assert [group for group, _ in grouped(told(moves))] == list(ORDER)


def test_what_came_back_within_the_period_is_no_change() -> None:
    there_and_back = [move(1, Level.REPORTED, Level.VERIFIED), move(1, Level.VERIFIED, Level.REPORTED)]
    assert told(there_and_back) == []
    (change,) = told([*there_and_back, move(1, Level.REPORTED, Level.CORROBORATED, at=101)])
    assert (says_of(change.steps[0]), change.move) == ("reported → corroborated", 101)


def test_an_event_is_told_once_with_all_that_moved_its_substance_before_what_was_said() -> None:
    both = [move(1, Level.REPORTED, Level.VERIFIED, claim="said"), move(1, Level.REPORTED, Level.CORROBORATED)]
    assert of_several_claims(by_event([*both, move(2, None, Level.REPORTED), move(2, Level.REPORTED, Level.VERIFIED)])) == [1]
    (change,) = told(both)
    assert (change.group, [step.claim for step in change.steps]) == (Group.RISEN, ["so", "said"])
    assert [says_of(step) for step in change.steps] == ["reported → corroborated", "reported → verified"]
    back = [*both, move(1, Level.VERIFIED, Level.REPORTED, claim="said", at=101)]
    assert [[step.claim for step in change.steps] for change in told(back)] == [["so"]]
    assert [change.steps[0].claim for change in told(both[:1])] == ["said"]


@pytest.mark.parametrize("level", [Level.UNVERIFIED, Level.REPORTED, Level.CORROBORATED])
def test_an_event_that_is_new_is_no_change(level: Level) -> None:
    assert told([move(1, None, level)]) == []


_ids = itertools.count()
_moves = st.builds(
    lambda event, claim, before, after: Move(next(_ids), event, claim, 1, before, after),
    st.integers(1, 6),
    st.sampled_from(["so", "said"]),
    st.sampled_from([None, *LEVELS]),
    st.sampled_from(LEVELS),
)


@given(st.lists(_moves, max_size=30))
def test_each_event_is_told_once_at_most_and_none_depends_on_another(moves: list[Move]) -> None:
    changes = told(moves)
    assert len({change.event for change in changes}) == len(changes)
    assert [ORDER.index(change.group) for change in changes] == sorted(ORDER.index(change.group) for change in changes)
    for change in changes:
        assert told([one for one in moves if one.event == change.event]) == [change]
    by_event = sorted(moves, key=lambda one: one.event)
    assert told(by_event) == changes


def test_the_chart_has_a_bar_a_day_of_the_digests_zone_and_twenty_at_most() -> None:
    settings = DigestSettings(zone="Pacific/Auckland")
    days = days_of(settings, NOW - dt.timedelta(days=2), NOW)
    assert {day.day: begins for day, begins in days.items()} == {
        21: dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC),
        22: dt.datetime(2026, 11, 21, 11, tzinfo=dt.UTC),
        23: dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC),
    }
    assert list(days_of(settings, NOW - dt.timedelta(days=90), NOW))[-2:] == list(days)[-2:]
    assert len(days_of(settings, NOW - dt.timedelta(days=90), NOW)) == MOST_DAYS
    moves = [
        move(4, Level.REPORTED, Level.VERIFIED, day=0),
        move(1, Level.REPORTED, Level.VERIFIED, day=2),
        move(2, Level.VERIFIED, Level.REPORTED, day=2),
        move(3, Level.VERIFIED, Level.DISPUTED, day=3),
        move(1, Level.VERIFIED, Level.REPORTED, day=3),
    ]
    bars = bars_of(by_event(moves), PLACES, days)
    assert [(bar.day.day, bar.rose, bar.fell, bar.disputed) for bar in bars] == [(21, 0, 0, 0), (22, 1, 1, 0), (23, 0, 1, 1)]
    assert bars_said(made(bars=bars)) == ["Sun 22 Nov: 1 rose, 1 fell", "Mon 23 Nov: 1 fell, 1 disputed"]


@pytest.mark.parametrize(
    ("parts", "groups"),
    [
        ((DigestPart.CHANGES,), set(Group) - {Group.DISPUTED}),
        ((DigestPart.DISPUTES,), {Group.DISPUTED}),
        ((DigestPart.CHANGES, DigestPart.DISPUTES), set(Group)),
        ((DigestPart.NEW, DigestPart.WAITING), set()),
    ],
)
def test_the_chosen_parts_say_which_changes_are_told(parts: tuple[DigestPart, ...], groups: set[Group]) -> None:
    assert wanted_groups(parts) == groups


def test_a_summary_says_all_in_one_sentence() -> None:
    one, old = Entry(about="A", says="b"), Entry(about="A", says="b", since=NOW - 26 * HOUR)
    all_ = [
        section(DigestPart.DISPUTES, one),
        section(DigestPart.CHANGES, one, more=1_234),
        section(DigestPart.NEW, one),
        section(DigestPart.WAITING, old, one),
        section(DigestPart.FAILED, one, one),
    ]
    assert summary_of(all_, NOW) == (
        "1,236 changed; 1 new event; 2 wait for a decision, the oldest for 26 hours; 2 links could not be read."
    )
    assert summary_of([section(DigestPart.WAITING, old)], NOW) == "1 waits for a decision for 26 hours."
    assert summary_of([], NOW) == "Nothing changed and nothing waits."


def test_numbers_are_said_a_line_each() -> None:
    decided = Counter({DecisionKind.APPROVE: 2, DecisionKind.AMEND: 1, DecisionKind.REJECT: 1, DecisionKind.UNDO: 1})
    assert numbers_of(Tally(12, 3, decided), 4) == (
        "12 links brought, 3 not read",
        "5 decisions: 3 approved, 1 rejected, 1 taken back",
        "4 proposals waiting",
    )
    assert numbers_of(Tally(1, 0, Counter()), None) == ("1 link brought", "0 decisions")


def test_what_was_missed_and_what_comes_late_is_said() -> None:
    settings = DigestSettings(zone="Europe/Lisbon")
    missed = [NOW - dt.timedelta(days=2), NOW - dt.timedelta(days=1)]
    assert notes_of(settings, [], NOW, NOW) == []
    (one,) = notes_of(settings, missed[:1], NOW, NOW)
    assert one.startswith("The digest of Sat 21 Nov, 09:00 was missed")
    two, late = notes_of(settings, missed, NOW, NOW + HOUR)
    assert two.startswith("2 digests were missed since Sat 21 Nov, 09:00")
    assert late.startswith("This digest was due on Mon 23 Nov, 09:00 and comes late")
