"""An editor's decision and its effect on the record, in one transaction, so that nobody ever sees half of it."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

from bot.domain.api_token import token_named
from bot.domain.confidence import assess_event, level_changes
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Assessment, Event
from bot.domain.people import person, same_person
from bot.domain.record import (
    Decision,
    DecisionKind,
    FiledProposal,
    LevelChange,
    Proposal,
    ProposalState,
    Rewording,
)
from bot.domain.verdict import counts_of, verdict_said
from bot.domain.wording import open_said
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.amend import Amendment, amended
from bot.pipeline.assess_from_record import renew
from bot.pipeline.edit_event import refuse_in_use
from bot.pipeline.holds import refuse_unknowing
from bot.pipeline.record import event_of
from bot.pipeline.regrading import settle
from bot.pipeline.second_look import look_first
from bot.pipeline.services import RecordServices
from bot.pipeline.show import decision_made
from storage import (
    api_tokens,
    cards,
    decisions,
    events,
    history,
    proposals,
    reports,
    rulings,
    search,
    workspace_settings,
)
from storage.session import WorkspaceSession


class Unsettled(Refused):
    """A proposal cannot be approved while an editor has not said what each of its passages means."""


def approve(
    services: RecordServices,
    workspace: str,
    proposal_id: int,
    *,
    by: str,
    version: int,
    reason: str = "",
    amendment: Amendment | None = None,
) -> Decision:
    """Approve one version of a proposal, with or without an amendment: its reports enter the record.

    Where two editors are needed, the first approval is stored as a first look, and the proposal waits for the second.

    Raises Refused for the editor's own submission, for an old version, and for a proposal that is decided already; Held if
    somebody else is on it and the editor was not told; Unsettled while a passage is open. If the record has changed so that the
    proposal would now say something else, it is stored as a new version and Refused is raised.
    """
    editor = person(by)
    try:
        with services.database.transaction(workspace) as s:
            filed = proposals.get(s, proposal_id)
            own = own_submission(services, s, filed, editor)
            _refuse_stale(s, filed, version)
            refuse_unknowing(services, s, filed, version, editor)
            kind, seen = DecisionKind.APPROVE, version
            if amendment is not None:
                kind = DecisionKind.AMEND
                filed = amended(services, s, filed, version, amendment, by=editor)
                version = filed.version
            _refuse_open(filed)
            changed_from = seen if amendment is not None else None
            if first := look_first(services, s, filed, editor, reason, own=own, changed_from=changed_from):
                return first
            decision = decisions.decide(s, proposal_id, version, kind, editor, services.clock(), reason, own_submission=own)
            event = _event(s, filed, decision, reason)
            settle(s, [events.id_of(s, event.slug)], services.clock())
            before = assess_event(event, reports.standing(s, event.slug))
            kept = {r.id: filed.submission.article_id for r in filed.proposal.reports if filed.submission.article_id}
            reports.add(s, event.slug, filed.proposal.reports, decision_id=decision.id, article_ids=kept, at=decision.at)
            changes = _record_levels(s, event, before, decision)
            decision_made(services, s, filed, decision, event.slug, changes)
            return decision
    except _StaleError as stale:
        with services.database.transaction(workspace) as s:
            newest = proposals.revise(s, proposal_id, version, stale.renewed, services.clock())
            cards.proposal_changed(s, proposal_id, services.clock())
        raise Refused(
            f"The record has changed since this proposal was made. Version {newest} says what approving it means now: "
            f"{verdict_said(stale.renewed)} Look at it and decide again."
        ) from stale


def reject(services: RecordServices, workspace: str, proposal_id: int, *, by: str, version: int, reason: str) -> Decision:
    """Reject one version of a proposal, with a reason; nothing enters the record.

    Raises Refused for the editor's own submission, and Held, as `approve` does.
    """
    editor = person(by)
    if not reason.strip():
        raise BadInput("A rejection needs a reason: whoever brought the link is told.")
    with services.database.transaction(workspace) as s:
        filed = proposals.get(s, proposal_id)
        own = own_submission(services, s, filed, editor)
        refuse_unknowing(services, s, filed, version, editor)
        rejected = DecisionKind.REJECT
        decision = decisions.decide(s, proposal_id, version, rejected, editor, services.clock(), reason, own_submission=own)
        decision_made(services, s, filed, decision, None, ())
        return decision


def undo(
    services: RecordServices,
    workspace: str,
    proposal_id: int,
    *,
    by: str,
    reason: str = "",
    version: int | None = None,
    within: dt.timedelta | None = None,
) -> Decision:
    """Undo the last decision: its reports leave the record, and the proposal waits again as a new version.

    Raises Refused if there is nothing to undo, if `version` is not the one decided on, or if the decision is older than
    `within`.
    """
    editor = person(by)
    with services.database.transaction(workspace) as s:
        slug = proposals.event_of(s, proposal_id)
        event = events.lock(s, slug) if slug else None
        _refuse_other_undo(s, proposal_id, version)
        _refuse_late_undo(services, s, proposal_id, within)
        if event:
            settle(s, [events.id_of(s, event.slug)], services.clock())
        before = assess_event(event, reports.standing(s, event.slug)) if event else ()
        if event:
            _refuse_reworded_since(s, event, proposal_id)
        own = own_submission(services, s, proposals.get(s, proposal_id), editor)
        decision = decisions.undo(s, proposal_id, editor, services.clock(), reason, own_submission=own)
        changes = _record_levels(s, event, before, decision) if event else ()
        decision_made(services, s, proposals.get(s, proposal_id), decision, slug, changes)
        return decision


def open_to(services: RecordServices, workspace: str, proposal_id: int, *, by: str, version: int) -> FiledProposal:
    """Return a proposal if this person may decide on this version; raises Refused for the same reasons as a decision."""
    editor = person(by)
    with services.database.transaction(workspace, read_only=True) as s:
        filed = proposals.get(s, proposal_id)
        if filed.state is not ProposalState.PENDING or filed.version != version:
            raise decisions.refusal(s, proposal_id, version)
        own_submission(services, s, filed, editor)
        return filed


def keep_current(services: RecordServices, workspace: str, proposal_id: int) -> None:
    """Store a new version of a pending proposal if the record has changed, so that it says what approving means now."""
    # Usually nothing has changed, and checking that must not block writers.
    with services.database.transaction(workspace, read_only=True) as s:
        if _renewed(s, proposals.get(s, proposal_id)) is None:
            return
    with services.database.transaction(workspace) as s:
        filed = proposals.lock(s, proposal_id)
        if renewed := _renewed(s, filed):
            proposals.revise(s, proposal_id, filed.version, renewed, services.clock())


def _renewed(s: WorkspaceSession, filed: FiledProposal) -> Proposal | None:
    """Return a pending proposal as it would be made now; None if nothing differs, or if it is decided."""
    if filed.state is not ProposalState.PENDING:
        return None
    renewed = renew(s, event_of(s, filed.proposal), filed)
    return None if renewed == filed.proposal else renewed


def _refuse_other_undo(s: WorkspaceSession, proposal_id: int, version: int | None) -> None:
    """Raise Refused for an old button, which must not undo a newer decision."""
    if version is not None and proposals.get(s, proposal_id).version != version:
        raise Refused("This button belongs to an older decision, which was taken back already; look at the card as it is now.")


def _refuse_reworded_since(s: WorkspaceSession, event: Event, proposal_id: int) -> None:
    """Raise Refused if a wording that came with the decision in force is in use by others."""
    made = [decision.id for decision in decisions.of_proposal(s, proposal_id)]
    for edit in events.edits_of(s, event.slug):
        if edit.stands and edit.decision_id in made and edit.claim and edit.becomes:
            rewording = Rewording(claim=edit.claim, becomes=edit.becomes, text=event.claim(edit.becomes).text)
            refuse_in_use(s, event, rewording, decision_id=edit.decision_id)


def _refuse_late_undo(services: RecordServices, s: WorkspaceSession, proposal_id: int, within: dt.timedelta | None) -> None:
    decided = decisions.of_proposal(s, proposal_id)
    if within is not None and decided and services.clock() - decided[-1].at > within:
        raise Refused(
            f"A decision can be taken back within {within.total_seconds() / 60:.0f} minutes here, and this one is older. If the"
            " record is wrong, press Why on the card, and Reopen decision there."
        )


class _StaleError(Exception):
    """The card is out of date; `renewed` is the proposal as it would be made now."""

    def __init__(self, renewed: Proposal) -> None:
        super().__init__(renewed.verdict)
        self.renewed = renewed


def _refuse_stale(s: WorkspaceSession, filed: FiledProposal, version: int) -> None:
    """Raise _StaleError if approving would no longer mean what the card says."""
    if filed.state is not ProposalState.PENDING or filed.version != version:
        return
    if filed.proposal.event is None:
        _refuse_known_headline(s, filed)
    slug = filed.proposal.event
    renewed = renew(s, events.lock(s, slug) if slug else event_of(s, filed.proposal), filed)
    if _meaning(renewed) != _meaning(filed.proposal):
        raise _StaleError(renewed)


def _meaning(proposal: Proposal) -> tuple[object, ...]:
    """Return what approving a proposal means: its verdict, whose words it has, and on a new event what would be counted."""
    counted = [counts_of(after) for after in proposal.after] if proposal.draft else []
    return proposal.verdict, [report.copy_of for report in proposal.reports], counted


def _refuse_known_headline(s: WorkspaceSession, filed: FiledProposal) -> None:
    made = proposals.event_of(s, filed.id)
    twins = [e for e in search.find(s, filed.proposal.headline) if e.headline == filed.proposal.headline and e.slug != made]
    if twins:
        raise Refused(
            f"An event with this headline has come on record since: '{twins[0].slug}'. Amend the headline if this is another "
            "one; else reject this and bring the link once more for that event."
        )


def _refuse_open(filed: FiledProposal) -> None:
    """Raise Unsettled if a pending proposal has open passages: one that is decided, or has a newer version, says so itself."""
    number = len(filed.proposal.open_reports)
    if number and filed.state is ProposalState.PENDING:
        them = "it" if number == 1 else "each of them"
        raise Unsettled(
            f"{open_said(number)} in proposal {filed.id}, so it cannot be approved yet. Say of {them} whether it confirms or"
            " denies the claim or is context, or leave it out; or file the proposal as context."
        )


def own_submission(services: RecordServices, s: WorkspaceSession, filed: FiledProposal, editor: str) -> bool:
    """Tell whether an editor brought the link; raises Refused where they may not decide on their own."""
    own = brought_it(s, filed, editor)
    if own and not self_approval(services, workspace_settings.get(s)):
        by_token = "" if same_person(filed.submission.by, editor) else " by a program whose token you made"
        raise Refused(f"You brought this link{by_token}, so another editor has to decide.")
    return own


def brought_it(s: WorkspaceSession, filed: FiledProposal, editor: str) -> bool:
    """Tell whether an editor brought a link: themselves, or by a program whose token they made."""
    by = filed.submission.by
    maker = by if (token := token_named(by)) is None else api_tokens.maker_of(s, token)
    return maker is not None and same_person(maker, editor)


def may_decide(
    services: RecordServices, s: WorkspaceSession, settings: WorkspaceSettings, filed: FiledProposal, editor: str
) -> bool:
    """Tell whether an editor may decide on a proposal: not where they brought its link themselves, unless that is allowed."""
    return self_approval(services, settings) or not brought_it(s, filed, editor)


def self_approval(services: RecordServices, settings: WorkspaceSettings) -> bool:
    """Tell whether editors may decide on what they brought themselves."""
    return services.self_approval or settings.self_approval


def _event(s: WorkspaceSession, filed: FiledProposal, decision: Decision, reason: str) -> Event:
    """Return the event that the reports go to, with the proposal's wordings of its claims.

    The first approval of a draft adds the event, a later one finds it.
    """
    if slug := filed.proposal.event:
        events.lock(s, slug)
        for rewording in filed.proposal.rewordings:
            events.reword(s, slug, rewording, by=decision.by, reason=reason, at=decision.at, decision_id=decision.id)
        return events.get(s, slug)
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
    for ruled in filed.proposal.ruled:
        ruling, id_ = ruled.ruling, events.id_of(s, event.slug)
        rulings.add(s, id_, ruling.one, ruling.other, same=ruling.same, by=ruled.by, reason="", at=ruled.at)
    return event


def _free_slug(s: WorkspaceSession, headline: str) -> str:
    plain = unicodedata.normalize("NFKD", headline).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:8]
    stem = "-".join(words)[:80].strip("-") or "event"
    taken = events.slugs_like(s, stem)
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _record_levels(
    s: WorkspaceSession, event: Event, before: Sequence[Assessment], decision: Decision
) -> tuple[LevelChange, ...]:
    after = assess_event(event, reports.standing(s, event.slug))
    changes = tuple(level_changes(before, after, decision_id=decision.id, at=decision.at))
    history.add(s, event.slug, changes)
    return changes
