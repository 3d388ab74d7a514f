"""Deciding: who may, on what, once; and the record afterwards."""

import threading
from collections.abc import Callable

import pytest

from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Assessment, Claim, Level, Origin, OriginKind
from bot.domain.record import Decision, DecisionKind, FiledProposal, LevelChange
from bot.pipeline.decide import Amendment, approve, reject, undo
from bot.pipeline.desk import Desk
from storage import decisions, events, history, proposals, reports
from storage.db import Database
from tests.newsroom import STORY, WORKSPACE, ScriptedReader, answer, brought_and_worked, judged, make_desk, page
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
    assert {c.decision_id for c in changes(desk)} == {decision.id}
    assert {c.claim: c.level_after for c in changes(desk)}["so"] is Level.REPORTED


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


@pytest.mark.parametrize("name", ["jo ", " Jo", "ＪＯ"])
def test_another_spelling_of_a_name_is_the_same_person(database: Database, server: PageServer, name: str) -> None:
    desk = make_desk(database, server, on_the_dam())
    with pytest.raises(Refused, match="brought this link"):
        approve(desk, WORKSPACE, proposed(desk).id, by=name, version=1)


@pytest.mark.parametrize("name", ["", "  ", "jo\u200b", "\x1b[31mred", "x" * 101])
def test_what_is_no_name_decides_nothing(database: Database, server: PageServer, name: str) -> None:
    desk = make_desk(database, server, on_the_dam())
    waiting = proposed(desk)
    with pytest.raises(BadInput):
        approve(desk, WORKSPACE, waiting.id, by=name, version=1)
    with pytest.raises(BadInput):
        reject(desk, WORKSPACE, waiting.id, by=name, version=1, reason="No.")
    with pytest.raises(BadInput):
        undo(desk, WORKSPACE, waiting.id, by=name)


def test_a_rejection_needs_a_reason(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    with pytest.raises(BadInput, match="reason"):
        reject(desk, WORKSPACE, proposed(desk).id, by="edda", version=1, reason=" ")


def test_two_copies_that_wait_together_do_not_both_count(database: Database, server: PageServer) -> None:
    server.page("/copy", page(title="Dam at Orrin gives way"))
    own = Origin(kind=OriginKind.OWN)
    reader = ScriptedReader(
        answer(judged("orrin-dam", "so", "The Orrin dam failed before dawn", origin=own, basis="witnessed"))
    )
    desk = make_desk(database, server, reader, hosts=("courier.example", "mirror.example"))
    first = proposed(desk)
    (copy,) = brought_and_worked(desk, "http://mirror.example/copy")[1]
    assert copy.proposal.reports[0].copy_of is None
    approve(desk, WORKSPACE, first.id, by="edda", version=1)
    level = record(desk)[1]
    with pytest.raises(Refused, match="record has changed"):
        approve(desk, WORKSPACE, copy.id, by="edda", version=1)
    assert record(desk)[1] == level
    with database.transaction(WORKSPACE, read_only=True) as s:
        renewed = proposals.get(s, copy.id)
    assert (renewed.version, renewed.proposal.reports[0].copy_of) == (2, "courier.example")
    assert renewed.proposal.verdict.startswith("No change")
    approve(desk, WORKSPACE, copy.id, by="edda", version=2)
    assert (record(desk)[1].origins, record(desk)[1].score) == (level.origins, level.score)


def test_a_draft_keeps_no_claim_that_its_editor_dropped(database: Database, server: PageServer) -> None:
    empty = Claim(key="office", text="The office of the Orrin Water Board stood empty.")
    draft = DRAFT.model_copy(update={"claims": (*DRAFT.claims, empty)})
    quotes = {"school": "People were taken to the school on the hill.", "office": "its office by the river was empty"}
    reader = ScriptedReader(answer(*(judged("", key, quote) for key, quote in quotes.items()), draft=draft))
    desk = make_desk(database, server, reader)
    waiting = proposed(desk)
    dropped = next(r.id for r in waiting.proposal.reports if r.claim == "office")
    amendment = Amendment({}, frozenset({dropped}), headline="Orrin shelters in its school")
    approve(desk, WORKSPACE, waiting.id, by="edda", version=1, amendment=amendment)
    with database.transaction(WORKSPACE, read_only=True) as s:
        event = events.get(s, "orrin-shelters-in-its-school")
    assert [claim.key for claim in event.claims] == ["school"]


@pytest.mark.parametrize("headline", [" ", "x" * 1001])
def test_a_headline_that_cannot_be_one(database: Database, server: PageServer, headline: str) -> None:
    reader = ScriptedReader(answer(judged("", "school", "People were taken to the school on the hill."), draft=DRAFT))
    desk = make_desk(database, server, reader)
    with pytest.raises(BadInput, match="headline"):
        approve(desk, WORKSPACE, proposed(desk).id, by="edda", version=1, amendment=Amendment({}, headline=headline))


def test_a_headline_belongs_to_new_events_only(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    with pytest.raises(BadInput, match="new event only"):
        approve(desk, WORKSPACE, proposed(desk).id, by="edda", version=1, amendment=Amendment({}, headline="Another"))


def test_two_drafts_of_one_happening_do_not_become_two_events(database: Database, server: PageServer) -> None:
    server.page("/other", page(STORY.replace("before dawn", "early in the morning"), title="Orrin under water"))
    reader = ScriptedReader(answer(judged("", "school", "People were taken to the school on the hill."), draft=DRAFT))
    desk = make_desk(database, server, reader)
    first = proposed(desk)
    (second,) = brought_and_worked(desk, "http://courier.example/other")[1]
    approve(desk, WORKSPACE, first.id, by="edda", version=1)
    with pytest.raises(Refused, match="people-of-orrin-are-taken-to-the-school"):
        approve(desk, WORKSPACE, second.id, by="edda", version=1)
