"""Scores against numbers worked out by hand."""

import pytest

from bot.evaluation.scoring import Alarms, Share, average_precision, percentile, recall_within, tabulate


def test_macro_f1_by_hand() -> None:
    pairs = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "c"), ("c", "a")]
    table = tabulate(pairs, ("a", "b", "c"))
    # a: 2 right of 3 expected and 3 predicted; b: 1 of 2 and 2; c: 0 of 1 and 1.
    assert [score.f1 for score in table.labels] == [pytest.approx(2 / 3), pytest.approx(1 / 2), 0.0]
    assert [(s.precision, s.recall) for s in table.labels] == [(pytest.approx(2 / 3), pytest.approx(2 / 3)), (0.5, 0.5), (0, 0)]
    assert table.macro_f1 == pytest.approx((2 / 3 + 1 / 2) / 3)
    assert table.confusion == {"a": {"a": 2, "b": 1, "c": 0}, "b": {"a": 0, "b": 1, "c": 1}, "c": {"a": 1, "b": 0, "c": 0}}
    assert (table.right, table.of, table.accuracy) == (3, 6, 0.5)


def test_a_label_that_nobody_expects_has_no_f1_of_its_own() -> None:
    table = tabulate([("a", "a"), ("a", "c")], ("a", "b", "c"))
    assert table.macro_f1 == pytest.approx(2 / 3)
    assert table.confusion == {"a": {"a": 1, "c": 1}}


def test_a_label_that_is_never_predicted_counts_with_nought() -> None:
    assert tabulate([("a", "a"), ("b", "a")], ("a", "b")).macro_f1 == pytest.approx((2 / 3 + 0) / 2)


def test_nothing_to_score_has_no_figure() -> None:
    table = tabulate([], ("a", "b"))
    assert (table.macro_f1, table.accuracy, table.labels) == (None, None, ())
    assert Share(right=0, of=0).share is None
    assert Alarms().precision is None
    assert Alarms().recall is None
    assert Alarms().accuracy is None


def test_alarms_by_hand() -> None:
    alarms = Alarms(right=3, wrong=1, missed=2, false=2, rightly_silent=12)
    assert alarms.precision == pytest.approx(3 / 6)
    assert alarms.recall == pytest.approx(3 / 6)
    assert alarms.accuracy == pytest.approx(15 / 20)
    assert Alarms(missed=2).precision is None
    assert Alarms(false=1).precision == 0.0


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        (["x", "r", "y", "s"], {"r", "s"}, (1 / 2 + 2 / 4) / 2),
        (["r", "s"], {"r", "s"}, 1.0),
        (["r"], {"r", "s"}, 0.5),
        (["a", "b", "c", "d", "e", "r"], {"r"}, 0.0),
        (["r1", "r2", "r3", "r4", "r5"], {f"r{i}" for i in range(9)}, 1.0),
        ([], {"r"}, 0.0),
    ],
)
def test_average_precision_at_five_by_hand(found: list[str], relevant: set[str], expected: float) -> None:
    assert average_precision(found, frozenset(relevant), 5) == pytest.approx(expected)


def test_recall_within_ten() -> None:
    found = [str(number) for number in range(12)]
    assert recall_within(found, frozenset({"0", "9", "10", "x"}), 10) == 0.5


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.95, 4.0), (0.0, 1.0), (0.25, 1.0), (0.26, 2.0)])
def test_percentiles_are_values_that_occurred(share: float, expected: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == expected
    assert percentile([], share) is None
