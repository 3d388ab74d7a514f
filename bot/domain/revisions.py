"""What later reports do to earlier ones, in words: who withdraws what, and who gives a newer figure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.domain.dates import day_said
from bot.domain.figures import later_figure
from bot.domain.likeness import may_be_outlet
from bot.domain.model import Claim, EventDraft, Hop, HopKind, Report, Revision
from bot.domain.provenance import Provenance
from bot.domain.record import Rewording

_MOST = 2
_LONGEST_NAME = 80
_LONGEST_CLAIM = 110
_LONGEST = 400


class Revising(NamedTuple):
    """A new report that revises others, and the reports on its claim that count no longer once it is approved."""

    report: Report
    claim: Claim
    on_record: tuple[Report, ...]
    beside: tuple[Report, ...]
    """Reports of the same article."""


def revisions(event: EventDraft, standing: Sequence[Report], new: Sequence[Report]) -> tuple[str, ...]:
    """Say in a sentence each what new reports withdraw or replace, withdrawals first."""
    found: dict[str, None] = {}
    revising = [revised for claim in event.claims for revised in _revising(event, claim, standing, new)]
    for one in sorted(revising, key=lambda one: (one.report.revises is not Revision.WITHDRAWAL, not one.on_record)):
        found[_withdrawn(one) if one.report.revises is Revision.WITHDRAWAL else _updated(one)] = None
    said = [_cut(sentence, _LONGEST) for sentence in found]
    return (*said[:_MOST], *([f"And {len(said) - _MOST} more of this sort."] if len(said) > _MOST else []))


def wordings_said(event: EventDraft, rewordings: Sequence[Rewording]) -> tuple[str, ...]:
    """Say which claims get a new wording."""
    return tuple(
        f"The wording changes from {_quoted(event.claim(new.claim).text)} to {_quoted(new.text)}." for new in rewordings[:_MOST]
    )


def no_longer_counted(event: EventDraft, reports: Sequence[Report]) -> dict[str, str]:
    """Say of each report that no longer counts, by its id, why: "withdrawn on 23 Nov 2026 by Northfield Herald"."""
    return ended_by([_provenance(event, claim, reports) for claim in event.claims])


def ended_by(claims: Iterable[Provenance]) -> dict[str, str]:
    """Say the same of claims whose reports are followed already."""
    found: dict[str, str] = {}
    for each in claims:
        for id_, later in each.withdrawn.items():
            done = "withdrawn" if later.revises is Revision.WITHDRAWAL else "replaced"
            on = f" on {day_said(later.published)}" if later.published else ""
            figure = "" if later.revises is Revision.WITHDRAWAL else "a later figure of "
            who = who_revises(later)
            through = f" ({_cut(later.outlet.name)})" if who != later.outlet.name else ""
            found[id_] = f"{done}{on} by {figure}{_cut(who)}{through}"
    return found


def who_revises(report: Report) -> str:
    """Name who revises what was said before: the end of the report's path, else its outlet."""
    return report.origin.name if report.origin.named or report.origin.kind is HopKind.OUTLET else report.outlet.name


def _provenance(event: EventDraft, claim: Claim, reports: Sequence[Report]) -> Provenance:
    return Provenance(claim, [report for report in reports if report.claim == claim.key], event.rulings)


def _revising(event: EventDraft, claim: Claim, standing: Sequence[Report], new: Sequence[Report]) -> list[Revising]:
    """Return the new reports on a claim that revise, one for each who does so."""
    made = [report for report in new if report.claim == claim.key and report.revises]
    if not made:
        return []
    before = _provenance(event, claim, standing).withdrawn
    after = _provenance(event, claim, [*standing, *new]).withdrawn
    firsts: dict[tuple[Revision | None, str], Report] = {}
    for report in made:
        firsts.setdefault((report.revises, who_revises(report)), report)
    return [
        Revising(
            report,
            claim,
            tuple(r for r in standing if r.id in after and r.id not in before and _key(after[r.id]) == key),
            tuple(r for r in new if r.id in after and _key(after[r.id]) == key),
        )
        for key, report in firsts.items()
    ]


def _key(report: Report) -> tuple[Revision | None, str]:
    return report.revises, who_revises(report)


def _withdrawn(one: Revising) -> str:
    report, who, claim = one.report, _cut(who_revises(one.report)), _quoted(one.claim.text)
    if report.origin.named:
        through = f", which {_listed(_outlets(one.on_record))} reported{_dates(one.on_record, report)}" if one.on_record else ""
        nothing = "" if one.on_record or one.beside else "; no report on record rests on that"
        return f"{_capital(who)} takes back what was said of {claim}{through}{nothing}."
    told = "" if who_revises(report) == report.outlet.name else f", as {_cut(report.outlet.name)} tells"
    own = [earlier for earlier in one.on_record if may_be_outlet(earlier.outlet.name, who_revises(report))]
    others = [earlier for earlier in one.on_record if earlier not in own]
    if own:
        several = "reports" if len({earlier.url for earlier in own}) > 1 else "report"
        repeating = f"; what {_listed(_outlets(others))} repeated from it does not count either" if others else ""
        return f"{_capital(who)} withdraws its {several}{_dates(own, report, of=True)} that {claim}{told}{repeating}."
    if others:
        return f"{_capital(who)} withdraws what {_listed(_outlets(others))} repeated from it, that {claim}{told}."
    if one.beside:
        return f"{_capital(who)} has withdrawn this very report, that {claim}{told}: it confirms nothing."
    return f"{_capital(who)} withdraws a report that is not on record here, that {claim}{told}."


def _updated(one: Revising) -> str:
    report, who = one.report, _cut(who_revises(one.report))
    differing = later_figure(one.claim.text, report.quote)
    if differing:
        told, claimed = differing
        said = f"{_capital(who)} now {_says(report.origin)} {_lower(told)}, no longer {_lower(claimed)}"
    else:
        said = f"A later word of {who} on {_quoted(one.claim.text)}: {_quoted(report.quote)}"
    if one.on_record:
        outlets = _listed(_outlets(one.on_record))
        return f"{said}; this replaces what {outlets} reported{_dates(one.on_record, report)}."
    return f"{said}." if one.beside else f"{said}; no earlier word of the same origin is on record, so nothing is replaced."


def _says(hop: Hop) -> str:
    return "say" if hop.kind is HopKind.BODY else "says"


def _dates(earlier: Sequence[Report], later: Report, *, of: bool = False) -> str:
    """Say when reports were published, with the year where it is another than the later report's."""
    days = sorted({report.published for report in earlier if report.published})
    if not days:
        return ""
    this_year = later.published and all(day.year == later.published.year for day in days)
    said = [f"{day.day} {day:%b}" if this_year else f"{day.day} {day:%b %Y}" for day in days]
    return f" {'of' if of else 'on'} {_listed(said[:3])}"


def _outlets(reports: Sequence[Report]) -> list[str]:
    names = list(dict.fromkeys(_cut(report.outlet.name) for report in reports))
    return names if len(names) <= _MOST + 1 else [*names[:_MOST], f"{len(names) - _MOST} other outlets"]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _quoted(text: str) -> str:
    return f"“{_cut(text.rstrip('.'), _LONGEST_CLAIM)}”"


def _cut(text: str, most: int = _LONGEST_NAME) -> str:
    return text if len(text) <= most else f"{text[: most - 2].rstrip()} …"


def _capital(text: str) -> str:
    """Return a sentence's beginning with a capital; an outlet that is known by its domain alone keeps it as it is."""
    return text if "." in text.split(maxsplit=1)[0] else text[0].upper() + text[1:]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
