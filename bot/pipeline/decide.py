"""An editor's decision, and the record after it: one transaction, so that nobody ever sees half of it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.domain.confidence import assess_event, level_changes
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Assessment, Event, EventDraft, Report
from bot.domain.record import Decision, DecisionKind, FiledProposal
from bot.pipeline.assess import reassess
from bot.pipeline.desk import Desk
from storage import decisions, events, history, proposals, reports
from storage.session import WorkspaceSession


@dataclass(frozen=True, slots=True)
class Amendment:
    """An editor's changes to a proposal before approving it.

    `reports` maps a report's id to its new stance, tone, basis or origin; `dropped` are ids of reports to leave out;
    `headline` renames a new event.
    """

    reports: Mapping[str, Mapping[str, Any]]
    dropped: frozenset[str] = frozenset()
    headline: str | None = None


def approve(
    desk: Desk,
    workspace: str,
    proposal_id: int,
    *,
    by: str,
    version: int,
    reason: str = "",
    amendment: Amendment | None = None,
) -> Decision:
    """Approve one version of a proposal, amended or as it is: its reports enter the record.

    Raises Refused for one's own submission, an old version, or a proposal that was decided already.
    """
    with desk.database.transaction(workspace) as s:
        filed = proposals.get(s, proposal_id)
        own = _own_submission(desk, filed, by)
        kind = DecisionKind.APPROVE
        if amendment is not None:
            kind = DecisionKind.AMEND
            filed, version = _amended(desk, s, filed, version, amendment)
        decision = decisions.decide(s, proposal_id, version, kind, by, desk.clock(), reason, own_submission=own)
        event = _event(s, filed, decision)
        before = assess_event(event, reports.standing(s, event.slug))
        kept = {report.id: filed.submission.article_id for report in filed.proposal.reports if filed.submission.article_id}
        reports.add(s, event.slug, filed.proposal.reports, decision_id=decision.id, article_ids=kept, at=decision.at)
        _record_levels(s, event, before, decision)
        return decision


def reject(desk: Desk, workspace: str, proposal_id: int, *, by: str, version: int, reason: str) -> Decision:
    """Reject one version of a proposal; nothing enters the record."""
    with desk.database.transaction(workspace) as s:
        filed = proposals.get(s, proposal_id)
        own = filed.submission.by == by
        return decisions.decide(s, proposal_id, version, DecisionKind.REJECT, by, desk.clock(), reason, own_submission=own)


def undo(desk: Desk, workspace: str, proposal_id: int, *, by: str, reason: str = "") -> Decision:
    """Take the last decision back: its reports leave the record, and the proposal waits again as a new version."""
    with desk.database.transaction(workspace) as s:
        slug = proposals.event_of(s, proposal_id)
        event = events.lock(s, slug) if slug else None
        before = assess_event(event, reports.standing(s, event.slug)) if event else ()
        decision = decisions.undo(s, proposal_id, by, desk.clock(), reason)
        if event:
            _record_levels(s, event, before, decision)
        return decision


def _own_submission(desk: Desk, filed: FiledProposal, by: str) -> bool:
    own = filed.submission.by.casefold() == by.casefold()
    if own and not desk.self_approval:
        raise Refused(f"{by} brought this link and cannot approve it. Another editor has to decide.")
    return own


def _amended(
    desk: Desk, s: WorkspaceSession, filed: FiledProposal, version: int, amendment: Amendment
) -> tuple[FiledProposal, int]:
    """Store the amended proposal as a new version, which the decision then binds to."""
    proposal = filed.proposal
    known = {report.id for report in proposal.reports}
    if strange := sorted((set(amendment.reports) | amendment.dropped) - known):
        raise BadInput(f"This proposal has no report {', '.join(strange)}. It has {', '.join(sorted(known))}.")
    kept = [_change(r, amendment.reports.get(r.id, {})) for r in proposal.reports if r.id not in amendment.dropped]
    if not kept:
        raise BadInput("No report would be left. Reject the proposal instead.")
    if amendment.headline and proposal.draft:
        draft = proposal.draft.model_copy(update={"headline": amendment.headline})
        proposal = proposal.model_copy(update={"draft": draft, "headline": amendment.headline})
    event: EventDraft = proposal.draft or events.get(s, proposal.event or "")
    standing = reports.standing(s, proposal.event) if proposal.event else ()
    changed = reassess(event, proposal, standing, kept)
    newest = proposals.revise(s, filed.id, version, changed, desk.clock())
    return proposals.get(s, filed.id), newest


def _change(report: Report, changes: Mapping[str, Any]) -> Report:
    try:
        return Report.model_validate({**report.model_dump(), **changes})
    except ValidationError as error:
        fault = error.errors()[0]
        raise BadInput(f"Report {report.id}, {'.'.join(map(str, fault['loc']))}: {fault['msg']}.") from error


def _event(s: WorkspaceSession, filed: FiledProposal, decision: Decision) -> Event:
    """Give the event that the reports go to; a draft becomes an event now, once (approved again, it is found again)."""
    if filed.proposal.event is not None:
        return events.lock(s, filed.proposal.event)
    if made := proposals.event_of(s, filed.id):
        return events.lock(s, made)
    draft = filed.proposal.draft
    assert draft is not None, "a proposal without an event has a draft"  # noqa: S101 - held by Proposal's own validator
    event = Event(
        slug=_free_slug(s, draft.headline),
        extracted_at=decision.at,
        source_story=filed.submission.canonical_url,
        **draft.model_dump(),
    )
    events.add(s, event, decision.at)
    return event


def _free_slug(s: WorkspaceSession, headline: str) -> str:
    plain = unicodedata.normalize("NFKD", headline).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:8]
    stem = "-".join(words)[:80].strip("-") or "event"
    taken = events.slugs_like(s, stem)
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _record_levels(s: WorkspaceSession, event: Event, before: Sequence[Assessment], decision: Decision) -> None:
    after = assess_event(event, reports.standing(s, event.slug))
    history.add(s, event.slug, level_changes(before, after, decision_id=decision.id, at=decision.at))
