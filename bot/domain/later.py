"""Says which reports a later one replaces or takes back, as far as their time is known."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain.genres import bears, why_not
from bot.domain.mentions import key_of
from bot.domain.model import HopKind, Report, Revision, Stance


def withdrawals(
    reports: Sequence[Report],
    repeats: Mapping[str, Sequence[str]],
    sure: Callable[[str], str],
    outlet: Callable[[str], str],
) -> dict[str, Report]:
    """Return for the id of each report that no longer counts the later one that replaced it or took it back.

    `repeats` names by a report's id the outlets that it repeats; `sure` and `outlet` return the key of an origin's name and of
    an outlet's.
    """

    def revises(later: Report, report: Report) -> bool:
        if later.stance is report.stance or not comes_after(later, report):
            return False
        end = later.origin
        if end.named:
            return report.origin.named and sure(key_of(end)) == sure(key_of(report.origin))
        revising = outlet(end.name if end.kind is HopKind.OUTLET else later.outlet.name)
        revised = any(outlet(name) == revising for name in (report.outlet.name, *repeats[report.id]))
        # A paper's new count of its own does not replace what an official told it.
        return revised and (later.revises is Revision.WITHDRAWAL or not report.origin.named)

    all_revising = [r for r in reports if r.revises and why_not(r) is None]
    found = dict[str, Report]()
    for report in filter(bears, reports if all_revising else ()):
        if revising := [later for later in all_revising if revises(later, report)]:
            found[report.id] = min(revising, key=lambda r: r.id)
    if found:
        _let_fall_what_rests_on(found, reports, repeats, outlet)
    return found


def _let_fall_what_rests_on(
    found: dict[str, Report],
    reports: Sequence[Report],
    repeats: Mapping[str, Sequence[str]],
    outlet: Callable[[str], str],
) -> None:
    """Add those too that only repeat an outlet whose own reports have all been replaced or taken back."""
    by: dict[tuple[str, Stance], list[Report]] = {}
    for report in filter(bears, reports):
        by.setdefault((outlet(report.outlet.name), report.stance), []).append(report)
    standing = [r for r in reports if bears(r) and repeats[r.id] and not r.origin.named and r.id not in found]
    fell = True
    while fell:
        fell = False
        for report in [r for r in standing if r.id not in found]:
            repeated = [r for name in repeats[report.id] for r in by.get((outlet(name), report.stance), [])]
            others = [r for r in repeated if r.outlet.name != report.outlet.name]
            if not others or any(r.id not in found for r in others):
                continue
            later = min((found[r.id] for r in others), key=lambda r: r.id)
            if not (later.published and report.published and report.published > later.published):
                found[report.id], fell = later, True


def comes_after(later: Report, report: Report) -> bool:
    """Say whether a report that revises others can revise this one, as far as their time is known.

    An article that comes again at its old address is newer than what stood there. Within one text, and within one day, what
    revises is the newer part; a text takes back what it confirms, never what it denies.
    """
    if later.url == report.url:
        submission, before = _submission(later), _submission(report)
        if submission != before:
            return submission > before
        # Of an event file's reports only the dates tell which text they are from.
        if submission or later.published == report.published:
            return report.stance is Stance.CONFIRMS and not report.revises
    if later.published and report.published and later.published != report.published:
        return later.published > report.published
    return not report.revises


def _submission(report: Report) -> int:
    """Return the number of the submission that brought a report; 0 for those of an event file."""
    number = report.id.rpartition("-")[0]
    return int(number) if number.isascii() and number.isdigit() else 0
