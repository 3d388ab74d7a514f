"""Nobody decides unknowingly on a proposal that somebody else is on: they are told first, and that is kept."""

from bot.domain.errors import Refused
from bot.domain.handling import HandlingKind, Hold
from bot.domain.people import person
from bot.domain.record import FiledProposal, ProposalState
from bot.pipeline.services import RecordServices
from storage import handling, proposals
from storage.session import WorkspaceSession


class Held(Refused):
    """Somebody else is on the proposal, and this editor was not told so yet."""

    def __init__(self, proposal_id: int, hold: Hold) -> None:
        super().__init__(f"{hold.by} is on proposal {proposal_id} since {hold.since:%H:%M} UTC, so nothing was done.")
        self.proposal_id = proposal_id
        self.hold = hold


def refuse_unknowing(services: RecordServices, s: WorkspaceSession, filed: FiledProposal, version: int, editor: str) -> None:
    """Raise Held if somebody else is on a pending version of a proposal and this editor does not know.

    The proposal is locked, so that nobody takes it before the editor's transaction ends.
    """
    if filed.state is not ProposalState.PENDING or filed.version != version:
        return
    proposals.lock(s, filed.id)
    if hold := handling.now_on(s, filed.id, services.clock()).unknown_to(editor):
        raise Held(filed.id, hold)


def hold_to_tell(services: RecordServices, workspace: str, proposal_id: int, editor: str) -> Hold | None:
    """Return the hold that somebody else has on a proposal, whether this editor knows of it or not."""
    with services.database.transaction(workspace, read_only=True) as s:
        return handling.now_on(s, proposal_id, services.clock()).hold_of_another(editor)


def note_told(services: RecordServices, workspace: str, proposal_id: int, hold_id: int, *, by: str) -> None:
    """Note that an editor was told of somebody's hold; they may decide all the same. Raises NotFound."""
    editor = person(by)
    with services.database.transaction(workspace) as s:
        filed = proposals.lock(s, proposal_id)
        hold = handling.now_on(s, proposal_id, services.clock()).unknown_to(editor)
        if hold is not None and hold.id == hold_id:
            handling.add(s, filed.id, filed.version, HandlingKind.TOLD, editor, services.clock(), about=hold.id)
