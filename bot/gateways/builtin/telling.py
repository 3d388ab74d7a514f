"""What an article makes of a claim among others of its event, told in other words than the claim's.

A single sentence seldom repeats a claim that is a full sentence itself. Where the article is about the event, weaker signs
suffice: the claim's words over the article and in its best sentence, what only this claim of the event says, whether the title,
the beginning or the sentences there turn the story down, leave it open or look ahead. The points are a multinomial logistic fit
of the signs to the labelled cases in tests/evals/tuning.jsonl (cross-validated by case), rounded so that a person can follow
them.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import NamedTuple

from bot.domain.model import Basis, Claim, Event, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import is_quoted_claim, patterns
from bot.gateways.builtin.finding import STRONG_CONTEXT, Finding
from bot.gateways.builtin.stance import judge
from bot.gateways.builtin.targets import Line, Overlap, Target, overlap, target_of
from bot.gateways.english.words import Weights, is_content, words

BEGINNING = 3
"""Sentences that make the beginning of an article."""
ABOUT = 0.5
"""Share of an event's headline, or of its names, at the beginning from which an article is about the event."""
SURE = 0.5
"""Points by which the whole must speak against the verdicts on single sentences to count for more than they."""
CLEAR = 0.3
"""Points by which a claim must be told rather than not for the article to confirm it in other words."""
FEWEST = 5
"""Sentences below which an article is held to what each of them says."""
_MOST = 3
_TURNED, _NEGATED, _OPEN, _AHEAD = "turned_down", "negated", "open", "ahead"


class Side(StrEnum):
    """Where an article stands: it tells the claim, turns it down, leaves it open, or does not tell it at all."""

    FOR = "for"
    AGAINST = "against"
    OPEN = "open"
    UNTOLD = "untold"


_SIDES = (Side.FOR, Side.UNTOLD, Side.AGAINST, Side.OPEN)
_START = (0.0, 2.0, -0.25, -1.5)
_POINTS = {
    "cover": (0.0, -4.0, -0.5, 0.0),
    "missing": (0.0, 0.75, -0.25, 0.0),
    "unacted": (0.0, 0.5, 0.0, -0.25),
    "aside": (0.0, 1.0, 0.25, 0.25),
    "strangers": (0.0, 1.5, -0.5, -0.5),
    "told": (0.0, -1.5, -1.0, -1.0),
    "turned_title": (0.0, 0.0, 3.0, 0.5),
    "turned_lead": (0.0, -0.5, 0.5, -0.75),
    "negated": (0.0, 0.0, 0.25, -0.25),
    "governed": (0.0, 0.0, 0.25, 0.5),
    "opposite": (0.0, 1.0, 3.0, 1.0),
    "ahead": (0.0, 0.0, 0.0, 0.5),
    "ahead_title": (0.0, 0.25, 0.0, 1.75),
    "open": (0.0, 0.25, 0.0, 0.75),
    "open_title": (0.0, 0.0, 0.0, 1.5),
    "otherwise": (0.0, 0.0, -0.5, 1.0),
    "said_against": (0.0, 0.0, 0.5, 0.0),
    "said_open": (0.0, 0.0, 0.0, 1.0),
    "ruled_for": (0.0, -1.0, -1.0, -1.0),
    "ruled_against": (0.0, 0.0, 1.5, 1.0),
}
"""What each sign adds for telling the claim, not telling it, turning it down, leaving it open."""
_STANDS = {Stance.CONFIRMS: Side.FOR, Stance.DENIES: Side.AGAINST}


class Setting(NamedTuple):
    """One event beside an article: its headline, and the stems that do not tell one of its claims from another.

    `about` says that the article begins with the event.
    """

    event: Event
    headline: Target
    shared: frozenset[str]
    about: bool


class Signs(NamedTuple):
    """Signs over the whole article; the counts are capped.

    `cover` is the share of the claim that stands anywhere, `sort` that in the headline of its event, `told` the share of what
    this claim alone says in its best sentence, `missing` what stands nowhere of that; `strangers` are its names that the
    article does not know. `negated`, `open` and `ahead` count cues near the best sentence; those of the title and the beginning
    count by `sort`.
    """

    cover: float
    missing: float
    unacted: bool
    aside: bool
    strangers: int
    told: float
    turned_title: float
    turned_lead: float
    negated: int
    governed: bool
    opposite: bool
    ahead: int
    ahead_title: float
    open: int
    open_title: float
    otherwise: bool
    said_against: bool
    said_open: bool
    ruled_for: bool
    ruled_against: bool

    def sides(self) -> dict[Side, float]:
        """Add up the points of each side; telling the claim has none, as the others are measured against it."""
        points = dict(zip(_SIDES, _START, strict=True))
        for name, by_side in _POINTS.items():
            for side, each in zip(_SIDES, by_side, strict=True):
                points[side] += each * getattr(self, name)
        return points


def setting_of(ready: ReadyArticle, event: Event, weights: Weights) -> Setting:
    """Set an event beside an article."""
    headline = target_of(event.slug, Claim(key="headline", text=event.headline), ready.names, weights)
    naming = {w.stem for text in (event.place or "", *event.entities) for w in words(text) if is_content(w)}
    start = ready.lead | ready.title_stems
    named = headline.names & start
    of_names = headline.weigh(named) / headline.weigh(headline.names) if headline.names else 0.0
    return Setting(event, headline, frozenset(headline.weights) | naming, max(of_names, headline.share(start)) >= ABOUT)


def find_told(
    ready: ReadyArticle,
    setting: Setting,
    target: Target,
    siblings: Sequence[Target],
    found: Sequence[Overlap],
    singles: Sequence[Finding],
) -> list[Finding]:
    """Choose between the verdicts on single sentences and what the article as a whole makes of a claim."""
    firm = {finding.verdict.stance for finding in singles} & set(_STANDS)
    place = best_place(ready, setting, target, siblings) if setting.about and is_long(ready) else None
    if place is None:
        return list(singles)
    sides = signs_of(ready, setting, target, siblings, place, singles).sides()
    side = max(sides, key=lambda s: sides[s])
    if firm and max(sides[_STANDS[stance]] for stance in firm) > sides[side] - SURE:
        return list(singles)
    if side is Side.UNTOLD or (side is not Side.OPEN and target.contrary):
        return [] if side is Side.UNTOLD else list(singles)
    if side is Side.FOR and max(sides[Side.UNTOLD], sides[Side.AGAINST]) > -CLEAR:
        side = Side.OPEN
    stance = {Side.FOR: Stance.CONFIRMS, Side.AGAINST: Stance.DENIES}.get(side, Stance.CONTEXT)
    kept = [finding for finding in singles if finding.verdict.stance is stance]
    return kept or list(_made(ready, target, found, _quoted(ready, place, side), stance))


def is_long(ready: ReadyArticle) -> bool:
    """Say whether an article has the room to tell something in other words than its plainest sentence."""
    return sum(not line.sentence.heading for line in ready.lines) >= FEWEST


def _made(ready: ReadyArticle, target: Target, found: Sequence[Overlap], place: int, stance: Stance) -> Iterable[Finding]:
    verdict = judge(target, ready.lines[place], found[place], ready.bare_source(place))
    if verdict is None:
        return
    if verdict.basis is Basis.UNSTATED and (source := ready.lines[place].source):
        # Told in other words, a claim has no place in the sentence; who is named there has most likely said all of it.
        verdict = verdict._replace(basis=source.basis, path=source.path)
    tone = verdict.tone
    if stance is Stance.CONFIRMS and verdict.basis is Basis.FORECAST:
        stance = Stance.CONTEXT
    elif stance is Stance.CONTEXT and tone is Tone.CERTAIN and not target.counted_otherwise(ready.lines[place]):
        tone = Tone.UNCERTAIN
    made = verdict._replace(stance=stance, tone=tone, strength=STRONG_CONTEXT)
    yield Finding(STRONG_CONTEXT, ready.quotable(place), made, target)


def _quoted(ready: ReadyArticle, place: int, side: Side) -> int:
    """Find the sentence to quote: for what turns a story down, one near that says so."""
    if side is not Side.AGAINST:
        return place
    near = [p for p in (place, place + 1, place - 1) if 0 <= p < len(ready.lines) and not ready.lines[p].sentence.heading]
    for name in (_TURNED, _NEGATED):
        for p in near:
            if _count(name, ready.lines[p].text, 1):
                return p
    return place


def best_place(ready: ReadyArticle, setting: Setting, target: Target, siblings: Iterable[Target]) -> int | None:
    """Find the sentence that holds most of a claim, what the claim alone says counting more, earlier ones first."""
    places = [place for place, line in enumerate(ready.lines) if not line.sentence.heading and _is_own(line)]
    special = _special(setting, target, siblings)
    return max(places, key=lambda p: _standing(target, special, ready.lines[p].places.keys()) - 0.02 * p, default=None)


def signs_of(
    ready: ReadyArticle, setting: Setting, target: Target, siblings: Sequence[Target], place: int, singles: Sequence[Finding]
) -> Signs:
    """Find the signs; `place` is the claim's best sentence, `singles` are the verdicts on single sentences."""
    own = target.weights.keys() - _common(setting, siblings)
    acts = target.anatomy.acts
    special = _special(setting, target, siblings)
    sort = target.share(setting.headline.weights.keys())
    near = ready.lines[place : place + 2]
    round_it = ready.lines[max(0, place - 1) : place + 2]
    title = ready.article.title or ""
    lead = " ".join(line.text for line in [line for line in ready.lines if not line.sentence.heading][:BEGINNING])
    there = " ".join(line.text for line in near)
    stances = {finding.verdict.stance for finding in singles}
    said = judge(target, ready.lines[place], overlap(target, ready.lines[place], ready.lent(place)), None)
    core = setting.event.core.key == target.claim.key
    unacted = bool(acts) and acts.isdisjoint(ready.stems)
    return Signs(
        cover=target.share(ready.stems),
        missing=(1 - sort) * (1 - _share(target, special, ready.stems)),
        unacted=unacted,
        aside=unacted and not core,
        strangers=min(2, len(target.names - ready.stems)),
        told=_share(target, special, ready.lines[place].places.keys()),
        turned_title=sort * _count(_TURNED, title, 1),
        turned_lead=sort * _count(_TURNED, lead, _MOST),
        negated=_count(_NEGATED, there, _MOST),
        governed=any(_is_negated(line, acts | own) for line in round_it),
        opposite=any(meant in acts | own and said in line.places for line in round_it for meant, said in target.opposites),
        ahead=_count(_AHEAD, ready.lines[place].text, 2),
        ahead_title=sort * _count(_AHEAD, title, 1),
        open=_count(_OPEN, there, _MOST),
        open_title=sort * _count(_OPEN, title, 1),
        otherwise=any(target.counted_otherwise(line) for line in ready.lines),
        said_against=said is not None and said.stance is Stance.DENIES,
        said_open=said is not None and said.stance is Stance.CONTEXT,
        ruled_for=Stance.CONFIRMS in stances,
        ruled_against=Stance.DENIES in stances,
    )


def _special(setting: Setting, target: Target, siblings: Iterable[Target]) -> frozenset[str]:
    """Return what happened and what no other claim and not the headline says, without names."""
    return frozenset((target.anatomy.acts | (target.weights.keys() - _common(setting, siblings))) - target.names)


def _common(setting: Setting, siblings: Iterable[Target]) -> frozenset[str]:
    return setting.shared.union(*(sibling.weights.keys() for sibling in siblings))


def _share(target: Target, special: frozenset[str], stems: AbstractSet[str]) -> float:
    total = sum(target.weights.get(s, 1.0) for s in special)
    return sum(target.weights.get(s, 1.0) for s in special & stems) / (total or 1.0)


def _standing(target: Target, special: frozenset[str], stems: AbstractSet[str]) -> float:
    return target.share(stems) + 0.6 * _share(target, special, stems)


def _count(name: str, text: str, most: int) -> int:
    return min(most, sum(1 for _ in patterns("told", name).finditer(text)))


def _is_negated(line: Line, stems: AbstractSet[str]) -> bool:
    places = [place for s in stems for place in line.places.get(s, ())]
    return any(cue.start <= place < cue.end for cue in line.negations for place in places)


def _is_own(line: Line) -> bool:
    return not is_quoted_claim(line.text)
