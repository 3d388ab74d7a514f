"""A newsroom's own reports: proposed like any other, counted once an editor approves them, marked as the journalist's words."""

import datetime as dt

import pytest

from bot.domain.card import CardKind, Spot
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.model import Hop, HopKind, Stance
from bot.domain.own_report import IN_OWN_WORDS, NEWSROOM, Contact, OwnReport, is_own
from bot.domain.record import FiledProposal, ProposalState, SubmissionState
from bot.pipeline.decide import approve, undo
from bot.pipeline.own_reporting import log
from bot.pipeline.reread import read_again
from bot.pipeline.services import Services
from storage import cards, reports, submissions
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
    assert (report.outlet.name, report.quote) == (NEWSROOM, "Called her: she saw the wall give way.")
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
