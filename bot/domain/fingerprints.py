"""Fingerprints of a text's own words, by which its copies are found among all stored articles.

A shingle is a run of eight words (Broder 1997: resemblance and containment of documents), and each has a hash. The lowest hash
in every window of neighbours is a fingerprint (winnowing: Schleimer, Wilkerson and Aiken 2003). Passages in quotation marks are
cut out first: two outlets that quote one speech do not copy each other.
"""

import re
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, pairwise
from typing import NamedTuple

SHINGLE = 8
"""Words; shorter runs recur by chance ("in an interview with the newspaper on")."""
WINDOW = 12
"""Shingles; two texts with a run of 19 words in common always have a fingerprint in common."""
LOOKED_UP = 100
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


def fingerprints_to_look_up(text: str) -> set[int]:
    """Return the fingerprints by which the originals of a text are looked up; all of `fingerprints` are among them.

    The windows are smaller where a text is short, so that a few shingles in common are found too.
    """
    hashes = _hashes_of(text)
    return _of_windows(hashes, max(1, min(WINDOW, sum(map(len, hashes)) // LOOKED_UP)))


def sketch(found: Collection[int]) -> tuple[int, ...]:
    """Return the sketch of a text with these fingerprints."""
    return tuple(sorted(found)[:SKETCH])


class Holder(NamedTuple):
    """An article that has a passage: the id of its outlet, and its sketch."""

    outlet: int
    sketch: frozenset[int]


def is_boilerplate(holders: Sequence[Holder]) -> bool:
    """Tell whether a passage is boilerplate by the articles that have it.

    Many have it, and they are otherwise different. A report that many copied is none: about half of its copies are whole, so
    they are alike, even if the others took only a paragraph.
    """
    if len(holders) < ONE_OUTLET:
        return False
    of_outlets: dict[int, list[frozenset[int]]] = {}
    for holder in holders:
        of_outlets.setdefault(holder.outlet, []).append(holder.sketch)
    return any(_differ(sketches, ONE_OUTLET) for sketches in of_outlets.values()) or _differ(
        [holder.sketch for holder in holders], MANY_OUTLETS
    )


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


def _differ(sketches: Sequence[frozenset[int]], many: int) -> bool:
    """Tell whether there are so many sketches, and none of them is like two in five of them."""
    if len(sketches) < many:
        return False
    times = Counter(chain.from_iterable(sketches))
    shortest = min(map(len, sketches))
    # Whatever is like a sketch has as many fingerprints in common with it. Most sketches of boilerplate have next to nothing in
    # common with any other: they need no comparison.
    common = shortest // 3 + 1
    middles = [
        one for one in sketches if 5 * (1 + (sum([times[each] for each in one]) - len(one)) // common) > 2 * len(sketches)
    ]
    having: dict[int, list[int]] = {}
    for place, sketch_ in enumerate(sketches if middles else ()):
        for fingerprint in sketch_:
            having.setdefault(fingerprint, []).append(place)
    return not any(5 * _number_alike(one, sketches, having) > 2 * len(sketches) for one in middles)


def _number_alike(one: frozenset[int], sketches: Sequence[frozenset[int]], having: Mapping[int, Sequence[int]]) -> int:
    """Count the sketches that are like one of them; `having` has the places of those with each fingerprint."""
    common = Counter(chain.from_iterable([having[fingerprint] for fingerprint in one]))
    return sum([3 * number > min(len(one), len(sketches[place])) for place, number in common.items()])


def _between_quotations(text: str) -> list[tuple[int, int]]:
    cuts = [(0, 0), *(match.span() for match in _QUOTED.finditer(text)), (len(text), len(text))]
    return [(start, end) for (_, start), (end, _) in pairwise(cuts)]


def _key(word: str) -> str:
    return word.casefold().replace("’", "'")


# A text is hashed to be stored, and again to be looked up.
@lru_cache(maxsize=4)
def _hashes_of(text: str) -> list[list[int]]:
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
    found: list[int] = []
    rising: deque[int] = deque()
    for index, value in enumerate(hashes):
        while rising and hashes[rising[-1]] >= value:
            rising.pop()
        rising.append(index)
        if rising[0] <= index - window:
            rising.popleft()
        if index >= min(window, len(hashes)) - 1 and (not found or found[-1] != rising[0]):
            found.append(rising[0])
    return found
