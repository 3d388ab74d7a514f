"""Deciding: who may, on what, once; and the record afterwards."""

import threading
from collections.abc import Callable

import pytest

from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Assessment, Level, Origin, OriginKind
from bot.domain.record import Decision, DecisionKind, FiledProposal, LevelChange
from bot.pipeline.decide import Amendment, approve, reject, undo
from bot.pipeline.desk import Desk
from storage import decisions, events, history, proposals, reports
from storage.db import Database
from tests.newsroom import WORKSPACE, ScriptedReader, answer, brought_and_worked, judged, make_desk
from tests.page_server import PageServer
from tests.pipeline.test_review import DRAFT, SAID, URL, on_the_dam


def proposed(desk: Desk) -> FiledProposal:
    return brought_and_worked(desk, URL)[1][0]


def record(desk: Desk, slug: str = "orrin-dam") -> tuple[Assessment, ...]:
    with desk.database.transaction(WORKSPACE, read_only=True) as s:
        return assess_event(events.get(s, slug), reports.standing(s, slug))


def changes(desk: Desk, slug: str = "orrin-dam") -> list[LevelChange]:
    with desk.database.transaction(WORKSPACE, read_only=True) as s:
        return history.of_event(s, slug)


def test_nothing_enters_the_record_before_an_approval(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    before = record(desk)
    waiting = proposed(desk)
    assert record(desk) == before
    decision = approve(desk, WORKSPACE, waiting.id, by="edda", version=1, reason="On record.")
    assert (decision.kind, decision.by, decision.reason, decision.own_submission) == (
        DecisionKind.APPROVE,
        "edda",
        "On record.",
        False,
    )
    assert record(desk) == waiting.proposal.after
    assert {(c.claim, c.level_after, c.decision_id) for c in changes(desk)} == {
        ("said", Level.UNVERIFIED, decision.id),
        ("so", Level.REPORTED, decision.id),
    } or all(c.decision_id == decision.id for c in changes(desk))


def test_a_rejection_changes_nothing(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    before = record(desk)
    reject(desk, WORKSPACE, proposed(desk).id, by="edda", version=1, reason="Not ours.")
    assert record(desk) == before
    assert changes(desk) == []


@pytest.mark.parametrize("name", ["jo", "JO"])
def test_nobody_approves_their_own_submission(database: Database, server: PageServer, name: str) -> None:
    desk = make_desk(database, server, on_the_dam())
    with pytest.raises(Refused, match="brought this link"):
        approve(desk, WORKSPACE, proposed(desk).id, by=name, version=1)


def test_a_one_person_desk_may_and_the_record_says_so(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam(), self_approval=True)
    assert approve(desk, WORKSPACE, proposed(desk).id, by="jo", version=1).own_submission


def test_approving_twice(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    waiting = proposed(desk)
    approve(desk, WORKSPACE, waiting.id, by="edda", version=1)
    with pytest.raises(Refused, match="approved by edda"):
        approve(desk, WORKSPACE, waiting.id, by="tobias", version=1)
    assert record(desk) == waiting.proposal.after


def test_approving_an_old_version(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    waiting = proposed(desk)
    approve(desk, WORKSPACE, waiting.id, by="edda", version=1)
    undo(desk, WORKSPACE, waiting.id, by="edda")
    with pytest.raises(Refused, match="not the newest"):
        approve(desk, WORKSPACE, waiting.id, by="tobias", version=1)


def test_two_people_deciding_at_once(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    waiting = proposed(desk)
    start, done, refused = threading.Barrier(2), list[Decision](), list[Refused]()

    def decide(act: Callable[[], Decision]) -> None:
        start.wait()
        try:
            done.append(act())
        except Refused as error:
            refused.append(error)

    acts: list[Callable[[], Decision]] = [
        lambda: approve(desk, WORKSPACE, waiting.id, by="edda", version=1),
        lambda: reject(desk, WORKSPACE, waiting.id, by="tobias", version=1, reason="No."),
    ]
    people = [threading.Thread(target=decide, args=(act,)) for act in acts]
    for person in people:
        person.start()
    for person in people:
        person.join()
    (won,), (lost,) = done, refused
    assert won.by in lost.sentence
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert decisions.of_proposal(s, waiting.id) == [won]
        assert len(reports.standing(s, "orrin-dam")) == (2 if won.kind is DecisionKind.APPROVE else 0)


def test_undo_restores_the_exact_state_and_the_proposal_waits_again(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    before = record(desk)
    waiting = proposed(desk)
    approve(desk, WORKSPACE, waiting.id, by="edda", version=1)
    undone = undo(desk, WORKSPACE, waiting.id, by="edda", reason="Too early.")
    assert undone.kind is DecisionKind.UNDO
    assert record(desk) == before
    with database.transaction(WORKSPACE, read_only=True) as s:
        again = proposals.get(s, waiting.id)
    assert (again.version, again.proposal) == (2, waiting.proposal)
    approve(desk, WORKSPACE, waiting.id, by="edda", version=2)
    assert record(desk) == waiting.proposal.after
    assert changes(desk)[-1].level_after == record(desk)[1].level


def test_there_is_nothing_to_undo_twice(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    waiting = proposed(desk)
    reject(desk, WORKSPACE, waiting.id, by="edda", version=1, reason="No.")
    undo(desk, WORKSPACE, waiting.id, by="edda")
    with pytest.raises(Refused, match="nothing to undo"):
        undo(desk, WORKSPACE, waiting.id, by="edda")


def test_a_new_event_that_was_undone_is_found_again(database: Database, server: PageServer) -> None:
    reader = ScriptedReader(answer(judged("", "school", "People were taken to the school on the hill."), draft=DRAFT))
    desk = make_desk(database, server, reader)
    waiting = proposed(desk)
    approve(desk, WORKSPACE, waiting.id, by="edda", version=1)
    undo(desk, WORKSPACE, waiting.id, by="edda")
    approve(desk, WORKSPACE, waiting.id, by="edda", version=2)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert events.count(s) == 3
        assert len(reports.standing(s, "people-of-orrin-are-taken-to-the-school")) == 1


def test_an_amendment_is_what_enters_the_record(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    waiting = proposed(desk)
    said, so = (r.id for r in waiting.proposal.reports)
    own = Origin(kind=OriginKind.OWN)
    amendment = Amendment({so: {"tone": "uncertain", "origin": own}}, frozenset({said}))
    decision = approve(desk, WORKSPACE, waiting.id, by="edda", version=1, amendment=amendment)
    assert (decision.kind, decision.version) == (DecisionKind.AMEND, 2)
    with database.transaction(WORKSPACE, read_only=True) as s:
        (kept,) = reports.standing(s, "orrin-dam")
        assert proposals.version(s, waiting.id, 1) == waiting.proposal
    assert (kept.claim, kept.tone, kept.origin) == ("so", "uncertain", own)


@pytest.mark.parametrize(
    ("amendment", "words"),
    [
        (Amendment({"99-1": {"tone": "likely"}}), "no report 99-1"),
        (Amendment({"FIRST": {"tone": "loud"}}), "tone"),
        (Amendment({}, frozenset({"FIRST", "SECOND"})), "No report would be left"),
    ],
)
def test_an_amendment_that_makes_no_sense(database: Database, server: PageServer, amendment: Amendment, words: str) -> None:
    desk = make_desk(database, server, on_the_dam())
    waiting = proposed(desk)
    ids = dict(zip(("FIRST", "SECOND"), (r.id for r in waiting.proposal.reports), strict=True))
    real = Amendment(
        {ids.get(key, key): value for key, value in amendment.reports.items()},
        frozenset(ids.get(key, key) for key in amendment.dropped),
    )
    with pytest.raises(BadInput, match=words):
        approve(desk, WORKSPACE, waiting.id, by="edda", version=1, amendment=real)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert (proposals.get(s, waiting.id).version, decisions.of_proposal(s, waiting.id)) == (1, [])


def test_a_quote_in_the_record_stands_in_the_article(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    approve(desk, WORKSPACE, proposed(desk).id, by="edda", version=1)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert {r.quote for r in reports.standing(s, "orrin-dam")} == {SAID}
