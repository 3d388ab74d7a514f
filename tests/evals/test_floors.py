"""The built-in reader on the labelled cases of this folder: a sample in every run, all of them in the slow tests."""

import tomllib
from functools import cache

import pytest

from bot.evaluation.comparing import EvalReport
from tests.evals.floors import SAMPLE, SPLITS, accepted, digest, drifted, measured, written


@cache
def of_the_sample() -> EvalReport:
    return measured(SAMPLE)[SAMPLE]


def test_the_floors_are_those_of_the_cases_and_no_quote_may_be_made_up() -> None:
    floors = accepted()
    assert set(floors) == {*SPLITS, SAMPLE}
    assert {split: floors[split]["sha256"] for split in floors} == {split: digest(split) for split in floors}
    assert all(floors[split]["floors"]["grounded"] == 1.0 for split in floors)


def test_the_sample_did_not_fall_below_its_floor() -> None:
    assert drifted({SAMPLE: of_the_sample()}, accepted()) == []


@pytest.mark.slow
def test_nothing_fell_below_its_floor() -> None:
    assert drifted(measured(*SPLITS), accepted()) == []


def test_what_is_accepted_holds_and_what_drifts_is_named() -> None:
    reports = dict.fromkeys(SPLITS, of_the_sample())
    floors = tomllib.loads(written(reports))
    assert drifted(reports, floors) == []
    floors["tuning"]["floors"]["stance"] = 1.01
    floors["held-out"]["floors"]["four_labels"] = 0.5
    floors["held-out"]["sha256"] = digest("tuning")
    below, changed, gone = drifted(reports, floors)
    assert below.startswith("tuning: stance is 0.")
    assert changed.startswith("The cases of held-out have changed")
    assert gone == "held-out: there is no figure for four_labels any more; it was at least 0.50."


def test_a_split_without_floors_is_not_passed_over() -> None:
    for split in SPLITS:
        assert drifted({split: of_the_sample()}, {}) == [
            f"The cases of {split} have changed: their digest is not the one in floors.toml."
        ]
