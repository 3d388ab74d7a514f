"""Time: later figures, withdrawals, and what they do to what is on record."""

from collections.abc import Callable

import pytest

from bot.domain.model import Level
from bot.pipeline.decide import undo
from bot.pipeline.services import Services
from storage import events, proposals, reports
from storage.db import Database
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, FOUR, NOTE, QUICK, SECOND_HAND, SEVEN, SORRY, TUNNEL, WARNED, WRONG, TunnelDesk

Desk = Callable[[], TunnelDesk]


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def standing_ids(services: Services) -> set[str]:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return {report.id for report in reports.standing(s, TUNNEL.slug)}


def test_a_rewrite_adds_no_origin_to_what_it_rewrites(desk: TunnelDesk) -> None:
    desk.approve(desk.bring("/roof", FELL, FOUR, WARNED, day=4))
    before = desk.assessed()
    rewrite = desk.bring("/repeat", SECOND_HAND, day=4, host=QUICK)
    assert rewrite.proposal.verdict == "No change: Quick News repeats what is on record."
    desk.approve(rewrite)
    after = desk.assessed()
    assert [(after[key].origins, after[key].level) for key in after] == [
        (before[key].origins, before[key].level) for key in before
    ]


def test_a_later_figure_of_the_same_origin_is_said_first_and_replaces_the_former(desk: TunnelDesk) -> None:
    desk.two_papers()
    later = desk.bring("/more", SEVEN, day=6)
    said = later.proposal.verdict
    assert said.startswith("Mine rescue service now say seven, no longer four workers; this replaces what")
    assert "Vale Gazette and Quick News reported on 4 Mar" in said
    assert said.endswith("goes from reported to unverified.")
    assert later.proposal.updates
    assert not later.proposal.withdraws
    desk.approve(later)
    hurt = desk.assessed()["hurt"]
    assert (hurt.level, hurt.origins) == (Level.UNVERIFIED, 0)
    assert sum("mine rescue service gave a later figure" in line for line in hurt.not_counted) == 2


def test_a_correction_withdraws_the_papers_report_and_what_repeats_it(desk: TunnelDesk) -> None:
    desk.two_papers()
    correction = desk.bring("/correction", WRONG, day=7)
    said = correction.proposal.verdict
    assert said.startswith(
        "Vale Gazette withdraws its report of 4 Mar that “Inspectors had warned the owner of the Karst tunnel"
    )
    assert "what Quick News repeated from it does not count either" in said
    assert "No change" not in said
    assert correction.proposal.withdraws
    desk.approve(correction)
    warned = desk.assessed()["warned"]
    assert warned.level is Level.UNVERIFIED
    assert [tally.name for tally in warned.tallies if tally.supports] == []
    assert desk.assessed()["roof"].level is Level.REPORTED


def test_undoing_a_correction_lets_the_report_count_again(desk: TunnelDesk) -> None:
    desk.two_papers()
    before = desk.assessed()
    correction = desk.bring("/correction", WRONG, day=7)
    desk.approve(correction)
    assert desk.assessed() != before
    undo(desk.services, WORKSPACE, correction.id, by="edda")
    assert desk.assessed() == before


def test_a_correction_of_what_is_not_on_record_says_so(desk: TunnelDesk) -> None:
    correction = desk.bring("/correction", WRONG, day=7)
    assert correction.proposal.verdict.startswith(
        "Vale Gazette withdraws a report that is not on record here, that “Inspectors"
    )


def test_a_story_that_its_own_paper_has_withdrawn_confirms_nothing(desk: TunnelDesk) -> None:
    withdrawn = desk.bring("/withdrawn", NOTE, FOUR, day=4)
    assert "Vale Gazette has withdrawn this very report, that “Four workers were hurt" in withdrawn.proposal.verdict
    assert withdrawn.proposal.verdict.endswith("No level changes.")
    desk.approve(withdrawn)
    assert {a.level for a in desk.assessed().values()} == {Level.UNVERIFIED}


def test_a_source_that_takes_its_word_back_leaves_no_report_that_rests_on_it(desk: TunnelDesk) -> None:
    desk.two_papers()
    sorry = desk.bring("/sorry", SORRY, day=7, host=QUICK)
    assert sorry.proposal.verdict.startswith(
        "Mine rescue service takes back what was said of “Four workers were hurt when the roof of the Karst tunnel fell in”,"
        " which Vale Gazette and Quick News reported on 4 Mar."
    )
    desk.approve(sorry)
    assert desk.assessed()["hurt"].level is Level.UNVERIFIED
    assert desk.assessed()["warned"].level is Level.REPORTED


def test_withdrawals_wait_before_all_other_proposals(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    first = desk.bring("/roof", FELL, FOUR, WARNED, day=4)
    second = desk.bring("/repeat", SECOND_HAND, day=4, host=QUICK)
    correction = desk.bring("/correction", WRONG, day=7)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [p.id for p in proposals.waiting(s)] == [correction.id, first.id, second.id]
        assert [p.id for p in proposals.waiting(s, 1)] == [correction.id]
        assert [p.id for p in proposals.waiting(s, withdrawing=False)] == [first.id, second.id]
        assert [proposals.count_waiting(s, withdrawing=w) for w in (None, True, False)] == [3, 1, 2]
        assert events.count(s) == 1
