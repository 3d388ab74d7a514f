"""Files several proposals that add nothing in one go: their reports are kept, and no level moves."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.errors import Refused, SecondSourceError
from bot.domain.record import ProposalState
from bot.domain.verdict import adds_nothing
from bot.pipeline.decide import approve, keep_current
from bot.pipeline.services import RecordServices
from storage import proposals

_ATTEMPTS = 3
"""How often a proposal is tried whose record changes meanwhile, as it does when another one on the same event is filed."""


class LeftWaiting(NamedTuple):
    """A proposal that was not filed, and why, in a sentence."""

    proposal_id: int
    headline: str
    why: str


class Filing(NamedTuple):
    """How many proposals were filed, and those that were not."""

    filed: int
    left: tuple[LeftWaiting, ...]


def file_all(services: RecordServices, workspace: str, proposal_ids: Sequence[int], *, by: str) -> Filing:
    """Approve each proposal that adds nothing; one that would change something by now, or may not be decided, stays waiting."""
    left = []
    for proposal_id in proposal_ids:
        try:
            _file(services, workspace, proposal_id, by)
        except SecondSourceError as error:
            with services.database.transaction(workspace, read_only=True) as s:
                headline = proposals.get(s, proposal_id).proposal.headline
            left.append(LeftWaiting(proposal_id, headline, error.sentence))
    return Filing(len(proposal_ids) - len(left), tuple(left))


def _file(services: RecordServices, workspace: str, proposal_id: int, by: str) -> None:
    for attempt in range(_ATTEMPTS):
        keep_current(services, workspace, proposal_id)
        with services.database.transaction(workspace, read_only=True) as s:
            filed = proposals.get(s, proposal_id)
        if filed.state is ProposalState.PENDING and not adds_nothing(filed.proposal):
            raise Refused("It would change something by now, so look at its card first.")
        try:
            approve(services, workspace, proposal_id, by=by, version=filed.version)
        except Refused:
            with services.database.transaction(workspace, read_only=True) as s:
                renewed = proposals.get(s, proposal_id).version != filed.version
            if not renewed or attempt == _ATTEMPTS - 1:
                raise
        else:
            return
