"""A report's translation on its way into the record, and what a proposal says of an article that was read in part."""

from bot.cards import event_card, proposal_card
from bot.domain.model import Hop, HopKind, Report
from bot.pipeline.amend import Amendment
from bot.pipeline.decide import approve, undo
from bot.pipeline.record import reading_of
from bot.pipeline.services import Services
from storage import events, reports
from storage.db import Database
from tests.newsroom import DAM, WORKSPACE, ScriptedReader, answer, bring, judged, make_services, outcome, work
from tests.page_server import PageServer

SAID = "Дамбу прорвало вранці в понеділок, сказала мерка міста Вера Холм."
TRANSLATION = "The dam burst on Monday morning, the town's mayor Vera Holm said."
TEXT = f"{SAID}\n\nЛюдей вивезли до школи на пагорбі, і вода ще кілька годин текла вулицями нижнього міста."
READ = "The model read 2 of the article's 9 paragraphs: the beginning, and quotes; the rest was not read."


def services_of(database: Database, server: PageServer) -> Services:
    said = (judged("orrin-dam", key, SAID, translation=TRANSLATION) for key in ("said", "so"))
    return make_services(database, server, ScriptedReader(answer(*said, remarks=(READ,), in_part=True)))


def on_record(services: Services) -> tuple[Report, ...]:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return reports.standing(s, "orrin-dam")


def test_a_translation_goes_into_the_record_beside_the_original(sqlite_database: Database, server: PageServer) -> None:
    services = services_of(sqlite_database, server)
    submission = bring(services, text=TEXT).submission
    work(services, submission.id)
    _, (proposal,) = outcome(services, submission.id)
    marked = f"“{SAID}”\n    Translation by the model, not checked: “{TRANSLATION}”"
    assert proposal_card(proposal, DAM).count(marked) == 2
    approve(services, WORKSPACE, proposal.id, by="edda", version=1)
    assert [(r.quote, r.translation) for r in on_record(services)] == [(SAID, TRANSLATION)] * 2
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert event_card(events.get(s, "orrin-dam"), reports.standing(s, "orrin-dam")).count(marked) == 2


def test_an_amendment_keeps_the_translation(sqlite_database: Database, server: PageServer) -> None:
    services = services_of(sqlite_database, server)
    submission = bring(services, text=TEXT).submission
    work(services, submission.id)
    _, (proposal,) = outcome(services, submission.id)
    said, so = (r.id for r in proposal.proposal.reports)
    amendment = Amendment({so: {"tone": "likely", "path": (Hop(kind=HopKind.UNNAMED),)}}, frozenset({said}))
    decision = approve(services, WORKSPACE, proposal.id, by="edda", version=1, amendment=amendment)
    (kept,) = on_record(services)
    assert (kept.tone, kept.quote, kept.translation) == ("likely", SAID, TRANSLATION)
    undo(services, WORKSPACE, proposal.id, by="edda", version=decision.version)
    _, (waiting,) = outcome(services, submission.id)
    assert [r.translation for r in waiting.proposal.reports] == [TRANSLATION]


def test_a_proposal_says_that_only_passages_were_read_and_which(sqlite_database: Database, server: PageServer) -> None:
    services = services_of(sqlite_database, server)
    submission = bring(services, text=TEXT).submission
    work(services, submission.id)
    _, (proposal,) = outcome(services, submission.id)
    assert proposal.proposal.read_by.startswith("A part of the text was read by ")
    assert READ in proposal.proposal.remarks
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert reading_of(s, submission.id)[1].in_part
