"""An editor changes a proposal without deciding: what it would mean is shown, and can be saved for whoever decides."""

from bot.domain.errors import BadInput
from bot.domain.people import person
from bot.domain.record import FiledProposal, Proposal, ProposalState, SavedEdit
from bot.pipeline.amend import Amendment, changed, store
from bot.pipeline.decide import own_submission
from bot.pipeline.holds import refuse_unknowing
from bot.pipeline.services import RecordServices
from storage import cards, decisions, proposals


def preview(services: RecordServices, workspace: str, proposal_id: int, amendment: Amendment) -> Proposal:
    """Return a proposal as an amendment would make it; nothing is stored. Raises BadInput, NotFound."""
    with services.database.transaction(workspace, read_only=True) as s:
        return changed(s, proposals.get(s, proposal_id), amendment, today=services.clock().date())


def save(
    services: RecordServices, workspace: str, proposal_id: int, amendment: Amendment, *, by: str, version: int
) -> FiledProposal:
    """Store an amended proposal as a new version that waits for an editor: this one, or another.

    Raises BadInput if nothing was changed; Refused as a decision does: for an old version, for one that is decided, and for the
    editor's own submission; Held if somebody else is on it and this editor was not told.
    """
    editor = person(by)
    if amendment == Amendment({}):
        raise BadInput("Nothing was changed, so there is nothing to save.")
    with services.database.transaction(workspace) as s:
        filed = proposals.lock(s, proposal_id)
        if filed.state is not ProposalState.PENDING or filed.version != version:
            raise decisions.refusal(s, proposal_id, version)
        own_submission(services, s, filed, editor)
        refuse_unknowing(services, s, filed, version, editor)
        since = filed.proposal.edit.since if filed.proposal.edit else version
        edit = SavedEdit(by=editor, at=services.clock(), since=since)
        made = changed(s, filed, amendment, today=services.clock().date()).model_copy(update={"edit": edit})
        saved = store(services, s, filed, version, made, by=editor)
        cards.proposal_changed(s, proposal_id, services.clock())
        return saved
