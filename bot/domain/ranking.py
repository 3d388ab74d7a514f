"""Ranks texts by their words (BM25), by meaning, and by both together."""

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

_SATURATION = 1.5
"""How much a term counts that is repeated in what is ranked (BM25's k1)."""
_BY_LENGTH = 0.5
"""How much less a term counts in a long text than in a short one (BM25's b)."""
_WORDS = 0.4
"""The share of the words in a score that also has the meaning."""
_ADDRESS = re.compile(r"(?:https?://|\bpic\.twitter\.com/|\bt\.co/)\S+")
_TAG = re.compile(r"(?<!\w)[#@](\w+)")
_INNER_WORD = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|_")


def plain_words(text: str) -> str:
    """Take a post's tags apart ("#SaveTheBees" is three words) and leave out web addresses."""
    text = _ADDRESS.sub(" ", text) if "/" in text else text
    return _TAG.sub(lambda tag: f" {_INNER_WORD.sub(' ', tag.group(1))} ", text) if "#" in text or "@" in text else text


@dataclass(frozen=True)
class Weights:
    """What each term of a query counts, and the mean length of the texts that are ranked, in terms."""

    of: Mapping[str, float]
    mean_length: float

    def score(self, terms: Sequence[str]) -> float:
        """Score a text by BM25; 0 if it has none of the terms."""
        norm = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * len(terms) / self.mean_length)
        shared: dict[str, int] = {}
        for term in terms:
            if term in self.of:
                shared[term] = shared.get(term, 0) + 1
        return sum([self.of[term] * times * (_SATURATION + 1) / (times + norm) for term, times in shared.items()])


def weights(times: Mapping[str, int], found_in: Mapping[str, int], texts: int, mean_length: float) -> Weights:
    """Weigh a query's terms: those that it repeats count for more, those that are in many texts for less.

    `times` says how often each term is in the query, `found_in` in how many of the `texts` it is; others are left out.
    """
    of = {
        term: (1 + math.log(times[term])) * math.log(1 + (texts - number + 0.5) / (number + 0.5))
        for term, number in found_in.items()
    }
    return Weights(of, mean_length or 1.0)


def blend(words: Mapping[K, float], meaning: Mapping[K, float]) -> dict[K, float]:
    """Join two scores of the same things into one from 0 to 1; what has no meaning is scored by its words alone.

    Both are scaled by what is best and least among them, so that any model's similarities will do.
    """
    most = max(words.values(), default=0.0) or 1.0
    scaled = {key: words.get(key, 0.0) / most for key in {**words, **meaning}}
    if not meaning:
        return scaled
    least = min(meaning.values())
    span = max(meaning.values()) - least or 1.0
    near = {key: (value - least) / span for key, value in meaning.items()}
    return {key: _WORDS * share + (1 - _WORDS) * near.get(key, share) for key, share in scaled.items()}
