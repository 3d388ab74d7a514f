"""Open passages: they count nothing until an editor says what they mean, and nothing is approved before."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest

from bot.domain.acts import Act, happened
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Grade, Level, Stance
from bot.domain.record import DecisionKind, FiledProposal, ProposalState, Settlement
from bot.pipeline.amend import Amendment
from bot.pipeline.assess_from_record import renew
from bot.pipeline.decide import Unsettled, approve, keep_current, reject, undo
from bot.pipeline.grading import grade
from bot.pipeline.intake import LOOK_AGAIN
from bot.pipeline.reread import read_again
from bot.pipeline.settle import file_as_context, settle
from storage import proposals, reports, settlements
from storage.db import Database
from tests.newsroom import WORKSPACE, bring, outcome, work
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, FILLER, FOUR, OWN, RESCUE, TUNNEL, WARNED, TunnelDesk, judged, tunnel_page

LEFT_OPEN = (judged("roof", FELL, OWN, stance=Stance.OPEN, basis="witnessed"), judged("hurt", FOUR, RESCUE, stance=Stance.OPEN))


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return doubtful(sqlite_database, server)


def doubtful(database: Database, server: PageServer) -> TunnelDesk:
    desk = TunnelDesk(database, server)
    desk.reader.answers = {FELL: LEFT_OPEN}
    return desk


def waiting(desk: TunnelDesk) -> FiledProposal:
    return desk.bring("/roof", FELL, FOUR, day=4)


def say(desk: TunnelDesk, filed: FiledProposal, number: str, stance: Stance, by: str = "edda") -> FiledProposal:
    return settle(desk.services, WORKSPACE, filed.id, number, stance, by=by, version=filed.version)


def said(desk: TunnelDesk, filed: FiledProposal) -> list[tuple[str, Stance, int]]:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return [(made.by, made.stance, made.version) for made in settlements.of_proposal(s, filed.id)]


def now(desk: TunnelDesk, filed: FiledProposal) -> FiledProposal:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, filed.id)


def stances(filed: FiledProposal) -> list[Stance]:
    return [report.stance for report in filed.proposal.reports]


def settled_acts(desk: TunnelDesk) -> list[Act]:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        standing, settled = reports.standing(s, TUNNEL.slug), settlements.of_event(s, TUNNEL.slug)
        told = happened(desk.event(), standing, (), (), (), settled=settled)
    return [act for act in told if isinstance(act, Act)]


def test_what_is_open_is_proposed_for_its_event_and_counts_nothing(desk: TunnelDesk) -> None:
    filed = waiting(desk)
    proposal = filed.proposal
    assert (proposal.event, proposal.unsure) == (TUNNEL.slug, None)
    assert proposal.verdict.startswith("2 passages open: an editor says whether Vale Gazette confirms or denies the claims")
    assert [report.quote for report in proposal.open_reports] == [FELL, FOUR]
    for old, new in zip(proposal.before, proposal.after, strict=True):
        assert (new.level, new.score, new.origins, new.reports, new.tallies) == (
            old.level, old.score, old.origins, old.reports, old.tallies,
        )  # fmt: skip
    assert [new.open for new in proposal.after] == [1, 1, 0]


def test_a_passage_counts_as_an_editor_says_and_then_it_can_be_approved(database: Database, server: PageServer) -> None:
    desk = doubtful(database, server)
    filed = waiting(desk)
    with pytest.raises(Unsettled, match=r"2 passages open in proposal 1, so it cannot be approved yet\."):
        desk.approve(filed)
    one = say(desk, filed, "1", Stance.CONFIRMS)
    assert (one.version, stances(one)) == (2, [Stance.CONFIRMS, Stance.OPEN])
    assert one.proposal.after[0].level is Level.REPORTED
    assert one.proposal.verdict.endswith("goes from unverified to reported. 1 passage open.")
    with pytest.raises(Unsettled, match="1 passage open"):
        desk.approve(one)
    # An older button says so too, and not only that it is older.
    with pytest.raises(Unsettled, match="1 passage open"):
        desk.approve(filed)
    both = say(desk, one, "2", Stance.DENIES, by="tobias")
    assert desk.approve(both).kind is DecisionKind.APPROVE
    after = desk.assessed()
    assert (after["roof"].level, after["hurt"].level, after["hurt"].open) == (Level.REPORTED, Level.UNVERIFIED, 0)
    assert said(desk, filed) == [("edda", Stance.CONFIRMS, 2), ("tobias", Stance.DENIES, 3)]
    with database.transaction(WORKSPACE, read_only=True) as s:
        on_event = settlements.of_event(s, TUNNEL.slug)
        standing = reports.standing(s, TUNNEL.slug)
    assert [(made.report, made.stance) for made in on_event] == [(r.id, r.stance) for r in standing]
    with pytest.raises(Refused, match="approved by edda"):
        say(desk, both, "1", Stance.CONTEXT)


def test_another_press_changes_it_and_the_same_again_changes_nothing(desk: TunnelDesk) -> None:
    filed = waiting(desk)
    once = say(desk, filed, "1", Stance.CONFIRMS)
    assert say(desk, filed, "1", Stance.CONFIRMS) == once
    assert say(desk, once, "1", Stance.CONFIRMS, by="tobias") == once
    changed = say(desk, once, "1", Stance.CONTEXT)
    assert (changed.version, changed.proposal.after[0].level) == (3, Level.UNVERIFIED)
    assert said(desk, filed) == [("edda", Stance.CONFIRMS, 2), ("edda", Stance.CONTEXT, 3)]


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])  # their locks differ
def test_two_editors_settle_two_passages_of_one_card_at_once(database: Database, server: PageServer) -> None:
    desk = doubtful(database, server)
    filed = waiting(desk)
    at_once(lambda: say(desk, filed, "1", Stance.CONFIRMS), lambda: say(desk, filed, "2", Stance.DENIES, by="tobias"))
    assert (now(desk, filed).version, stances(now(desk, filed))) == (3, [Stance.CONFIRMS, Stance.DENIES])


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])  # their locks differ
def test_of_two_editors_who_see_one_passage_otherwise_one_is_told(database: Database, server: PageServer) -> None:
    desk = doubtful(database, server)
    filed = waiting(desk)
    (refused,) = at_once(
        lambda: say(desk, filed, "1", Stance.CONFIRMS), lambda: say(desk, filed, "1", Stance.DENIES, by="tobias")
    )
    ((by, stance, _),) = said(desk, filed)
    assert refused.sentence.startswith(f"{by} has said meanwhile of this passage: {stance}.")
    assert stances(now(desk, filed)) == [stance, Stance.OPEN]


def at_once(*acts: Callable[[], object]) -> list[Refused]:
    """Do several things at the same time; returns the refusals."""
    start, refused = threading.Barrier(len(acts), timeout=60), list[Refused]()

    def do(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Refused as error:
            refused.append(error)

    people = [threading.Thread(target=do, args=(act,), daemon=True) for act in acts]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    return refused


def test_nobody_settles_what_they_brought_and_only_what_is_open(desk: TunnelDesk) -> None:
    filed = desk.bring("/roof", FELL, FOUR, day=4, by="edda")
    with pytest.raises(Refused, match="You brought this link"):
        say(desk, filed, "1", Stance.CONFIRMS)
    with pytest.raises(BadInput, match=r"no open passage 9\. Open or settled are 1, 2\."):
        say(desk, filed, "9", Stance.CONFIRMS, by="tobias")
    with pytest.raises(BadInput, match="cannot be settled as 'open'"):
        say(desk, filed, "1", Stance.OPEN, by="tobias")
    with pytest.raises(Refused, match="Version 7 of proposal 1 is not the newest"):
        settle(desk.services, WORKSPACE, filed.id, "1", Stance.DENIES, by="tobias", version=7)
    reject(desk.services, WORKSPACE, filed.id, by="tobias", version=1, reason="Not ours.")
    with pytest.raises(Refused, match="rejected by tobias"):
        say(desk, filed, "1", Stance.CONFIRMS, by="tobias")
    assert said(desk, filed) == []


def test_a_report_that_never_was_open_is_amended_instead(desk: TunnelDesk) -> None:
    desk.reader.answers = {FELL: (judged("roof", FELL, OWN, basis="witnessed"),)}
    filed = waiting(desk)
    with pytest.raises(BadInput, match=r"no open passage 1\. It has none\."):
        say(desk, filed, "1", Stance.DENIES)
    with pytest.raises(BadInput, match="Report 1 is not open and cannot become so"):
        amend(desk, filed, {"1-1": {"stance": "open"}})
    with pytest.raises(Refused, match="Nothing is open in proposal 1"):
        file_as_context(desk.services, WORKSPACE, filed.id, by="edda", version=1)


def amend(desk: TunnelDesk, filed: FiledProposal, changes: dict[str, dict[str, str]], *dropped: str) -> DecisionKind:
    amendment = Amendment(changes, frozenset(dropped))
    version = filed.version
    return approve(desk.services, WORKSPACE, filed.id, by="edda", version=version, amendment=amendment).kind


def test_filing_takes_all_that_is_open_as_context(desk: TunnelDesk) -> None:
    filed = say(desk, waiting(desk), "1", Stance.CONFIRMS)
    decision = file_as_context(desk.services, WORKSPACE, filed.id, by="tobias", version=2, reason="Nothing on the injured.")
    assert (decision.kind, decision.by, decision.version) == (DecisionKind.AMEND, "tobias", 3)
    after = desk.assessed()
    assert (after["roof"].level, after["hurt"].level) == (Level.REPORTED, Level.UNVERIFIED)
    assert said(desk, filed) == [("edda", Stance.CONFIRMS, 2), ("tobias", Stance.CONTEXT, 3)]
    with pytest.raises(Refused, match="approved with changes by tobias"):
        file_as_context(desk.services, WORKSPACE, filed.id, by="edda", version=3)


def test_a_file_button_of_an_older_version_files_nothing(desk: TunnelDesk) -> None:
    filed = waiting(desk)
    say(desk, filed, "1", Stance.CONFIRMS)
    with pytest.raises(Refused, match="not the newest"):
        file_as_context(desk.services, WORKSPACE, filed.id, by="tobias", version=1)
    assert now(desk, filed).state is ProposalState.PENDING


def test_the_edit_window_settles_too_or_leaves_out(desk: TunnelDesk) -> None:
    filed = waiting(desk)
    with pytest.raises(Unsettled, match="1 passage open"):
        amend(desk, filed, {"1-1": {"stance": "denies"}})
    assert (now(desk, filed).version, said(desk, filed)) == (1, [])
    assert amend(desk, filed, {"1-1": {"stance": "denies"}}, "1-2") is DecisionKind.AMEND
    assert said(desk, filed) == [("edda", Stance.DENIES, 2)]
    assert [new.open for new in now(desk, filed).proposal.after] == [0, 0, 0]


def test_undo_keeps_what_was_settled_and_lets_it_be_changed(desk: TunnelDesk) -> None:
    filed = say(desk, say(desk, waiting(desk), "1", Stance.CONFIRMS), "2", Stance.CONFIRMS)
    desk.approve(filed)
    undo(desk.services, WORKSPACE, filed.id, by="edda")
    again = now(desk, filed)
    assert (again.state, stances(again)) == (ProposalState.PENDING, [Stance.CONFIRMS, Stance.CONFIRMS])
    assert desk.assessed()["hurt"].level is Level.UNVERIFIED
    changed = say(desk, again, "2", Stance.CONTEXT, by="tobias")
    desk.approve(changed)
    assert desk.assessed()["hurt"].level is Level.UNVERIFIED
    assert [by for by, _, _ in said(desk, filed)] == ["edda", "edda", "tobias"]
    assert [(act.by, "roof" in act.details) for act in settled_acts(desk)] == [("edda", True)]


def test_a_change_of_the_record_keeps_what_is_open_and_what_is_settled(desk: TunnelDesk) -> None:
    filed = say(desk, waiting(desk), "1", Stance.CONFIRMS)
    grade(desk.services, WORKSPACE, "Vale Gazette", {"grade": Grade.D, "grade_reason": "Often wrong."}, by="edda")
    keep_current(desk.services, WORKSPACE, filed.id)
    renewed = now(desk, filed)
    assert (renewed.version, stances(renewed)) == (3, [Stance.CONFIRMS, Stance.OPEN])
    assert renewed.proposal.after[0].score < filed.proposal.after[0].score
    settled = say(desk, filed, "2", Stance.CONTEXT)
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert renew(s, desk.event(), settled) == settled.proposal


def test_an_article_that_is_read_again_is_asked_about_anew(desk: TunnelDesk) -> None:
    filed = say(desk, waiting(desk), "1", Stance.CONFIRMS)
    again = read_again(desk.services, WORKSPACE, filed.id, by="edda", key="again")
    work(desk.services, again.id)
    _, (renewed,) = outcome(desk.services, again.id)
    assert stances(renewed) == [Stance.OPEN, Stance.OPEN]
    assert now(desk, filed).state is ProposalState.SUPERSEDED
    with pytest.raises(Refused, match="replaced by a newer one"):
        say(desk, filed, "2", Stance.CONFIRMS)


def test_a_later_text_does_not_ask_again_what_is_on_record_from_the_same_words(desk: TunnelDesk) -> None:
    filed = say(desk, say(desk, waiting(desk), "1", Stance.CONFIRMS), "2", Stance.CONTEXT)
    desk.approve(filed)
    desk.reader.answers = {FELL: (*LEFT_OPEN, judged("warned", WARNED, OWN, stance=Stance.OPEN))}
    later = come_again(desk, FELL, FOUR, WARNED)
    assert [report.quote for report in later.proposal.reports] == [WARNED]


def test_a_later_text_does_not_replace_what_waits_where_it_says_the_same(desk: TunnelDesk) -> None:
    filed = say(desk, waiting(desk), "1", Stance.CONFIRMS)
    assert come_again(desk, FELL, FOUR, FILLER).id == filed.id
    assert now(desk, filed).state is ProposalState.PENDING


def come_again(desk: TunnelDesk, *sentences: str) -> FiledProposal:
    """Print another text at the old address, bring it, and return what waits or was decided last."""
    desk.server.page("/roof", tunnel_page(*sentences, day=4))
    desk.clock.now += LOOK_AGAIN + dt.timedelta(minutes=1)
    work(desk.services, bring(desk.services, "http://gazette.example/roof", by="kim").submission.id)
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.list_(s)[0]


def test_settlements_say_which_version_they_made(desk: TunnelDesk) -> None:
    filed = say(desk, waiting(desk), "2", Stance.DENIES)
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        (made,) = settlements.of_proposal(s, filed.id)
        assert proposals.version(s, filed.id, made.version) == filed.proposal
    assert made == Settlement(proposal_id=filed.id, version=2, report="1-2", stance=Stance.DENIES, by="edda", at=made.at)
