"""The signs by which a passage's stance on a claim is weighed: of the claim, of the passage, and of the whole article."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from typing import NamedTuple

from bot.domain.model import Basis, Claim, Event, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import patterns
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.stance import Verdict, bears, touches
from bot.gateways.builtin.targets import Overlap, Target, target_of
from bot.gateways.english.words import Weights, is_content, words

BEGINNING = 3
"""Sentences that make the beginning of an article."""
ABOUT = 0.5
"""Share of an event's headline, or of its names, at the beginning from which an article is about the event."""
NEAR = 0.22
"""Share of a claim from which a sentence, with the one after it, is taken to be about the claim."""
_MOST = 3
_TURNED, _NEGATED, _OPEN, _AHEAD = "turned_down", "negated", "open", "ahead"

Signs = Mapping[str, float]


class Setting(NamedTuple):
    """One event beside an article: its headline, and the stems that do not tell one of its claims from another.

    `about` says that the article begins with the event.
    """

    event: Event
    headline: Target
    shared: frozenset[str]
    about: bool


def setting_of(ready: ReadyArticle, event: Event, weights: Weights) -> Setting:
    """Set an event beside an article."""
    headline = target_of(event.slug, Claim(key="headline", text=event.headline), ready.names, weights)
    naming = {w.stem for text in (event.place or "", *event.entities) for w in words(text) if is_content(w)}
    start = ready.lead | ready.title_stems
    named = headline.names & start
    of_names = headline.weigh(named) / headline.weigh(headline.names) if headline.names else 0.0
    return Setting(event, headline, frozenset(headline.weights) | naming, max(of_names, headline.share(start)) >= ABOUT)


class Surroundings:
    """What an article's title, beginning and sentences show whatever the claim is; found once, on demand."""

    def __init__(self, ready: ReadyArticle) -> None:
        self.ready = ready
        self.told = [place for place, line in enumerate(ready.lines) if not line.sentence.heading]
        self._lead = " ".join(ready.lines[place].text for place in self.told[:BEGINNING])

    def in_title(self, name: str) -> int:
        """Count the cues of one kind in the title."""
        return _count(name, self.ready.article.title or "")

    def in_lead(self, name: str) -> int:
        """Count the cues of one kind in the beginning."""
        return _count(name, self._lead)

    @cached_property
    def debunked(self) -> bool:
        """Say whether some sentence calls some story untrue."""
        return any(line.debunks for line in self.ready.lines)

    @cached_property
    def doubted(self) -> bool:
        """Say whether some sentence speaks against something."""
        return any(line.doubts for line in self.ready.lines)

    @cached_property
    def unverified(self) -> bool:
        """Say whether some sentence tells that something could not be verified."""
        return any(line.unverified_by for line in self.ready.lines)

    def cues(self, name: str, place: int) -> int:
        """Count the cues of one kind in one sentence; none behind the last."""
        return _count(name, self.ready.lines[place].text) if place < len(self.ready.lines) else 0


class Standing:
    """One claim beside an article: what holds for each passage that may speak to it."""

    def __init__(
        self, around: Surroundings, setting: Setting, target: Target, siblings: Sequence[Target], found: Sequence[Overlap]
    ) -> None:
        self._around = around
        self._ready = around.ready
        self.setting = setting
        self.target = target
        self.found = found
        common = setting.shared.union(*(sibling.weights.keys() for sibling in siblings))
        self._own = target.weights.keys() - common
        self._special = frozenset((target.anatomy.acts | self._own) - target.names)
        self._zone = self._find_zone()

    def rank(self, place: int) -> float:
        """Say how much of a claim a sentence holds, what the claim alone says counting more, earlier ones a little more."""
        found = self.found[place]
        akin = found.hits | found.akin
        return found.direct + found.meaning + 0.6 * self._share(akin) + 0.3 * bears(found) - 0.02 * place

    @cached_property
    def highest(self) -> float:
        """Return the highest rank of a sentence."""
        return max((self.rank(place) for place, found in enumerate(self.found) if found.hits), default=0.0)

    @cached_property
    def shared(self) -> dict[str, float]:
        """Find the signs that are the same for all passages: of the claim, and of the whole article."""
        target, ready, around = self.target, self._ready, self._around
        zone = [ready.lines[place] for place in self._zone]
        size = max(len(zone), 1)
        sort = target.share(self.setting.headline.weights.keys())
        acts = target.anatomy.acts
        unacted = bool(acts) and acts.isdisjoint(ready.stems)
        return {
            "claim denies": target.negated,
            "claim debunks": target.debunks,
            "claim passes on": target.hearsay,
            "claim looks ahead": target.future,
            "claim counts": bool(target.counts),
            "claim is short": len(target.weights) <= 4,
            "claim was said": target.utterance,
            "act not known": not acts,
            "article holds": target.share(ready.stems),
            "article holds by meaning": target.by_meaning(ready.stems, ready.kin),
            "best sentence holds by meaning": max((each.meaning for each in self.found), default=0.0),
            "beginning holds": target.share(ready.lead),
            "title holds": target.share(ready.title_stems),
            "best sentence holds": max((each.direct for each in self.found), default=0.0),
            "own words missing": (1 - sort) * (1 - self._share(ready.stems)),
            "act missing": unacted,
            "names missing": min(2, len(target.names - ready.stems)),
            "about the event": self.setting.about,
            "title turns down": sort * min(1, around.in_title(_TURNED)),
            "title leaves open": sort * min(1, around.in_title(_OPEN)),
            "title looks ahead": sort * min(1, around.in_title(_AHEAD)),
            "beginning turns down": sort * around.in_lead(_TURNED),
            "story debunked": around.debunked,
            "story doubted": around.doubted,
            "debunked near": min(2, sum(bool(line.debunks) for line in zone)),
            "denied near": min(2, sum(bool(line.denials) for line in zone)),
            "negated share": sum(bool(line.negations) for line in zone) / size,
            "weak sources": any(a.tone is Tone.UNCERTAIN for line in zone for a in line.attributions),
            "passed on share": sum(any(a.basis is Basis.RELAYED for a in line.attributions) for line in zone) / size,
            "hedged share": sum(bool(line.hedges) for line in zone) / size,
            "unverified": around.unverified,
            "counted otherwise": any(target.counted_otherwise(line) for line in ready.lines),
        }

    def of(self, place: int, verdict: Verdict) -> dict[str, float]:
        """Find all signs for one passage; `verdict` is what the rules make of its sentence alone."""
        target, ready, found = self.target, self._ready, self.found[place]
        line = ready.lines[place]
        around = range(max(0, place - 1), min(len(ready.lines), place + 2))
        cues = self._around.cues
        acts = target.anatomy.acts | self._own
        against = verdict.stance is Stance.DENIES
        agrees = verdict.stance is Stance.CONFIRMS
        bearing = bears(found)
        signs = dict(self.shared)
        signs |= {
            "holds": found.direct,
            "holds with what is lent": found.near,
            "holds what happened": found.acts,
            "holds the names": found.own_names,
            "in order": _in_order(target, line),
            "own words": self._share(line.places.keys()),
            "holds by meaning": found.meaning,
            "own words, by meaning": self._share(found.hits | found.akin),
            "holds with the sentence before": target.share(
                line.places.keys() | (ready.lines[place - 1].places.keys() if place else set())
            ),
            "holds with the sentence after": target.share(
                line.places.keys() | (ready.lines[place + 1].places.keys() if place + 1 < len(ready.lines) else set())
            ),
            "is the best": self.rank(place) >= self.highest,
            "tells": found.told,
            "tells in its own words": found.surely,
            "bears on it": bearing,
            "touches it": touches(found),
            "rules agree": agrees and bearing,
            "rules agree, by words": found.direct * agrees,
            "rules against": against,
            "rules against, bearing": against and bearing,
            "rules against, by words": found.direct * against,
            "rules leave open": verdict.stance is Stance.CONTEXT,
            "in the claim's own terms": found.direct > 0.85 and agrees,
            "acts negated": any(_is_negated(ready.lines[p], acts) for p in around),
            "opposite": any(m in acts and said in ready.lines[p].places for p in around for m, said in target.opposites),
            "denied": bool(line.denials),
            "debunked": bool(line.debunks),
            "doubted": bool(line.doubts),
            "left undecided": bool(line.undecided),
            "uncertain": verdict.tone is Tone.UNCERTAIN,
            "likely": verdict.tone is Tone.LIKELY,
            "hedged": bool(line.hedges),
            "on record": verdict.basis is Basis.ON_RECORD,
            "relayed": verdict.basis is Basis.RELAYED,
            "anonymous": verdict.basis is Basis.ANONYMOUS,
            "forecast": verdict.basis is Basis.FORECAST,
            "negated": cues(_NEGATED, place),
            "turned down": cues(_TURNED, place),
            "turned down after": cues(_TURNED, place + 1),
            "negated after": cues(_NEGATED, place + 1),
            "open": cues(_OPEN, place),
            "open after": cues(_OPEN, place + 1),
            "ahead": cues(_AHEAD, place),
            "other number": bool(target.counts) and not all(value in line.values for value in target.values),
            "first": place == (self._around.told[0] if self._around.told else 0),
            "late": min(place, 20) / 20,
            "long": min(len(line.tokens), 60) / 60,
        }
        return {name: float(value) for name, value in signs.items()}

    def _find_zone(self) -> list[int]:
        near = {place for place, each in enumerate(self.found) if each.direct >= NEAR}
        return sorted(near | {place + 1 for place in near if place + 1 < len(self.found)})

    def _share(self, stems: AbstractSet[str]) -> float:
        special = self._special
        total = sum(self.target.weights.get(s, 1.0) for s in special)
        return sum(self.target.weights.get(s, 1.0) for s in special & stems) / (total or 1.0)


@lru_cache(maxsize=4096)
def _count(name: str, text: str) -> int:
    found = 0
    for _ in patterns("told", name).finditer(text):
        found += 1
        if found == _MOST:
            break
    return found


def _is_negated(line: Line, stems: AbstractSet[str]) -> bool:
    if not line.negations:
        return False
    places = [place for s in stems for place in line.places.get(s, ())]
    return any(cue.start <= place < cue.end for cue in line.negations for place in places)


def _in_order(target: Target, line: Line) -> float:
    """Return the share of a claim's words that a sentence has in the claim's order."""
    ends: list[int] = []
    best = 0
    lengths: list[int] = []
    for stem in target.weights:
        at = line.places.get(stem)
        if not at:
            continue
        longest = 1 + max((n for end, n in zip(ends, lengths, strict=True) if end < at[0]), default=0)
        ends.append(at[0])
        lengths.append(longest)
        best = max(best, longest)
    return best / max(len(target.weights), 1)
