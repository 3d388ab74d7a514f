"""The rule itself: reports collapse to origins, origins add up in log-odds, and a level follows from what is left.

Log-odds may be added for sources that are independent given the truth, so copies have to go first (Dong, Berti-Equille and
Srivastava, "Integrating conflicting data: the role of source dependence", VLDB 2009). Grades are the NATO Admiralty scale's.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import Field

from bot.domain.model import Basis, Claim, Grade, Layer, Level, Report, Ruling, Stance, Tone, Value
from bot.domain.provenance import Provenance, Root


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
    least: float = Field(default=0.25, description="log-odds from which an origin counts towards corroborated and verified")
    corroborated: float = Field(default=0.6, description="least score of a corroborated claim")
    verified: float = Field(default=0.9, description="least score of a verified claim")
    survives: float = Field(default=0.6, description="least score of a verified claim without any one origin or newsroom")


RULES = Rules()
TOP_GRADES = (Grade.A, Grade.B)


@dataclass(frozen=True, slots=True)
class WeighedOrigin:
    """All that one origin says about the claim; weights in log-odds.

    `apart` are the names of confirming origins that nobody has said to be one, `against` those of others who deny it and are
    only perhaps the same. `through` is the weight that each newsroom carries; `disputes` is the strongest denial by somebody
    independent who does not confirm it as well; `grade` is the best of the outlets that confirm it.
    """

    root: Root
    reports: tuple[Report, ...]
    apart: tuple[str, ...]
    against: tuple[str, ...]
    supports: float
    denies: float
    disputes: float
    grade: Grade
    through: Mapping[str, float]

    @property
    def weight(self) -> float:
        """Return the net weight; below zero where it denies more than it confirms."""
        return self.supports - self.denies

    @property
    def at_most(self) -> int:
        """Count the origins that this one may turn out to be."""
        return max(1, len(self.apart))


class Weighed(NamedTuple):
    """The reports on one claim, in a fixed order, followed to their roots and collapsed to origins."""

    claim: Claim
    reports: tuple[Report, ...]
    found: Provenance
    origins: Sequence[WeighedOrigin]
    rules: Rules


def weigh(claim: Claim, reports: Sequence[Report], rulings: Sequence[Ruling] = (), rules: Rules = RULES) -> Weighed:
    """Follow and collapse the reports on one claim, once for all that is said of it; those on other claims are ignored."""
    own = tuple(sorted((report for report in reports if report.claim == claim.key), key=lambda report: report.id))
    found = Provenance(claim, own, rulings)
    return Weighed(claim, own, found, collapse(claim, found, own, rules), rules)


def collapse(claim: Claim, found: Provenance, reports: Sequence[Report], rules: Rules) -> list[WeighedOrigin]:
    """Collapse the reports on one claim to its origins, the weightiest first; those that do not bear on it weigh nothing."""
    groups: dict[str, list[Report]] = {}
    for report in reports:
        if report.id in found.roots:
            groups.setdefault(found.roots[report.id].name, []).append(report)
    origins = [_weigh(claim, found, group, rules) for _, group in sorted(groups.items())]
    return sorted(origins, key=lambda o: (-abs(o.weight), o.root.name))


def _weigh(claim: Claim, found: Provenance, group: Sequence[Report], rules: Rules) -> WeighedOrigin:
    """Let the strongest report of an origin speak for it, on each side; a report that only repeats another adds nothing."""
    # One that may be a party is a party.
    roots = [found.roots[r.id] for r in group]
    root = min(roots, key=lambda r: (r.independent, r.own_name, r.why)) if len(roots) > 1 else roots[0]
    share = 1.0 if root.independent or not root.known else rules.party
    confirming: list[Report] = []
    denials: dict[str, float] = {}
    names, through = set[str](), dict[str, float]()
    for report, its in zip(group, roots, strict=True):
        if its.echo:
            continue
        weight = _report_weight(claim, report, rules)
        if report.stance is Stance.CONFIRMS:
            confirming.append(report)
            names.add(its.own_name)
            through[its.newsroom] = max(through.get(its.newsroom, 0.0), weight * share)
        else:
            denials[its.own_name] = max(denials.get(its.own_name, 0.0), weight)
    doubted = {name for name in denials if root.known and found.has_stake(name)}
    denials = {name: weight * (rules.party if name in doubted else 1.0) for name, weight in denials.items()}
    both = {denying for denying in denials if not all(found.contradict(denying, name) for name in names)}
    return WeighedOrigin(
        root=root,
        reports=tuple(group),
        apart=tuple(sorted({found.called(name) for name in names})) if root.known else (),
        against=tuple(sorted({found.called(name) for name in denials})) if root.known and names and not both else (),
        supports=max(through.values(), default=0.0),
        denies=_heaviest_apart(denials, found),
        disputes=max((w for name, w in denials.items() if root.known and name not in doubted | both), default=0.0),
        grade=min((r.outlet.grade for r in confirming), default=Grade.F),
        through=through,
    )


def _heaviest_apart(weights: Mapping[str, float], found: Provenance) -> float:
    """Return the greatest total weight of names that cannot be the same.

    Two full names that only a bare surname joins confirm once and deny twice: a doubt about names never helps a claim.
    """
    if not weights:
        return 0.0
    first = min(weights, key=lambda name: (-weights[name], name))
    rest = {name: weight for name, weight in weights.items() if name != first}
    apart = {name: weight for name, weight in rest.items() if found.apart(first, name)}
    near = rest.keys() - apart.keys()
    with_first = weights[first] + _heaviest_apart(apart, found)
    if not any(found.apart(a, b) for a in near for b in near):
        return with_first
    return max(with_first, _heaviest_apart(rest, found))


def factors(claim: Claim, report: Report, rules: Rules = RULES) -> tuple[float, float, float]:
    """Return what a report's weight is the product of: for its outlet's grade, for its tone, and for how the outlet knows."""
    heard = claim.layer is Layer.UTTERANCE and report.basis is Basis.ON_RECORD
    basis = rules.basis[Basis.WITNESSED if heard else report.basis]
    return rules.grade[report.outlet.grade], rules.tone[report.tone], basis


def _report_weight(claim: Claim, report: Report, rules: Rules) -> float:
    grade, tone, basis = factors(claim, report, rules)
    return grade * tone * basis


def score_of(origins: Sequence[WeighedOrigin], rules: Rules) -> float:
    """Return the probability; sums are exact (fsum), so that the order of origins cannot matter."""
    return _probability(_sum(origins, rules))


def denial_of(origins: Sequence[WeighedOrigin]) -> float:
    """Add up the denials; an unknown origin may be a known one, so it counts only as far as it outweighs them all."""
    known = math.fsum(o.denies for o in origins if o.root.known)
    return max(known, max((o.denies for o in origins if not o.root.known), default=0.0))


def _sum(origins: Sequence[WeighedOrigin], rules: Rules) -> float:
    return math.fsum([rules.prior, *(o.supports for o in origins if o.root.known), -denial_of(origins)])


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def weakest_without(origins: Sequence[WeighedOrigin], rules: Rules) -> tuple[float, str | None]:
    """Return the lowest score after the loss of one supporting origin or newsroom, and its name."""
    total = _sum(origins, rules)
    lost: dict[str, list[float]] = {}
    for origin in origins:
        if origin.root.known and origin.supports > 0:
            lost.setdefault(origin.root.name, []).append(origin.supports)
            for room in origin.through:
                left = max((weight for other, weight in origin.through.items() if other != room), default=0.0)
                if room != origin.root.name:
                    lost.setdefault(room, []).append(origin.supports - left)
    return min(
        ((_probability(total - math.fsum(weights)), name) for name, weights in lost.items()),
        default=(_probability(total), None),
    )


def counting(origins: Sequence[WeighedOrigin], rules: Rules) -> list[WeighedOrigin]:
    """List the origins that count towards corroborated: known, weighty enough, and on one side only."""
    return [o for o in origins if o.root.known and o.supports >= rules.least and o.denies == 0]


def newsrooms(origins: Sequence[WeighedOrigin]) -> set[str]:
    """Return the newsrooms that carry the independent ones of these origins."""
    return {room for o in origins if o.root.independent for room in o.through}


def level_of(origins: Sequence[WeighedOrigin], rules: Rules) -> Level:
    """Return the level that the origins support; `retracted` is never computed."""
    supporting = counting(origins, rules)
    independent = [o for o in supporting if o.root.independent]
    if not any(o.supports > 0 for o in origins):
        return Level.UNVERIFIED
    if disputing(origins, rules):
        return Level.DISPUTED
    score = score_of(origins, rules)
    if len(supporting) < 2 or not independent or score < rules.corroborated:
        return Level.REPORTED
    founded = len(independent) >= 2 and len(newsrooms(independent)) >= 2
    top = any(o.grade in TOP_GRADES for o in independent)
    if founded and top and score >= rules.verified and weakest_without(origins, rules)[0] >= rules.survives:
        return Level.VERIFIED
    return Level.CORROBORATED


def sides(origins: Sequence[WeighedOrigin], rules: Rules) -> tuple[list[WeighedOrigin], list[WeighedOrigin]]:
    """Return the independent origins of weight that confirm the claim, and those of whom somebody denies it.

    Whoever contradicts another may be two for that, though a doubt never lets them count as two.
    """
    one_sided = [o for o in origins if o.denies == 0 or o.against]
    confirming = [o for o in one_sided if o.root.independent and o.supports >= rules.weighty]
    return confirming, [o for o in origins if o.disputes >= rules.weighty]


def disputing(origins: Sequence[WeighedOrigin], rules: Rules) -> tuple[list[WeighedOrigin], list[WeighedOrigin]] | None:
    """Return both sides where they dispute the claim, else None."""
    confirming, denying = sides(origins, rules)
    if not confirming or not denying:
        return None
    comparable = max(o.disputes for o in denying) >= rules.comparable * max(o.supports for o in confirming)
    return (confirming, denying) if comparable or score_of(origins, rules) < rules.corroborated else None
