"""Files several proposals that add nothing in one go: their reports are kept, and no level moves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.domain.errors import Refused, SecondSourceError
from bot.domain.handling import UNHANDLED, Handling
from bot.domain.record import FiledProposal, ProposalState
from bot.domain.verdict import adds_nothing
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.decide import approve, keep_current, may_decide
from bot.pipeline.services import RecordServices
from storage import decisions, proposals
from storage.session import WorkspaceSession

_ATTEMPTS = 3
"""How often a proposal is tried whose record changes meanwhile, as it does when another one on the same event is filed."""
_CHANGES = "It would change something by now, so look at its card first."


class Outcome(NamedTuple):
    """What became of one listed proposal: filed, or why not, in a sentence; `waits` says whether it still waits then."""

    proposal_id: int
    headline: str
    why: str | None = None
    waits: bool = False


def fileable(
    services: RecordServices,
    s: WorkspaceSession,
    settings: WorkspaceSettings,
    waiting: Sequence[FiledProposal],
    by: str,
    handled: Mapping[int, Handling],
) -> list[FiledProposal]:
    """Return the proposals that add nothing, without those on which this person may not decide or somebody else is."""
    free = [f for f in waiting if handled.get(f.id, UNHANDLED).hold_of_another(by) is None]
    return [f for f in free if may_decide(services, s, settings, f, by) and adds_nothing(f.proposal)]


def file_all(services: RecordServices, workspace: str, listed: Mapping[int, int], *, by: str) -> Iterator[Outcome]:
    """Approve each listed proposal (its version by its id) that adds nothing, and yield what became of it.

    One stays waiting that is not as it was listed, that would change something by now, or on which this person may not decide.
    What changes because another one of the list was filed goes on, as long as it still adds nothing.
    """
    refused = {id_: why for id_, version in listed.items() if (why := _changed(services, workspace, id_, version))}
    for proposal_id in listed:
        why = refused.get(proposal_id)
        try:
            if why is None:
                _file(services, workspace, proposal_id, by)
        except SecondSourceError as error:
            why = error.sentence
        filed = _get(services, workspace, proposal_id)
        waits = filed.state is ProposalState.PENDING
        yield Outcome(proposal_id, filed.proposal.headline, why, waits=waits and why is not None)


def _changed(services: RecordServices, workspace: str, proposal_id: int, version: int) -> str | None:
    """Say why a proposal is not filed before anything was; None if it stands as it was listed."""
    keep_current(services, workspace, proposal_id)
    with services.database.transaction(workspace, read_only=True) as s:
        filed = proposals.get(s, proposal_id)
        if filed.state is not ProposalState.PENDING:
            return decisions.refusal(s, proposal_id, version).sentence
    if not adds_nothing(filed.proposal):
        return _CHANGES
    return None if filed.version == version else "It has changed since it was listed, so look at its card first."


def _file(services: RecordServices, workspace: str, proposal_id: int, by: str) -> None:
    for attempt in range(_ATTEMPTS):
        keep_current(services, workspace, proposal_id)
        filed = _get(services, workspace, proposal_id)
        if filed.state is ProposalState.PENDING and not adds_nothing(filed.proposal):
            raise Refused(_CHANGES)
        try:
            approve(services, workspace, proposal_id, by=by, version=filed.version)
        except Refused:
            renewed = _get(services, workspace, proposal_id).version != filed.version
            if not renewed or attempt == _ATTEMPTS - 1:
                raise
        else:
            return


def _get(services: RecordServices, workspace: str, proposal_id: int) -> FiledProposal:
    with services.database.transaction(workspace, read_only=True) as s:
        return proposals.get(s, proposal_id)
