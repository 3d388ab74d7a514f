"""Remarks that something could not be verified, each given to the claim that it is about and to no other."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.domain.model import Hop
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import phrases, unverified
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.stance import bears
from bot.gateways.builtin.targets import Target, overlap

NEAR = 0.3
"""Share of a claim whose act is not known that a remark must hold, with the sentences before it, to be about that claim."""
REACH = 3
"""How many sentences back a remark such as "could not verify this" points."""

_PASSIVE = re.compile(r"\bbe(?:en)?\s+(?:\w+ly\s+)*\w+ed$|un\w+ed$", re.IGNORECASE)
_CLAUSE = re.compile(r"\bthat\s+\w", re.IGNORECASE)


class Remark(NamedTuple):
    """One remark about one claim; `path` leads to who could not verify it."""

    line: Line
    path: tuple[Hop, ...]
    target: Target


def find_remarks(ready: ReadyArticle, targets: Sequence[Target]) -> Iterable[Remark]:
    """Find every remark that something about a claim could not be verified."""
    for place, line in enumerate(ready.lines):
        if line.unverified_by:
            for target in _subjects(ready, place, targets):
                yield Remark(line, line.unverified_by, target)


def _subjects(ready: ReadyArticle, place: int, targets: Sequence[Target]) -> list[Target]:
    """Find what a remark is about: a claim that it repeats, else one whose act was told just before, else what it points to."""
    line, lent = ready.lines[place], ready.lent(place)
    known = [target for target in targets if target.anatomy.acts]
    repeated = [t for t in known if t.is_told(line, lent | ready.before(place)) and not t.anatomy.acts.isdisjoint(line.places)]
    if repeated:
        return repeated
    before = ready.before(place)
    told = [t for t in known if not (t.anatomy.acts.isdisjoint(before) or t.anatomy.bearers.isdisjoint(line.places))]
    return told or [t for t in targets if not t.anatomy.acts and _holds(t, line, lent)] or _pointed_to(ready, place, targets)


def _holds(target: Target, line: Line, lent: frozenset[str]) -> bool:
    return target.weigh(target.weights.keys() & (line.places.keys() | lent)) >= NEAR * target.total > 0


def _pointed_to(ready: ReadyArticle, place: int, targets: Sequence[Target]) -> list[Target]:
    """Find the claims that the nearest sentence before speaks to, for "could not verify her words"."""
    text = ready.lines[place].text
    remark = unverified(text)
    if remark is None:
        return []
    zone = text[: remark.start()] if _PASSIVE.search(remark.group()) else text[remark.end() :]
    if not phrases("stance", "pointer").search(_CLAUSE.sub("", zone)):
        return []
    for at in range(place - 1, max(place - REACH, 0) - 1, -1):
        spoken = [t for t in targets if bears(overlap(t, ready.lines[at], ready.lent(at)))]
        if spoken:
            return spoken
    return []
