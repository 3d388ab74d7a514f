"""Tells plain English by its commonest words, without a language model: that one is large, and most articles need none."""

import re
from functools import cache

from bot.gateways.english.words import lexicon

_LEAST_WORDS = 40
_LEAST_SHARE = 0.22
"""Of all words, those that join the others: news in English has a quarter or more, in other languages a tenth at most."""
_LEAST_DIFFERENT = 8


def is_plainly_english(text: str) -> bool:
    """Return whether a text is English for certain; False where it may be English."""
    found = re.findall(r"[^\W\d_]+", text.lower())
    common = [word for word in found if word in _common()]
    return len(found) >= _LEAST_WORDS and len(common) >= _LEAST_SHARE * len(found) and len({*common}) >= _LEAST_DIFFERENT


@cache
def _common() -> frozenset[str]:
    return frozenset(lexicon("languages")["function_words"]["en"].split())
