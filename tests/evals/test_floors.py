"""The built-in reader on the labelled cases of this folder."""

import tomllib
from functools import cache

import pytest

from bot.evaluation.comparing import Report
from tests.evals.floors import SPLITS, accepted, digest, drifted, measured, written

reached = cache(measured)


def test_nothing_fell_below_its_floor() -> None:
    floors = accepted()
    assert set(floors) == set(SPLITS)
    assert all(floors[split]["floors"]["grounded"] == 1.0 for split in SPLITS)
    assert drifted(reached(), floors) == []


def test_what_is_accepted_holds_and_what_drifts_is_named() -> None:
    floors = tomllib.loads(written(reached()))
    assert drifted(reached(), floors) == []
    floors["tuning"]["floors"]["stance"] = 1.01
    floors["held-out"]["floors"]["four_labels"] = 0.5
    floors["held-out"]["sha256"] = digest("tuning")
    below, changed, gone = drifted(reached(), floors)
    assert below.startswith("tuning: stance is 0.")
    assert changed.startswith("The cases of held-out have changed")
    assert gone == "held-out: there is no figure for four_labels any more; it was at least 0.50."


@pytest.mark.parametrize("split", SPLITS)
def test_a_split_without_floors_is_not_passed_over(split: str) -> None:
    report: Report = reached()[split]
    assert drifted({split: report}, {}) == [f"The cases of {split} have changed: their digest is not the one in floors.toml."]
