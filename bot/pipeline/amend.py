"""An editor's changes to a proposal: they make a new version of it, with everything that follows computed anew."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from bot.domain.amendments import changes_between, in_force
from bot.domain.by_hand import origin_fault, published_fault
from bot.domain.errors import BadInput
from bot.domain.model import Event, EventDraft, Genre, Report, Stance
from bot.domain.record import (
    Decision,
    DecisionKind,
    FiledProposal,
    Proposal,
    ProposalState,
    Rewording,
    Settlement,
)
from bot.domain.rewording import on_new_wordings, on_old_wordings, rewordings_of, updates_of
from bot.pipeline.assess import reassess
from bot.pipeline.record import event_of
from bot.pipeline.services import RecordServices
from storage import articles, events, proposals, reports, settlements
from storage.session import WorkspaceSession


@dataclass(frozen=True, slots=True)
class Amendment:
    """An editor's changes to a proposal before approving it.

    `reports` maps a report's id to its new stance, tone, basis or origin; `dropped` are ids of reports to leave out, `restored`
    those of reports that a saved edit left out; `headline` renames a new event. `wordings` gives claims another text, which the
    reports that update them confirm; a claim's own text takes a wording back that the proposal has already. `genre` says what
    sort of piece the article is, and `published` of which day it is.
    """

    reports: Mapping[str, Mapping[str, Any]]
    dropped: frozenset[str] = frozenset()
    headline: str | None = None
    wordings: Mapping[str, str] = field(default_factory=dict)
    genre: Genre | None = None
    restored: frozenset[str] = frozenset()
    published: dt.date | None = None


def amended(
    services: RecordServices, s: WorkspaceSession, filed: FiledProposal, version: int, amendment: Amendment, *, by: str
) -> FiledProposal:
    """Store the amended proposal as a new version; a decision is on that version. Raises BadInput, Refused."""
    return store(services, s, filed, version, changed(s, filed, amendment, today=services.clock().date()), by=by)


def store(
    services: RecordServices, s: WorkspaceSession, filed: FiledProposal, version: int, proposal: Proposal, *, by: str
) -> FiledProposal:
    """Store a changed proposal as a new version, with what it says of open passages. Raises Refused."""
    newest, at = proposals.revise(s, filed.id, version, proposal, services.clock()), services.clock()
    for report in _settled(s, filed, proposal):
        made = Settlement(proposal_id=filed.id, version=newest, report=report.id, stance=report.stance, by=by, at=at)
        settlements.add(s, made)
    return proposals.get(s, filed.id)


def changed(s: WorkspaceSession, filed: FiledProposal, amendment: Amendment, *, today: dt.date) -> Proposal:
    """Return a proposal with an editor's changes, made `today` (in UTC); nothing is stored. Raises BadInput."""
    if amendment.published and (fault := published_fault(amendment.published, today)):
        raise BadInput(fault)
    proposal = filed.proposal
    given = (*proposal.reports, *(report for report in left_out(s, filed) if report.id in amendment.restored))
    known = {report.id for report in given}
    if unknown := sorted((set(amendment.reports) | amendment.dropped | amendment.restored) - known):
        numbers = ", ".join(report.id.rpartition("-")[2] for report in proposal.reports)
        raise BadInput(f"This proposal has no report {', '.join(unknown)}. It has {numbers}.")
    of_all = {name: new for name, new in (("genre", amendment.genre), ("published", amendment.published)) if new}
    changes = {report.id: {**of_all, **amendment.reports.get(report.id, {})} for report in given}
    kept = [_change(report, changes[report.id]) for report in given if report.id not in amendment.dropped]
    if not kept:
        raise BadInput("No report would be left. Reject the proposal instead.")
    if proposal.event and amendment.headline:
        raise BadInput("A headline can be changed for a new event only; this proposal is for one that is on record.")
    _refuse_strange_origins(s, filed, [report for report in kept if "path" in changes[report.id]])
    if proposal.event:
        event = events.get(s, proposal.event)
        kept, rewordings = _reworded(event, proposal, kept, amendment.wordings)
        return reassess(event, proposal, reports.standing(s, event.slug), kept, rewordings)
    return reassess(_amended_draft(s, filed, kept, amendment.headline), proposal, (), kept)


def left_out(s: WorkspaceSession, filed: FiledProposal) -> tuple[Report, ...]:
    """Return the reports that saved edits left out of a proposal, as they were before."""
    if filed.proposal.edit is None:
        return ()
    kept = {report.id for report in filed.proposal.reports}
    before = proposals.version(s, filed.id, filed.proposal.edit.since)
    return tuple(report for report in before.reports if report.id not in kept)


def changes_made(s: WorkspaceSession, filed: FiledProposal, decided: Sequence[Decision]) -> tuple[str, ...]:
    """List in words what editors changed in a proposal: by saved edits, and by the amendment in force."""
    if filed.state is ProposalState.PENDING:
        edit = filed.proposal.edit
        return changes_between(proposals.version(s, filed.id, edit.since), filed.proposal) if edit else ()
    decision = in_force(decided)
    if decision is None:
        return ()
    after = proposals.version(s, filed.id, decision.version)
    amends = decision.kind is DecisionKind.AMEND
    since = after.edit.since if after.edit else decision.version - 1 if amends else None
    return changes_between(proposals.version(s, filed.id, since), after) if since else ()


def text_of(s: WorkspaceSession, filed: FiledProposal) -> str:
    """Return what of a proposal's article names are looked up in: its title and text."""
    article = articles.get(s, filed.submission.article_id) if filed.submission.article_id else None
    return f"{article.title or ''}\n{article.text}" if article else ""


def _refuse_strange_origins(s: WorkspaceSession, filed: FiledProposal, given: Sequence[Report]) -> None:
    """Raise BadInput for a new origin that is named nowhere, and that no editor vouches for."""
    event, text = event_of(s, filed.proposal), text_of(s, filed) if given else ""
    for report in given:
        if fault := origin_fault(report.origin, report, event, filed.proposal.reports, text):
            raise BadInput(fault)


def _settled(s: WorkspaceSession, filed: FiledProposal, proposal: Proposal) -> list[Report]:
    """Return the reports whose passage is or was open, and of which the changed proposal says something else."""
    before = {report.id: report.stance for report in (*filed.proposal.reports, *left_out(s, filed))}
    known = {settlement.report for settlement in settlements.of_proposal(s, filed.id)}
    moved = [report for report in proposal.reports if report.stance is not before[report.id]]
    return [report for report in moved if before[report.id] is Stance.OPEN or report.id in known]


def _reworded(
    event: Event, proposal: Proposal, kept: Sequence[Report], wordings: Mapping[str, str]
) -> tuple[list[Report], tuple[Rewording, ...]]:
    """Return a proposal's reports on new wordings of claims, and these wordings; raises BadInput."""
    old = [rewording for rewording in proposal.rewordings if rewording.claim in wordings]
    stay = [rewording for rewording in proposal.rewordings if rewording not in old]
    given = on_old_wordings(kept, old)
    new = rewordings_of(event, wordings)
    for rewording in new:
        if not updates_of(rewording.claim, given):
            raise BadInput(
                f"No report here gives a later figure for “{event.claim(rewording.claim).text}”, so none would confirm the new"
                f" wording. To change it without a report: second-source events reword {event.slug} {rewording.claim} …"
            )
    return list(on_new_wordings(given, new)), (*stay, *new)


def _amended_draft(s: WorkspaceSession, filed: FiledProposal, kept: Sequence[Report], headline: str | None) -> EventDraft:
    """Return the draft with the new headline, without claims that have no report left."""
    draft = filed.proposal.draft
    assert draft is not None, "a proposal without an event has a draft"  # noqa: S101 - held by Proposal's own validator
    if headline and (made := proposals.event_of(s, filed.id)):
        raise BadInput(f"The event is on record as '{made}' already, so its headline stays.")
    claims = tuple(claim for claim in draft.claims if any(report.claim == claim.key for report in kept))
    changes = {"claims": claims, **({"headline": headline} if headline else {})}
    try:
        return EventDraft.model_validate({**draft.model_dump(), **changes})
    except ValidationError as error:
        raise BadInput(f"The headline cannot be used: {error.errors()[0]['msg']}.") from error


def _change(report: Report, changes: Mapping[str, Any]) -> Report:
    number = report.id.rpartition("-")[2]
    try:
        changed = Report.model_validate({**report.model_dump(), **changes})
    except ValidationError as error:
        fault = error.errors()[0]
        raise BadInput(f"Report {number}, {'.'.join(map(str, fault['loc']))}: {fault['msg']}.") from error
    if changed.stance is Stance.OPEN and report.stance is not Stance.OPEN:
        raise BadInput(f"Report {number} is not open and cannot become so: it confirms or denies, or is context or unrelated.")
    return changed
