"""What one article says about the claims of events: sure where the fit and the bars allow it, else left open to an editor."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.domain.model import OWN_WORK, Basis, Hop, Layer, Stance, Tone
from bot.domain.verdict import another_number
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.attribution import source_of
from bot.gateways.builtin.deciding import SIDES, Fit, Odds, fitted
from bot.gateways.builtin.finding import STRONG_CONTEXT, Finding
from bot.gateways.builtin.hearing import BASES
from bot.gateways.builtin.passages import Beside, Passage
from bot.gateways.builtin.remarks import Remark, find_remarks
from bot.gateways.builtin.revising import revised
from bot.gateways.builtin.stance import Verdict
from bot.gateways.builtin.targets import Target, anybody
from bot.gateways.english.words import is_content, words

ORIGINS_PER_CLAIM = 3
BEGINNING = 4
"""How many sentences, headings among them, tell what an article is about."""
BRIEF = 2
"""How many sentences a post has at most that says no more of somebody than the full name and something else."""
JUDGEMENTS_PER_EVENT = 12
ABOUT = 0.5
"""Share of an event's headline at the beginning of an article from which the article is about the event."""
FEWEST = 3
"""Words that a headline must have to tell one event from another."""
FULL = 0.9
"""Share of a claim from which a sentence tells it in full."""
LEANING = 0.5
"""Probability from which a passage that is left open leans to a side that no sure one takes."""
STRONGLY = 0.9
"""Probability from which it does so although nothing in its words turns the claim down."""
SHOWN_FROM = 0.25
"""Share of a claim that a passage must hold by meaning to be shown, where it does not tell what happened."""
OWN_FROM = 0.2
"""Share, by meaning, of what a claim alone says that such a passage must hold, unless it holds half of all of the claim."""
HALF = 0.5
MOST = 0.6
"""Share, by meaning, that a sentence which is sure of one claim must hold of another to be shown for it without telling it."""
_SIDES = (Stance.CONFIRMS, Stance.DENIES)


class Weighed(NamedTuple):
    """A passage with its odds, and the finding that they make."""

    passage: Passage
    odds: Odds
    finding: Finding

    @property
    def stance(self) -> Stance:
        """Return the finding's stance."""
        return self.finding.verdict.stance

    def contributions(self) -> dict[str, float]:
        """Return what the signs that count most add to the likeliest side."""
        likeliest = max(zip(self.odds, SIDES, strict=True))[1]
        return fitted().contributions(self.passage.signs, likeliest)


def find(ready: ReadyArticle, besides: Sequence[Beside]) -> list[Finding]:
    """Find what an article says about each claim of each candidate; unrelated claims are left out."""
    targets = [target for beside in besides for target in beside.targets]
    remarks = list(find_remarks(ready, [t for t in targets if not t.utterance or not _has_substance(t, targets)]))
    found = []
    for beside in besides:
        found += _find_for_event(ready, beside, [r for r in remarks if r.target.event == beside.event.slug])
    if not any(finding.speaks_to_event for finding in found):
        for beside in besides:
            found += _about(ready, beside)
    if not any(finding.speaks_to_event for finding in found) and len(ready.lines) <= BEGINNING:
        for beside in besides:
            found += _naming(ready, beside)
    return _without_passing(ready, _without_likenesses(found))


def weigh(passage: Passage, fit: Fit) -> Weighed:
    """Decide what a passage makes of its claim: sure where it is probable enough and nothing bars it, else open."""
    odds, verdict = fit.odds(passage.signs), passage.verdict
    if passage.surely_confirms(odds, fit.thresholds):
        stance = Stance.CONFIRMS
    elif passage.surely_denies(odds, fit.thresholds):
        stance = Stance.DENIES
    elif passage.target.counted_otherwise(passage.line) or verdict.basis is Basis.FORECAST:
        stance = Stance.CONTEXT
    else:
        stance = Stance.OPEN
    made = verdict._replace(stance=stance)
    return Weighed(passage, odds, Finding(verdict.strength, passage.line, made, passage.target, bool(passage.signs["tells"])))


def _about(ready: ReadyArticle, beside: Beside) -> Iterable[Finding]:
    """Show by one sentence that an article begins with an event's headline, in other words than its claims."""
    headline, targets = beside.headline, beside.targets
    start = ready.lead | ready.title_stems
    acts = headline.weights.keys() - headline.names
    named = headline.names & start if headline.names else start
    if len(headline.weights) < FEWEST or not named or acts.isdisjoint(start) or headline.share(start) < ABOUT:
        return
    places = _sentences(ready)
    if not places:
        return
    place = max(places, key=lambda p: (headline.share(ready.lines[p].places.keys()), -p))
    target = max(targets, key=lambda t: t.share(ready.lines[place].places.keys()))
    yield _shown(ready, place, target, Stance.CONTEXT)


def _naming(ready: ReadyArticle, beside: Beside) -> Iterable[Finding]:
    """Leave open what a short post says in words of its own of an event's place or names, and of what its claim is about.

    "Halden bridge just went down" tells a claim without its verb, "Ada Roe is out" names in full whom it is about; an editor
    says what it means.
    """
    event = beside.event
    around = {w.stem for text in (event.place or "", *event.entities) for w in words(text) if is_content(w)}
    for place in _sentences(ready):
        said = ready.lines[place].places.keys()
        for target in beside.targets:
            names = target.names | around
            # Troops, workers and people are everywhere.
            told = target.head in said and target.head not in names | anybody() and not names.isdisjoint(said)
            own = {stem for stem in target.subject if stem in target.names}
            told = told or (len(ready.lines) <= BRIEF and len(own) > 1 and own <= said)
            if told and not target.counted_otherwise(ready.lines[place]):
                yield _shown(ready, place, target, Stance.OPEN)
                return


def _sentences(ready: ReadyArticle) -> list[int]:
    """Return the places of the sentences at the beginning; a post without full stops seems to be headings alone."""
    first = range(min(len(ready.lines), BEGINNING))
    return [p for p in first if not ready.lines[p].sentence.heading] or [p for p in first if len(ready.lines) <= BEGINNING]


def _shown(ready: ReadyArticle, place: int, target: Target, stance: Stance) -> Finding:
    line = ready.lines[place]
    source = source_of(line.attributions, [w.start for w in line.tokens]) or ready.bare_source(place)
    basis, path = (source.basis, source.path) if source else (Basis.UNSTATED, (OWN_WORK,))
    return Finding(STRONG_CONTEXT, line, Verdict(stance, Tone.CERTAIN, basis, path, STRONG_CONTEXT), target)


def _without_likenesses(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out what a sentence holds of a claim where it tells another event's in full, and no word of the first besides."""
    full = [f for f in findings if f.verdict.stance is not Stance.CONTEXT and f.strength >= FULL]
    return [f for f in findings if f.strength >= FULL or not any(_is_likeness(f, other) for other in full)]


def _is_likeness(finding: Finding, full: Finding) -> bool:
    here = finding.target.weights.keys() & finding.line.places.keys()
    return full.line is finding.line and full.target.event != finding.target.event and here <= full.target.weights.keys()


def _without_passing(ready: ReadyArticle, findings: Sequence[Finding]) -> list[Finding]:
    """Leave out events that one sentence mentions in passing, where the article begins with another one."""
    firm = [f for f in findings if f.verdict.stance is not Stance.CONTEXT]
    start = {id(line) for line in ready.lines[:BEGINNING]}
    leading = {f.target.event for f in firm if id(f.line) in start}
    passing = set()
    for event in {f.target.event for f in firm} - leading if leading else ():
        own = [f for f in firm if f.target.event == event]
        if len({f.line.text for f in own}) == 1 and all(f.verdict.basis is Basis.UNSTATED for f in own):
            passing.add(event)
    return [f for f in findings if f.target.event not in passing]


def differing(findings: Sequence[Finding]) -> Iterable[str]:
    """Say where the article counts otherwise than a claim that it does not confirm in any number."""
    confirmed = {f.target.claim for f in findings if f.verdict.stance is Stance.CONFIRMS}
    told = set()
    for finding in findings:
        claim, numbers = finding.target.claim, finding.target.counted_otherwise(finding.line)
        if not finding.told or claim in confirmed or claim.layer is Layer.UTTERANCE or claim.key in told:
            continue
        if numbers:
            told.add(claim.key)
            yield another_number(*numbers, claim.text)


def _has_substance(target: Target, targets: Sequence[Target]) -> bool:
    return any(other.event == target.event and not other.utterance for other in targets)


def _find_for_event(ready: ReadyArticle, beside: Beside, remarks: Sequence[Remark]) -> list[Finding]:
    """Judge all claims of one event; the remarks that something could not be verified come on top of the best sentences."""
    fit = fitted()
    weighed = [[weigh(passage, fit) for passage in passages] for passages in beside.passages]
    findings = [f for each in weighed for f in _choose([w._replace(finding=revised(ready, w.finding)) for w in each], fit)]
    if not any(_is_anchored(w) for each in weighed for w in each):
        findings = [f for f in findings if f.verdict.stance in _SIDES]
    sure = {id(f.line) for f in findings if f.verdict.stance in _SIDES}
    # A sentence that is sure of one claim is not shown for its neighbours, whose act it does not tell.
    near = {(w.passage.target.claim, w.passage.line.text) for each in weighed for w in each if _is_near(w)}
    findings = [
        f
        for f in findings
        if f.verdict.stance in _SIDES or id(f.line) not in sure or f.told or (f.target.claim, f.line.text) in near
    ]
    kept = findings[: max(JUDGEMENTS_PER_EVENT - len(remarks), len(beside.targets))]
    return [*kept, *(Finding(1.0, remark.line, _unverified(remark), remark.target) for remark in remarks)]


def _unverified(remark: Remark) -> Verdict:
    return Verdict(Stance.CONTEXT, Tone.UNCERTAIN, BASES[remark.path[-1].kind], remark.path, 1.0)


def _choose(weighed: Sequence[Weighed], fit: Fit) -> list[Finding]:
    """Keep the best sure passage of each stance and origin, and one that is left open where none is or it leans elsewhere."""
    revising = [each for each in weighed if each.finding.verdict.revises]
    if revising:
        first = revising[0].finding
        rest = [e for e in weighed if not e.finding.verdict.revises and e.finding.verdict.path[-1] != first.verdict.path[-1]]
        # What the claim has become is told, so a passage that merely comes near it asks nothing more.
        return [first, *(f for f in _choose(rest, fit) if f.told or f.verdict.stance in _SIDES)]
    sure: dict[tuple[Stance, tuple[Hop, ...]], Weighed] = {}
    for each in sorted(weighed, key=_rank):
        if each.stance in _SIDES:
            sure.setdefault((each.stance, _ways(each)), each)
    chosen = [_as_heard(each, weighed) for each in sure.values()]
    for each in chosen:
        if any(o.stance is not each.stance and o.finding.verdict.path == each.finding.verdict.path for o in chosen):
            # Nobody says that something is so and is not so: one of the two is misread.
            chosen = [each._replace(finding=_left_open(other.finding)) for other in chosen]
            break
    against = [e.odds.denies for e in weighed if e.stance is not Stance.CONFIRMS and e.passage.bars.ways]
    if max(against, default=0.0) >= LEANING or any(e.odds.denies >= STRONGLY for e in weighed):
        # What the outlet says of itself must not be at odds with its other words.
        chosen = [e for e in chosen if e.stance is not Stance.CONFIRMS or e.finding.verdict.basis is not Basis.UNSTATED]
    kept = [each.finding for each in _firsts(chosen)]
    shown = [each for each in weighed if each.stance not in _SIDES and _is_shown(each, fit)]
    shown.sort(key=lambda each: -each.odds.speaks)
    if not kept:
        named = [each for each in shown[1:] if each.finding.line.attributions]
        other = (each for each in named if each.finding.verdict.path[-1] != shown[0].finding.verdict.path[-1])
        return [each.finding for each in (*shown[:1], *list(other)[:1])]
    taken = {finding.verdict.stance for finding in kept}
    paths = {finding.verdict.path for finding in kept}
    others = [
        each.finding
        for each in shown
        if each.finding.told
        and (
            any(_leans(each.odds, side) and side not in taken for side in _SIDES)
            or (each.finding.line.attributions and each.finding.verdict.path not in paths)
        )
    ]
    others.sort(key=lambda finding: finding.verdict.basis is not Basis.ON_RECORD)
    return [*kept, *others[:1]]


def _ways(weighed: Weighed) -> tuple[Hop, ...]:
    """Return by whom a claim is said; whether an outlet passed an utterance on is told by one passage of several."""
    path = weighed.finding.verdict.path
    return path if weighed.passage.target.utterance else path[-1:]


def _as_heard(sure: Weighed, weighed: Sequence[Weighed]) -> Weighed:
    """Leave open that the outlet itself heard something, where an unsure passage says that it has that from another outlet."""
    path = sure.finding.verdict.path
    passed_on = any(
        len(each.finding.verdict.path) > len(path) and each.finding.verdict.path[-1] == path[-1] and each.stance not in _SIDES
        for each in weighed
    )
    return sure._replace(finding=_left_open(sure.finding)) if sure.passage.target.utterance and passed_on else sure


def _is_shown(weighed: Weighed, fit: Fit) -> bool:
    """Say whether a passage that is not sure is put before an editor; names alone are not."""
    signs = weighed.passage.signs
    near = signs["holds by meaning"] >= (SHOWN_FROM if signs["own words, by meaning"] >= OWN_FROM else HALF)
    return weighed.odds.speaks >= fit.thresholds.shown and (weighed.finding.told or near)


def _is_near(weighed: Weighed) -> bool:
    """Say whether a passage holds most of a claim by meaning, and of what the claim alone says too."""
    signs = weighed.passage.signs
    return min(signs["holds by meaning"], signs["own words, by meaning"]) >= MOST


def _is_anchored(weighed: Weighed) -> bool:
    """Say whether a passage shows that the article is about the event at all, and not only about something like it."""
    signs = weighed.passage.signs
    return bool(signs["touches it"] or signs["about the event"])


def _leans(odds: Odds, side: Stance) -> bool:
    return (odds.confirms if side is Stance.CONFIRMS else odds.denies) >= LEANING


def _left_open(finding: Finding) -> Finding:
    return finding._replace(verdict=finding.verdict._replace(stance=Stance.OPEN))


def _firsts(chosen: Sequence[Weighed]) -> list[Weighed]:
    """Keep the strongest few, with the strongest of each stance always among them."""
    firsts = [next((each for each in chosen if each.stance is stance), None) for stance in _SIDES]
    kept = [each for each in firsts if each is not None]
    kept += [each for each in chosen if not any(each is k for k in kept)][: max(ORIGINS_PER_CLAIM - len(kept), 0)]
    return sorted(kept, key=_rank)


def _rank(weighed: Weighed) -> tuple[float, int]:
    sure = weighed.odds.denies if weighed.stance is Stance.DENIES else weighed.odds.confirms
    return (-sure, weighed.passage.line.sentence.start)
