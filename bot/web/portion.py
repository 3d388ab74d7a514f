"""How much of a large event its page shows: no page grows without end, and each sum can still be done again by hand."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.domain.model import Stance
from bot.domain.origin_graph import origin_graphs
from bot.domain.working import OriginWorking, WeighedReport
from bot.web.record import ClaimShown, EventShown

MOST_CLAIMS, MOST_REPORTS, MOST_TOLD = 50, 200, 200
"""How many claims, reports and acts of its history an event's page, and its data, has at most."""


class Further(NamedTuple):
    """What is left out of one claim: reports, and whole origins with what they count for together on each side."""

    reports: int
    origins: int
    supports: float
    denies: float


@dataclass(frozen=True)
class Portion:
    """The part of an event that its page shows, and how much it leaves out; `further` is by claim."""

    shown: EventShown
    further: dict[str, Further]
    claims_left: int
    told_left: int


def portion_of(shown: EventShown) -> Portion:
    """Return what the page of an event shows: of each origin first the reports that count, then others while there is room."""
    core, *others = sorted(shown.claims, key=lambda each: each.claim.key != shown.event.core.key)
    given = {each.claim.key for each in (core, *others[: MOST_CLAIMS - 1])}
    claims = [each for each in shown.claims if each.claim.key in given]
    further: dict[str, Further] = {}
    if len(shown.reports) > MOST_REPORTS:
        share = max(MOST_REPORTS // len(claims), 2)
        cut = [_cut(each, share) for each in claims]
        claims, further = [each for each, _ in cut], {each.claim.key: left for each, left in cut if left.reports}
    small = replace(
        shown,
        claims=tuple(claims),
        told=shown.told[:MOST_TOLD],
        sources=shown.sources[-MOST_REPORTS:],
        edits=shown.edits[-MOST_TOLD:],
        rulings=shown.rulings[-MOST_TOLD:],
    )
    return Portion(small, further, len(shown.claims) - len(claims), len(shown.told) - len(small.told))


def _cut(each: ClaimShown, most: int) -> tuple[ClaimShown, Further]:
    """Return a claim with so many reports at most, and what is left out of it."""
    given, room = [], most
    for origin in each.working.origins:
        counted = _counted(origin)
        if len(counted) > room:
            break
        given.append((origin, counted))
        room -= len(counted)
    origins = []
    for origin, counted in given:
        rest = [report for report in origin.reports if report not in counted][:room]
        room -= len(rest)
        origins.append(origin.model_copy(update={"reports": (*counted, *rest)}))
    beside, room = each.beside[:room], room - len(each.beside[:room])
    earlier = []
    for wording, theirs in each.earlier:
        earlier.append((wording, theirs[:room]))
        room -= len(theirs[:room])
    working = each.working.model_copy(update={"origins": tuple(origins)})
    assessment = each.assessment.model_copy(update={"not_counted": each.assessment.not_counted[:most]})
    cut = replace(
        each,
        assessment=assessment,
        working=working,
        graphs=origin_graphs(origins),
        beside=beside,
        earlier=tuple(earlier),
    )
    left = Further(
        reports=_reports(each) - _reports(cut),
        origins=len(each.working.origins) - len(origins),
        supports=each.working.supports - sum(origin.supports for origin in origins if origin.known),
        denies=each.working.denies - sum(origin.denies for origin in origins),
    )
    return cut, left


def _counted(origin: OriginWorking) -> list[WeighedReport]:
    """Return the reports of an origin that its sum rests on: the weightiest on each side, or just the first."""
    sides = [[r for r in origin.reports if r.report.stance is side] for side in (Stance.CONFIRMS, Stance.DENIES)]
    return [side[0] for side in sides if side] or list(origin.reports[:1])


def _reports(each: ClaimShown) -> int:
    earlier = sum(len(theirs) for _, theirs in each.earlier)
    return sum(len(origin.reports) for origin in each.working.origins) + len(each.beside) + earlier
