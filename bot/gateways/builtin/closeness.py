"""How the words that a sentence shares with a claim stand together: in one clause, in their roles, as done or as to be done."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from bot.gateways.builtin.lines import Line, is_passive
from bot.gateways.builtin.targets import Target
from bot.gateways.english.words import Word, is_content, number, stem, word_set

_PART = re.compile(r"[;:]|,\s|\s(?:and|but|while|when|after|before|although|though|whereas|as|or|who|which)\s")
_BEING = word_set("words", "auxiliaries")
_MODALS = word_set("words", "modals")
_PASTS = word_set("words", "pasts")
_LED = word_set("words", "leading_to")
_APART = 5
"""Words that two neighbouring words of a claim may stand apart."""
_ANYBODY = stem("people")
_OFFICIALS = frozenset(map(stem, ("police", "court", "judge", "jury", "magistrate", "tribunal", "detectives")))
_OFFICIAL = frozenset(map(stem, ("arrested", "detained", "jailed", "charged", "convicted", "acquitted", "fined")))
_NO_KIN = frozenset[int]()
_THE = frozenset({"the", "this"})
_BESIDE = 3
"""Words on each side of the act that are looked at."""


def closeness(target: Target, line: Line, lent: AbstractSet[str]) -> dict[str, float]:
    """Find the signs of how a claim's words stand together in a sentence; `lent` are stems of the sentences before it."""
    order = list(target.weights)
    acts = target.anatomy.acts
    first = next((n for n, each in enumerate(order) if each in acts), None)
    near = line.places.keys() | (lent & target.names)
    before, after = (order[:first], order[first + 1 :]) if first is not None else ((), order)
    before, after = ([each for each in part if not each[0].isdigit()] for part in (before, after))
    at = [n for n, word in enumerate(line.tokens) if word.stem in acts]
    best = max(
        (_clause(target, line, line.tokens[n].start) for n in at), default=target.share(line.places.keys()) if not acts else 0.0
    )
    pairs = list(pairwise(order))
    missing = [each for each in order if each not in near]
    around = line.places.keys() | lent
    lost = [s for s in missing if s not in lent and target.kin.get(s, _NO_KIN).isdisjoint(line.kin)]
    told = not acts.isdisjoint(line.places)
    akin = not told and any(not target.kin_of(s).isdisjoint(line.kin) for s in acts)
    parties = [s for s in (*target.anatomy.bearers, *target.anatomy.doers) if s not in acts]
    held = all(s in around or not target.kin_of(s).isdisjoint(line.kin) for s in parties)
    signs = {
        "clause holds": best,
        "holds what stands before the act": _held(target, before, near),
        "holds what stands after the act": _held(target, after, near),
        "subject of the act": _subject(target, line, lent, at),
        "act to be done": bool(at)
        and _is_to_be_done(line.tokens, at[0])
        and all(_is_to_be_done(line.tokens, n) or not _is_done(line.tokens, n) for n in at),
        "act done": any(_is_done(line.tokens, n) for n in at),
        "pairs near": sum(_is_near(line, a, b) for a, b in pairs) / (len(pairs) or 1),
        "other words beside the act": min((_strange(target, line, n) for n in at), default=1.0),
        "heaviest missing": max((target.weights[each] for each in missing), default=0.0),
        "missing": min(4, len(missing)),
        "missing and not akin": min(4, sum(target.kin.get(s, frozenset()).isdisjoint(line.kin) for s in missing)),
        "another of its kind": _is_qualified(line, target.head, target),
        "lost": target.weigh(lost) / target.total,
        "act akin": akin,
        "parties held": held,
        "all held or akin": not lost and held and (told or akin),
        "all held or akin, by words": (not lost and held and (told or akin)) * target.share(line.places.keys()),
        "names missing here": min(3, len(target.names - near)),
        "other names here": min(3, len(line.names - target.weights.keys())),
    }
    return {name: float(value) for name, value in signs.items()}


def _clause(target: Target, line: Line, act: int) -> float:
    stops = [m for m in _PART.finditer(line.text) if m.group().strip() not in target.forms]
    start = max((m.end() for m in stops if m.end() <= act), default=0)
    end = min((m.start() for m in stops if m.start() >= act), default=len(line.text))
    return target.share({s for s in target.weights if any(start <= at < end for at in line.places.get(s, ()))})


def _held(target: Target, stems: Sequence[str], near: AbstractSet[str]) -> float:
    total = target.weigh(stems)
    return target.weigh(s for s in stems if s in near) / total if total else 1.0


def _subject(target: Target, line: Line, lent: AbstractSet[str], acts: Sequence[int]) -> float:
    """Return the share of a claim's subject that is the act's in a sentence: before it, or behind "by".

    Where another word tells the act ("the flood killed nine" of "nine died"), or one of the two has the passive, the
    subject may stand anywhere; "he" stands for a name that the sentences before lend, unless the sentence has another.
    """
    stems = target.subject
    total = target.weigh(stems)
    if not total or not acts:
        return float(not total)
    counted = {_ANYBODY} if target.values and target.values <= line.values else set()
    last = next((s for s in reversed(stems) if s in target.names), None)
    given = lent & target.names if line.refers_back and not line.names - target.names else frozenset()
    given |= target.names & line.speakers
    plain = frozenset(stems) - target.names
    if any(word.stem in plain and before.lower in _THE for before, word in pairwise(line.tokens)):
        given |= lent & target.names  # "The dam" is the Orrin dam of the sentence before.
    best = 0.0
    for n in acts:
        act = line.tokens[n]
        anywhere = act.lower not in target.forms or is_passive(line.tokens, n) != target.passive
        by = next((w.start for w in line.tokens[n + 1 :] if w.lower == "by"), len(line.text))
        held = {s for s in stems if s in given or any(anywhere or at < act.start or at > by for at in line.places.get(s, ()))}
        if target.head in held and not _is_qualified(line, target.head, target):
            return 1.0  # "Deliveries" are the gas deliveries, and "oil deliveries" are not.
        if last in held:  # "Roe" is "Ada Roe"; that the sentence has no other name is looked at elsewhere.
            held |= target.names.intersection(stems)
        official = not _OFFICIALS.isdisjoint(stems) and act.stem in _OFFICIAL and act.lower.endswith("ed")
        if not held and official and not target.passive and by == len(line.text):
            return 1.0  # "Roe was jailed": by a court, of course.
        best = max(best, target.weigh(held | counted.intersection(stems)))
    return best / total


def _is_qualified(line: Line, head: str | None, target: Target) -> bool:
    """Say whether a word of which a claim has none stands before a noun of its, everywhere."""
    act = next((w.start for w in line.tokens if w.stem in target.anatomy.acts), len(line.text))
    there = [n for n, word in enumerate(line.tokens) if word.stem == head]
    at = [n for n in there if line.tokens[n].start < act] or there
    return bool(at) and all(n and is_content(line.tokens[n - 1]) and line.tokens[n - 1].stem not in target.weights for n in at)


def _is_to_be_done(tokens: Sequence[Word], place: int) -> bool:
    """Say whether "to" or a modal leads to a word: "to be sold", "may have sunk"."""
    for at in range(place - 1, max(-1, place - 5), -1):
        word = tokens[at]
        if word.lower in _MODALS:
            return word.lower != "to" or _LED.isdisjoint(w.lower for w in tokens[max(0, at - 2) : at])
        if word.lower not in _BEING and not word.lower.endswith("ly") and word.lower != "not":
            return False
    return False


def _is_done(tokens: Sequence[Word], place: int) -> bool:
    word = tokens[place].lower
    past = word in _PASTS or word.endswith("ed")
    return past and not _is_to_be_done(tokens, place)


def _is_near(line: Line, one: str, other: str) -> bool:
    here, there = line.places.get(one, ()), line.places.get(other, ())
    return any(sum(a < w.start < b or b < w.start < a for w in line.tokens) < _APART for a in here for b in there)


def _strange(target: Target, line: Line, place: int) -> float:
    beside = line.tokens[max(0, place - _BESIDE) : place] + line.tokens[place + 1 : place + 1 + _BESIDE]
    told = [w for w in beside if is_content(w) and number(w) is None]
    return sum(w.stem not in target.weights for w in told) / len(told) if told else 0.0
