"""The rule itself: reports collapse to origins, origins add up in log-odds, and a level follows from what is left.

Log-odds may be added for sources that are independent given the truth, so copies have to go first (Dong, Berti-Equille and
Srivastava, "Integrating conflicting data: the role of source dependence", VLDB 2009). Grades are the NATO Admiralty scale's.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from bot.domain.model import Basis, Claim, Grade, Layer, Level, Report, Stance, Tone, Value
from bot.domain.provenance import Root, roots


class Rules(Value):
    """The constants of the rule; "How we assess confidence" is printed from them."""

    prior: float = Field(default=-1.0, description="log-odds of a claim that nobody has reported")
    grade: Mapping[Grade, float] = {Grade.A: 2.2, Grade.B: 1.7, Grade.C: 1.0, Grade.D: 0.4, Grade.E: 0.1, Grade.F: 0.2}
    tone: Mapping[Tone, float] = {Tone.CERTAIN: 1.0, Tone.LIKELY: 0.7, Tone.UNCERTAIN: 0.35}
    basis: Mapping[Basis, float] = {
        Basis.WITNESSED: 1.0,
        Basis.ON_RECORD: 0.9,
        Basis.ANONYMOUS: 0.4,
        Basis.RELAYED: 0.6,
        Basis.UNSTATED: 0.3,
        Basis.FORECAST: 0.0,
    }
    party: float = Field(default=0.5, description="share of its weight that a party's own word keeps")
    comparable: float = Field(default=0.5, description="share of the strongest confirmation from which a denial is comparable")
    weighty: float = Field(default=0.5, description="log-odds from which an origin can make a dispute")
    corroborated: float = Field(default=0.6, description="least score of a corroborated claim")
    verified: float = Field(default=0.9, description="least score of a verified claim")
    survives: float = Field(default=0.6, description="least score of a verified claim without any one origin")


RULES = Rules()
TOP_GRADES = (Grade.A, Grade.B)


@dataclass(frozen=True, slots=True)
class WeighedOrigin:
    """All that one origin says about the claim; weights in log-odds."""

    root: Root
    reports: tuple[Report, ...]
    supports: float
    denies: float
    grade: Grade

    @property
    def weight(self) -> float:
        """Give the net weight; below zero where it denies more than it confirms."""
        return self.supports - self.denies


def bears(report: Report, rules: Rules = RULES) -> bool:
    """Tell whether a report counts on its claim at all: it confirms or denies, and not as a forecast."""
    return report.stance in (Stance.CONFIRMS, Stance.DENIES) and rules.basis[report.basis] > 0


def collapse(claim: Claim, reports: Sequence[Report], rules: Rules) -> list[WeighedOrigin]:
    """Collapse the reports that bear on one claim to its origins, the weightiest first."""
    found = roots(claim, reports)
    groups: dict[str, list[Report]] = {}
    for report in reports:
        groups.setdefault(found[report.id].name, []).append(report)
    origins = [_weigh(claim, found, group, rules) for _, group in sorted(groups.items())]
    return sorted(origins, key=lambda o: (-abs(o.weight), o.root.name))


def _weigh(claim: Claim, found: Mapping[str, Root], group: Sequence[Report], rules: Rules) -> WeighedOrigin:
    """Let the strongest report of an origin speak for it, on each side."""
    # A copy is no stronger than what it copies, however good the outlet that copied it.
    capped = {r.id: [r, *_originals(r, found, group)] for r in group}
    weights = {key: min(_report_weight(claim, r, rules) for r in chain) for key, chain in capped.items()}
    root = found[group[0].id]
    share = 1.0 if root.independent or not root.known else rules.party
    supports = max((weights[r.id] for r in group if r.stance is Stance.CONFIRMS), default=0.0) * share
    denies = max((weights[r.id] for r in group if r.stance is Stance.DENIES), default=0.0) * share
    grade = min(max(r.outlet.grade for r in chain) for chain in capped.values())
    return WeighedOrigin(root, tuple(group), supports, denies, grade)


def _originals(report: Report, found: Mapping[str, Root], group: Sequence[Report]) -> list[Report]:
    """List what a report repeats, and what that repeats, within its origin."""
    by_id = {r.id: r for r in group}
    chain: dict[str, Report] = {}
    waiting = list(found[report.id].repeats)
    while waiting:
        original = by_id.get(waiting.pop())
        if original is not None and original.id not in chain and original.id != report.id:
            chain[original.id] = original
            waiting.extend(found[original.id].repeats)
    return list(chain.values())


def _report_weight(claim: Claim, report: Report, rules: Rules) -> float:
    heard = claim.layer is Layer.UTTERANCE and report.basis is Basis.ON_RECORD
    basis = rules.basis[Basis.WITNESSED if heard else report.basis]
    return rules.grade[report.outlet.grade] * rules.tone[report.tone] * basis


def score_of(origins: Sequence[WeighedOrigin], rules: Rules) -> float:
    """Give the probability; sums are exact (fsum), so that the order of origins cannot matter."""
    support = _sum([(o.root.known, o.supports) for o in origins])
    denial = _sum([(o.root.known, o.denies) for o in origins])
    return 1 / (1 + math.exp(-math.fsum([rules.prior, support, -denial])))


def _sum(weights: Sequence[tuple[bool, float]]) -> float:
    """Add known origins up. Who is not known may be one of them, so counts only as far as it outweighs them all."""
    return max(
        math.fsum(weight for known, weight in weights if known), max((w for known, w in weights if not known), default=0.0)
    )


def weakest_without(origins: Sequence[WeighedOrigin], rules: Rules) -> tuple[float, WeighedOrigin | None]:
    """Give the lowest score that the loss of one supporting origin leaves, and that origin."""
    losses = [(score_of([o for o in origins if o is not lost], rules), lost) for lost in origins if lost.supports > 0]
    return min(losses, key=lambda loss: (loss[0], loss[1].root.name)) if losses else (score_of(origins, rules), None)


def level_of(origins: Sequence[WeighedOrigin], rules: Rules) -> Level:
    """Give the level that the origins support; `retracted` is never computed."""
    supporting = [o for o in origins if o.supports > 0 and o.root.known]
    independent = [o for o in supporting if o.root.independent and o.denies == 0]
    if not any(o.supports > 0 for o in origins):
        return Level.UNVERIFIED
    if _contested(origins, rules):
        return Level.DISPUTED
    score = score_of(origins, rules)
    if len(supporting) < 2 or not independent or score < rules.corroborated:
        return Level.REPORTED
    top = any(o.grade in TOP_GRADES for o in independent)
    if len(independent) >= 2 and top and score >= rules.verified and weakest_without(origins, rules)[0] >= rules.survives:
        return Level.VERIFIED
    return Level.CORROBORATED


def _contested(origins: Sequence[WeighedOrigin], rules: Rules) -> bool:
    support = max((o.supports for o in origins if o.root.independent), default=0.0)
    denial = max((o.denies for o in origins if o.root.independent), default=0.0)
    return min(support, denial) >= rules.weighty and denial >= rules.comparable * support
