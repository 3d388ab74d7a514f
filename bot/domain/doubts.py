"""The questions on which counts wait: which names may be one, and what each answer would change."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from bot.domain.confidence import assess
from bot.domain.mentions import Mention
from bot.domain.model import Assessment, Doubt, Event, EventDraft, HopKind, Report, Ruling
from bot.domain.names import may_share_surname
from bot.domain.provenance import Provenance
from bot.domain.rulings import pair_of
from bot.domain.verdict import level_moved

MOST_ASKED = 8
"""How many questions are weighed at once; further ones come as these are answered."""
_LONGEST_NAME = 80


class _Pair(NamedTuple):
    """Two names that may be one; `direct` where both are counted themselves, `claims` are the keys of those it bears on."""

    one: Mention
    other: Mention
    direct: bool
    claims: list[str]


def doubts(event: EventDraft, reports: Sequence[Report], about: Collection[str] | None = None) -> tuple[Doubt, ...]:
    """Return the questions whose answers would change what is counted on an event, the one that matters most first.

    That is one whose answer would change the level of the core claim, then of another claim. With `about`, only questions on
    one of these names are asked.
    """
    if isinstance(event, Event) and event.retracted_because:
        return ()
    found: list[tuple[bool, bool, Doubt]] = []
    asked = [pair for pair in _pairs(event, reports) if about is None or pair.one.name in about or pair.other.name in about]
    keys = dict.fromkeys(key for pair in asked for key in pair.claims)
    now = {key: assess(event.claim(key), reports, rulings=event.rulings) for key in keys}
    for pair in asked[:MOST_ASKED]:
        answers = [_answered(event, reports, pair, same=same) for same in (True, False)]
        if not any(_figures(new) != _figures(now[new.claim]) for answer in answers for new in answer):
            continue
        moved = {new.claim for answer in answers for new in answer if new.level is not now[new.claim].level}
        same, different = (_moved(event, now, answer) for answer in answers)
        doubt = Doubt(
            one=pair.one.name,
            other=pair.other.name,
            question=question_about(pair.one, pair.other),
            if_same=same,
            if_different=different,
        )
        found.append((event.core.key not in moved, not moved, doubt))
    return tuple(doubt for *_, doubt in sorted(found, key=lambda each: each[:2]))


def _pairs(event: EventDraft, reports: Sequence[Report]) -> list[_Pair]:
    """Return the pairs that may be one, one for each two origins of a claim; first those in which both are counted."""
    pairs: dict[frozenset[str], _Pair] = {}
    for claim in event.claims:
        on_it = [r for r in reports if r.claim == claim.key]
        if not on_it:
            continue
        found = Provenance(claim, on_it, event.rulings)
        counted = {found.called(root.own_name) for root in found.roots.values() if root.known}
        ends: dict[frozenset[str], tuple[Mention, Mention]] = {}
        for pair in sorted((sorted(pair) for pair in found.doubts()), key=_telling):
            ends.setdefault(frozenset(found.called(mention.name) for mention in pair), (pair[0], pair[1]))
        for origins, (one, other) in ends.items():
            known = pairs.setdefault(pair_of(one.name, other.name), _Pair(one, other, origins <= counted, []))
            known.claims.append(claim.key)
    return sorted(pairs.values(), key=lambda pair: not pair.direct)


def _telling(pair: Sequence[Mention]) -> tuple[bool, int, list[str]]:
    """Order pairs on the same two origins: names of one kind first, then the longest, which say most."""
    names = [mention.name for mention in pair]
    return len(_kinds(pair)) > 1, -sum(map(len, names)), names


def _answered(event: EventDraft, reports: Sequence[Report], pair: _Pair, *, same: bool) -> list[Assessment]:
    rulings = (*event.rulings, Ruling(one=pair.one.name, other=pair.other.name, same=same))
    return [assess(event.claim(key), reports, rulings=rulings) for key in pair.claims]


def _moved(event: EventDraft, now: Mapping[str, Assessment], answer: Sequence[Assessment]) -> str:
    """Say which levels an answer changes; of several, how many."""
    moves = [(now[new.claim], new) for new in answer if new.level is not now[new.claim].level]
    if len(moves) < 2:
        return "".join(level_moved(event, old, new) or "" for old, new in moves)
    (old, new), alike = moves[0], len({(old.level, new.level) for old, new in moves}) == 1
    return (
        f"each of {len(moves)} claims goes from {old.level} to {new.level}"
        if alike
        else f"{len(moves)} claims change their level"
    )


def _figures(assessment: Assessment) -> tuple[object, ...]:
    independent = sum(tally.independent for tally in assessment.tallies)
    return assessment.level, assessment.score, assessment.origins, assessment.origins_at_most, independent


def question_about(one: Mention, other: Mention) -> str:
    """Ask whether two names are one person, body, document or outlet, or speak for one body."""
    kinds = _kinds((one, other))
    a, b = (_shortened(mention.name) for mention in (one, other))
    if kinds == {HopKind.PERSON, HopKind.BODY} or (kinds == {HopKind.PERSON} and not may_share_surname(one.name, other.name)):
        return f"Do {a} and {b} speak for one body?"
    noun = next(iter(kinds)) if len(kinds) == 1 else "origin"
    return f"Are {a} and {b} one {noun}?"


def _kinds(pair: Sequence[Mention]) -> set[HopKind]:
    return {mention.kind for mention in pair if mention.kind is not None}


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 2].rsplit(' ', 1)[0]} …"
