"""Claims and sentences made ready for comparison."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from bot.domain.model import Claim, Hop, Layer, Tone
from bot.domain.spelling import same_name
from bot.gateways.builtin.anatomy import Anatomy, anatomy, anatomy_of_title, is_to_come
from bot.gateways.builtin.attribution import Attribution, Source, source_of
from bot.gateways.builtin.cues import Cue, backward, forecasts, forward, hedges, negations, phrases
from bot.gateways.builtin.numbers import Count, counts
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.scopes import within
from bot.gateways.english.sentences import Sentence
from bot.gateways.english.words import Weights, Word, is_content, kin, lexicon, stem, stem_of, word_set, words

NAME_WEIGHT = 1.4
"""How much more a name tells than another word as rare."""

KIN = 0.5
"""How much of a word's weight a word of the same field of meaning has."""

_ANYBODY = stem("people")
_WHO = 2
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
_LONG_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+(?:(?:of|for|and|the|on|in)\s+){0,2}[A-Z][\w’'-]+){2,6}")
_AROUND = re.compile(r"^\s*(?:(?:an?|the)\s+)+|[\s.]+$", re.IGNORECASE)
# "Denied that the alarm was faulty" and "the report of a second blast" say themselves what they are about.
_OF_ITS_OWN = re.compile(
    r"that\s+(?!(?:is|was|has|had|did|does|never|story|report|rumou?r|claim|account|video|photo|image|news|version)\b|['’]s)\w"
    r"|(?:rumou?r|report|stor(?:y|ie)|claim|allegation|account|speculation|article|suggestion|accusation|assertion)s?\s+(?:that|of|about)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One sentence of the article with its words, where each stem stands, and who says it; cues are found once, on demand."""

    sentence: Sentence
    tokens: list[Word]
    places: dict[str, list[int]]
    names: frozenset[str]
    attributions: list[Attribution] = field(default_factory=list)
    unverified_by: tuple[Hop, ...] = ()

    @property
    def text(self) -> str:
        """Return the sentence's characters."""
        return self.sentence.text

    @cached_property
    def source(self) -> Source | None:
        """Return the path of what the first attribution governs; None where nobody is named."""
        if not self.attributions:
            return None
        first = self.attributions[0]
        governed = [word.start for word in self.tokens if within(word.start, first.scopes)]
        return source_of(self.attributions, governed) or Source((first.hop,), first.basis, first.tone, (first,))

    @cached_property
    def hedges(self) -> list[tuple[Tone, Cue]]:
        """Find what makes the sentence sound less than certain."""
        return hedges(self.text)

    @cached_property
    def forecasts(self) -> list[Cue]:
        """Find what speaks of things to come."""
        return forecasts(self.text)

    @cached_property
    def negations(self) -> list[Cue]:
        """Find negations."""
        return negations(self.text)

    @cached_property
    def denials(self) -> list[Cue]:
        """Find what turns something down, of what follows and of what stands before; blame turned down is none."""
        pattern = phrases("stance", "deny")
        ahead = [cue for cue in forward(pattern, self.text) if not _is_blame(self.text, cue)]
        return [*ahead, *backward(pattern, self.text)] if ahead else []

    @cached_property
    def debunks(self) -> list[Cue]:
        """Find what calls a whole story untrue."""
        return list(forward(phrases("stance", "debunk"), self.text))

    @cached_property
    def doubts(self) -> list[Cue]:
        """Find what speaks against something without turning it down."""
        return list(forward(phrases("stance", "doubt"), self.text))

    @cached_property
    def undecided(self) -> list[Cue]:
        """Find what leaves it open whether something is so."""
        return list(forward(phrases("stance", "undecided"), self.text))

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Return the stems of the names of who says "I" or "we" in it."""
        if not any(w.lower in _FIRST for w in self.tokens):
            return frozenset()
        named = " ".join(f"{a.hop.name} {a.hop.body}" for a in self.attributions)
        return frozenset(w.stem for w in words(named) if is_content(w))

    @cached_property
    def refers_back(self) -> bool:
        """Say whether a pronoun stands for something named before."""
        return any(w.lower in _PRONOUNS for w in self.tokens)

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """Find numbers with the stem of what they count."""
        return tuple(counts(self.text, self.tokens))

    @cached_property
    def values(self) -> frozenset[float]:
        """Return the numbers that count something."""
        return frozenset(count.value for count in self.counts)

    @cached_property
    def kin(self) -> frozenset[int]:
        """Return the fields of meaning that its words are in."""
        known = kin()
        return frozenset[int]().union(*(known[s] for s in self.places if s in known))

    @cached_property
    def points_back(self) -> bool:
        """Say whether it turns down, as a whole, what was said before: "That is a hoax", "he denied the rumours"."""
        cues = [*self.debunks, *self.denials]
        if not cues or len(self.text) > 300:
            return False
        if self.debunks and len(self.tokens) <= 3:
            return True
        pointers = [m for m in phrases("stance", "pointer").finditer(self.text) if not _OF_ITS_OWN.match(self.text, m.start())]
        return any(0 <= p.start() - cue.at <= 45 or 0 < cue.at - p.start() <= 60 for cue in cues for p in pointers)


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
        bearers = {f"={name}" for name in word_set("words", "bearers")}
        return rest - bearers or rest

    @cached_property
    def values(self) -> frozenset[float]:
        """Return the numbers that count something."""
        return frozenset(count.value for count in self.counts)

    @cached_property
    def total(self) -> float:
        """Return the weight of the whole claim."""
        return sum(self.weights.values())

    @cached_property
    def opposites(self) -> tuple[tuple[str, str], ...]:
        """Return the claim's own stems, each with a stem that means the opposite."""
        return tuple((meant, said) for meant, said in _antonyms() if meant in self.weights and said not in self.weights)

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

    def is_told(self, line: "Line", lent: AbstractSet[str]) -> bool:
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
        for value, noun, _, _ in self.counts:
            said = [count.value for count in line.counts if count.noun == noun and count.exact]
            if said and value not in line.values:
                return said[0], value
        return None

    def weigh(self, stems: Iterable[str]) -> float:
        """Add up the weights of some of the claim's stems."""
        return sum(self.weights[s] for s in stems)


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
    for short, _ in initials_in(sentence.text):
        places.setdefault(short, [0])
    return Line(sentence, tokens, places, frozenset(named))


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
    debunks = phrases("stance", "debunk").search(content) is not None or phrases("stance", "deny").search(content) is not None
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
    near = direct + 0.6 * target.weigh(borrowed & names) + 0.3 * target.weigh(borrowed & acts)
    of_names, of_acts = target.weigh(names), target.weigh(acts)
    several = len(hits) > 1
    return Overlap(
        direct / target.total,
        near / target.total,
        target.weigh(hits & acts) / of_acts if of_acts else direct / target.total,
        target.weigh((hits | borrowed) & names) / of_names if of_names else 1.0,
        target.weigh(hits & names) / of_names if of_names else 1.0,
        frozenset(hits),
        several and target.is_told(line, lent),
        several and bool(target.anatomy.acts) and target.is_told(line, frozenset()),
        min(1.0, (direct + KIN * target.weigh(akin) + 0.6 * target.weigh(borrowed & names)) / target.total),
        akin,
    )


def is_passive(tokens: Sequence[Word], place: int) -> bool:
    """Say whether a form of "be" leads to a word, with no more than an adverb between."""
    return any(word.lower in _BE for word in tokens[max(0, place - 2) : place])


def initials_in(text: str) -> Iterable[tuple[str, frozenset[str]]]:
    """Find names of three words and more that begin with capitals, each by its initials in lower case."""
    for match in _LONG_NAME.finditer(text):
        tokens = [w for w in words(match.group()) if w.capital]
        yield "".join(w.lower[0] for w in tokens), frozenset(w.stem for w in tokens if is_content(w))


@cache
def _antonyms() -> tuple[tuple[str, str], ...]:
    pairs = [[stem_of(w) for w in pair] for pair in lexicon("stance")["antonyms"]]
    return tuple((a, b) for one, other in pairs for a, b in ((one, other), (other, one)))


def _is_blame(text: str, cue: Cue) -> bool:
    return bool(phrases("stance", "blame").match(re.sub(r"^\s*(?:any|all|the)?\s*", "", text[cue.start : cue.start + 60])))


def speaks_for(target: Target, attribution: Attribution) -> bool:
    """Say whether an attribution is the claim's own speaker, speaking."""
    speaker = target.claim.speaker
    return speaker is not None and attribution.spoke and bool(attribution.hop.name) and same_name(speaker, attribution.hop.name)


_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_FIRST = frozenset({"i", "we"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "them", "him", "both"})
