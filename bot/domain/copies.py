"""Finds out whether an article's words are another's: copied passages.

Copying is measured on shingles, runs of eight words (Broder 1997: resemblance and containment of documents), as a share of
the article's own shingles. Passages in quotation marks are cut out first: two outlets that quote one speech do not copy
each other.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bot.domain.model import Quote, Value

SHINGLE = 8
"""Words; shorter runs recur by chance ("in an interview with the newspaper on")."""
COPY_SHARE = 0.30
"""Two independent reports on one subject share a few shingles in a hundred: names of offices, set phrases."""
COPY_RUN = 40
"""Words; a long paragraph. A run this long is a copy even where the rest of the article is its own work."""
FEWEST_WORDS = 24
"""Words outside quotation marks; below this a share says nothing."""

# An opening mark without a closing one holds to the end of its paragraph, as in speeches over several paragraphs.
_QUOTED = re.compile(
    r"[“„][^”“\n]*[”“]?|«[^»\n]*»?|「[^」\n]*」?|\"[^\"\n]{1,1000}\"|''[^'\n](?:[^'\n]|'(?!')){0,1000}''"
    r"|(?<!\w)‘[^‘\n]{1,1000}?’(?!\w)"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Copied(Value):
    """How much of an article is in another: `share` of its own shingles, `words` in the longest run, and that run."""

    share: float
    words: int
    passage: Quote


class _Word(NamedTuple):
    key: str
    start: int
    end: int


def copied(text: str, original: str) -> Copied | None:
    """Say how much of a text is copied from another; None where it is too little to call it a copy."""
    own = _passages(text)
    known = {shingle for passage in _passages(original) for shingle in _shingles(passage)}
    matched = total = words = 0
    longest = (0, 0)
    for passage in own:
        run = 0
        for index, shingle in enumerate(_shingles(passage)):
            total += 1
            run = run + 1 if shingle in known else 0
            matched += bool(run)
            if run and run + SHINGLE - 1 > words:
                words = run + SHINGLE - 1
                longest = (passage[index - run + 1].start, passage[index + SHINGLE - 1].end)
    if not words:
        return None
    share = matched / total if sum(map(len, own)) >= FEWEST_WORDS else 0.0
    if share < COPY_SHARE and words < COPY_RUN:
        return None
    start, end = longest
    return Copied(share=share, words=words, passage=Quote(text=text[start:end], start=start, end=end))


def _passages(text: str) -> list[list[_Word]]:
    """Cut a text into the runs of words between its quotations."""
    cuts = [(0, 0), *(match.span() for match in _QUOTED.finditer(text)), (len(text), len(text))]
    passages = []
    for (_, start), (end, _) in pairwise(cuts):
        matches = _WORD.finditer(text, start, end)
        passages.append([_Word(m.group().casefold().replace("’", "'"), m.start(), m.end()) for m in matches])
    return passages


def _shingles(words: list[_Word]) -> Iterator[tuple[str, ...]]:
    keys = [word.key for word in words]
    return (tuple(keys[i : i + SHINGLE]) for i in range(len(keys) - SHINGLE + 1))
