"""Where two editors are needed: the first approval is a first look, another editor decides, and changes reset it."""

import pytest

from bot.domain.errors import Refused
from bot.domain.record import DecisionKind, EditKind, FiledProposal, ProposalState
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.amend import Amendment
from bot.pipeline.decide import approve, reject, undo
from bot.pipeline.edit_event import reopen, retract
from bot.pipeline.handling import take
from bot.pipeline.second_look import FirstLook, first_look_at, needs_two
from storage import acts, decisions, events, handling, proposals, workspace_settings
from storage.db import Database
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, FOUR, NOTE, TUNNEL, TunnelDesk


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    desk = TunnelDesk(sqlite_database, server)
    with sqlite_database.transaction(WORKSPACE) as s:
        workspace_settings.save(s, WorkspaceSettings(second_look=True), "ada", desk.clock())
    return desk


def withdrawing(desk: TunnelDesk) -> FiledProposal:
    """Bring a paper that takes its own report back."""
    first = desk.bring("/roof", FELL, FOUR, day=4)
    assert not needs_two(first.proposal)
    assert approve(desk.services, WORKSPACE, first.id, by="ben", version=1).kind is DecisionKind.APPROVE
    return desk.bring("/note", NOTE, FOUR, day=6)


def now(desk: TunnelDesk, filed: FiledProposal) -> tuple[FiledProposal, FirstLook | None]:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        current = proposals.get(s, filed.id)
        return current, first_look_at(s, current)


def test_two_different_editors_decide_and_history_names_both(desk: TunnelDesk) -> None:
    filed = withdrawing(desk)
    assert needs_two(filed.proposal)
    take(desk.services, WORKSPACE, filed.id, by="ben")
    assert approve(desk.services, WORKSPACE, filed.id, by="ben", version=1).kind is DecisionKind.FIRST_LOOK
    current, first = now(desk, filed)
    assert current.state is ProposalState.PENDING
    assert first is not None
    assert (first.decision.by, first.stands) == ("ben", True)
    with pytest.raises(Refused, match="You had the first look"):
        approve(desk.services, WORKSPACE, filed.id, by="Ben", version=1)
    assert approve(desk.services, WORKSPACE, filed.id, by="cay", version=1).kind is DecisionKind.APPROVE
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        told = [(act.did, act.by) for act in acts.on_event(s, TUNNEL.slug)]
        assert handling.now_on(s, filed.id, desk.clock.now).hold is None
    assert told == [("Approved", "ben"), ("First look", "ben"), ("Approved", "cay")]
    undo(desk.services, WORKSPACE, filed.id, by="cay")
    assert now(desk, filed)[1] is None, "after an undo it needs two again"


def test_a_change_by_the_second_editor_is_a_first_look_again(desk: TunnelDesk) -> None:
    filed = withdrawing(desk)
    approve(desk.services, WORKSPACE, filed.id, by="ben", version=1)
    change = Amendment({}, frozenset({filed.proposal.reports[-1].id}))
    assert approve(desk.services, WORKSPACE, filed.id, by="cay", version=1, amendment=change).kind is DecisionKind.FIRST_LOOK
    current, first = now(desk, filed)
    assert first is not None
    assert (first.decision.by, first.stands) == ("cay", True)
    assert current.proposal.edit is not None
    assert current.proposal.edit.by == "cay", "the card shows what was changed"
    assert approve(desk.services, WORKSPACE, filed.id, by="ben", version=current.version).kind is DecisionKind.APPROVE


def test_one_editor_rejects_and_nothing_is_left_of_the_first_look(desk: TunnelDesk) -> None:
    filed = withdrawing(desk)
    approve(desk.services, WORKSPACE, filed.id, by="ben", version=1)
    reject(desk.services, WORKSPACE, filed.id, by="cay", version=1, reason="A forgery.")
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert [d.kind for d in decisions.of_proposal(s, filed.id)] == [DecisionKind.FIRST_LOOK, DecisionKind.REJECT]
    assert now(desk, filed)[1] is None


def test_an_event_is_retracted_by_two_and_reopened_by_one(desk: TunnelDesk) -> None:
    first = retract(desk.services, WORKSPACE, TUNNEL.slug, by="ben", reason="Another tunnel.")
    assert first.kind is EditKind.FIRST_LOOK
    with pytest.raises(Refused, match="You had the first look"):
        retract(desk.services, WORKSPACE, TUNNEL.slug, by="ben", reason="Really.")
    assert retract(desk.services, WORKSPACE, TUNNEL.slug, by="cay", reason="Another tunnel.").kind is EditKind.RETRACT
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert events.get(s, TUNNEL.slug).retracted_because == "Another tunnel."
    assert reopen(desk.services, WORKSPACE, TUNNEL.slug, by="ben", reason="It was this one.").kind is EditKind.REOPEN
    assert retract(desk.services, WORKSPACE, TUNNEL.slug, by="cay", reason="No.").kind is EditKind.FIRST_LOOK
