"""What one article says about the claims of one event: the best sentences for each."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.domain.answer import QuotedJudgement
from bot.domain.model import Basis, Event, Origin, OriginKind, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import is_quoted_claim
from bot.gateways.builtin.remarks import Remark, find_remarks
from bot.gateways.builtin.stance import UNNAMED, Verdict, bears, judge, touches
from bot.gateways.builtin.targets import Line, Overlap, Target, claim_content, overlap, target_of
from bot.gateways.builtin.words import Weights, is_content, words

ORIGINS_PER_CLAIM = 3
JUDGEMENTS_PER_EVENT = 12
WEIGHED = 40
"""How many sentences are judged for one claim, those nearest to it first: a long article costs no more."""
STRONG_CONTEXT = 0.5
"""Share of a claim from which a sentence that does not bear on it still shows that the article is about its event."""

_BASES = {OriginKind.OUTLET: Basis.RELAYED, OriginKind.OWN: Basis.UNSTATED, OriginKind.UNNAMED: Basis.ANONYMOUS}
_POINTING_BACK = 0.5
_FORECAST_PENALTY = 0.2


class Finding(NamedTuple):
    """One sentence's verdict on one claim; `strength` ranks it among others."""

    strength: float
    line: Line
    verdict: Verdict
    target: Target

    @property
    def speaks_to_event(self) -> bool:
        """Say whether it shows that the article is about the claim's event."""
        return self.verdict.stance is not Stance.CONTEXT or self.verdict.strength >= STRONG_CONTEXT

    def quoted(self) -> QuotedJudgement:
        """Give it as an answer's judgement."""
        return QuotedJudgement(
            event=self.target.event,
            claim=self.target.claim.key,
            stance=self.verdict.stance,
            tone=self.verdict.tone,
            basis=self.verdict.basis,
            origin=self.verdict.origin,
            quote=self.line.text,
        )


def find(ready: ReadyArticle, candidates: Sequence[Event]) -> list[Finding]:
    """Find what an article says about each claim of each candidate; unrelated claims are left out."""
    contents = (claim_content(claim) for event in candidates for claim in event.claims)
    claims = [frozenset(w.stem for w in words(content) if is_content(w)) for content in contents]
    weights = Weights([*(frozenset(line.places) for line in ready.lines), *claims])
    alone = all(2 * len(claim & claims[0]) > len(claim | claims[0]) for claim in claims)
    targets = [
        target_of(event.slug, claim, ready.names, weights, alone=alone) for event in candidates for claim in event.claims
    ]
    remarks = list(find_remarks(ready, [t for t in targets if not t.utterance or not _has_substance(t, targets)]))
    found = []
    for event in candidates:
        own = [target for target in targets if target.event == event.slug]
        found += _find_for_event(ready, own, [r for r in remarks if r.target.event == event.slug])
    return found


def _has_substance(target: Target, targets: Sequence[Target]) -> bool:
    return any(other.event == target.event and not other.utterance for other in targets)


def _find_for_event(ready: ReadyArticle, targets: Sequence[Target], remarks: Sequence[Remark]) -> list[Finding]:
    """Judge all claims of one event; the remarks that something could not be verified come on top of the best sentences."""
    findings = [finding for target in targets for finding in _find_for_claim(ready, target)]
    kept = findings[: max(JUDGEMENTS_PER_EVENT - len(remarks), len(targets))]
    return [*kept, *(Finding(1.0, remark.line, _open(remark), remark.target) for remark in remarks)]


def _open(remark: Remark) -> Verdict:
    basis = _BASES.get(remark.origin.kind, Basis.ON_RECORD)
    return Verdict(Stance.CONTEXT, Tone.UNCERTAIN, basis, remark.origin, 1.0)


def _find_for_claim(ready: ReadyArticle, target: Target) -> list[Finding]:
    best: dict[tuple[Stance, Origin], Finding] = {}
    contexts: list[Finding] = []
    for finding in _findings(ready, target):
        if finding.verdict.stance is Stance.CONTEXT:
            contexts.append(finding)
            continue
        key = (finding.verdict.stance, finding.verdict.origin)
        if key not in best or finding.strength > best[key].strength:
            best[key] = finding
    contexts.sort(key=_rank)
    chosen = _choose(best.values()) or contexts[:1]
    told = {finding.verdict.origin for finding in chosen}
    aside = next((c for c in contexts if c.line.attributions and c.verdict.origin not in told), None)
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


def _findings(ready: ReadyArticle, target: Target) -> Iterable[Finding]:
    """Judge the sentences nearest to a claim, and those that turn down as a whole what such a sentence says."""
    near: list[tuple[Overlap, int]] = []
    last = -9
    for place, line in enumerate(ready.lines):
        verdict_line = line.sentence.heading and place - last <= 2 and len(line.tokens) <= 3
        if line.unverified_by is not None or (line.sentence.heading and not verdict_line):
            continue
        found = overlap(target, line, ready.lent(place))
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
            verdict = verdict._replace(basis=Basis.WITNESSED, origin=Origin(kind=OriginKind.OWN))
        if not bears(found):
            if target.utterance:
                continue
            verdict = verdict._replace(stance=Stance.CONTEXT)
        penalty = _FORECAST_PENALTY if verdict.basis is Basis.FORECAST else 0.0
        yield Finding(verdict.strength - penalty, line, verdict, target)


def _turned_down(ready: ReadyArticle, target: Target, place: int) -> Finding:
    line = ready.lines[place]
    source = line.attributions[0] if line.attributions else ready.bare_source(place)
    verdict = Verdict(
        Stance.CONFIRMS if target.negated else Stance.DENIES,
        Tone.CERTAIN,
        source.basis if source else Basis.UNSTATED,
        source.origin if source else UNNAMED,
        _POINTING_BACK,
    )
    return Finding(_POINTING_BACK, line, verdict, target)
