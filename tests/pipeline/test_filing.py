"""Several proposals that add nothing are filed in one go; whatever would change something stays for an editor's eyes."""

import pytest

from bot.domain.record import ProposalState
from bot.domain.verdict import adds_nothing, another_number
from bot.pipeline.decide import undo
from bot.pipeline.filing import file_all
from storage import proposals
from storage.db import Database
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, FOUR, QUICK, SECOND_HAND, TunnelDesk


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def state(desk: TunnelDesk, proposal_id: int) -> ProposalState:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, proposal_id).state


def test_proposals_on_one_event_are_all_filed_though_each_changes_the_record_for_the_next(desk: TunnelDesk) -> None:
    desk.two_papers()
    again = [desk.bring(f"/again-{n}", SECOND_HAND, day=5, host=QUICK) for n in range(3)]
    assert all(adds_nothing(filed.proposal) for filed in again)
    filing = file_all(desk.services, WORKSPACE, [filed.id for filed in again], by="edda")
    assert (filing.filed, filing.left) == (3, ())
    assert {state(desk, filed.id) for filed in again} == {ProposalState.APPROVED}


def test_what_would_change_something_by_now_or_is_ones_own_stays_waiting_and_says_why(desk: TunnelDesk) -> None:
    desk.approve(first := desk.bring("/roof", FELL, FOUR, day=4))
    repeats = desk.bring("/again", SECOND_HAND, day=5, host=QUICK)
    own = desk.bring("/own", SECOND_HAND, day=5, host=QUICK, by="edda")
    assert adds_nothing(repeats.proposal)
    assert adds_nothing(own.proposal)
    undo(desk.services, WORKSPACE, first.id, by="edda")
    filing = file_all(desk.services, WORKSPACE, [repeats.id, own.id], by="edda")
    assert filing.filed == 0
    assert [left.proposal_id for left in filing.left] == [repeats.id, own.id]
    assert "It would change something by now" in filing.left[0].why
    assert {state(desk, filed.id) for filed in (repeats, own)} == {ProposalState.PENDING}


def test_ones_own_link_is_not_filed_by_oneself(desk: TunnelDesk) -> None:
    desk.two_papers()
    own = desk.bring("/own", SECOND_HAND, day=5, host=QUICK, by="edda")
    (left,) = file_all(desk.services, WORKSPACE, [own.id], by="edda").left
    assert "Another editor has to decide" in left.why
    assert file_all(desk.services, WORKSPACE, [own.id], by="tobias").filed == 1


def test_another_number_is_not_nothing_new(desk: TunnelDesk) -> None:
    desk.two_papers()
    filed = desk.bring("/again", SECOND_HAND, day=5, host=QUICK)
    counted = filed.proposal.model_copy(update={"remarks": (another_number(6, 4, "Four were hurt."),)})
    assert adds_nothing(filed.proposal)
    assert not adds_nothing(counted)
