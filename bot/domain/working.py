"""How an assessment was worked out, step by step, so that a reader can do the sum again by hand."""

from collections.abc import Sequence

from bot.domain.model import Basis, Claim, Layer, Level, Report, Ruling, Stance, Value
from bot.domain.provenance import Provenance
from bot.domain.weighing import (
    RULES,
    TOP_GRADES,
    Rules,
    Weighed,
    WeighedOrigin,
    counting,
    denial_of,
    disputing,
    factors,
    newsrooms,
    score_of,
    sides,
    weakest_without,
    weigh,
)
from bot.domain.wording import known_by


class Factor(Value):
    """One number that a report's weight is multiplied by, and what it stands for: "grade B", 1.7."""

    stands_for: str
    number: float


class WeighedReport(Value):
    """One report with its weight in log-odds; `adds_nothing` where it only repeats another report on record."""

    report: Report
    factors: tuple[Factor, ...]
    weight: float
    adds_nothing: bool
    way: tuple[str, ...]


class OriginWorking(Value):
    """One origin with its reports, the weightiest first, and what it counts for on each side."""

    name: str
    known: bool
    independent: bool
    why: str
    perhaps: tuple[str, ...]
    reports: tuple[WeighedReport, ...]
    supports: float
    denies: float


class Condition(Value):
    """One thing that a level asks for, what there is, and whether that is enough."""

    asks: str
    there_is: str
    met: bool


class LevelWorking(Value):
    """What one level asks for."""

    level: Level
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool:
        """Return whether all that it asks for is there."""
        return all(condition.met for condition in self.conditions)


class Working(Value):
    """The sum of one claim: the prior, what each origin adds, what denials take away, and what each level asks for."""

    prior: float
    origins: tuple[OriginWorking, ...]
    supports: float
    denies: float
    score: float
    levels: tuple[LevelWorking, ...]

    @property
    def total(self) -> float:
        """Return the sum, in log-odds."""
        return self.prior + self.supports - self.denies


def work_out(claim: Claim, reports: Sequence[Report], rulings: Sequence[Ruling] = (), rules: Rules = RULES) -> Working:
    """Return the sum of one claim from the approved reports, as `assess` does it; those on other claims are ignored."""
    return work_out_weighed(weigh(claim, reports, rulings, rules))


def work_out_weighed(weighed: Weighed) -> Working:
    """Return the sum of one claim whose reports are weighed already."""
    claim, _, found, origins, rules = weighed
    return Working(
        prior=rules.prior,
        origins=tuple(_origin(claim, found, origin, rules) for origin in origins),
        supports=sum(origin.supports for origin in origins if origin.root.known),
        denies=denial_of(origins),
        score=score_of(origins, rules),
        levels=(_disputed(origins, rules), _verified(origins, rules), _corroborated(origins, rules), _reported(origins)),
    )


def level_by(working: Working) -> Level:
    """Return the level that a sum leads to: the first whose conditions are all met. An editor alone retracts."""
    return next((each.level for each in working.levels if each.met), Level.UNVERIFIED)


def _origin(claim: Claim, found: Provenance, origin: WeighedOrigin, rules: Rules) -> OriginWorking:
    weighed = [_report(claim, found, origin, report, rules) for report in origin.reports]
    return OriginWorking(
        name=origin.root.name,
        known=origin.root.known,
        independent=origin.root.independent,
        why=origin.root.why,
        perhaps=origin.apart if origin.at_most > 1 else (),
        reports=tuple(sorted(weighed, key=lambda each: (each.adds_nothing, -each.weight, each.report.id))),
        supports=origin.supports,
        denies=origin.denies,
    )


def _report(claim: Claim, found: Provenance, origin: WeighedOrigin, report: Report, rules: Rules) -> WeighedReport:
    grade, tone, basis = factors(claim, report, rules)
    heard = claim.layer is Layer.UTTERANCE and report.basis is Basis.ON_RECORD
    root = found.roots[report.id]
    confirms = report.stance is Stance.CONFIRMS
    party = origin.root.known and (not origin.root.independent if confirms else found.has_stake(root.own_name))
    parts = [
        Factor(stands_for=f"grade {report.outlet.grade}", number=grade),
        Factor(stands_for=f"tone {report.tone}", number=tone),
        Factor(stands_for="heard on record" if heard else known_by(report.basis), number=basis),
        *([Factor(stands_for="has a stake", number=rules.party)] if party else []),
    ]
    weight = 1.0
    for part in parts:
        weight *= part.number
    return WeighedReport(report=report, factors=tuple(parts), weight=weight, adds_nothing=root.echo, way=found.way_of(report))


def _reported(origins: Sequence[WeighedOrigin]) -> LevelWorking:
    confirming = any(origin.supports > 0 for origin in origins)
    asks = Condition(asks="a report that confirms it", there_is="yes" if confirming else "no", met=confirming)
    return LevelWorking(level=Level.REPORTED, conditions=(asks,))


def _corroborated(origins: Sequence[WeighedOrigin], rules: Rules) -> LevelWorking:
    supporting = counting(origins, rules)
    independent = sum(origin.root.independent for origin in supporting)
    return LevelWorking(
        level=Level.CORROBORATED,
        conditions=(
            Condition(
                asks=f"two known origins, each of weight {rules.least:g} or more, that do not also deny it",
                there_is=_number(len(supporting), "origin"),
                met=len(supporting) >= 2,
            ),
            Condition(asks="one of them independent", there_is=_number(independent, "independent origin"), met=independent > 0),
            _score(score_of(origins, rules), rules.corroborated),
        ),
    )


def _verified(origins: Sequence[WeighedOrigin], rules: Rules) -> LevelWorking:
    independent = [origin for origin in counting(origins, rules) if origin.root.independent]
    rooms = newsrooms(independent)
    top = any(origin.grade in TOP_GRADES for origin in independent)
    left, lost = weakest_without(origins, rules)
    return LevelWorking(
        level=Level.VERIFIED,
        conditions=(
            Condition(
                asks=f"two independent origins, each of weight {rules.least:g} or more",
                there_is=_number(len(independent), "independent origin"),
                met=len(independent) >= 2,
            ),
            Condition(asks="through two newsrooms", there_is=_number(len(rooms), "newsroom"), met=len(rooms) >= 2),
            Condition(
                asks=f"one of them by an outlet of grade {' or '.join(TOP_GRADES)}", there_is="yes" if top else "no", met=top
            ),
            _score(score_of(origins, rules), rules.verified),
            Condition(
                asks=f"a score of {rules.survives:.0%} or more without any one origin or newsroom",
                there_is=f"{left:.1%} without {lost}" if lost else f"{left:.1%}",
                met=left >= rules.survives,
            ),
        ),
    )


def _disputed(origins: Sequence[WeighedOrigin], rules: Rules) -> LevelWorking:
    confirming, denying = sides(origins, rules)
    disputed = disputing(origins, rules)
    return LevelWorking(
        level=Level.DISPUTED,
        conditions=(
            Condition(
                asks=f"an independent origin of weight {rules.weighty:g} or more that confirms it, and another that denies it",
                there_is=f"{len(confirming)} that confirm, {len(denying)} that deny",
                met=bool(confirming and denying),
            ),
            Condition(
                asks=f"a denial of at least {rules.comparable:.0%} of the strongest confirmation, or a score below"
                f" {rules.corroborated:.0%}",
                there_is="yes" if disputed else "no" if confirming and denying else "one side is missing",
                met=disputed is not None,
            ),
        ),
    )


def _score(score: float, least: float) -> Condition:
    return Condition(asks=f"a score of {least:.0%} or more", there_is=f"{score:.1%}", met=score >= least)


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
