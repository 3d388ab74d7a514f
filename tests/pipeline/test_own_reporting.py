"""A newsroom's own reports: proposed like any other, counted once an editor approves them, marked as the journalist's words."""

import datetime as dt

import pytest

from bot.domain.card import CardKind, Spot
from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.model import UNKNOWN_OUTLET, Hop, HopKind, Outlet, Stance
from bot.domain.own_report import IN_OWN_WORDS, Contact, OwnReport, is_own
from bot.domain.record import FiledProposal, ProposalState, SubmissionState
from bot.domain.workspace import OUR_NEWSROOM
from bot.pipeline.decide import approve, keep_current, undo
from bot.pipeline.newsroom import name_newsroom
from bot.pipeline.own_reporting import log
from bot.pipeline.reread import read_again
from bot.pipeline.services import Services
from storage import cards, events, outlets, proposals, reports, submissions
from storage.db import Database
from tests.newsroom import DAM, WORKSPACE, ScriptedReader, answer, make_services
from tests.page_server import PageServer

SPOT = Spot(channel="C0DESK1", thread="1.1")


def found_out(services: Services, **changes: object) -> OwnReport:
    given = {
        "event": DAM.slug,
        "claim": "so",
        "stance": Stance.CONFIRMS,
        "who": Hop(kind=HopKind.PERSON, name="Ida Berg", role="engineer"),
        "how": Contact.CALL,
        "day": services.clock().date(),
        "words": "Called her: she saw\nthe wall give way.",
    }
    return OwnReport.model_validate(given | changes)


def logged(services: Services, **changes: object) -> FiledProposal:
    return log(services, WORKSPACE, found_out(services, **changes), key="own:1", by="jo", place="C0DESK1", spot=SPOT)


def test_it_waits_for_another_editor_and_then_counts(database: Database, server: PageServer) -> None:
    services = make_services(database, server, ScriptedReader(answer()))
    waiting = logged(services)
    (report,) = waiting.proposal.reports
    assert (waiting.state, waiting.submission.state) == (ProposalState.PENDING, SubmissionState.PROPOSED)
    assert (report.outlet.name, report.quote) == (OUR_NEWSROOM, "Called her: she saw the wall give way.")
    assert is_own(report.url)
    assert IN_OWN_WORDS in waiting.proposal.remarks
    assert logged(services) == waiting
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert reports.standing(s, DAM.slug) == ()
        (card,) = cards.in_thread(s, SPOT.channel, "1.1")
        assert (card.kind, card.submission_id) == (CardKind.LINK, waiting.submission.id)
        assert cards.in_thread(s, SPOT.channel, "1.2") == cards.in_thread(s, "C0OTHER", "1.1") == []
        assert submissions.unfinished(s) == []
    with pytest.raises(Refused, match="brought this link"):
        approve(services, WORKSPACE, waiting.id, by="jo", version=1)
    with pytest.raises(Refused, match="no article to read again"):
        read_again(services, WORKSPACE, waiting.id, by="edda", key="again")
    approve(services, WORKSPACE, waiting.id, by="edda", version=1)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert reports.standing(s, DAM.slug) == (report,)
    undo(services, WORKSPACE, waiting.id, by="edda")
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert reports.standing(s, DAM.slug) == ()


def test_two_that_the_newsroom_asked_are_two_origins(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, ScriptedReader(answer()))
    approve(services, WORKSPACE, logged(services).id, by="edda", version=1)
    other = found_out(services, who=Hop(kind=HopKind.PERSON, name="Sten Rask"), how=Contact.EMAIL)
    second = log(services, WORKSPACE, other, key="own:2", by="jo", place="C0DESK1")
    counts = {
        after.claim: (before.origins, after.origins)
        for before, after in zip(second.proposal.before, second.proposal.after, strict=True)
    }
    assert counts["so"] == (1, 2)


def test_under_another_name_it_is_one_newsroom_still(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, ScriptedReader(answer()))
    saw = {"who": Hop(kind=HopKind.OWN), "how": Contact.ON_THE_SPOT}
    approve(services, WORKSPACE, logged(services, **saw).id, by="edda", version=1)
    waiting = log(services, WORKSPACE, found_out(services, **saw), key="own:2", by="jo", place="C0DESK1")
    name_newsroom(services, WORKSPACE, "Harbour Desk", by="ada")
    later = log(services, WORKSPACE, found_out(services, **saw), key="own:3", by="jo", place="C0DESK1")
    for filed in (waiting, later):
        keep_current(services, WORKSPACE, filed.id)
        with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
            newest = proposals.get(s, filed.id).version
        approve(services, WORKSPACE, filed.id, by="edda", version=newest)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        standing = reports.standing(s, DAM.slug)
        assert {report.outlet.name for report in standing} == {"Harbour Desk"}
        assert outlets.by_name(s, OUR_NEWSROOM) == outlets.by_name(s, "Harbour Desk")
        assert {a.claim: a.origins for a in assess_event(events.get(s, DAM.slug), standing)}["so"] == 1


def test_a_newsroom_with_the_name_of_an_outlet_on_record_is_of_its_house(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, ScriptedReader(answer()))
    approve(services, WORKSPACE, logged(services).id, by="edda", version=1)
    with sqlite_database.transaction(WORKSPACE) as s:
        paper = Outlet(name="Harbour Courier", domains=("harbour-courier.example",), grade_reason="Ours.")
        outlets.save(s, paper, "ada", services.clock())
    name_newsroom(services, WORKSPACE, "Harbour Courier", by="ada")
    later = log(services, WORKSPACE, found_out(services), key="own:2", by="jo", place="C0DESK1")
    assert later.proposal.reports[0].outlet.domains == ("harbour-courier.example",)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert [report.outlet.house for report in reports.standing(s, DAM.slug)] == ["Harbour Courier"]


@pytest.mark.parametrize("name", ["", "x" * 81, UNKNOWN_OUTLET])
def test_no_newsroom_has_such_a_name(sqlite_database: Database, server: PageServer, name: str) -> None:
    services = make_services(sqlite_database, server, ScriptedReader(answer()))
    with pytest.raises(BadInput):
        name_newsroom(services, WORKSPACE, name, by="ada")


def test_what_is_refused(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, ScriptedReader(answer()))
    tomorrow = services.clock().date() + dt.timedelta(days=2)
    with pytest.raises(BadInput, match="has not come yet"):
        logged(services, day=tomorrow)
    with pytest.raises(BadInput, match="has no claim 'nothing'"):
        logged(services, claim="nothing")
    with pytest.raises(BadInput, match="cannot be 'open'"):
        logged(services, stance=Stance.OPEN)
    with pytest.raises(NotFound):
        logged(services, event="no-such-event")
