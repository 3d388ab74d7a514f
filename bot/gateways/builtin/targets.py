"""Claims and sentences made ready for comparison."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.domain.model import Claim, Layer
from bot.gateways.builtin.attribution import Attribution
from bot.gateways.builtin.cues import forecasts, negations, phrases
from bot.gateways.builtin.people import Names, same_name
from bot.gateways.builtin.sentences import Sentence
from bot.gateways.builtin.words import Weights, Word, is_content, number, stem, words

NAME_WEIGHT = 1.4
"""How much more a name tells than another word as rare."""

_SAYS = re.compile(
    r"\b(?:said|says|stated|announced|claimed|told\s+\w+|declared|reported|confirmed|denied|warned|added|disclosed|acknowledged|admitted"
    r"|alleged|argued|promised|pledged|vowed|insisted|wrote|tweeted|testified|revealed)\b(?:\s+(?:on\s+\w+\s+)?that\b)?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the article with its words, where each stem stands, and who says it."""

    sentence: Sentence
    tokens: list[Word]
    places: dict[str, list[int]]
    names: frozenset[str]
    attributions: list[Attribution] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Give the sentence's characters."""
        return self.sentence.text


@dataclass(frozen=True, slots=True)
class Target:
    """One claim of one candidate event: what it says, without who said it."""

    event: str
    claim: Claim
    content: str
    weights: dict[str, float]
    names: frozenset[str]
    quantities: tuple[tuple[float, str], ...]
    negated: bool
    debunks: bool
    future: bool

    @property
    def utterance(self) -> bool:
        """Say whether the claim is that somebody said something."""
        return self.claim.layer is Layer.UTTERANCE

    @property
    def acts(self) -> frozenset[str]:
        """Give the stems that are not names: what happened."""
        return frozenset(self.weights) - self.names


class Overlap(NamedTuple):
    """How much of a claim a sentence holds: shares of weight from 0 to 1.

    `direct` counts the sentence's own words, `near` also the names that the sentences before it and the title lend it; `acts`
    is the share of what happened.
    """

    direct: float
    near: float
    acts: float
    hits: frozenset[str]


def line_of(sentence: Sentence, names: Names) -> Line:
    """Make a sentence ready, its attributions left empty."""
    tokens = words(sentence.text)
    places: dict[str, list[int]] = {}
    named = set()
    for place, word in enumerate(tokens):
        if is_content(word):
            places.setdefault(word.stem, []).append(word.start)
            if names.is_name(word, place):
                named.add(word.stem)
    return Line(sentence, tokens, places, frozenset(named))


def claim_content(claim: Claim) -> str:
    """Give what a claim says: for an utterance, what follows the saying."""
    if claim.layer is not Layer.UTTERANCE:
        return claim.text
    match = _SAYS.search(claim.text)
    rest = claim.text[match.end() :].strip() if match else ""
    return rest or claim.text


def target_of(event: str, claim: Claim, names: Names, weights: Weights) -> Target:
    """Make a claim ready."""
    content = claim_content(claim)
    tokens = words(content)
    speaker = {stem(w.lower) for w in words(claim.speaker or "")} if claim.layer is Layer.UTTERANCE else set()
    kept = [(i, w) for i, w in enumerate(tokens) if is_content(w) and (w.stem not in speaker or content != claim.text)]
    titled = sum(w.capital for _, w in kept) > 0.7 * len(kept) and len(kept) > 3
    named = frozenset(w.stem for i, w in kept if names.is_name(w, 0 if titled else i) or (w.capital and not titled and i))
    weighed = {w.stem: weights.of(w.stem) * (NAME_WEIGHT if w.stem in named else 1.0) for _, w in kept}
    return Target(
        event,
        claim,
        content,
        weighed,
        named,
        tuple(quantities(content, tokens)),
        bool(negations(content)),
        phrases("stance", "debunk").search(content) is not None or phrases("stance", "deny").search(content) is not None,
        bool(forecasts(content)) or bool(re.search(r"\bto\s+[a-z]+", content) and not re.search(r"\b(?:is|are|was|were|has|have|had)\b", content)),
    )


def overlap(target: Target, line: Line, lent: frozenset[str]) -> Overlap:
    """Compare one claim with one sentence; `lent` are stems of the sentences before it and of the title."""
    total = sum(target.weights.values())
    if not total:
        return Overlap(0.0, 0.0, 0.0, frozenset())
    hits = frozenset(s for s in target.weights if s in line.places)
    direct = sum(target.weights[s] for s in hits)
    borrowed = sum(target.weights[s] * (0.6 if s in target.names else 0.3) for s in target.weights if s not in hits and s in lent)
    acts = target.acts
    weight_of_acts = sum(target.weights[s] for s in acts)
    acted = sum(target.weights[s] for s in acts & hits) / weight_of_acts if weight_of_acts else direct / total
    return Overlap(direct / total, (direct + borrowed) / total, acted, hits)


def quantities(text: str, tokens: Sequence[Word]) -> Iterable[tuple[float, str]]:
    """Find numbers with the stem of what they count; dates, years and ages are left out."""
    for place, word in enumerate(tokens):
        value = number(word)
        if value is None or value == 1 or (1900 <= value <= 2100 and value == int(value)):
            continue
        before = tokens[place - 1].lower if place else ""
        if before in _MONTHS or (place + 1 < len(tokens) and tokens[place + 1].lower in _MONTHS):
            continue
        scale = 1.0
        ahead = place + 1
        while ahead < len(tokens) and tokens[ahead].lower in _SCALES:
            scale *= _SCALES[tokens[ahead].lower]
            ahead += 1
        if text[word.end : word.end + 1] == "%" or text[max(0, word.start - 1) : word.start] in "$£€" and word.start:
            yield value * scale, text[word.end : word.end + 1] if text[word.end : word.end + 1] == "%" else "money"
            continue
        counted = [w for w in tokens[ahead : ahead + 3] if is_content(w)]
        gap = text[tokens[ahead - 1].end : counted[0].start] if counted else ","
        if counted and "," not in gap and "." not in gap:
            for noun in counted[:2]:
                yield value * scale, noun.stem


def speaks_for(target: Target, attribution: Attribution) -> bool:
    """Say whether an attribution is the claim's own speaker, speaking."""
    speaker = target.claim.speaker
    return speaker is not None and attribution.spoke and bool(attribution.origin.name) and same_name(speaker, attribution.origin.name)


_MONTHS = frozenset("january february march april may june july august september october november december jan feb mar apr jun jul aug sept oct nov dec".split())
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0, "m": 1e6, "bn": 1e9}
