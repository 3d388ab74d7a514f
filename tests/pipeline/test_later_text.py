"""An article that comes again at its old address with another text."""

import datetime as dt

import pytest

from bot.domain.model import Basis, Level, Report, Stance
from bot.domain.record import FiledProposal, ProposalState, Submission, SubmissionState
from bot.domain.revisions import no_longer_counted
from bot.pipeline.decide import reject
from bot.pipeline.intake import LOOK_AGAIN
from storage import reports, submissions
from storage.db import Database
from tests.newsroom import WORKSPACE, bring, outcome, work
from tests.page_server import PageServer
from tests.pipeline.fixed import (
    FELL,
    FILLER,
    FIRST,
    FOUR,
    GAZETTE,
    OWN,
    QUICK,
    REPORT,
    RESCUE,
    SEVEN,
    TUNNEL,
    WARNED,
    WRONG,
    TunnelDesk,
    judged,
    tunnel_page,
)

LINK = f"http://{GAZETTE}/roof"
AN_HOUR = LOOK_AGAIN + dt.timedelta(minutes=1)
LONG = (
    "The line over the pass was built in four years by men who lived in wooden huts above the tree line, and the tunnel has"
    " been lined anew only once since then, after a flood washed the gravel out from under the southern portal in one night."
)
TITLED = "Rubble blocks the north mouth of the Karst tunnel, as our reporter saw."


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def come_again(
    desk: TunnelDesk, *sentences: str, day: int = 4, after: dt.timedelta = AN_HOUR
) -> tuple[Submission, list[FiledProposal]]:
    """Print another text at the old address and bring it again, after a while."""
    desk.server.page("/roof", tunnel_page(*sentences, day=day))
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
    told = made.proposal.remarks.index(
        "A later text of an article already on record: at this address stood another one on 7 Mar 2026."
    )
    assert made.proposal.remarks[told + 1 :] == (
        f"No longer in it, though on record from it: “{WARNED}”",
        f"New in it: “{WRONG}”",
    )
    desk.approve(made)
    after = desk.assessed()
    assert no_longer_counted(desk.event(), standing(desk))["1-3"] == "withdrawn on 7 Mar 2026 by Vale Gazette"
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


def standing(desk: TunnelDesk) -> tuple[Report, ...]:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return reports.standing(s, TUNNEL.slug)


def counts(desk: TunnelDesk) -> dict[str, tuple[Level, float, int, int, int]]:
    return {key: (a.level, a.score, a.reports, a.outlets, a.origins) for key, a in desk.assessed().items()}


def test_a_later_text_is_no_copy_of_what_copied_the_first_one(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    desk.reader.answers = {LONG: (judged("roof", FELL, OWN, basis=Basis.WITNESSED),)}
    desk.approve(desk.bring("/roof", FELL, LONG, day=4))
    copy = desk.bring("/copied", FELL, LONG, day=5, host=QUICK)
    assert {report.copy_of for report in copy.proposal.reports} == {"Vale Gazette"}
    desk.reader.answers = {LONG: (judged("hurt", FOUR, RESCUE),)}
    _, (made,) = come_again(desk, FELL, LONG, FOUR, day=7)
    assert [(report.copy_of, report.published) for report in made.proposal.reports] == [(None, dt.date(2026, 3, 7))]


def test_new_words_in_a_later_text_may_be_another_outlets(desk: TunnelDesk) -> None:
    desk.reader.answers = {LONG: (judged("hurt", FOUR, RESCUE),), FELL: (judged("roof", FELL, OWN, basis=Basis.WITNESSED),)}
    desk.approve(desk.bring("/roof", FELL, day=4))
    desk.bring("/before", LONG, FOUR, day=5, host=QUICK)
    _, (made,) = come_again(desk, FELL, LONG, FOUR, day=7)
    assert {report.copy_of for report in made.proposal.reports} == {"Quick News"}


def test_a_later_text_belongs_to_the_event_that_its_first_one_belongs_to(desk: TunnelDesk) -> None:
    desk.approve(desk.bring("/roof", FELL, WARNED, day=4))
    desk.reader.answers = {FOUR: (judged("hurt", FOUR, RESCUE),)}
    _, (made,) = come_again(desk, FELL, WARNED, FOUR, day=31, after=dt.timedelta(days=30))
    assert made.proposal.unsure is None
    assert [report.published for report in made.proposal.reports] == [dt.date(2026, 3, 31)]
    assert desk.bring("/another", FELL, FOUR, day=31).proposal.unsure is not None


def test_a_figure_in_a_later_text_replaces_what_others_had_meanwhile(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    desk.approve(desk.bring("/roof", FELL, FOUR, WARNED, day=4))
    desk.reader.answers = {SEVEN: desk.reader.answers[SEVEN], FOUR: (judged("hurt", FOUR, RESCUE),)}
    desk.approve(desk.bring("/meanwhile", FOUR, day=6, host=QUICK))
    # The page keeps its first date, as many do; the text was another one on the 7th.
    _, (made,) = come_again(desk, FELL, SEVEN)
    assert "this replaces what Vale Gazette and Quick News reported on 4 Mar and 6 Mar" in made.proposal.verdict
    desk.approve(made)
    hurt = desk.assessed()["hurt"]
    assert (hurt.reports, hurt.origins, hurt.level) == (0, 0, Level.UNVERIFIED)
    gone = no_longer_counted(desk.event(), standing(desk))
    assert set(gone.values()) == {"replaced on 7 Mar 2026 by a later figure of mine rescue service (Vale Gazette)"}


def test_new_words_are_of_the_day_on_which_they_were_found(desk: TunnelDesk) -> None:
    desk.approve(desk.bring("/roof", FELL, WARNED, day=4))
    desk.reader.answers = {FOUR: (judged("hurt", FOUR, RESCUE),)}
    # The page keeps its first date; nobody knows when between the 7th and the 9th it was changed.
    _, (made,) = come_again(desk, FELL, WARNED, FOUR, after=dt.timedelta(days=2))
    assert [report.published for report in made.proposal.reports] == [dt.date(2026, 3, 9)]


def test_old_words_stay_as_old_as_they_are_in_a_text_with_a_new_date(desk: TunnelDesk) -> None:
    desk.reader.answers = {FELL: (judged("roof", FELL, OWN, basis=Basis.WITNESSED),)}
    desk.approve(desk.bring("/roof", FELL, FOUR, day=4))
    desk.reader.answers = {SEVEN: (judged("hurt", FOUR, RESCUE), judged("warned", SEVEN, REPORT))}
    _, (made,) = come_again(desk, FELL, FOUR, SEVEN, day=9, after=dt.timedelta(days=2))
    assert [(report.claim, report.published) for report in made.proposal.reports] == [
        ("hurt", dt.date(2026, 3, 4)),
        ("warned", dt.date(2026, 3, 9)),
    ]


def test_words_that_left_a_text_and_came_back_are_no_newer_than_they_were(desk: TunnelDesk) -> None:
    desk.reader.answers = {FELL: (judged("roof", FELL, OWN, basis=Basis.WITNESSED),)}
    desk.approve(desk.bring("/roof", FELL, FOUR, day=4))
    come_again(desk, FELL, WARNED, after=dt.timedelta(days=2))
    desk.reader.answers = {SEVEN: (judged("hurt", FOUR, RESCUE),)}
    _, (made,) = come_again(desk, FELL, WARNED, FOUR, SEVEN, after=dt.timedelta(days=2))
    assert [report.published for report in made.proposal.reports] == [dt.date(2026, 3, 4)]


def test_what_a_later_text_says_again_counts_once(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    desk.two_papers()
    before = counts(desk)
    desk.reader.answers = {SEVEN: (*FIRST, judged("warned", SEVEN, REPORT, stance=Stance.CONTEXT))}
    _, (made,) = come_again(desk, FELL, FOUR, WARNED, SEVEN)
    assert [(report.claim, report.stance) for report in made.proposal.reports] == [("warned", Stance.CONTEXT)]
    desk.approve(made)
    assert counts(desk) == before


def test_a_long_change_is_told_by_its_first_words_and_a_number(desk: TunnelDesk) -> None:
    desk.two_papers()
    desk.reader.answers = {SEVEN: desk.reader.answers[SEVEN]}
    added = [f"Bus number {number} leaves from the station square at ten past every hour today." for number in range(4)]
    _, (made,) = come_again(desk, SEVEN, *added)
    remarks = [remark for remark in made.proposal.remarks if "in it" in remark]
    assert remarks[-3:] == [f"New in it: “{SEVEN}”", f"New in it: “{added[0]}”", "New in it, besides: 3 passages."]
    assert all("though on record" in remark for remark in remarks[:-3])


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
