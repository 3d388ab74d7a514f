"""Readers and counts on the labelled cases of this folder: samples in every run, all of them in the slow tests."""

import tomllib
from functools import cache

import pytest

from tests.evals.floors import MEASURES, SAMPLES, SPLITS, Report, accepted, digest, drifted, measured, written


@cache
def of_the_samples() -> dict[str, Report]:
    return measured(*SAMPLES)


def test_the_floors_are_those_of_the_cases_and_no_quote_may_be_made_up() -> None:
    floors = accepted()
    assert set(floors) == set(MEASURES)
    assert {name: floors[name]["sha256"] for name in floors} == {name: digest(name) for name in floors}
    assert all(floors[name]["floors"]["grounded"] == 1.0 for name in floors if not MEASURES[name].of_clusters)


def test_the_samples_did_not_fall_below_their_floors() -> None:
    assert drifted(of_the_samples(), accepted()) == []


@pytest.mark.slow
def test_nothing_fell_below_its_floor() -> None:
    assert drifted(measured(*SPLITS), accepted()) == []


def test_what_is_accepted_holds_and_what_drifts_is_named() -> None:
    report = of_the_samples()["sample"]
    reports = dict.fromkeys(("tuning", "held-out"), report)
    floors = tomllib.loads(written(reports))
    assert drifted(reports, floors) == []
    floors["tuning"]["floors"]["stance"] = 1.01
    floors["held-out"]["floors"]["four_labels"] = 0.5
    floors["held-out"]["sha256"] = digest("tuning")
    below, changed, gone = drifted(reports, floors)
    assert below.startswith("tuning: stance is 0.")
    assert changed.startswith("The cases of held-out have changed")
    assert gone == "held-out: there is no figure for four_labels any more; it was at least 0.50."


def test_a_measure_without_floors_is_not_passed_over() -> None:
    for name in ("tuning", "held-out"):
        assert drifted({name: of_the_samples()["sample"]}, {}) == [
            f"The cases of {name} have changed: their digest is not the one in floors.toml."
        ]
