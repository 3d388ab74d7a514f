import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.domain.errors import NotFound, Refused
from bot.domain.record import Decision, DecisionKind, ProposalState
from storage import decisions, events, proposals
from storage.session import WorkspaceSession
from tests.storage import made
from tests.storage.made import Workspace


@pytest.fixture
def record(workspace: Workspace) -> made.Record:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        return made.waiting(s)


def approve(s: WorkspaceSession, id_: int, version: int = 1, by: str = "ed") -> Decision:
    return decisions.decide(s, id_, version, DecisionKind.APPROVE, by, made.NOW, "Sound.")


def test_a_proposal_comes_back_as_it_went_in(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s:
        filed = proposals.get(s, record.proposal)
        assert (filed.version, filed.state, filed.filed_at) == (1, ProposalState.PENDING, made.NOW)
        assert filed.proposal == made.proposal()
        assert filed.submission.id == record.submission
        assert proposals.of_submission(s, record.submission) == [filed]


def test_the_same_proposal_again_is_the_same(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s:
        other = made.proposal(verdict="Otherwise.")
        assert proposals.save(s, record.submission, record.reading, other, made.NOW) == record.proposal
        assert proposals.get(s, record.proposal).proposal == made.proposal()
        new = proposals.save(s, record.submission, record.reading, made.proposal(None), made.NOW)
        assert new != record.proposal
        assert proposals.save(s, record.submission, record.reading, made.proposal(None), made.NOW) == new
        with pytest.raises(NotFound, match="no event 'elsewhere'"):
            proposals.save(s, record.submission, record.reading, made.proposal("elsewhere"), made.NOW)


def test_proposals_are_listed_by_state(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s:
        new = proposals.save(s, record.submission, record.reading, made.proposal(None), made.NOW)
        approve(s, record.proposal)
        assert [filed.id for filed in proposals.list_(s)] == [new, record.proposal]
        assert [filed.id for filed in proposals.list_(s, limit=1)] == [new]
        assert [filed.id for filed in proposals.list_(s, ProposalState.PENDING)] == [new]
        assert [filed.id for filed in proposals.list_(s, ProposalState.APPROVED)] == [record.proposal]
        assert proposals.list_(s, ProposalState.REJECTED) == []


def test_a_revision_is_a_new_version_and_the_old_one_stays(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s:
        assert proposals.revise(s, record.proposal, 1, made.proposal(verdict="Better."), made.NOW) == 2
        assert proposals.get(s, record.proposal).proposal.verdict == "Better."
        assert proposals.version(s, record.proposal, 1) == made.proposal()
        with pytest.raises(Refused, match="newer version: 2"):
            proposals.revise(s, record.proposal, 1, made.proposal(), made.NOW)
        approve(s, record.proposal, 2)
        with pytest.raises(Refused, match="approved already; undo"):
            proposals.revise(s, record.proposal, 2, made.proposal(), made.NOW)
        with pytest.raises(NotFound, match="no version 3"):
            proposals.version(s, record.proposal, 3)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (DecisionKind.APPROVE, ProposalState.APPROVED),
        (DecisionKind.AMEND, ProposalState.APPROVED),
        (DecisionKind.REJECT, ProposalState.REJECTED),
    ],
)
def test_a_decision_is_kept_and_settles_the_proposal(
    workspace: Workspace, record: made.Record, kind: DecisionKind, state: ProposalState
) -> None:
    with workspace.transaction() as s:
        decision = decisions.decide(s, record.proposal, 1, kind, "ed", made.NOW, "Because.", own_submission=True)
    with workspace.transaction() as s:
        assert decisions.get(s, decision.id) == decision
        assert decisions.of_proposal(s, record.proposal) == [decision]
        assert decision == Decision(
            id=decision.id, proposal_id=record.proposal, version=1, kind=kind, by="ed", at=made.NOW, reason="Because.",
            own_submission=True,
        )  # fmt: skip
        assert proposals.get(s, record.proposal).state is state


def test_the_second_decision_hears_who_decided_what_and_when(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s:
        approve(s, record.proposal)
        with pytest.raises(Refused, match=r"was approved by ed on 2026-03-04 at 09:30 UTC \(version 1\)"):
            approve(s, record.proposal, by="eve")


def test_an_old_version_cannot_be_decided(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s:
        proposals.revise(s, record.proposal, 1, made.proposal(), made.NOW)
        with pytest.raises(Refused, match=r"Version 1 of proposal \d+ is not the newest, 2 is"):
            approve(s, record.proposal)
        with pytest.raises(NotFound, match="no proposal 99"):
            approve(s, 99)
        with pytest.raises(NotFound, match="no decision 99"):
            decisions.get(s, 99)


def test_an_undo_is_a_new_decision_and_the_proposal_waits_again(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s:
        approval = approve(s, record.proposal)
        undo = decisions.undo(s, record.proposal, "ana", made.NOW, "Too soon.", own_submission=True)
        assert (undo.kind, undo.undoes, undo.version, undo.reason) == (DecisionKind.UNDO, approval.id, 1, "Too soon.")
        assert undo.own_submission
        filed = proposals.get(s, record.proposal)
        assert (filed.version, filed.state, filed.proposal) == (2, ProposalState.PENDING, made.proposal())
        with pytest.raises(Refused, match="nothing to undo"):
            decisions.undo(s, record.proposal, "eve", made.NOW)
        with pytest.raises(Refused, match="Version 1"):
            approve(s, record.proposal, 1)
        second = approve(s, record.proposal, 2)
        assert decisions.undo(s, record.proposal, "eve", made.NOW).undoes == second.id
        assert len(decisions.of_proposal(s, record.proposal)) == 4


def test_an_undo_is_no_decision_on_a_version(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s, pytest.raises(ValueError, match="no decision on a version"):
        decisions.decide(s, record.proposal, 1, DecisionKind.UNDO, "ed", made.NOW)


def test_of_several_who_decide_at_once_one_wins(workspace: Workspace, record: made.Record) -> None:
    people = [f"editor-{i}" for i in range(6)]
    start = threading.Barrier(len(people), timeout=60)

    def decide(by: str) -> str:
        start.wait()
        kind = DecisionKind.APPROVE if by < "editor-3" else DecisionKind.REJECT
        try:
            with workspace.transaction() as s:
                return decisions.decide(s, record.proposal, 1, kind, by, made.NOW).by
        except Refused as refusal:
            return refusal.sentence

    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(decide, people))
    [winner] = [outcome for outcome in outcomes if outcome in people]
    assert all(f"by {winner} on" in outcome for outcome in outcomes if outcome != winner)
    with workspace.transaction() as s:
        assert [decision.by for decision in decisions.of_proposal(s, record.proposal)] == [winner]


def test_of_two_who_undo_at_once_one_wins(workspace: Workspace, record: made.Record) -> None:
    with workspace.transaction() as s:
        approve(s, record.proposal)
    start = threading.Barrier(2, timeout=60)

    def undo(by: str) -> bool:
        start.wait()
        try:
            with workspace.transaction() as s:
                decisions.undo(s, record.proposal, by, made.NOW)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(undo, ["a", "b"])) == [False, True]
    with workspace.transaction() as s:
        assert proposals.get(s, record.proposal).version == 2
