"""Scores, pure: confusion tables, F1, alarms, ranked lists, times."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.domain.model import Value


class LabelScore(Value):
    """Precision, recall and F1 of one label, and how often it was expected (`of`)."""

    label: str
    precision: float
    recall: float
    f1: float
    of: int


class Table(Value):
    """Expected against predicted labels: `confusion[expected][predicted]` counts."""

    of: int
    right: int
    macro_f1: float | None
    labels: tuple[LabelScore, ...]
    confusion: dict[str, dict[str, int]]

    @property
    def accuracy(self) -> float | None:
        """Return the share of right predictions; None where there are none."""
        return self.right / self.of if self.of else None


def tabulate(pairs: Iterable[tuple[str, str]], order: Sequence[str]) -> Table:
    """Count pairs (expected, predicted), with labels in this order.

    Macro-F1 is the plain mean over the labels that are expected at least once, None where there is no pair: a label that
    nobody expects has no F1, but predicting it costs the expected one its recall.
    """
    counts = Counter(pairs)
    expected, predicted = Counter[str](), Counter[str]()
    for (wanted, got), times in counts.items():
        expected[wanted] += times
        predicted[got] += times
    scores = tuple(_score(label, counts[label, label], expected[label], predicted[label]) for label in order if expected[label])
    seen = [label for label in order if expected[label] or predicted[label]]
    return Table(
        of=expected.total(),
        right=sum(times for (wanted, got), times in counts.items() if wanted == got),
        macro_f1=sum(score.f1 for score in scores) / len(scores) if scores else None,
        labels=scores,
        confusion={wanted: {got: counts[wanted, got] for got in seen} for wanted in order if expected[wanted]},
    )


def _score(label: str, both: int, expected: int, predicted: int) -> LabelScore:
    precision = both / predicted if predicted else 0.0
    recall = both / expected if expected else 0.0
    f1 = 2 * both / (expected + predicted) if both else 0.0
    return LabelScore(label=label, precision=precision, recall=recall, f1=f1, of=expected)


class Share(Value):
    """How many are right, of how many."""

    right: int
    of: int

    @property
    def share(self) -> float | None:
        """Return the share; None where there is nothing to count."""
        return self.right / self.of if self.of else None


class Alarms(Value):
    """How well something rare is noticed: `wrong` was named wrongly, `missed` not at all, `false` without cause."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    false: int = 0
    rightly_silent: int = 0

    @property
    def precision(self) -> float | None:
        """Return the share of alarms that were right; None where there was no alarm."""
        raised = self.right + self.wrong + self.false
        return self.right / raised if raised else None

    @property
    def recall(self) -> float | None:
        """Return the share of causes that were named rightly; None where there was no cause."""
        causes = self.right + self.wrong + self.missed
        return self.right / causes if causes else None

    @property
    def of(self) -> int:
        """Return the number of all cases."""
        return self.right + self.wrong + self.missed + self.false + self.rightly_silent

    @property
    def accuracy(self) -> float | None:
        """Return the share of right alarms and right silences; None where there are none."""
        return (self.right + self.rightly_silent) / self.of if self.of else None


class CountScore(Value):
    """How often a count is right, is off by one at most, is too high and too low."""

    of: int
    exact: int
    within_1: int
    too_many: int
    too_few: int


def score_counts(pairs: Iterable[tuple[int, int]]) -> CountScore:
    """Compare pairs of counts (expected, got)."""
    apart = [got - expected for expected, got in pairs]
    return CountScore(
        of=len(apart),
        exact=sum(difference == 0 for difference in apart),
        within_1=sum(abs(difference) <= 1 for difference in apart),
        too_many=sum(difference > 0 for difference in apart),
        too_few=sum(difference < 0 for difference in apart),
    )


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that at least this share of the values does not exceed (nearest rank); None for no values."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def average_precision(found: Sequence[str], relevant: frozenset[str], most: int) -> float:
    """Score the first `most` of a ranking: the precisions at relevant ranks, divided by the most that could be found there."""
    hits, total = 0, 0.0
    for rank, item in enumerate(found[:most], 1):
        if item in relevant:
            hits += 1
            total += hits / rank
    return total / min(len(relevant), most)


def recall_within(found: Sequence[str], relevant: frozenset[str], most: int) -> float:
    """Return the share of the relevant ones that are among the first `most`."""
    return len(relevant.intersection(found[:most])) / len(relevant)
