"""Where a workspace wants it, two editors have to approve what becomes verified or disputed, or is taken back."""

from typing import NamedTuple

from bot.domain.errors import Refused
from bot.domain.handling import HandlingKind
from bot.domain.model import Level
from bot.domain.people import same_person
from bot.domain.record import Decision, DecisionKind, FiledProposal, Proposal, SavedEdit
from bot.pipeline.services import RecordServices
from storage import cards, decisions, handling, proposals, workspace_settings
from storage.session import WorkspaceSession

GRAVE = (Level.VERIFIED, Level.DISPUTED, Level.RETRACTED)
"""The levels for which two editors may be needed."""


class FirstLook(NamedTuple):
    """The newest first look at a proposal; it does not stand if the proposal has changed since."""

    decision: Decision
    stands: bool


def needs_two(proposal: Proposal) -> bool:
    """Tell whether approving a proposal moves a claim to verified, disputed or retracted, or takes a report back."""
    pairs = zip(proposal.before, proposal.after, strict=True)
    return proposal.withdraws or any(new.level in GRAVE and old.level is not new.level for old, new in pairs)


def first_look_at(s: WorkspaceSession, filed: FiledProposal) -> FirstLook | None:
    """Return the first look at a proposal since the last decision on it, if there was one."""
    made = decisions.of_proposal(s, filed.id)
    if not made or made[-1].kind is not DecisionKind.FIRST_LOOK:
        return None
    seen = proposals.version(s, filed.id, made[-1].version)
    return FirstLook(made[-1], (seen.reports, seen.after) == (filed.proposal.reports, filed.proposal.after))


def look_first(
    services: RecordServices,
    s: WorkspaceSession,
    filed: FiledProposal,
    by: str,
    reason: str,
    *,
    own: bool,
    changed_from: int | None,
) -> Decision | None:
    """Store an approval as a first look if a second editor has to approve too; None where this approval decides.

    `changed_from` is the version that the editor changed, which the card then shows. Raises Refused for whoever looked first.
    """
    if not (workspace_settings.get(s).second_look and needs_two(filed.proposal)):
        return None
    first = first_look_at(s, filed)
    if first and first.stands:
        if same_person(first.decision.by, by):
            raise Refused("You had the first look at this. It needs a second editor, so another one has to approve it.")
        return None
    version, at = filed.version, services.clock()
    if changed_from is not None:
        since = filed.proposal.edit.since if filed.proposal.edit else changed_from
        shown = filed.proposal.model_copy(update={"edit": SavedEdit(by=by, at=at, since=since)})
        version = proposals.revise(s, filed.id, version, shown, at)
    decision = decisions.look_first(s, filed.id, version, by, at, reason, own_submission=own)
    if handling.now_on(s, filed.id, at).hold_of(by):
        handling.add(s, filed.id, version, HandlingKind.RELEASE, by, at)
    cards.proposal_changed(s, filed.id, at)
    return decision
