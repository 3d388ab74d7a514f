"""Puts the words of a name or a role into those of the tables: singular, one word for each matter and institution."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.domain.institutions import ABBREVIATIONS, ALONE, DOCUMENTS, MATTERS, NO_NAMES, PHRASE_ROWS, STANDS_FOR
from bot.domain.known_bodies import TOLD_ALONE, TOLD_BY
from bot.domain.names import COUNTRIES, DEMONYMS, SMALL_WORDS

_SHORT = 5
"""Letters; the ending of a longer word does not count."""
_ENDING = re.compile(r"(?:ical|al|ics|ic|ie|y|e|(?<=ia)n)$")
_KEPT = NO_NAMES | DOCUMENTS.keys() | STANDS_FOR.keys() | ALONE.keys()
_COUNTRIES = {"america": "us", "britain": "uk"}


def singular(word: str) -> str:
    """Return a word of which nobody says that it is a plural without its last letter: "hospitals"."""
    kept = (
        len(word) < _SHORT
        or word in ("buses", "gases")
        or not word.endswith("s")
        or word.endswith(("ss", "us", "is"))
        or word in _KEPT
    )
    return word if kept else word[:-1]


def root_of(word: str) -> str:
    """Return what the adjective and the noun of one matter share: "environmental", "environment"."""
    word = MATTERS.get(word, word)
    return _ENDING.sub("", word) if len(word) > _SHORT and word[-1] in "lcseyn" else word


COUNTRY_MARKS = frozenset(map(root_of, COUNTRIES))


@lru_cache(maxsize=8192)
def in_plain_words(written: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name that say something, where "Scotland Yard" is the metropolitan police."""
    words = list(written)
    if alone := TOLD_ALONE.get(" ".join(words)):
        words = alone.split()
    words = [_plain(word) for word in words]
    told, at = list[str](), 0
    while at < len(words):
        for phrase, instead in _PHRASES.get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                told += instead
                at += len(phrase)
                break
        else:
            told.append(words[at])
            at += 1
    return tuple(word for word in told if word not in SMALL_WORDS)


def _plain(word: str) -> str:
    word = singular(word)
    # An undersheriff is of the sheriff's office.
    word = below if (below := word.removeprefix("under")) in NO_NAMES else word
    word = DEMONYMS.get(word, word)
    return _COUNTRIES.get(word, ABBREVIATIONS.get(word, word))


def _by_first_word(rows: Iterable[tuple[str, str]]) -> dict[str, Sequence[tuple[list[str], list[str]]]]:
    found = defaultdict[str, list[tuple[list[str], list[str]]]](list)
    for phrase, instead in rows:
        words = [_plain(word) for word in phrase.split()]
        found[words[0]].append((words, instead.split()))
    return {first: sorted(each, key=lambda row: -len(row[0])) for first, each in found.items()}


# "Russian forces" are an army; "security forces" may be others too.
_FORCES = ((f"{country} forces", f"{country} army") for country in DEMONYMS.values())
_PHRASES = _by_first_word([*PHRASE_ROWS, *_FORCES, *TOLD_BY.items()])
