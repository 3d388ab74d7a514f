"""Sentences made ready for comparison with claims."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.domain.model import Hop, Tone
from bot.gateways.builtin.attribution import Attribution, Source, source_of
from bot.gateways.builtin.cues import Cue, backward, forecasts, forward, hedges, negations, phrases
from bot.gateways.builtin.numbers import Count, counts
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.scopes import within
from bot.gateways.english.sentences import Sentence
from bot.gateways.english.words import Word, is_content, kin, words

_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_FIRST = frozenset({"i", "we"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "them", "him", "both"})
_LONG_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+(?:(?:of|for|and|the|on|in)\s+){0,2}[A-Z][\w’'-]+){2,6}")
# "Denied that the alarm was faulty" and "the report of a second blast" say themselves what they are about.
_OF_ITS_OWN = re.compile(
    r"that\s+(?!(?:is|was|has|had|did|does|never|story|report|rumou?r|claim|account|video|photo|image|news|version)\b|['’]s)\w"
    r"|(?:rumou?r|report|stor(?:y|ie)|claim|allegation|account|speculation|article|suggestion|accusation|assertion)s?\s+"
    r"(?:(?!that|was|were|is|are\b)[\w’'-]+\s+){0,6}(?:that|of|about)\b",
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
        ahead = [cue for cue in forward(pattern, self.text) if not (_is_blame(self.text, cue) or _is_dismissal(self.text, cue))]
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


def line_of(
    sentence: Sentence, names: Names, attributions: Sequence[Attribution] = (), unverified_by: tuple[Hop, ...] = ()
) -> Line:
    """Make a sentence ready; `unverified_by` leads to who could not verify something in it."""
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
    return Line(sentence, tokens, places, frozenset(named), list(attributions), unverified_by)


def is_passive(tokens: Sequence[Word], place: int) -> bool:
    """Say whether a form of "be" leads to a word, with no more than an adverb between."""
    return any(word.lower in _BE for word in tokens[max(0, place - 2) : place])


def initials_in(text: str) -> Iterable[tuple[str, frozenset[str]]]:
    """Find names of three words and more that begin with capitals, each by its initials in lower case."""
    for match in _LONG_NAME.finditer(text):
        tokens = [w for w in words(match.group()) if w.capital]
        yield "".join(w.lower[0] for w in tokens), frozenset(w.stem for w in tokens if is_content(w))


def _is_blame(text: str, cue: Cue) -> bool:
    return bool(
        phrases("stance", "blame").pattern.match(re.sub(r"^\s*(?:any|all|the)?\s*", "", text[cue.start : cue.start + 60]))
    )


def _is_dismissal(text: str, cue: Cue) -> bool:
    """Say whether somebody or something, and no story, is dismissed or shot down."""
    if not cue.text.startswith(("dismiss", "shot down", "quash", "brushed off")):
        return False
    behind = text[cue.start : cue.end]
    return (
        phrases("stance", "pointer").search(behind) is None
        and re.search(r"\s(?:that|as)\s|\b(?:talk|idea|notion|fears|warnings|criticism|concerns)\b", behind) is None
    )
