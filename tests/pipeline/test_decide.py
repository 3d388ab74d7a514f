"""Deciding: who may, on what, once; and the record afterwards."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Assessment, Claim, Hop, HopKind, Level
from bot.domain.record import Decision, DecisionKind, FiledProposal, LevelChange
from bot.pipeline.amend import Amendment
from bot.pipeline.decide import approve, reject, undo
from bot.pipeline.services import Services
from storage import decisions, events, history, proposals, reports
from storage.db import Database
from tests.newsroom import STORY, WORKSPACE, ScriptedReader, answer, brought_and_worked, judged, make_services, page
from tests.page_server import PageServer
from tests.pipeline.test_review import DRAFT, SAID, URL, on_the_dam


def proposed(services: Services) -> FiledProposal:
    return brought_and_worked(services, URL)[1][0]


def record(services: Services, slug: str = "orrin-dam") -> tuple[Assessment, ...]:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return assess_event(events.get(s, slug), reports.standing(s, slug))


def changes(services: Services, slug: str = "orrin-dam") -> list[LevelChange]:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return history.of_event(s, slug)


def test_nothing_enters_the_record_before_an_approval(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    before = record(services)
    waiting = proposed(services)
    assert record(services) == before
    decision = approve(services, WORKSPACE, waiting.id, by="edda", version=1, reason="On record.")
    assert (decision.kind, decision.by, decision.reason, decision.own_submission) == (
        DecisionKind.APPROVE,
        "edda",
        "On record.",
        False,
    )
    assert record(services) == waiting.proposal.after
    assert {c.decision_id for c in changes(services)} == {decision.id}
    assert {c.claim: c.level_after for c in changes(services)}["so"] is Level.REPORTED


def test_a_rejection_changes_nothing(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    before = record(services)
    reject(services, WORKSPACE, proposed(services).id, by="edda", version=1, reason="Not ours.")
    assert record(services) == before
    assert changes(services) == []


def test_nobody_approves_their_own_submission_however_they_spell_their_name(
    sqlite_database: Database, server: PageServer
) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    for name in ("jo", "JO", "jo ", " Jo", "ＪＯ"):
        with pytest.raises(Refused, match="brought this link"):
            approve(services, WORKSPACE, waiting.id, by=name, version=1)


def test_nobody_rejects_their_own_submission_unless_the_desk_is_of_one(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    with pytest.raises(Refused, match="brought this link, so another editor has to decide"):
        reject(services, WORKSPACE, waiting.id, by="Jo", version=1, reason="On second thoughts.")
    alone = replace(services, self_approval=True)
    assert reject(alone, WORKSPACE, waiting.id, by="jo", version=1, reason="On second thoughts.").own_submission


def test_a_one_person_desk_may_and_the_record_says_so(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam(), self_approval=True)
    assert approve(services, WORKSPACE, proposed(services).id, by="jo", version=1).own_submission


def test_approving_twice(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    approve(services, WORKSPACE, waiting.id, by="edda", version=1)
    with pytest.raises(Refused, match="approved by edda"):
        approve(services, WORKSPACE, waiting.id, by="tobias", version=1)
    assert record(services) == waiting.proposal.after


def test_approving_an_old_version(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    approve(services, WORKSPACE, waiting.id, by="edda", version=1)
    undo(services, WORKSPACE, waiting.id, by="edda")
    with pytest.raises(Refused, match="not the newest"):
        approve(services, WORKSPACE, waiting.id, by="tobias", version=1)


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])  # their locks differ
def test_two_people_deciding_at_once(database: Database, server: PageServer) -> None:
    services = make_services(database, server, on_the_dam())
    waiting = proposed(services)
    start, done, refused = threading.Barrier(2, timeout=60), list[Decision](), list[Refused]()

    def decide(act: Callable[[], Decision]) -> None:
        start.wait()
        try:
            done.append(act())
        except Refused as error:
            refused.append(error)

    acts: list[Callable[[], Decision]] = [
        lambda: approve(services, WORKSPACE, waiting.id, by="edda", version=1),
        lambda: reject(services, WORKSPACE, waiting.id, by="tobias", version=1, reason="No."),
    ]
    people = [threading.Thread(target=decide, args=(act,), daemon=True) for act in acts]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    (won,), (lost,) = done, refused
    assert won.by in lost.sentence
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert decisions.of_proposal(s, waiting.id) == [won]
        assert len(reports.standing(s, "orrin-dam")) == (2 if won.kind is DecisionKind.APPROVE else 0)


def test_undo_restores_the_exact_state_and_the_proposal_waits_again(database: Database, server: PageServer) -> None:
    services = make_services(database, server, on_the_dam())
    before = record(services)
    waiting = proposed(services)
    approve(services, WORKSPACE, waiting.id, by="edda", version=1)
    undone = undo(services, WORKSPACE, waiting.id, by="edda", reason="Too early.")
    assert undone.kind is DecisionKind.UNDO
    assert record(services) == before
    with database.transaction(WORKSPACE, read_only=True) as s:
        again = proposals.get(s, waiting.id)
    assert (again.version, again.proposal) == (2, waiting.proposal)
    approve(services, WORKSPACE, waiting.id, by="edda", version=2)
    assert record(services) == waiting.proposal.after
    assert changes(services)[-1].level_after == record(services)[1].level


def test_nobody_undoes_the_decision_on_their_own_submission_unless_the_desk_is_of_one(
    sqlite_database: Database, server: PageServer
) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    approve(services, WORKSPACE, waiting.id, by="edda", version=1)
    with pytest.raises(Refused, match="another editor has to decide"):
        undo(services, WORKSPACE, waiting.id, by="jo")
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert reports.standing(s, "orrin-dam")
    alone = replace(services, self_approval=True)
    assert undo(alone, WORKSPACE, waiting.id, by="jo").own_submission


def test_there_is_nothing_to_undo_twice(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    reject(services, WORKSPACE, waiting.id, by="edda", version=1, reason="No.")
    undo(services, WORKSPACE, waiting.id, by="edda")
    with pytest.raises(Refused, match="nothing to undo"):
        undo(services, WORKSPACE, waiting.id, by="edda")


def test_an_old_button_undoes_no_newer_decision(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    approve(services, WORKSPACE, waiting.id, by="edda", version=1)
    undo(services, WORKSPACE, waiting.id, by="edda", version=1)
    approve(services, WORKSPACE, waiting.id, by="kim", version=2)
    with pytest.raises(Refused, match="belongs to an older decision"):
        undo(services, WORKSPACE, waiting.id, by="edda", version=1)
    assert record(services) == waiting.proposal.after
    assert undo(services, WORKSPACE, waiting.id, by="edda", version=2).kind is DecisionKind.UNDO


def test_after_its_time_a_decision_is_not_undone_but_reopened(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    decision = approve(services, WORKSPACE, waiting.id, by="edda", version=1)
    quarter = dt.timedelta(minutes=15)
    late = replace(services, clock=lambda: decision.at + quarter + dt.timedelta(seconds=1))
    with pytest.raises(Refused, match=r"within 15 minutes here.*Reopen decision"):
        undo(late, WORKSPACE, waiting.id, by="edda", version=1, within=quarter)
    assert record(services) == waiting.proposal.after
    in_time = replace(services, clock=lambda: decision.at + quarter)
    assert undo(in_time, WORKSPACE, waiting.id, by="edda", version=1, within=quarter).kind is DecisionKind.UNDO


def test_a_new_event_that_was_undone_is_found_again(sqlite_database: Database, server: PageServer) -> None:
    reader = ScriptedReader(answer(judged("", "school", "People were taken to the school on the hill."), draft=DRAFT))
    services = make_services(sqlite_database, server, reader)
    waiting = proposed(services)
    approve(services, WORKSPACE, waiting.id, by="edda", version=1)
    undo(services, WORKSPACE, waiting.id, by="edda")
    approve(services, WORKSPACE, waiting.id, by="edda", version=2)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert events.count(s) == 3
        assert len(reports.standing(s, "people-of-orrin-are-taken-to-the-school")) == 1


def test_an_amendment_is_what_enters_the_record(database: Database, server: PageServer) -> None:
    services = make_services(database, server, on_the_dam())
    waiting = proposed(services)
    said, so = (r.id for r in waiting.proposal.reports)
    own = Hop(kind=HopKind.OWN)
    amendment = Amendment({so: {"tone": "uncertain", "path": (own,)}}, frozenset({said}))
    decision = approve(services, WORKSPACE, waiting.id, by="edda", version=1, amendment=amendment)
    assert (decision.kind, decision.version) == (DecisionKind.AMEND, 2)
    with database.transaction(WORKSPACE, read_only=True) as s:
        (kept,) = reports.standing(s, "orrin-dam")
        assert proposals.version(s, waiting.id, 1) == waiting.proposal
    assert (kept.claim, kept.tone, kept.origin) == ("so", "uncertain", own)


def test_an_amendment_that_makes_no_sense_changes_nothing(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    first, second = (r.id for r in waiting.proposal.reports)
    for amendment, words in (
        (Amendment({"99-1": {"tone": "likely"}}), "no report 99-1"),
        (Amendment({first: {"tone": "loud"}}), "tone"),
        (Amendment({}, frozenset({first, second})), "No report would be left"),
    ):
        with pytest.raises(BadInput, match=words):
            approve(services, WORKSPACE, waiting.id, by="edda", version=1, amendment=amendment)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert (proposals.get(s, waiting.id).version, decisions.of_proposal(s, waiting.id)) == (1, [])


def test_a_quote_in_the_record_stands_in_the_article(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    approve(services, WORKSPACE, proposed(services).id, by="edda", version=1)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert {r.quote for r in reports.standing(s, "orrin-dam")} == {SAID}


def test_what_is_no_name_decides_nothing(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    for name in ("", "  ", "jo\u200b", "\x1b[31mred", "x" * 101):
        with pytest.raises(BadInput):
            approve(services, WORKSPACE, waiting.id, by=name, version=1)
        with pytest.raises(BadInput):
            reject(services, WORKSPACE, waiting.id, by=name, version=1, reason="No.")
        with pytest.raises(BadInput):
            undo(services, WORKSPACE, waiting.id, by=name)


def test_a_rejection_needs_a_reason(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    with pytest.raises(BadInput, match="reason"):
        reject(services, WORKSPACE, proposed(services).id, by="edda", version=1, reason=" ")


def test_two_copies_that_wait_together_do_not_both_count(sqlite_database: Database, server: PageServer) -> None:
    server.page("/copy", page(title="Dam at Orrin gives way"))
    own = Hop(kind=HopKind.OWN)
    reader = ScriptedReader(
        answer(judged("orrin-dam", "so", "The Orrin dam failed before dawn", origin=own, basis="witnessed"))
    )
    services = make_services(sqlite_database, server, reader, hosts=("courier.example", "mirror.example"))
    first = proposed(services)
    (copy,) = brought_and_worked(services, "http://mirror.example/copy")[1]
    assert [waiting.proposal.reports[0].copy_of for waiting in (first, copy)] == [None, "courier.example"]
    approve(services, WORKSPACE, first.id, by="edda", version=1)
    level = record(services)[1]
    with pytest.raises(Refused, match="record has changed"):
        approve(services, WORKSPACE, copy.id, by="edda", version=1)
    assert record(services)[1] == level
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        renewed = proposals.get(s, copy.id)
    assert (renewed.version, renewed.proposal.reports[0].copy_of) == (2, "courier.example")
    assert renewed.proposal.verdict.startswith("No change")
    approve(services, WORKSPACE, copy.id, by="edda", version=2)
    assert (record(services)[1].origins, record(services)[1].score) == (level.origins, level.score)


def test_a_draft_keeps_no_claim_that_its_editor_dropped(sqlite_database: Database, server: PageServer) -> None:
    empty = Claim(key="office", text="The office of the Orrin Water Board stood empty.")
    draft = DRAFT.model_copy(update={"claims": (*DRAFT.claims, empty)})
    quotes = {"school": "People were taken to the school on the hill.", "office": "its office by the river was empty"}
    reader = ScriptedReader(answer(*(judged("", key, quote) for key, quote in quotes.items()), draft=draft))
    services = make_services(sqlite_database, server, reader)
    waiting = proposed(services)
    dropped = next(r.id for r in waiting.proposal.reports if r.claim == "office")
    amendment = Amendment({}, frozenset({dropped}), headline="Orrin shelters in its school")
    approve(services, WORKSPACE, waiting.id, by="edda", version=1, amendment=amendment)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        event = events.get(s, "orrin-shelters-in-its-school")
    assert [claim.key for claim in event.claims] == ["school"]


def test_a_headline_that_cannot_be_one(sqlite_database: Database, server: PageServer) -> None:
    reader = ScriptedReader(answer(judged("", "school", "People were taken to the school on the hill."), draft=DRAFT))
    services = make_services(sqlite_database, server, reader)
    waiting = proposed(services)
    for headline in (" ", "x" * 1001):
        with pytest.raises(BadInput, match="headline"):
            approve(services, WORKSPACE, waiting.id, by="edda", version=1, amendment=Amendment({}, headline=headline))


def test_a_headline_belongs_to_new_events_only(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    with pytest.raises(BadInput, match="new event only"):
        approve(services, WORKSPACE, proposed(services).id, by="edda", version=1, amendment=Amendment({}, headline="Another"))


def test_two_drafts_of_one_happening_do_not_become_two_events(sqlite_database: Database, server: PageServer) -> None:
    server.page("/other", page(STORY.replace("before dawn", "early in the morning"), title="Orrin under water"))
    reader = ScriptedReader(answer(judged("", "school", "People were taken to the school on the hill."), draft=DRAFT))
    services = make_services(sqlite_database, server, reader)
    first = proposed(services)
    (second,) = brought_and_worked(services, "http://courier.example/other")[1]
    approve(services, WORKSPACE, first.id, by="edda", version=1)
    with pytest.raises(Refused, match="people-of-orrin-are-taken-to-the-school"):
        approve(services, WORKSPACE, second.id, by="edda", version=1)
