"""What one article says about the claims of one event: the best sentences for each."""

from collections.abc import Iterable, Sequence

from bot.domain.model import OWN_WORK, Basis, Claim, Event, Hop, Layer, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.attribution import source_of
from bot.gateways.builtin.cues import is_quoted_claim
from bot.gateways.builtin.finding import STRONG_CONTEXT, Finding
from bot.gateways.builtin.hearing import BASES
from bot.gateways.builtin.remarks import Remark, find_remarks
from bot.gateways.builtin.revising import revised
from bot.gateways.builtin.stance import Verdict, bears, judge, touches
from bot.gateways.builtin.targets import Overlap, Target, claim_content, overlap, target_of
from bot.gateways.builtin.telling import Setting, find_told, setting_of
from bot.gateways.builtin.whole import find_whole
from bot.gateways.english.words import Weights, is_content, words

ORIGINS_PER_CLAIM = 3
BEGINNING = 4
"""How many sentences, headings among them, tell what an article is about."""
JUDGEMENTS_PER_EVENT = 12
ABOUT = 0.5
"""Share of an event's headline at the beginning of an article from which the article is about the event."""
FEWEST = 3
"""Words that a headline must have to tell one event from another."""
WEIGHED = 40
"""How many sentences are judged for one claim, those nearest to it first: a long article costs no more."""
FULL = 0.9
"""Share of a claim from which a sentence tells it in full."""
_POINTING_BACK = 0.5
_FORECAST_PENALTY = 0.2


def find(ready: ReadyArticle, candidates: Sequence[Event]) -> list[Finding]:
    """Find what an article says about each claim of each candidate; unrelated claims are left out."""
    claims = [_stems(claim) for event in candidates for claim in event.claims]
    weights = Weights([*(frozenset(line.places) for line in ready.lines), *claims])
    targets = [
        target_of(event.slug, claim, ready.names, weights, alone=_are_one(event.claims))
        for event in candidates
        for claim in event.claims
    ]
    remarks = list(find_remarks(ready, [t for t in targets if not t.utterance or not _has_substance(t, targets)]))
    found = []
    for event in candidates:
        own = [target for target in targets if target.event == event.slug]
        setting = setting_of(ready, event, weights)
        found += _find_for_event(ready, setting, own, [r for r in remarks if r.target.event == event.slug])
    if not any(finding.speaks_to_event for finding in found):
        for event in candidates:
            found += _about(ready, event, [target for target in targets if target.event == event.slug], weights)
    return _without_passing(ready, _without_likenesses([revised(ready, finding) for finding in found]))


def _about(ready: ReadyArticle, event: Event, targets: Sequence[Target], weights: Weights) -> Iterable[Finding]:
    """Show by one sentence that an article begins with an event's headline, in other words than its claims."""
    headline = target_of(event.slug, Claim(key="headline", text=event.headline), ready.names, weights)
    start = ready.lead | ready.title_stems
    acts = headline.weights.keys() - headline.names
    named = headline.names & start if headline.names else start
    if len(headline.weights) < FEWEST or not named or acts.isdisjoint(start) or headline.share(start) < ABOUT:
        return
    places = [p for p, line in enumerate(ready.lines[:BEGINNING]) if not line.sentence.heading]
    if not places:
        return
    place = max(places, key=lambda p: (headline.share(ready.lines[p].places.keys()), -p))
    line = ready.lines[place]
    target = max(targets, key=lambda t: t.share(line.places.keys()))
    source = source_of(line.attributions, [w.start for w in line.tokens]) or ready.bare_source(place)
    basis, path = (source.basis, source.path) if source else (Basis.UNSTATED, (OWN_WORK,))
    yield Finding(STRONG_CONTEXT, line, Verdict(Stance.CONTEXT, Tone.CERTAIN, basis, path, STRONG_CONTEXT), target)


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
        if numbers and claim not in confirmed and claim.layer is not Layer.UTTERANCE and claim.key not in told:
            told.add(claim.key)
            yield f"The article says {numbers[0]:,.10g} where the claim says {numbers[1]:,.10g}: “{claim.text}”"


def _are_one(claims: Sequence[Claim]) -> bool:
    """Say whether an event's claims all say the same: one, or what somebody said and that it is so."""
    contents = [_stems(claim) for claim in claims]
    return all(2 * len(content & contents[0]) > len(content | contents[0]) for content in contents)


def _stems(claim: Claim) -> frozenset[str]:
    return frozenset(w.stem for w in words(claim_content(claim)) if is_content(w))


def _has_substance(target: Target, targets: Sequence[Target]) -> bool:
    return any(other.event == target.event and not other.utterance for other in targets)


def _find_for_event(
    ready: ReadyArticle, setting: Setting, targets: Sequence[Target], remarks: Sequence[Remark]
) -> list[Finding]:
    """Judge all claims of one event; the remarks that something could not be verified come on top of the best sentences."""
    findings = [finding for target in targets for finding in _find_for_claim(ready, setting, target, targets)]
    kept = findings[: max(JUDGEMENTS_PER_EVENT - len(remarks), len(targets))]
    return [*kept, *(Finding(1.0, remark.line, _open(remark), remark.target) for remark in remarks)]


def _open(remark: Remark) -> Verdict:
    return Verdict(Stance.CONTEXT, Tone.UNCERTAIN, BASES[remark.path[-1].kind], remark.path, 1.0)


def _find_for_claim(ready: ReadyArticle, setting: Setting, target: Target, targets: Sequence[Target]) -> list[Finding]:
    overlaps = [overlap(target, line, ready.lent(place)) for place, line in enumerate(ready.lines)]
    findings = list(_findings(ready, target, overlaps))
    if target.headline and not target.utterance:
        return find_whole(ready, target, overlaps, findings)
    singles = _best_of_each(findings)
    if target.utterance:
        return singles
    siblings = [other for other in targets if other is not target and other.content != target.content]
    return find_told(ready, setting, target, siblings, overlaps, singles)


def _best_of_each(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the best sentence of each stance and origin, the strongest few, and context only beside or in place of them."""
    best: dict[tuple[Stance, Hop], Finding] = {}
    contexts: list[Finding] = []
    for finding in findings:
        if finding.verdict.stance is Stance.CONTEXT:
            contexts.append(finding)
            continue
        key = (finding.verdict.stance, finding.verdict.path[-1])
        if key not in best or finding.strength > best[key].strength:
            best[key] = finding
    contexts.sort(key=_rank)
    chosen = _choose(best.values()) or contexts[:1]
    told = {finding.verdict.path[-1] for finding in chosen}
    aside = next((c for c in contexts if c.line.attributions and c.verdict.path[-1] not in told), None)
    return [*chosen, aside] if aside else chosen


def _choose(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the strongest few, with the strongest of each stance always among them."""
    ranked = sorted(findings, key=_rank)
    firsts = [next((f for f in ranked if f.verdict.stance is stance), None) for stance in (Stance.CONFIRMS, Stance.DENIES)]
    kept = [f for f in firsts if f is not None]
    kept += [f for f in ranked if not any(f is k for k in kept)][: ORIGINS_PER_CLAIM - len(kept)]
    return sorted(kept, key=_rank)


def _rank(finding: Finding) -> tuple[float, int]:
    return (-finding.strength, finding.line.sentence.start)


def _findings(ready: ReadyArticle, target: Target, overlaps: Sequence[Overlap]) -> Iterable[Finding]:
    """Judge the sentences nearest to a claim, and those that turn down as a whole what such a sentence says."""
    near: list[tuple[Overlap, int]] = []
    last = -9
    for place, line in enumerate(ready.lines):
        verdict_line = line.sentence.heading and place - last <= 2 and len(line.tokens) <= 3
        if line.unverified_by or (line.sentence.heading and not verdict_line):
            continue
        found = overlaps[place]
        if touches(found):
            last = place
        if is_quoted_claim(line.text):
            continue
        if touches(found) or bears(found):
            near.append((found, place))
        elif 0 < place - last <= 2 and not target.utterance and not target.debunks and line.points_back:
            yield _turned_down(ready, target, place)
    near.sort(key=lambda pair: (-pair[0].near, pair[1]))
    for found, place in near[:WEIGHED]:
        line = ready.lines[place]
        verdict = judge(target, line, found, ready.bare_source(place, target.anatomy.bearers | target.anatomy.acts))
        if verdict is None:
            continue
        if target.utterance and verdict.basis is Basis.ON_RECORD and ready.heard(target.claim.speaker or ""):
            verdict = verdict._replace(basis=Basis.WITNESSED, path=(OWN_WORK,))
        if not bears(found):
            if target.utterance:
                continue
            verdict = verdict._replace(stance=Stance.CONTEXT)
        penalty = _FORECAST_PENALTY if verdict.basis is Basis.FORECAST else 0.0
        yield Finding(verdict.strength - penalty, line, verdict, target)


def _turned_down(ready: ReadyArticle, target: Target, place: int) -> Finding:
    line = ready.lines[place]
    source = line.source or ready.bare_source(place)
    verdict = Verdict(
        Stance.CONFIRMS if target.negated else Stance.DENIES,
        Tone.CERTAIN,
        source.basis if source else Basis.UNSTATED,
        source.path if source else (OWN_WORK,),
        _POINTING_BACK,
    )
    return Finding(_POINTING_BACK, ready.quotable(place), verdict, target)
