"""Weighs the signs of a passage: a fitted multinomial logistic regression, read from coefficients.json."""

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from bot.domain.model import Stance

SIDES = (Stance.CONFIRMS, Stance.DENIES, Stance.OPEN, Stance.UNRELATED)
"""What a passage may make of a claim; open and unrelated are told apart by how much speaks for the first three together."""


class Odds(NamedTuple):
    """How probable each side is; they add up to 1."""

    confirms: float
    denies: float
    open: float
    unrelated: float

    @property
    def speaks(self) -> float:
        """Return how probable it is that the passage speaks to the claim at all."""
        return 1 - self.unrelated


class Thresholds(NamedTuple):
    """From which probability on a passage confirms, denies, and is shown; `implied`, where it does so in other words."""

    confirms: float
    denies: float
    shown: float
    implied: float


class Fit(NamedTuple):
    """Fitted points: where each side starts, and what each sign adds to it."""

    start: tuple[float, ...]
    points: Mapping[str, tuple[float, ...]]
    thresholds: Thresholds

    def odds(self, signs: Mapping[str, float]) -> Odds:
        """Weigh signs."""
        sums = list(self.start)
        for name, value in signs.items():
            if value:
                for side, each in enumerate(self.points.get(name, ())):
                    sums[side] += each * value
        most = max(sums)
        parts = [math.exp(each - most) for each in sums]
        return Odds(*(part / sum(parts) for part in parts))

    def contributions(self, signs: Mapping[str, float], side: Stance, most: int = 8) -> dict[str, float]:
        """Return what the signs that count most add to a side, beyond what they add to the sides on average."""
        at = SIDES.index(side)
        added = {
            name: value * (self.points[name][at] - sum(self.points[name]) / len(SIDES))
            for name, value in signs.items()
            if value and name in self.points
        }
        chosen = sorted(added, key=lambda name: -abs(added[name]))[:most]
        return {name: round(added[name], 2) for name in chosen}


@cache
def fitted() -> Fit:
    """Load the fit."""
    return fit_of(json.loads(resources.files(__package__).joinpath("coefficients.json").read_text(encoding="utf-8")))


def fit_of(data: Mapping[str, Any]) -> Fit:
    """Return the fit that a file's data hold."""
    return Fit(
        tuple(data["start"]),
        {name: tuple(each) for name, each in data["points"].items()},
        Thresholds(**data["thresholds"]),
    )
