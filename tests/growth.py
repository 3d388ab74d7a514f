"""How processor time grows with the input; the answer does not depend on how fast or busy the machine is."""

import math
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
TIMES = 4
MOST = 2.0 * TIMES
"""Linear work grows fourfold with what is four times as large, quadratic work sixteenfold."""
TRIES = 5


def growth(work: Callable[[T], object], make: Callable[[int], T], size: int) -> float:
    """Return how many times as long an input four times as large takes.

    Other load on the machine only adds to a time, so the least of several tries counts, and a good result needs no second try.
    """
    small, large = make(size), make(TIMES * size)
    work(small)  # loads and compiles what is needed once
    least_small = least_large = math.inf
    for _ in range(TRIES):
        least_small = min(least_small, _seconds(work, small))
        least_large = min(least_large, _seconds(work, large))
        if least_large <= MOST * least_small:
            break
    return least_large / least_small


def superlinear(work: Callable[[str], object], pieces: Iterable[str], size: int) -> dict[str, float]:
    """Return the pieces whose repetition takes more than linear time, with the growth; `size` is in characters."""

    def grown(piece: str) -> float:
        return growth(work, lambda characters: piece * (characters // len(piece)), size)

    return {piece: times for piece in pieces if (times := grown(piece)) > MOST}


def _seconds(work: Callable[[T], object], on: T) -> float:
    began = time.process_time()
    work(on)
    return time.process_time() - began
