"""Claims made ready, and how much of one a sentence holds."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from bot.domain.model import Claim, Layer
from bot.domain.spelling import same_name
from bot.gateways.builtin.anatomy import Anatomy, anatomy, anatomy_of_title, is_to_come
from bot.gateways.builtin.attribution import Attribution
from bot.gateways.builtin.cues import forecasts, hedges, negations, phrases
from bot.gateways.builtin.lines import Line, initials_in, is_passive
from bot.gateways.builtin.numbers import Count, counts
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.roles import Clause, clause_of_claim, in_other_roles
from bot.gateways.english.words import Weights, is_content, kin, lexicon, number, stem, stem_of, word_set, words

NAME_WEIGHT = 1.4
"""How much more a name tells than another word as rare."""

KIN = 0.5
"""How much of a word's weight a word of the same field of meaning has."""

_ANYBODY = stem("people")
_QUANTITIES = frozenset(map(stem, word_set("words", "quantities"))) | {"part"}
_WHERE = (word_set("words", "prepositions") | word_set("words", "subordinators")) - {"of"}
_WHO = 2
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
"""A sentence with more of a claim's names than these, and all of them, needs no common noun to show what it is about."""

_SAYS = re.compile(
    r"\b(?:said|says|stated|announced|claimed|told\s+\w+|declared|reported|confirmed|denied|warned|added|disclosed|acknowledged|admitted"
    r"|alleged|argued|promised|pledged|vowed|insisted|wrote|tweeted|testified|revealed)\b(?:\s+(?:on\s+\w+\s+)?that\b)?\s*",
    re.IGNORECASE,
)


_NEGATES = re.compile(
    r"(?:not|never|no|none|nobody|no one|nothing|neither|nor|n['’]t|cannot|failed to|fails to|refused to|refuses to|declined to"
    r"|yet to|unable to|no longer)\b"
)
_AROUND = re.compile(r"^\s*(?:(?:an?|the)\s+)+|[\s.]+$", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """One claim of one candidate event: what it says, without who said it.

    `contrary` says that it calls a story untrue, `hearsay` that it passes on what others say, `asks` that it is a question.
    """

    event: str
    claim: Claim
    content: str
    weights: dict[str, float]
    names: frozenset[str]
    counts: tuple[Count, ...]
    negated: bool
    debunks: bool
    future: bool
    contrary: bool
    hearsay: bool
    asks: bool
    anatomy: Anatomy

    @property
    def utterance(self) -> bool:
        """Say whether the claim is that somebody said something."""
        return self.claim.layer is Layer.UTTERANCE

    @cached_property
    def acts(self) -> frozenset[str]:
        """Return the stems that say what happened, without names and, if others are left, without words for who or what."""
        rest = frozenset(self.weights) - self.names
        return rest - (anybody() - {_ANYBODY}) or rest

    @cached_property
    def values(self) -> frozenset[float]:
        """Return the numbers that count something."""
        return frozenset(count.value for count in self.counts)

    @cached_property
    def figures(self) -> frozenset[float]:
        """Return the numbers in digits that are no year and no day of a month."""
        tokens = words(self.content)
        found = set()
        for n, word in enumerate(tokens):
            value, beside = number(word), {w.lower for w in tokens[max(0, n - 1) : n + 2]}
            dated = not beside.isdisjoint(word_set("words", "months")) or (value and _FIRST_YEAR <= value <= _LAST_YEAR)
            if value is not None and word.lower[0].isdigit() and not dated:
                found.add(value)
        return frozenset(found)

    @cached_property
    def total(self) -> float:
        """Return the weight of the whole claim."""
        return sum(self.weights.values())

    @cached_property
    def of_names(self) -> float:
        """Return the weight of the names."""
        return self.weigh(self.names)

    @cached_property
    def of_acts(self) -> float:
        """Return the weight of the stems that say what happened."""
        return self.weigh(self.acts)

    @cached_property
    def opposites(self) -> tuple[tuple[str, str], ...]:
        """Return the claim's own stems, each with a stem that means the opposite."""
        return tuple((meant, said) for meant, said in _antonyms() if meant in self.weights and said not in self.weights)

    @cached_property
    def contraries(self) -> tuple[tuple[str, str], ...]:
        """Return those of the opposites that cannot both be so, one after the other."""
        return tuple(pair for pair in self.opposites if pair not in _sequels())

    @cached_property
    def kin(self) -> dict[str, frozenset[int]]:
        """Return the claim's stems that are no names, each with the fields of meaning that it is in."""
        known = kin()
        return {s: known[s] for s in self.weights if s in known and s not in self.names}

    @cached_property
    def fields(self) -> frozenset[int]:
        """Return the fields of meaning of its words."""
        return frozenset[int]().union(*self.kin.values())

    def kin_of(self, stem: str) -> frozenset[int]:
        """Return the fields of meaning that a stem is in."""
        return kin().get(stem, frozenset())

    @cached_property
    def direct(self) -> bool:
        """Say whether whom or what it happens to stands right behind the act: "captured the airport of Tambor"."""
        tokens = words(self.content)
        at = next((n for n, word in enumerate(tokens) if word.stem in self.anatomy.acts), None)
        if at is None or self.passive:
            return False
        gap = [w.lower for w in tokens[at + 1 : at + 4]]
        return bool(gap) and gap[0] not in word_set("words", "prepositions")

    @cached_property
    def definite(self) -> bool:
        """Say whether it tells of somebody or something known: "the driver"."""
        return self.claim.text.startswith("The ") and bool(self.subject)

    @cached_property
    def led(self) -> bool:
        """Say whether another verb leads to its act by "to": "agreed to hire"."""
        tokens = words(self.content)
        return any(w.stem in self.anatomy.acts and n and tokens[n - 1].lower == "to" for n, w in enumerate(tokens))

    @cached_property
    def forms(self) -> frozenset[str]:
        """Return the claim's words in lower case."""
        return frozenset(word.lower for word in words(self.content))

    @cached_property
    def before_act(self) -> frozenset[str]:
        """Return the stems that stand before the act: of whoever does it, mostly."""
        order = list(self.weights)
        first = next((n for n, each in enumerate(order) if each in self.anatomy.acts), 0)
        return frozenset(order[:first])

    @cached_property
    def subject(self) -> tuple[str, ...]:
        """Return the stems of the noun phrase before the act, without where: "the bridge" of "the bridge at Ansey fell"."""
        found: list[str] = []
        for word in words(self.content):
            if word.stem in self.anatomy.acts:
                return tuple(found)
            if found and word.lower in _WHERE:
                break
            if word.stem in self.weights and number(word) is None:
                found.append(word.stem)
        return tuple(found) if self.anatomy.acts else ()

    @cached_property
    def head(self) -> str | None:
        """Return the stem of the subject's noun: "driver" of "the driver of the coach"."""
        found = None
        for word in words(self.content):
            if word.stem in self.subject:
                found = word.stem
            elif found and word.lower == "of" and found not in _QUANTITIES:
                break
        return found

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return the stems of all its words, also of those that carry no meaning of their own."""
        return frozenset(word.stem for word in words(self.content))

    def has(self, phrase: str) -> bool:
        """Say whether it has all words of a phrase, in any form."""
        return all(word.stem in self.stems for word in words(phrase))

    @cached_property
    def passive(self) -> bool:
        """Say whether the claim's act has the passive: "was toppled"."""
        tokens = words(self.content)
        return any(word.stem in self.anatomy.acts and is_passive(tokens, n) for n, word in enumerate(tokens))

    @cached_property
    def clause(self) -> Clause | None:
        """Return who does its act, and to whom; None where the act is no verb, or not known."""
        return clause_of_claim(self.content, self.anatomy.acts, self.names)

    def in_other_roles(self, line: Line, acts: AbstractSet[str]) -> bool:
        """Say whether all that a sentence tells by some stems is done by another, or to another, than the claim has it."""
        return in_other_roles(self.clause, line.text, line.tokens, acts, line.names | self.names)

    @cached_property
    def reach(self) -> frozenset[str]:
        """Return the stems of which a sentence must have one to hold any word of the claim."""
        return frozenset(self.weights).union(self.initials)

    @cached_property
    def initials(self) -> dict[str, frozenset[str]]:
        """Return the stems of each long name by its initials: "Institute for the Study of War" by "isw"."""
        return dict(initials_in(self.content))

    def by_meaning(self, stems: AbstractSet[str], fields: AbstractSet[int]) -> float:
        """Return the share of the claim that some stems hold, half of each further stem of which some fields have kin."""
        akin = self.weigh(s for s, of in self.kin.items() if s not in stems and not of.isdisjoint(fields))
        return self.share(stems) + KIN * akin / (self.total or 1.0)

    def share(self, stems: AbstractSet[str]) -> float:
        """Return the share of the claim's weight that some stems hold."""
        return self.weigh(self.weights.keys() & stems) / (self.total or 1.0)

    def is_told(self, line: Line, lent: AbstractSet[str]) -> bool:
        """Say whether a sentence names what happened, or its opposite, and to whom or what; names may be lent to it."""
        acts, bearers, doers = self.anatomy
        opposite = any(meant in acts and said in line.places for meant, said in self.opposites)
        if acts and not opposite and acts.isdisjoint(line.places):
            return False
        near = line.places.keys() | (lent if line.refers_back else lent & self.names)
        if len(self.names) > _WHO and self.names <= line.places.keys() and bearers.isdisjoint(self.names):
            return True
        # "Twelve drowned" tells of twelve people.
        counted = _ANYBODY in bearers and bool(self.values) and self.values <= line.values
        return not (bearers and bearers.isdisjoint(near) and not counted) and not (doers and doers.isdisjoint(near))

    def counted_otherwise(self, line: Line) -> tuple[float, float] | None:
        """Return the sentence's number and the claim's where they count the same thing differently."""
        for own in self.counts:
            said = [count.value for count in line.counts if count.noun == own.noun and count.exact]
            if said and own.value not in line.values and not any(own.least <= each <= own.most for each in said):
                return said[0], own.value
        return None

    def weigh(self, stems: Iterable[str]) -> float:
        """Add up the weights of some of the claim's stems."""
        return sum(map(self.weights.__getitem__, stems))


class Overlap(NamedTuple):
    """How much of a claim a sentence holds: shares of weight from 0 to 1.

    `direct` counts the sentence's own words, `near` also the names that the sentences before it and the title lend it; `acts`
    is the share of what happened, `named` that of the names, lent ones included; `own_names` without them. `told` says that the
    sentence names what happened, and to whom or what; `surely`, that it does so in its own words. `meaning` is `near` with
    words of the same field of meaning, which are `akin`.
    """

    direct: float
    near: float
    acts: float
    named: float
    own_names: float
    hits: frozenset[str]
    told: bool
    surely: bool
    meaning: float
    akin: frozenset[str]


NOTHING = Overlap(0.0, 0.0, 0.0, 0.0, 0.0, frozenset(), told=False, surely=False, meaning=0.0, akin=frozenset())
"""Of a sentence that shares no word with a claim, and none of the same field of meaning."""


@cache
def anybody() -> frozenset[str]:
    """Return the stems of whoever or whatever is in the news anywhere: "people", "troops"."""
    return frozenset(f"={name}" for name in word_set("words", "bearers")) | {_ANYBODY}


def claim_content(claim: Claim) -> str:
    """Return what a claim says, without article in front and full stop: for an utterance, what follows the saying."""
    text = claim.text
    if claim.layer is Layer.UTTERANCE and (match := _SAYS.search(text)) and text[match.end() :].strip():
        text = text[match.end() :]
    content = _AROUND.sub("", text)
    return content[:1].upper() + content[1:] or text


def target_of(event: str, claim: Claim, names: Names, weights: Weights) -> Target:
    """Make a claim ready, the same whether it is written as a sentence or as a headline."""
    content = claim_content(claim)
    tokens = words(content)
    unsaid = claim.layer is Layer.UTTERANCE and not _SAYS.search(claim.text)
    speaker = {stem(w.lower) for w in words(claim.speaker or "")} if unsaid else set()
    kept = [(i, w) for i, w in enumerate(tokens) if is_content(w) and w.stem not in speaker]
    titled = sum(w.capital or not w.text.isalpha() for _, w in kept) > 0.9 * len(kept) and len(kept) > 3
    full = len(tokens) > 1 and tokens[1].capital  # of "Ada Roe said", the first word is a name too
    first = 0 if full else 1
    named = frozenset(
        w.stem for i, w in kept if names.is_name(w, 0 if titled else i) or (w.capital and not titled and i >= first)
    )
    weighed = {w.stem: weights.of(w.stem) * (NAME_WEIGHT if w.stem in named else 1.0) for _, w in kept}
    # "Built without a permit" and "the strike was called off" say what was done.
    negated = any(_NEGATES.match(cue.text) for cue in negations(content))
    debunks = any(
        _turns_down(content, match) for name in ("debunk", "deny") for match in phrases("stance", name).finditer(content)
    )
    return Target(
        event,
        claim,
        content,
        weighed,
        named,
        tuple(counts(content, tokens)),
        negated,
        debunks,
        bool(forecasts(content)) or is_to_come(content, tokens),
        negated or debunks or phrases("stance", "doubt").search(content) is not None,
        bool(hedges(content)) or phrases("stance", "hearsay").search(content) is not None,
        "?" in claim.text,
        anatomy_of_title(content, tokens, named) if titled else anatomy(content, tokens, named),
    )


def overlap(target: Target, line: Line, lent: frozenset[str]) -> Overlap:
    """Compare one claim with one sentence; `lent` are stems of the sentences before it and of the title."""
    if target.reach.isdisjoint(line.places) and target.fields.isdisjoint(line.kin):
        return NOTHING
    hits = target.weights.keys() & line.places.keys()
    for short, name in target.initials.items():
        if short in line.places:
            hits |= name & target.weights.keys()
    akin = frozenset(s for s, fields in target.kin.items() if s not in hits and not fields.isdisjoint(line.kin))
    if not hits and not akin:
        return NOTHING
    borrowed = (target.weights.keys() & lent) - hits
    names, acts = target.names, target.acts
    direct = target.weigh(hits)
    of_names, of_acts, lent_names = target.of_names, target.of_acts, target.weigh(borrowed & names)
    several = len(hits) > 1
    return Overlap(
        direct / target.total,
        (direct + 0.6 * lent_names + 0.3 * target.weigh(borrowed & acts)) / target.total,
        target.weigh(hits & acts) / of_acts if of_acts else direct / target.total,
        target.weigh((hits | borrowed) & names) / of_names if of_names else 1.0,
        target.weigh(hits & names) / of_names if of_names else 1.0,
        frozenset(hits),
        several and target.is_told(line, lent),
        several and bool(target.anatomy.acts) and target.is_told(line, frozenset()),
        min(1.0, (direct + KIN * target.weigh(akin) + 0.6 * lent_names) / target.total),
        akin,
    )


@cache
def _antonyms() -> tuple[tuple[str, str], ...]:
    return _both_ways("antonyms")


@cache
def _sequels() -> frozenset[tuple[str, str]]:
    return frozenset(_both_ways("sequels"))


def _both_ways(name: str) -> tuple[tuple[str, str], ...]:
    pairs = [[stem_of(w) for w in pair] for pair in lexicon("stance")[name]]
    return tuple((a, b) for one, other in pairs for a, b in ((one, other), (other, one)))


def _turns_down(content: str, match: re.Match[str]) -> bool:
    """Say whether a cue turns a story down; to reject a plan, to dismiss a chief and to shoot down a jet are acts."""
    if phrases("stance", "acts_too").pattern.fullmatch(match.group()) is None:
        return True
    return phrases("stance", "pointer").search(content[match.end() :]) is not None or " that " in content[match.end() :]


def speaks_for(target: Target, attribution: Attribution) -> bool:
    """Say whether an attribution is the claim's own speaker, speaking."""
    speaker = target.claim.speaker
    return speaker is not None and attribution.spoke and bool(attribution.hop.name) and same_name(speaker, attribution.hop.name)
