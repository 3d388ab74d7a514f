"""An editor says what the open passages of a proposal mean; the proposal gets a new version that counts them so."""

from bot.domain.errors import BadInput, Refused
from bot.domain.model import Report, Stance
from bot.domain.people import person
from bot.domain.record import Decision, FiledProposal, ProposalState
from bot.pipeline.amend import Amendment, amended
from bot.pipeline.decide import approve, own_submission
from bot.pipeline.holds import refuse_unknowing
from bot.pipeline.services import RecordServices
from storage import cards, decisions, proposals, settlements
from storage.session import WorkspaceSession

STANCES = (Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT)
"""What an open passage can mean."""


def settle(
    services: RecordServices, workspace: str, proposal_id: int, number: str, stance: Stance, *, by: str, version: int
) -> FiledProposal:
    """Say what the open passage of one report means (its number in the proposal); returns the proposal as it is then.

    What was said can be changed as long as the proposal waits; the same again changes nothing. Other passages may have been
    settled since `version`. Raises Refused if this one was, for the editor's own submission, and for a proposal that is
    decided; Held if somebody else is on it and the editor was not told; BadInput for a report that never was open.
    """
    editor = person(by)
    if stance not in STANCES:
        raise BadInput(f"A passage confirms or denies the claim, or is context; it cannot be settled as '{stance}'.")
    with services.database.transaction(workspace) as s:
        filed = proposals.lock(s, proposal_id)
        if filed.state is not ProposalState.PENDING or version > filed.version:
            raise decisions.refusal(s, proposal_id, version)
        own_submission(services, s, filed, editor)
        refuse_unknowing(services, s, filed, filed.version, editor)
        seen = filed.proposal if version == filed.version else proposals.version(s, proposal_id, version)
        report = _passage(s, filed, number)
        cards.proposal_changed(s, proposal_id, services.clock())
        if report.stance is stance:
            return filed
        if not any((r.id, r.stance) == (report.id, report.stance) for r in seen.reports):
            raise Refused(_settled_meanwhile(s, filed, report))
        change = Amendment({report.id: {"stance": stance}})
        return amended(services, s, filed, filed.version, change, by=editor)


def file_as_context(
    services: RecordServices, workspace: str, proposal_id: int, *, by: str, version: int, reason: str = ""
) -> Decision:
    """Settle all open passages of one version of a proposal as context, and approve it.

    Raises Refused as `approve` does, and if nothing is open.
    """
    with services.database.transaction(workspace, read_only=True) as s:
        filed = proposals.get(s, proposal_id)
        if filed.state is not ProposalState.PENDING or filed.version != version:
            raise decisions.refusal(s, proposal_id, version)
    if not filed.proposal.open_reports:
        raise Refused(f"Nothing is open in proposal {proposal_id}: approve it, change it or reject it.")
    as_context = Amendment({report.id: {"stance": Stance.CONTEXT} for report in filed.proposal.open_reports})
    return approve(services, workspace, proposal_id, by=by, version=version, reason=reason, amendment=as_context)


def _passage(s: WorkspaceSession, filed: FiledProposal, number: str) -> Report:
    """Find the report with a number whose passage is or was open; raises BadInput."""
    known = {settlement.report for settlement in settlements.of_proposal(s, filed.id)}
    passages = [report for report in filed.proposal.reports if report.stance is Stance.OPEN or report.id in known]
    numbered = {report.id.rpartition("-")[2]: report for report in passages}
    if number not in numbered:
        theirs = f"Open or settled are {', '.join(numbered)}." if numbered else "It has none."
        raise BadInput(f"Proposal {filed.id} has no open passage {number[:20]}. {theirs}")
    return numbered[number]


def _settled_meanwhile(s: WorkspaceSession, filed: FiledProposal, report: Report) -> str:
    last = next(made for made in reversed(settlements.of_proposal(s, filed.id)) if made.report == report.id)
    return (
        f"{last.by} has said meanwhile of this passage: {report.stance}. Your answer was not taken; look at the card as it is"
        " now, and press again if you see it otherwise."
    )
