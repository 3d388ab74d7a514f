"""An article that comes again at its old address with another text."""

import datetime as dt

import pytest

from bot.domain.model import Level
from bot.domain.record import FiledProposal, ProposalState, Submission, SubmissionState
from bot.pipeline.decide import reject
from bot.pipeline.intake import LOOK_AGAIN
from storage import submissions
from storage.db import Database
from tests.newsroom import WORKSPACE, bring, outcome, work
from tests.page_server import PageServer
from tests.pipeline.fixed import (
    FELL,
    FILLER,
    FOUR,
    GAZETTE,
    SEVEN,
    WARNED,
    WRONG,
    TunnelDesk,
    tunnel_page,
)

LINK = f"http://{GAZETTE}/roof"
AN_HOUR = LOOK_AGAIN + dt.timedelta(minutes=1)
TITLED = "Rubble blocks the north mouth of the Karst tunnel, as our reporter saw."


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def come_again(desk: TunnelDesk, *sentences: str, after: dt.timedelta = AN_HOUR) -> tuple[Submission, list[FiledProposal]]:
    """Print another text at the old address and bring it again, after a while."""
    desk.server.page("/roof", tunnel_page(*sentences, day=4))
    desk.clock.now += after
    filed = bring(desk.services, LINK, by="kim")
    work(desk.services, filed.submission.id)
    return outcome(desk.services, filed.submission.id)


def test_a_correction_printed_at_the_old_address_withdraws_what_stood_there(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    desk.two_papers()
    corrected, (made,) = come_again(desk, FELL, FOUR, WRONG)
    assert corrected.by == "kim"
    assert made.proposal.verdict.startswith("Vale Gazette withdraws its report of 4 Mar that “Inspectors had warned")
    assert any(
        remark.startswith("The text at this address is another one than on 07 Mar 2026") for remark in made.proposal.remarks
    )
    assert any(WARNED in remark for remark in made.proposal.remarks)
    desk.approve(made)
    after = desk.assessed()
    assert (after["warned"].level, after["roof"].level) == (Level.UNVERIFIED, Level.REPORTED)
    assert (after["roof"].reports, after["roof"].outlets) == (1, 1)


def test_only_what_is_new_is_proposed(desk: TunnelDesk) -> None:
    desk.two_papers()
    desk.reader.answers = {SEVEN: (*desk.reader.answers[FELL], *desk.reader.answers[SEVEN])}
    _, (made,) = come_again(desk, FELL, FOUR, WARNED, SEVEN)
    assert [(r.claim, r.revises) for r in made.proposal.reports] == [("hurt", "update")]


def test_an_unchanged_text_is_a_duplicate_and_is_not_read_again(desk: TunnelDesk) -> None:
    desk.two_papers()
    read = len(desk.reader.shown)
    same, made = come_again(desk, FELL, FOUR, WARNED)
    assert (same.state, same.duplicate_of, made) == (SubmissionState.DUPLICATE, 1, [])
    assert len(desk.reader.shown) == read


def test_a_changed_text_that_says_nothing_new_is_a_duplicate(desk: TunnelDesk) -> None:
    desk.two_papers()
    other, made = come_again(desk, TITLED, FELL, FOUR, WARNED)
    assert (other.state, other.duplicate_of, made) == (SubmissionState.DUPLICATE, 1, [])


def test_words_on_record_that_are_gone_are_told(desk: TunnelDesk) -> None:
    desk.two_papers()
    desk.reader.answers = {FELL: desk.reader.answers[FELL][:2]}
    silent, made = come_again(desk, FELL, FOUR)
    assert (silent.state, made) == (SubmissionState.FAILED, [])
    assert "says nothing new, but these words" in (silent.failure or "")
    assert WARNED in (silent.failure or "")
    assert desk.assessed()["warned"].level is Level.REPORTED


def test_within_the_hour_nothing_is_fetched_again(desk: TunnelDesk) -> None:
    desk.two_papers()
    asked = len(desk.server.asked)
    desk.server.page("/roof", tunnel_page(WRONG, day=4))
    again = bring(desk.services, LINK, by="kim")
    assert (again.again, again.submission.id, len(desk.server.asked)) == (True, 1, asked)


def test_a_page_that_is_gone_by_now_is_still_known(desk: TunnelDesk) -> None:
    desk.two_papers()
    desk.server.status("/roof", 404)
    desk.clock.now += AN_HOUR
    filed = bring(desk.services, LINK, by="kim")
    work(desk.services, filed.submission.id)
    gone, made = outcome(desk.services, filed.submission.id)
    assert (gone.state, gone.duplicate_of, gone.failure, made) == (SubmissionState.DUPLICATE, 1, None, [])


def test_what_waits_of_the_older_text_is_replaced(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    old = desk.bring("/roof", FELL, FOUR, WARNED, day=4)
    desk.reader.answers = {WRONG: (*desk.reader.answers[FELL][:2], *desk.reader.answers[WRONG])}
    newer, (made,) = come_again(desk, FELL, FOUR, WRONG)
    assert [r.claim for r in made.proposal.reports] == ["roof", "hurt", "warned"]
    replaced, (before,) = outcome(desk.services, old.submission.id)
    assert (replaced.state, before.state) == (SubmissionState.SUPERSEDED, ProposalState.SUPERSEDED)
    with database.transaction(WORKSPACE, read_only=True) as s:
        holder = submissions.earlier(s, LINK)
    assert holder is not None
    assert holder.id == newer.id


def test_what_an_editor_rejected_is_not_proposed_again(desk: TunnelDesk) -> None:
    old = desk.bring("/roof", FELL, FOUR, WARNED, day=4)
    reject(desk.services, WORKSPACE, old.id, by="edda", version=1, reason="Not this tunnel.")
    other, made = come_again(desk, TITLED, FELL, FOUR, WARNED)
    assert (other.state, made) == (SubmissionState.DUPLICATE, [])


def test_a_third_text_is_compared_with_all_before(desk: TunnelDesk) -> None:
    desk.two_papers()
    second, (made,) = come_again(desk, FELL, FOUR, WRONG)
    desk.approve(made)
    third, more = come_again(desk, TITLED, FELL, FOUR, WRONG)
    assert (third.state, third.duplicate_of, more) == (SubmissionState.DUPLICATE, second.id, [])
    fourth, (seven,) = come_again(desk, FELL, SEVEN)
    assert [(r.claim, r.revises) for r in seven.proposal.reports] == [("hurt", "update")]
    assert fourth.state is SubmissionState.PROPOSED


def test_a_text_pasted_for_a_known_address_is_read(desk: TunnelDesk) -> None:
    desk.two_papers()
    filed = bring(desk.services, LINK, by="kim", text=f"Correction\n\n{WRONG}\n\n{FILLER}")
    assert not filed.again
    work(desk.services, filed.submission.id)
    _, (made,) = outcome(desk.services, filed.submission.id)
    assert made.proposal.withdraws
    assert not any("No longer in it" in remark for remark in made.proposal.remarks)
    whole = "\n\n".join((FELL, FOUR, WARNED, FILLER))
    first = bring(desk.services, f"http://{GAZETTE}/other", text=whole)
    assert bring(desk.services, f"http://{GAZETTE}/other", by="kim", text=whole).submission.id == first.submission.id
