"""The passages of an article that may speak to a claim, each with its signs; what they mean is decided elsewhere."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.domain.model import OWN_WORK, Basis, Event, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.barring import Bars, Reason, bars, whole_of
from bot.gateways.builtin.closeness import closeness
from bot.gateways.builtin.cues import is_quoted_claim
from bot.gateways.builtin.deciding import Odds, Thresholds
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.signs import Setting, Signs, Standing, Surroundings, setting_of
from bot.gateways.builtin.stance import Verdict, bears, judge, touches
from bot.gateways.builtin.targets import NOTHING, Overlap, Target, claim_content, overlap, target_of
from bot.gateways.builtin.turning_down import Way
from bot.gateways.english.words import Weights, is_content, words

WEIGHED = 3
"""How many passages are weighed for one claim, those that hold most of it: a long article costs no more."""
HELD = 0.25
"""Share of a claim that must stand in an article for any passage to be weighed."""
LEAST = 0.12
"""Share of a claim, by words of the same fields of meaning, that a sentence must hold to be weighed."""
_POINTING_BACK = 0.5
_IN_OTHER_WORDS = frozenset({Reason.NOT_TOLD, Reason.OTHER_ROLES, Reason.INCOMPLETE})
"""What may be so because a passage says it in other words, and so bars only what is not very probable."""
_HALF = 0.5
"""Share of a claim that such a passage must hold in the claim's own words."""
_BEHIND = 2
"""How many sentences behind one that touches a claim may turn it down as a whole."""
_SHORT = 3
"""Words of a heading that is a verdict: "FALSE"."""


class Passage(NamedTuple):
    """One sentence beside one claim: what the rules make of it alone, its signs, and why it may not be sure."""

    target: Target
    line: Line
    verdict: Verdict
    signs: Signs
    bars: Bars

    def surely_confirms(self, odds: Odds, thresholds: Thresholds) -> bool:
        """Say whether nothing bars a confirmation, and it is probable enough, or all of the claim is told in one clause."""
        if not self.bars.confirms:
            plainly = self.signs["plainly all of it"] > 0 and odds.confirms > odds.denies
            return plainly or odds.confirms >= thresholds.confirms
        return odds.confirms >= thresholds.implied and self.says_in_other_words

    @property
    def says_in_other_words(self) -> bool:
        """Say whether it may confirm in other words than the claim's: half of these stand there, and nothing else bars it."""
        plain = self.signs["holds"] >= _HALF and not self.signs["another of its kind"] and not self.target.utterance
        return plain and _IN_OTHER_WORDS.issuperset(self.bars.confirms)

    def surely_denies(self, odds: Odds, thresholds: Thresholds) -> bool:
        """Say whether nothing bars a denial, and it is probable enough, or turns down as a whole what was said before."""
        if not self.bars.denies:
            return odds.denies >= thresholds.denies or Way.POINTS_BACK in self.bars.ways
        return self.bars.denies == (Reason.OTHER_DENIED,) and self._is_in_what_is_denied() and odds.denies >= thresholds.implied

    def _is_in_what_is_denied(self) -> bool:
        """Say whether a word of the claim's, and no name, is in what the sentence turns down."""
        stems = self.target.weights.keys() - self.target.names
        held = [at for s in stems for at in self.line.places.get(s, ())]
        return any(cue.start <= at < cue.end for cue in (*self.line.denials, *self.line.debunks) for at in held)


class Beside(NamedTuple):
    """One event beside an article: its claims made ready, and the passages for each, the nearest first."""

    event: Event
    headline: Target
    targets: tuple[Target, ...]
    passages: tuple[tuple[Passage, ...], ...]


def beside(ready: ReadyArticle, candidates: Sequence[Event]) -> list[Beside]:
    """Set candidate events beside an article."""
    claims = [frozenset(w.stem for w in words(claim_content(c)) if is_content(w)) for event in candidates for c in event.claims]
    weights = Weights([*(frozenset(line.places) for line in ready.lines), *claims])
    around, whole = Surroundings(ready), whole_of(ready)
    made = []
    for event in candidates:
        targets = tuple(target_of(event.slug, claim, ready.names, weights) for claim in event.claims)
        setting = setting_of(ready, event, weights)
        found = []
        for target in targets:
            siblings = [other for other in targets if other is not target and other.content != target.content]
            found.append(tuple(_passages(around, setting, target, siblings, whole)))
        made.append(Beside(event, setting.headline, targets, tuple(found)))
    return made


def _passages(
    around: Surroundings, setting: Setting, target: Target, siblings: Sequence[Target], whole: Reason | None
) -> Iterable[Passage]:
    ready = around.ready
    if target.by_meaning(ready.stems, ready.kin) < HELD:
        return
    overlaps = [overlap(target, line, ready.lent(place)) for place, line in enumerate(ready.lines)]
    standing = Standing(around, setting, target, siblings, overlaps)
    near, back = _places(ready, target, overlaps)
    near.sort(key=lambda place: (-standing.rank(place), place))
    near = [place for nth, place in enumerate(near[:WEIGHED]) if not nth or overlaps[place].meaning >= HELD]
    for place in (*near, *back[:_BEHIND]):
        verdict = _turned_down(ready, target, place) if place in back else _verdict(ready, target, place, overlaps[place])
        if verdict is not None and (overlaps[place].meaning >= HELD or not target.utterance):
            close = closeness(target, ready.lines[place], ready.lent(place))
            barred = bars(ready, whole, setting, target, place, verdict, close)
            signs = standing.of(place, verdict) | close | barred.signs(close)
            yield Passage(target, ready.quotable(place), verdict, signs, barred)


def _places(ready: ReadyArticle, target: Target, overlaps: Sequence[Overlap]) -> tuple[list[int], list[int]]:
    """Find the sentences that may speak to a claim, and those that turn down as a whole what such a sentence says."""
    near: list[int] = []
    back: list[int] = []
    last = -9
    bare = all(line.sentence.heading for line in ready.lines)
    for place, line in enumerate(ready.lines):
        verdict_line = line.sentence.heading and place - last <= _BEHIND and len(line.tokens) <= _SHORT
        if line.unverified_by or (line.sentence.heading and not (verdict_line or bare)):
            continue
        found = overlaps[place]
        if found is NOTHING and place - last > _BEHIND:
            continue
        if touches(found):
            last = place
        if is_quoted_claim(line.text):
            continue
        if (
            0 < place - last <= _BEHIND
            and not target.utterance
            and not target.debunks
            and line.points_back
            and not bears(found)
        ):
            back.append(place)
        elif (found.meaning >= LEAST and (found.hits | found.akin) - target.names) or _tells_opposite(target, line, found):
            near.append(place)
    return near, back


def _tells_opposite(target: Target, line: Line, found: Overlap) -> bool:
    return bool(found.hits) and any(meant in target.anatomy.acts and said in line.places for meant, said in target.opposites)


def _verdict(ready: ReadyArticle, target: Target, place: int, found: Overlap) -> Verdict | None:
    line = ready.lines[place]
    verdict = judge(target, line, found, ready.bare_source(place, target.anatomy.bearers | target.anatomy.acts))
    if verdict is None and target.utterance and _may_be_said(ready, target, place):
        return Verdict(Stance.OPEN, Tone.CERTAIN, Basis.UNSTATED, (OWN_WORK,), found.near)
    if verdict and target.utterance and verdict.basis is Basis.ON_RECORD and ready.heard(target.claim.speaker or ""):
        return verdict._replace(basis=Basis.WITNESSED, path=(OWN_WORK,))
    return verdict


def _may_be_said(ready: ReadyArticle, target: Target, place: int) -> bool:
    """Say whether a sentence may hold a speaker's words: one that names the speaker, or stands behind one that does."""
    speaker = {w.stem for w in words(target.claim.speaker or "") if w.capital}
    return not speaker.isdisjoint(ready.lines[place].places.keys() | ready.before(place))


def _turned_down(ready: ReadyArticle, target: Target, place: int) -> Verdict:
    source = ready.lines[place].source or ready.bare_source(place)
    return Verdict(
        Stance.CONFIRMS if target.negated else Stance.DENIES,
        Tone.CERTAIN,
        source.basis if source else Basis.UNSTATED,
        source.path if source else (OWN_WORK,),
        _POINTING_BACK,
    )
