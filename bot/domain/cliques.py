"""Finds the least number of groups in which each may be one with each: how many there are at least."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache

_MOST_TRIED = 16
"""Names among whom the fewest groups are searched; more are one group."""


def fewest_cliques(may: Mapping[str, AbstractSet[str]]) -> list[frozenset[str]]:
    """Put names into as few groups as can be in which each may be one with each other; `may` has with whom each may be.

    The number is that of a least cover by cliques, so that a further name raises it by one at most, and a further doubt never.
    """
    found, left = list[frozenset[str]](), {name: frozenset(others) for name, others in may.items()}
    while left:
        # Whoever may be one with some who all may be one is in some smallest number of groups together with them.
        by_number = sorted(left, key=lambda name: (len(left[name]), name))
        first = next((name for name in by_number if all(left[name] - {each} <= left[each] for each in left[name])), None)
        if first is None:
            return found + (_tried(left) if len(left) <= _MOST_TRIED else [frozenset(left)])
        group = left[first] | {first}
        found.append(group)
        left = {name: others - group for name, others in left.items() if name not in group}
    return found


def _tried(may: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    """Try all ways to group names."""

    def around(group: frozenset[str], others: frozenset[str]) -> Iterator[frozenset[str]]:
        if not others:
            yield group
            return
        each = min(others)
        yield from around(group | {each}, others & may[each])
        if others - may[each] - {each}:
            yield from around(group, others - {each})

    @cache
    def fewest(left: frozenset[str]) -> list[frozenset[str]]:
        if not left:
            return []
        first = min(left)
        return min(([group, *fewest(left - group)] for group in around(frozenset({first}), may[first] & left)), key=len)

    return fewest(frozenset(may))
