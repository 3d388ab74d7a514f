"""Who deals with a proposal at a time: it follows from all acts, in order."""

import datetime as dt

import pytest

from bot.domain.handling import HELD_FOR, Handling, HandlingAct, HandlingKind, handling_of

START = dt.datetime(2026, 3, 2, 14, 2, tzinfo=dt.UTC)
TAKE, GIVE, LEAVE, TOLD, ASK, ANSWER = HandlingKind


def at(minutes: float) -> dt.datetime:
    return START + dt.timedelta(minutes=minutes)


def acts(*done: tuple[HandlingKind, str, float, dict[str, object]]) -> list[HandlingAct]:
    """Make acts, numbered from 1: what, by whom, after how many minutes, and the rest."""
    return [
        HandlingAct.model_validate({"id": n, "proposal_id": 1, "version": 1, "kind": kind, "by": by, "at": at(minutes), **more})
        for n, (kind, by, minutes, more) in enumerate(done, 1)
    ]


@pytest.mark.parametrize(
    ("done", "minutes", "by"),
    [
        ([], 0, None),
        ([(TAKE, "mara", 0, {})], 29.9, "mara"),
        ([(TAKE, "mara", 0, {})], 30, None),
        ([(TAKE, "mara", 0, {}), (LEAVE, "mara", 5, {})], 6, None),
        ([(TAKE, "mara", 0, {}), (TAKE, "ben", 5, {})], 34, "ben"),
        ([(TAKE, "mara", 0, {}), (GIVE, "mara", 20, {"whom": "cay"})], 49, "cay"),
        ([(TAKE, "mara", 0, {}), (GIVE, "mara", 20, {"whom": "cay"})], 50, None),
        ([(TAKE, "mara", 0, {}), (ASK, "mara", 1, {"whom": "jo", "words": "Who?"})], 10, "mara"),
    ],
)
def test_who_is_on_it(done: list[tuple[HandlingKind, str, float, dict[str, object]]], minutes: float, by: str | None) -> None:
    hold = handling_of(acts(*done), at(minutes)).hold
    assert (None if hold is None else hold.by) == by
    assert hold is None or hold.until == hold.since + HELD_FOR


def test_a_question_waits_until_it_is_answered_and_a_new_one_waits_again() -> None:
    done = acts(
        (ASK, "mara", 0, {"whom": "jo", "words": "Who says so?"}),
        (ANSWER, "jo", 9, {"words": "The gatekeeper.", "about": 1}),
        (ASK, "ben", 20, {"whom": "jo", "words": "His name?"}),
        (ANSWER, "jo", 21, {"words": "Late.", "about": 1}),
    )
    states = [handling_of(done[:number], at(60)) for number in range(5)]
    assert [state.waits_for_answer for state in states] == [False, True, False, True, True]
    assert states[2].inquiry is not None
    assert (states[2].inquiry.answer, states[2].inquiry.answered_at) == ("The gatekeeper.", at(9))


def test_an_editor_knows_of_the_hold_that_they_were_told_of_and_of_no_later_one() -> None:
    done = acts((TAKE, "Mara", 0, {}), (TOLD, "ben", 1, {"about": 1}), (TAKE, "cay", 5, {}))
    first, second = handling_of(done[:2], at(2)), handling_of(done, at(6))
    assert [first.unknown_to(person) is None for person in ("mara", "BEN", "cay")] == [True, True, False]
    assert [second.unknown_to(person) is None for person in ("mara", "ben", "cay")] == [False, False, True]
    assert first.hold_of_another("ben") is not None, "it is still somebody else's"


def test_a_decision_ends_all_that_came_before_it() -> None:
    done = acts((TAKE, "mara", 0, {}), (ASK, "mara", 1, {"whom": "jo", "words": "Who?"}), (TAKE, "ben", 3, {"version": 2}))
    assert handling_of(done[:2], at(2), decided=1) == Handling()
    hold = handling_of(done, at(4), decided=1).hold
    assert hold is not None
    assert hold.by == "ben"
