"""Several proposals that add nothing are filed in one go; whatever would change something stays for an editor's eyes."""

from dataclasses import replace

import pytest

from bot.domain.record import FiledProposal, ProposalState
from bot.domain.verdict import adds_nothing, another_number
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.decide import undo
from bot.pipeline.filing import Outcome, file_all, fileable
from storage import proposals
from storage.db import Database
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, FOUR, QUICK, SECOND_HAND, TunnelDesk


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def file(desk: TunnelDesk, *listed: FiledProposal, by: str = "edda") -> list[Outcome]:
    return list(file_all(desk.services, WORKSPACE, {filed.id: filed.version for filed in listed}, by=by))


def state(desk: TunnelDesk, proposal_id: int) -> ProposalState:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, proposal_id).state


def test_proposals_on_one_event_are_all_filed_though_each_changes_the_record_for_the_next(desk: TunnelDesk) -> None:
    desk.two_papers()
    again = [desk.bring(f"/again-{n}", SECOND_HAND, day=5, host=QUICK) for n in range(3)]
    assert all(adds_nothing(filed.proposal) for filed in again)
    assert [(each.proposal_id, each.why) for each in file(desk, *again)] == [(filed.id, None) for filed in again]
    assert {state(desk, filed.id) for filed in again} == {ProposalState.APPROVED}


def test_what_would_change_something_by_now_or_is_ones_own_stays_waiting_and_says_why(desk: TunnelDesk) -> None:
    desk.approve(first := desk.bring("/roof", FELL, FOUR, day=4))
    repeats = desk.bring("/again", SECOND_HAND, day=5, host=QUICK)
    own = desk.bring("/own", SECOND_HAND, day=5, host=QUICK, by="edda")
    assert adds_nothing(repeats.proposal)
    assert adds_nothing(own.proposal)
    undo(desk.services, WORKSPACE, first.id, by="edda")
    found = file(desk, repeats, own)
    assert [(each.proposal_id, each.waits) for each in found] == [(repeats.id, True), (own.id, True)]
    assert "It would change something by now" in (found[0].why or "")
    assert {state(desk, filed.id) for filed in (repeats, own)} == {ProposalState.PENDING}


def test_ones_own_link_is_not_filed_by_oneself(desk: TunnelDesk) -> None:
    desk.two_papers()
    own = desk.bring("/own", SECOND_HAND, day=5, host=QUICK, by="edda")
    (left,) = file(desk, own)
    assert "another editor has to decide" in (left.why or "")
    assert file(desk, own, by="tobias")[0].why is None


def test_another_number_is_not_nothing_new(desk: TunnelDesk) -> None:
    desk.two_papers()
    filed = desk.bring("/again", SECOND_HAND, day=5, host=QUICK)
    counted = filed.proposal.model_copy(update={"remarks": (another_number(6, 4, "Four were hurt."),)})
    assert adds_nothing(filed.proposal)
    assert not adds_nothing(counted)


def test_what_was_filed_already_does_not_wait_any_more(desk: TunnelDesk) -> None:
    desk.two_papers()
    again = desk.bring("/again", SECOND_HAND, day=5, host=QUICK)
    file(desk, again)
    (left,) = file(desk, again, by="tobias")
    assert (left.waits, "approved by edda" in (left.why or "")) == (False, True)


def test_one_that_is_not_as_it_was_listed_stays_though_it_adds_nothing(desk: TunnelDesk) -> None:
    desk.two_papers()
    listed = desk.bring("/again", SECOND_HAND, day=5, host=QUICK)
    with desk.services.database.transaction(WORKSPACE) as s:
        proposals.revise(s, listed.id, listed.version, listed.proposal, desk.services.clock())
    (left,) = file(desk, listed)
    assert (left.waits, left.why) == (True, "It has changed since it was listed, so look at its card first.")
    assert state(desk, listed.id) is ProposalState.PENDING


def test_what_was_filed_before_an_error_is_known(desk: TunnelDesk) -> None:
    desk.two_papers()
    first, second = (desk.bring(f"/again-{n}", SECOND_HAND, day=5, host=QUICK) for n in range(2))
    filing = file_all(desk.services, WORKSPACE, {first.id: first.version, second.id: second.version}, by="edda")
    assert next(filing).why is None
    assert (state(desk, first.id), state(desk, second.id)) == (ProposalState.APPROVED, ProposalState.PENDING)


@pytest.mark.parametrize(
    ("by", "desk_of_one", "allowed", "offered"),
    [
        ("edda", False, False, False),
        ("edda", True, False, True),
        ("edda", False, True, True),
        ("EDDA", False, False, False),
        ("jo", False, False, True),
    ],
)
def test_offered_is_what_may_be_decided(desk: TunnelDesk, by: str, desk_of_one: bool, allowed: bool, offered: bool) -> None:
    desk.two_papers()
    waiting = [desk.bring("/own", SECOND_HAND, day=5, host=QUICK, by=by)]
    services = replace(desk.services, self_approval=desk_of_one)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        found = fileable(services, s, WorkspaceSettings(self_approval=allowed), waiting, "edda", {})
    assert (found == waiting) is offered
