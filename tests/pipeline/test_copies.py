"""A copy is found wherever its original was stored: on another event, before a decision, or with no event at all."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.answer import QuotedJudgement
from bot.domain.confidence import assess_event
from bot.domain.errors import Refused
from bot.domain.model import Basis, Genre, Hop, HopKind, Stance
from bot.domain.record import FiledProposal
from bot.pipeline.amend import Amendment
from bot.pipeline.decide import approve, reject
from bot.pipeline.services import Services
from storage import events, proposals, reports
from storage.db import Database
from tests.newsroom import STORY, WORKSPACE, ScriptedReader, answer, brought_and_worked, judged, make_services, page
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, QUICK, TunnelDesk
from tests.pipeline.fixed import judged as judged_tunnel
from tests.pipeline.test_review import CLOSED, DRAFT, URL

OWN = Hop(kind=HopKind.OWN)
COPY = "http://mirror.example/copy"
THIRD = "http://echo.example/third"
ROCK = (
    "Loose rock above the north mouth had been netted twice since spring, and the crew that hung the second net told its"
    " foreman that water was running behind the wall, where the drawings of the line showed nothing but dry stone and gravel."
)


def newsroom(database: Database, server: PageServer) -> Services:
    """Open a newsroom whose reader finds that the dam failed, as the outlet's own work."""
    server.page("/copy", page(title="Dam at Orrin gives way"))
    server.page("/third", page(f"{STORY}\n\nNobody else was on the road so early in the day.", title="Orrin in need"))
    witnessed = judged("orrin-dam", "so", "The Orrin dam failed before dawn", origin=OWN, basis="witnessed")
    hosts = ("courier.example", "mirror.example", "echo.example")
    return make_services(database, server, ScriptedReader(answer(witnessed)), hosts=hosts)


def copies(proposal: FiledProposal) -> list[str | None]:
    return [report.copy_of for report in proposal.proposal.reports]


def found(services: Services, url: str, *judgements: QuotedJudgement, **more: object) -> FiledProposal:
    """Bring a link in which the reader finds this."""
    reading = replace(services, reader=ScriptedReader(answer(*judgements, **more))) if judgements else services
    (proposal,) = brought_and_worked(reading, url)[1]
    return proposal


def approved(services: Services, waiting: Sequence[FiledProposal]) -> list[tuple[int, int]]:
    """Approve one after another; returns after each how many reports say that the dam failed, and how many origins."""
    counts = []
    for proposal in waiting:
        with services.database.transaction(WORKSPACE, read_only=True) as s:
            version = proposals.get(s, proposal.id).version
        try:
            approve(services, WORKSPACE, proposal.id, by="edda", version=version)
        except Refused:  # the record has changed, so it has a new version
            approve(services, WORKSPACE, proposal.id, by="edda", version=version + 1)
        with services.database.transaction(WORKSPACE, read_only=True) as s:
            so = assess_event(events.get(s, "orrin-dam"), reports.standing(s, "orrin-dam"))[1]
        counts.append((so.reports, so.origins))
    return counts


def test_a_copy_of_what_nobody_approved_is_found(database: Database, server: PageServer) -> None:
    services = newsroom(database, server)
    first = found(services, URL)
    reject(services, WORKSPACE, first.id, by="edda", version=1, reason="Not now.")
    copy = found(services, COPY)
    assert copies(copy) == ["courier.example"]
    (remark,) = (remark for remark in copy.proposal.remarks if "word for word" in remark)
    assert remark.startswith(
        "Nearly all of it stands word for word in courier.example's article of 2026-03-02: “the mayor, Vera Holm, said"
    )


def test_a_copy_is_found_on_another_event_and_for_a_new_one(sqlite_database: Database, server: PageServer) -> None:
    services = newsroom(sqlite_database, server)
    assert copies(found(services, URL)) == [None]
    on_bridge = found(services, COPY, judged("orrin-bridge", "closed", CLOSED, origin=OWN))
    assert (on_bridge.proposal.event, copies(on_bridge)) == ("orrin-bridge", ["courier.example"])
    new = found(services, THIRD, judged("", "school", "People were taken to the school on the hill."), draft=DRAFT)
    assert (new.proposal.event, copies(new)) == (None, ["courier.example"])


def test_copies_count_once_when_the_original_is_approved_first(database: Database, server: PageServer) -> None:
    services = newsroom(database, server)
    waiting = [found(services, url) for url in (URL, COPY, THIRD)]
    assert [copies(one) for one in waiting] == [[None], ["courier.example"], ["courier.example"]]
    assert approved(services, waiting) == [(1, 1), (2, 1), (3, 1)]


def test_copies_count_once_when_the_original_is_approved_last(database: Database, server: PageServer) -> None:
    services = newsroom(database, server)
    waiting = [found(services, url) for url in (URL, COPY, THIRD)]
    assert approved(services, waiting[::-1]) == [(1, 1), (2, 1), (3, 1)]


def test_whoever_names_an_outlet_is_not_its_original(sqlite_database: Database, server: PageServer) -> None:
    services = newsroom(sqlite_database, server)
    said = "brown water ran through the lower town for hours, courier.example reported."
    server.page("/copy", page(STORY.replace("brown water ran through the lower town for hours.", said)))
    cited = Hop(kind=HopKind.OUTLET, name="courier.example")
    quote = f"The Orrin dam failed before dawn on Monday, and {said}"
    copy = found(services, COPY, judged("orrin-dam", "so", quote, origin=cited, basis="relayed"))
    first = found(services, URL)
    assert copies(first) == ["mirror.example"]  # it was stored later, and nobody has decided yet on what the copy says
    assert approved(services, [copy, first]) == [(1, 1), (2, 1)]
    server.page("/later", page(title="Orrin dam fails, with pictures"))
    later = found(services, "http://courier.example/later")
    assert copies(later) == [None]


@pytest.mark.parametrize("confirms_nothing", [{"genre": Genre.SATIRE}, {"stance": Stance.CONTEXT}])
def test_what_confirms_nothing_is_not_the_original_of_an_older_report(
    database: Database, server: PageServer, confirms_nothing: dict[str, object]
) -> None:
    desk = TunnelDesk(database, server)
    desk.reader.answers = {ROCK: (judged_tunnel("roof", FELL, OWN, basis=Basis.WITNESSED),)}
    taken = desk.bring("/taken", FELL, ROCK, day=5, host=QUICK)
    amendment = Amendment({taken.proposal.reports[0].id: confirms_nothing})
    approve(desk.services, WORKSPACE, taken.id, by="edda", version=1, amendment=amendment)
    told_first = desk.bring("/roof", FELL, ROCK, day=4)
    assert copies(told_first) == [None]
    assert told_first.proposal.after[0].origins == 1
