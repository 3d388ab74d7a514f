"""What editors changed in a proposal, in words; which decision on it is in force."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.dates import day_said
from bot.domain.genres import NAMED
from bot.domain.record import Decision, DecisionKind, Proposal

_NOT_IN_FORCE = (DecisionKind.UNDO, DecisionKind.FIRST_LOOK)


def in_force(decisions: Sequence[Decision]) -> Decision | None:
    """Return the decision in force: the last one that is neither an undo nor a first look, and was not undone."""
    undone = {decision.undoes for decision in decisions}
    return next((d for d in reversed(decisions) if d.kind not in _NOT_IN_FORCE and d.id not in undone), None)


def changes_between(before: Proposal, after: Proposal) -> tuple[str, ...]:
    """List in words how two versions of a proposal differ: the headline, then report by report."""
    kept = {report.id: report for report in after.reports}
    lines = [f"Headline: {before.headline} → {after.headline}"] if before.headline != after.headline else []
    was, becomes = (NAMED.get(proposal.reports[0].genre, "News").lower() for proposal in (before, after))
    lines += [f"Sort of piece: {was} → {becomes}"] if was != becomes else []
    old, new = (proposal.reports[0].published for proposal in (before, after))
    lines += [f"Date of the article: {_day(old)} → {_day(new)}"] if old != new else []
    for report in before.reports:
        number, now = report.id.rpartition("-")[2], kept.get(report.id)
        if now is None:
            lines.append(f"Report {number}: left out")
            continue
        moved = [
            f"{name} {_plain(old)} → {_plain(new)}"
            for name, old, new in (
                ("stance", report.stance, now.stance),
                ("tone", report.tone, now.tone),
                ("basis", report.basis, now.basis),
                ("origin", report.origin, now.origin),
            )
            if old != new
        ]
        if moved:
            lines.append(f"Report {number}: {', '.join(moved)}")
    return tuple(lines)


def _day(day: dt.date | None) -> str:
    return f"{day_said(day)}" if day else "none"


def _plain(value: object) -> str:
    return str(value).replace("_", " ")
