"""Finds out whether an article's words are another's: copied passages.

Copying is measured in shingles, as a share of the article's own shingles. Neither quotations nor boilerplate count.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from bot.domain.fingerprints import SHINGLE, WINDOW, Word, in_boilerplate, marks, passages, shingles
from bot.domain.model import UNKNOWN_OUTLET, HopKind, Report, Value
from bot.domain.reading import Quote

COPY_SHARE = 0.30
"""Two independent reports on one subject share a few shingles in a hundred: names of offices, set phrases."""
COPY_RUN = 40
"""Words; a long paragraph. A run this long is a copy even where the rest of the article is its own work."""
COPY_RUN_BY_HASHES = COPY_RUN - 2 * (WINDOW - 1)
"""Of a run of COPY_RUN words, so many at least lie between its first hash and its last: any window of its shingles has one."""
FEWEST_WORDS = 24
"""Words outside quotation marks and boilerplate; below this a share says nothing."""


class Copied(Value):
    """How much of an article is in another: `share` of its own shingles, `words` in the longest run, and that run.

    `by_hashes` if the other's text was purged: then the hashes of its passages show it.
    """

    share: float
    words: int
    passage: Quote
    by_hashes: bool = False


class Stored(NamedTuple):
    """A stored article; `day` is when it was published, or fetched where that is unknown."""

    id: int
    outlet: str
    day: dt.date

    @property
    def order(self) -> tuple[bool, dt.date, int]:
        """Return what decides which of two is the original: the earlier one, then the one that was stored first.

        What has no known outlet is never the original of what has one.
        """
        return self.outlet == UNKNOWN_OUTLET, self.day, self.id


class StoredText(NamedTuple):
    """A stored article with its text; where that was purged, `shared` are the fingerprints that a newer article has of it."""

    article: Stored
    text: str
    shared: frozenset[int] | None = None


class Alike(Value):
    """An article, stored ones that may have the same words, and the fingerprints of boilerplate in it.

    `first` is the first text at the article's address, where that is another one.
    """

    article: Stored
    text: str = Field(repr=False)
    first: StoredText | None = Field(default=None, repr=False)
    others: tuple[StoredText, ...] = Field(default=(), repr=False)
    boilerplate: frozenset[int] = Field(default=frozenset(), repr=False)


def original(
    alike: Alike, on_record: Collection[int | None] = (), repeating: Collection[int | None] = ()
) -> tuple[Stored, Copied] | None:
    """Return the article of another outlet whose words an article repeats, and what it repeats of it; None if there is none.

    What is on record already (`on_record` has the ids) is the original, whenever it was published; of several, the one with the
    largest share of the words. Else it is the earliest article that came before, so that copies of copies have one original.
    What is known to repeat this article's outlet (`repeating`) is none. Words that stood in the first text at the article's
    address are as old as that one.
    """
    own, first = alike.article, alike.first
    others = [
        stored
        for stored in alike.others
        if (other := stored.article).outlet != own.outlet
        and other.id not in repeating
        and (other.id in on_record or other.order < own.order)
    ]
    if not others:
        return None
    counted = _count(alike.text, alike.boilerplate)
    old = _all_shingles(first.text) if first else frozenset[tuple[str, ...]]()
    found = [
        (stored.article, copy)
        for stored in others
        if (copy := _copied_of(counted, stored, old if first and _between(first, stored.article, on_record) else frozenset()))
    ]
    standing = [pair for pair in found if pair[0].id in on_record]
    if standing:
        return max(standing, key=lambda pair: (pair[1].share, pair[0].outlet))
    return min(found, key=lambda pair: pair[0].order, default=None)


def copied(text: str, original: str, boilerplate: Collection[int] = ()) -> Copied | None:
    """Say how much of a text is copied from another; None where it is too little to call it a copy.

    `boilerplate` has the fingerprints of passages that do not count.
    """
    return _copied(_count(text, boilerplate), original)


class _Counted(NamedTuple):
    """A text, its passages, and of each shingle in them whether it counts."""

    text: str
    passages: list[tuple[list[Word], list[bool]]]


def _count(text: str, boilerplate: Collection[int]) -> _Counted:
    found = passages(text)
    if not boilerplate:
        return _Counted(text, [(words, [True] * (len(words) - SHINGLE + 1)) for words in found])
    return _Counted(text, [(words, [not out for out in in_boilerplate(words, boilerplate)]) for words in found])


def _between(first: StoredText, other: Stored, on_record: Collection[int | None]) -> bool:
    """Say whether another article came between the first text at an address and the later one."""
    return other.id not in on_record and first.article.order < other.order


def _all_shingles(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(shingle for passage in passages(text) for shingle in shingles(passage))


def _copied_of(article: _Counted, stored: StoredText, old: Collection[tuple[str, ...]]) -> Copied | None:
    """Say how much is copied from a stored article, by its text or by what is left of that."""
    return _copied(article, stored.text, old) if stored.shared is None else _copied_by_hashes(article, stored.shared)


def _copied_by_hashes(article: _Counted, shared: Collection[int]) -> Copied | None:
    """Say how much is copied from an article of which only hashes are left, at least one in any WINDOW neighbouring shingles.

    What may be a long run counts as one: otherwise a copy would become a source of its own when its original's text is purged.
    """
    own = matched = total = words = 0
    longest = (0, 0)
    for passage, counts in article.passages:
        own += len(passage) - counts.count(False)
        first: int | None = None
        for at, mark in marks(passage):
            total += counts[at]
            if not counts[at] or mark not in shared:
                first = None
                continue
            matched += 1
            first = at if first is None else first
            if at - first + SHINGLE > words:
                words = at - first + SHINGLE
                longest = (passage[first].start, passage[at + SHINGLE - 1].end)
    found = _enough(article, own, matched, total, words, longest, fewest=COPY_RUN_BY_HASHES)
    return found.model_copy(update={"by_hashes": True}) if found else None


def _copied(article: _Counted, original: str, old: Collection[tuple[str, ...]] = frozenset()) -> Copied | None:
    """Say how much is copied; `old` are shingles that the article had before the original."""
    known = _all_shingles(original).difference(old)
    own = matched = total = words = 0
    longest = (0, 0)
    for passage, counts in article.passages:
        run = 0
        own += len(passage) - counts.count(False)
        total += counts.count(True)
        for index, (shingle, counting) in enumerate(zip(shingles(passage), counts, strict=True)):
            run = run + 1 if counting and shingle in known else 0
            matched += bool(run)
            if run and run + SHINGLE - 1 > words:
                words = run + SHINGLE - 1
                longest = (passage[index - run + 1].start, passage[index + SHINGLE - 1].end)
    return _enough(article, own, matched, total, words, longest)


def _enough(
    article: _Counted, own: int, matched: int, total: int, words: int, longest: tuple[int, int], fewest: int = COPY_RUN
) -> Copied | None:
    """Return what is copied; None where it is too little to call it a copy, with less than `fewest` words in a run."""
    if not words:
        return None
    share = matched / total if own >= FEWEST_WORDS else 0.0
    if share < COPY_SHARE and words < fewest:
        return None
    start, end = longest
    return Copied(share=share, words=words, passage=Quote(text=article.text[start:end], start=start, end=end))


def without_reversed(reports: Sequence[Report], key: Callable[[str], str]) -> list[Report]:
    """Take no report for a copy of an outlet that cites its own, directly or through others: these have it from here.

    `key` gives outlets' names that are one the same key.
    """
    if not any(report.copy_of for report in reports):
        return list(reports)
    cites: dict[str, set[str]] = {}
    for report in reports:
        cited = {key(hop.name) for hop in report.path if hop.kind is HopKind.OUTLET}
        cites.setdefault(key(report.outlet.name), set()).update(cited)

    def leads(start: str, end: str) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            found = cites.get(waiting.pop(), set()) - seen
            waiting += found
            seen |= found
        return end in seen

    return [
        r.model_copy(update={"copy_of": None, "copy_shown_by": ""})
        if r.copy_of and r.copy_of != r.outlet.name and leads(key(r.copy_of), key(r.outlet.name))
        else r
        for r in reports
    ]


def housed(reports: Sequence[Report], owners: Mapping[str, str]) -> tuple[Report, ...]:
    """Return reports with the owners of the outlets that each repeats; `owners` maps names to owners."""
    return tuple(
        report.model_copy(update={"houses": {name: owners[name] for name in report.repeats if name in owners}})
        for report in reports
    )
