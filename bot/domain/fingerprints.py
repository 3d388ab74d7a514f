"""Fingerprints of a text's own words, by which its copies are found among all stored articles.

A shingle is a run of eight words (Broder 1997: resemblance and containment of documents), and each has a hash. The lowest hash
in every window of neighbours is a fingerprint (winnowing: Schleimer, Wilkerson and Aiken 2003). Passages in quotation marks are
cut out first: two outlets that quote one speech do not copy each other.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, pairwise
from typing import NamedTuple

SHINGLE = 8
"""Words; shorter runs recur by chance ("in an interview with the newspaper on")."""
WINDOW = 12
"""Shingles; two texts with a run of 19 words in common always have a fingerprint in common."""
LOOKED_UP = 30
"""Shingles; in a text of up to twice as many all are looked up, in longer ones the lowest of small windows."""
SKETCH = 16
"""Fingerprints, the lowest of a text; two texts with half of their words in common have about half of them in common."""
ONE_OUTLET = 5
"""Articles of one outlet with the same passage; if they are about different things, it belongs to the outlet's pages."""
MANY_OUTLETS = 10
"""Articles of any outlets; more, since several may copy one good paragraph from the same report."""

# An opening mark without a closing one holds to the end of its paragraph, as in speeches over several paragraphs. A mark that
# may open or close is surely one that opens only where a paragraph begins.
_QUOTED = re.compile(
    r"[“„][^”“\n]*[”“]?|«[^»\n]*»?|「[^」\n]*」?|^[ \t]*\"[^\"\n]+\"?|\"[^\"\n]{1,1000}\"|''[^'\n](?:[^'\n]|'(?!')){0,1000}''"
    r"|(?<!\w)‘[^‘\n]{1,1000}?’(?!\w)",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PRIME = 2**61 - 1
_FACTOR = 1_000_003
_FACTOR_OUT = pow(_FACTOR, SHINGLE, _PRIME)


class Word(NamedTuple):
    """A word without case, and where it stands."""

    key: str
    start: int
    end: int


def passages(text: str) -> list[list[Word]]:
    """Cut a text into the runs of words between its quotations."""
    return [
        [Word(_key(match.group()), match.start(), match.end()) for match in _WORD.finditer(text, start, end)]
        for start, end in _between_quotations(text)
    ]


def shingles(words: Sequence[Word]) -> Iterator[tuple[str, ...]]:
    """Return the shingles of a passage, in order."""
    keys = [word.key for word in words]
    return (tuple(keys[i : i + SHINGLE]) for i in range(len(keys) - SHINGLE + 1))


def fingerprints(text: str) -> set[int]:
    """Return the fingerprints of a text, by which it is found."""
    return _of_windows(_hashes_of(text), WINDOW)


def marks(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the fingerprints of a passage, each with the place of its shingle; those of all passages are the text's."""
    hashes = _hashes([word.key for word in words])
    return [(at, hashes[at]) for at in _lowest(hashes, WINDOW)]


def fingerprints_to_look_up(text: str) -> set[int]:
    """Return the fingerprints by which the originals of a text are looked up; all of `fingerprints` are among them.

    The windows are smaller where a text is short, so that a few shingles in common are found too.
    """
    hashes = _hashes_of(text)
    return _of_windows(hashes, max(1, min(WINDOW, sum(map(len, hashes)) // LOOKED_UP)))


def sketch(found: Collection[int]) -> tuple[int, ...]:
    """Return the sketch of a text with these fingerprints."""
    return tuple(sorted(found)[:SKETCH])


class Margin(NamedTuple):
    """Which articles with a passage are otherwise different.

    There are so `many`, no one is like more than the share `alike` of them, and for each other word they have at most the
    share `passage` of words in common.
    """

    many: int
    alike: float
    passage: float


PAGES = Margin(ONE_OUTLET, alike=0.4, passage=1.5)
"""Of one outlet: it may have some reports twice, and half of a page may be its masthead and footer."""
ARTICLES = Margin(MANY_OUTLETS, alike=0.25, passage=0.35)
"""Of any outlets: some may have copied a whole report from which others took a paragraph, and have only footers beside it."""


class Holder(NamedTuple):
    """An article that has a passage: the id of its outlet, and its sketch."""

    outlet: int
    sketch: frozenset[int]


def boilerplate(postings: Mapping[int, Collection[int]], holders: Mapping[int, Holder]) -> set[int]:
    """Return which of an article's fingerprints are boilerplate, by the stored articles that have each.

    Many have the passage, and they are otherwise different. A report that many copied is none: about half of its copies have
    more of it in common, or have little beside it.
    """
    having: dict[frozenset[int], list[int]] = {}
    for fingerprint, ids in postings.items():
        having.setdefault(frozenset(ids & holders.keys()), []).append(fingerprint)
    return {fingerprint for ids, found in having.items() if _is_boilerplate(ids, having, holders) for fingerprint in found}


def _is_boilerplate(
    ids: AbstractSet[int], having: Mapping[frozenset[int], Sequence[int]], holders: Mapping[int, Holder]
) -> bool:
    if len(ids) < ONE_OUTLET:
        return False
    of_outlets: dict[int, set[int]] = {}
    for id_ in ids:
        of_outlets.setdefault(holders[id_].outlet, set()).add(id_)

    def differ(among: AbstractSet[int], margin: Margin) -> bool:
        if len(among) < margin.many:
            return False
        # The whole passage, and what else of the article stands on nearly all of these pages, as a footer under a masthead.
        fewest = 4 * len(among)
        near = (others for others in having if 5 * len(others) >= fewest and 5 * len(others & among) >= fewest)
        shared = {each for others in near for each in having[others]}
        return _differ([holders[id_].sketch for id_ in among], shared, margin)

    # What is too much alike for one outlet's pages is so for articles of any outlets.
    return any(differ(among, PAGES) for among in of_outlets.values()) or (len(of_outlets) > 1 and differ(ids, ARTICLES))


def in_boilerplate(words: Sequence[Word], boilerplate: Collection[int]) -> list[bool]:
    """Tell of each shingle of a passage whether it is boilerplate: the nearest fingerprint decides."""
    hashes = _hashes([word.key for word in words])
    at = _lowest(hashes, WINDOW)
    if not any(hashes[index] in boilerplate for index in at):
        return [False] * len(hashes)
    told = list[bool]()
    ends = [*((one + other) // 2 + 1 for one, other in pairwise(at)), len(hashes)]
    for index, end in zip(at, ends, strict=True):
        told += [hashes[index] in boilerplate] * (end - len(told))
    return told


def _differ(sketches: Sequence[frozenset[int]], shared: AbstractSet[int], margin: Margin) -> bool:
    """Tell whether articles are different beside what nearly all of them have, and have enough beside that.

    `shared` is what is known of it; more is seen in the sketches.
    """
    times = Counter(chain.from_iterable(sketches))
    more = {one for one, number in times.items() if 5 * number >= 4 * len(sketches)} - shared
    apart = shared | more
    rests = [sketch - apart for sketch in sketches]
    weights = [1 / _reach(sketch) / len(sketches) for sketch in sketches]
    passage = len(shared) + sum(len(sketch & more) * weight for sketch, weight in zip(sketches, weights, strict=True))
    if passage > margin.passage * sum(len(rest) * weight for rest, weight in zip(rests, weights, strict=True)):
        return False
    # Most have next to nothing in common with any other: they need no comparison. The rests of the others become bits of a
    # number each, since two numbers are compared by one operation.
    many = {fingerprint for fingerprint, number in times.items() if number > 1} - apart
    alike = [rest for rest in rests if not many.isdisjoint(rest)]
    most = margin.alike * len(rests)
    # Nor is any compared that has too little in common with all of them together: with each that it is like, it has as much.
    least = min(map(len, alike), default=0) // 4 + 1
    likely = [rest for rest in alike if sum([times[fingerprint] for fingerprint in rest & many]) > most * least]
    if len(alike) <= most or not likely:
        return True
    bits = {fingerprint: 1 << place for place, fingerprint in enumerate(many)}
    compared, asked = (
        [(sum([bits[fingerprint] for fingerprint in rest & many]), len(rest)) for rest in some] for some in (alike, likely)
    )
    # Alike are two that have more than a quarter of the smaller one in common.
    return not any(
        sum([(common := 4 * (one & other).bit_count()) > length or common > size for other, size in compared]) > most
        for one, length in asked
    )


@lru_cache(maxsize=1024)
def _reach(sketch: frozenset[int]) -> float:
    """Return about which share of an article's fingerprints is in its sketch, by its highest one."""
    if len(sketch) < SKETCH:
        return 1.0
    # A shingle is the lowest of some window if as many of its neighbours as are needed are higher.
    higher = 1 - max(sketch) / _PRIME
    return 1 - higher**WINDOW * (WINDOW + 1 - (WINDOW - 1) * higher) / 2


def _between_quotations(text: str) -> list[tuple[int, int]]:
    cuts = [(0, 0), *(match.span() for match in _QUOTED.finditer(text)), (len(text), len(text))]
    return [(start, end) for (_, start), (end, _) in pairwise(cuts)]


def _key(word: str) -> str:
    return word.casefold().replace("’", "'")


# An article is filed under its fingerprints, and then its originals are looked up by them.
@lru_cache(maxsize=4)
def _hashes_of(text: str) -> Sequence[Sequence[int]]:
    return [_hashes([_key(word) for word in _WORD.findall(text, *span)]) for span in _between_quotations(text)]


def _of_windows(passages_hashes: Iterable[Sequence[int]], window: int) -> set[int]:
    return {hashes[at] for hashes in passages_hashes for at in _lowest(hashes, window)}


def _hashes(keys: Sequence[str]) -> list[int]:
    """Hash the shingles of a passage, each from the one before (Karp and Rabin 1987)."""
    numbers = [_number(key) for key in keys]
    found, last = [], 0
    for index, number in enumerate(numbers):
        last = last * _FACTOR + number
        if index >= SHINGLE:
            last -= numbers[index - SHINGLE] * _FACTOR_OUT
        last %= _PRIME
        if index >= SHINGLE - 1:
            found.append(last)
    return found


@lru_cache(maxsize=50_000)
def _number(word: str) -> int:
    # Python's own hash differs from process to process.
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % _PRIME


def _lowest(hashes: Sequence[int], window: int) -> list[int]:
    """Return the places of the lowest hash in each window, of equal ones the last."""
    if not hashes:
        return []
    first = list(hashes[:window])
    lowest = min(first)
    at = len(first) - 1 - first[::-1].index(lowest)
    found = [at]
    for index in range(window, len(hashes)):
        if (value := hashes[index]) <= lowest:
            at, lowest = index, value
        elif at <= index - window:
            there = hashes[index - window + 1 : index + 1]
            lowest = min(there)
            at = index - there[::-1].index(lowest)
        else:
            continue
        found.append(at)
    return found
