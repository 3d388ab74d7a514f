"""What an article as a whole makes of a claim that is written like a headline, which few sentences repeat.

The points are a multinomial logistic fit of the signs to one half of a public set of headlines and articles (FNC-1, by topic),
rounded so that a person can follow them; the other half was looked at for the figure alone.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from bot.domain.model import Basis, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import is_quoted_claim
from bot.gateways.builtin.finding import STRONG_CONTEXT, Finding
from bot.gateways.builtin.stance import judge
from bot.gateways.builtin.targets import Line, Overlap, Target

HELD = 0.4
"""Share of a claim that must stand in an article for it to be about the claim, where it does not name what happened."""
SIDED = 0.5
"""Share of a claim that must stand in the article for it to take a side, where it does not name what happened."""
NEAR = 0.22
"""Share of a claim from which a sentence, with the one after it, is taken to be about the claim."""
TOLD = 0.3
"""Share of a claim that some sentence must hold for the article to take a side."""
LEAD = 4
"""Sentences that make the beginning of an article."""
RELATED = 5.0
"""Points from which an article is about a claim: its words anywhere, at the beginning and in one sentence, together."""

_HEARSAY = (Basis.RELAYED, Basis.ANONYMOUS, Basis.FORECAST)
_FIRST_HAND = (Basis.ON_RECORD, Basis.WITNESSED)


class WholeSide(StrEnum):
    """Where an article stands: for the claim, against it, or open: it tells of the claim without making it its own."""

    FOR = "for"
    AGAINST = "against"
    OPEN = "open"


class Evidence(NamedTuple):
    """Signs over the whole article, the counts over the sentences that are about the claim.

    `cover`, `lead` and `best` are the shares of the claim's weight that stand anywhere, at the beginning, in one sentence.
    """

    cover: float
    lead: float
    best: float
    debunked: bool
    debunks: int
    denials: int
    doubted: bool
    negated: float
    unsure: bool
    weak: bool
    unverified: bool
    likely: float
    relayed: float

    @property
    def related(self) -> bool:
        """Say whether the article is about the claim at all."""
        return 6 * self.cover + 9 * self.lead + 5 * self.best >= RELATED

    @property
    def against(self) -> float:
        """Add up what speaks against the story that the claim is about."""
        return 1.5 * self.debunked + 0.5 * self.debunks + self.denials + 2 * self.doubted + 4 * self.negated

    @property
    def open(self) -> float:
        """Add up what shows that the article keeps its distance."""
        own = 0.5 * self.unsure + 2 * self.weak + 2 * self.unverified + self.likely
        return own + 0.5 * self.relayed + 1.5 * self.doubted

    def side(self, target: Target) -> WholeSide:
        """Weigh the signs for one claim; one that calls a story untrue agrees with an article that does."""
        if target.contrary:
            against = self.debunked + 0.5 * self.debunks + 0.5 * self.denials + self.doubted + self.negated
            sides = {
                WholeSide.FOR: 0.0,
                WholeSide.AGAINST: 0.75 - against,
                WholeSide.OPEN: 3 * self.unverified + self.relayed + self.doubted - against - 0.25,
            }
        else:
            sides = {
                WholeSide.FOR: 0.0,
                WholeSide.AGAINST: self.against - 2,
                WholeSide.OPEN: self.open + 2.5 * target.hearsay - 1,
            }
        return max(sides, key=lambda side: sides[side])


def weigh(ready: ReadyArticle, target: Target, found: Sequence[Overlap]) -> Evidence:
    """Find the signs; `found` has the overlap of every line with the claim."""
    lines = ready.lines
    zone = [lines[place] for place in _zone(found)]
    size = max(len(zone), 1)
    tones = [{tone for tone, _ in line.hedges} for line in zone]
    return Evidence(
        cover=target.share(ready.stems),
        lead=target.share(ready.lead),
        best=max((overlap.direct for overlap in found), default=0.0),
        debunked=any(line.debunks for line in lines),
        debunks=min(sum(bool(line.debunks) for line in zone), 2),
        denials=min(sum(bool(line.denials) for line in zone), 2),
        doubted=any(line.doubts for line in lines),
        negated=sum(bool(line.negations) for line in zone) / size,
        unsure=any(tone is Tone.UNCERTAIN for line in lines[:LEAD] for tone, _ in line.hedges),
        weak=any(a.tone is Tone.UNCERTAIN for line in zone for a in line.attributions),
        unverified=any(line.unverified_by for line in lines),
        likely=min(1.0, 2 * sum(Tone.LIKELY in tone for tone in tones) / size),
        relayed=min(1.0, 2 * sum(any(a.basis is Basis.RELAYED for a in line.attributions) for line in zone) / size),
    )


def find_whole(ready: ReadyArticle, target: Target, found: Sequence[Overlap], singles: Sequence[Finding]) -> list[Finding]:
    """Choose among the verdicts on single sentences those that fit the whole, and make one where none does."""
    evidence = weigh(ready, target, found)
    untold = target.untold(ready.stems)
    if not evidence.related or (untold and evidence.cover < HELD):
        return []
    places = [place for place, line in enumerate(ready.lines) if not line.sentence.heading and _is_own(line)]
    places = places or [place for place, line in enumerate(ready.lines) if _is_own(line)]
    places.sort(key=lambda place: (-found[place].near, place))
    strict = untold > 1 or target.determined or evidence.cover < SIDED
    if evidence.best < TOLD or (untold and strict):
        return list(_made(ready, target, found, places[:1], Stance.CONTEXT))
    side = evidence.side(target)
    if side is WholeSide.OPEN:
        return _open(ready, target, found, places, singles)
    stance, other = (Stance.CONFIRMS, Stance.DENIES) if side is WholeSide.FOR else (Stance.DENIES, Stance.CONFIRMS)
    kept = [finding for finding in singles if finding.verdict.stance is stance]
    if not kept:
        if stance is Stance.DENIES and not target.contrary:
            places = _refuting(ready, found) or places
        kept = list(_made(ready, target, found, places[:1], stance))
    if not evidence.debunked:
        kept += [f for f in singles if f.verdict.stance is other and f.verdict.basis in _FIRST_HAND]
    return kept


def _open(
    ready: ReadyArticle, target: Target, found: Sequence[Overlap], places: Sequence[int], singles: Sequence[Finding]
) -> list[Finding]:
    confirming = [f for f in singles if f.verdict.stance is Stance.CONFIRMS]
    kept = [f for f in confirming if _is_hearsay(f)]
    if not kept:
        zone = _zone(found)
        made = _made(ready, target, found, [p for p in places if p in zone], Stance.CONFIRMS)
        kept = [f for f in made if _is_hearsay(f)][:1]
    if not target.hearsay:
        kept += [f for f in confirming if f.verdict.basis in _FIRST_HAND and not _is_hearsay(f)]
    return kept or list(_made(ready, target, found, places[:1], Stance.CONTEXT))


def _is_hearsay(finding: Finding) -> bool:
    return finding.verdict.tone is not Tone.CERTAIN or finding.verdict.basis in _HEARSAY


def _made(
    ready: ReadyArticle, target: Target, found: Sequence[Overlap], places: Iterable[int], stance: Stance
) -> Iterable[Finding]:
    for place in places:
        verdict = judge(target, ready.lines[place], found[place], ready.bare_source(place))
        if verdict is not None:
            if stance is Stance.CONFIRMS and target.counted_otherwise(ready.lines[place]):
                verdict = verdict._replace(stance=Stance.CONTEXT)
            else:
                verdict = verdict._replace(stance=stance)
            strength = min(found[place].near, STRONG_CONTEXT)
            yield Finding(strength, ready.quotable(place), verdict._replace(strength=strength), target)


def _is_own(line: Line) -> bool:
    return not line.unverified_by and not is_quoted_claim(line.text)


def _zone(found: Sequence[Overlap]) -> set[int]:
    near = {place for place, overlap in enumerate(found) if overlap.direct >= NEAR}
    return near | {place + 1 for place in near if place + 1 < len(found)}


def _refuting(ready: ReadyArticle, found: Sequence[Overlap]) -> list[int]:
    """Find the sentences that turn the story down, those about the claim first, the plainest words first."""
    zone = _zone(found)

    def rank(place: int) -> tuple[bool, int, float, int]:
        line = ready.lines[place]
        plain = 3 * bool(line.debunks) + 2 * bool(line.denials) + bool(line.doubts) + bool(line.negations)
        return (place not in zone, -plain, -found[place].near, place)

    lines = [(p, line) for p, line in enumerate(ready.lines) if _is_own(line)]
    refuting = [p for p, line in lines if line.debunks or line.denials or line.doubts or line.negations]
    return sorted(refuting, key=rank)
