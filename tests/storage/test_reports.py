import pytest

from bot.domain.errors import BadInput, NotFound
from bot.domain.model import Grade, Level, Outlet
from bot.domain.record import DecisionKind, Proposal
from storage import articles, decisions, events, history, outlets, reports
from tests.storage import made
from tests.storage.made import Workspace


def test_reports_come_back_as_they_went_in(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        record = made.approved(s)
    with workspace.transaction(read_only=True) as s:
        assert reports.standing(s, "ferry-fire") == (made.report(),)
        assert reports.standing_with_articles(s, "ferry-fire") == ((made.report(),), (record.article,))


def test_an_undone_decision_takes_its_reports_along_and_another_brings_them_back(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        record = made.approved(s)
        of_file = made.report("file-1", url="https://coastwire.example/1")
        reports.add(s, "ferry-fire", [of_file], decision_id=None, at=made.NOW)
        decisions.undo(s, record.proposal, "ed", made.NOW)
        assert reports.standing(s, "ferry-fire") == (of_file,)
        assert reports.standing_with_articles(s, "ferry-fire") == ((of_file,), (None,))
        again = decisions.decide(s, record.proposal, 2, DecisionKind.APPROVE, "ed", made.NOW)
        reports.add(s, "ferry-fire", [made.report()], decision_id=again.id, at=made.NOW)
        assert reports.standing(s, "ferry-fire") == (of_file, made.report())


def test_adding_the_same_again_adds_nothing(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        record = made.approved(s)
        for decision_id in (record.decision, None, None):
            reports.add(s, "ferry-fire", [made.report(), made.report()], decision_id=decision_id, at=made.NOW)
            history.add(s, "ferry-fire", [made.change(decision_id, Level.VERIFIED)])
        assert len(reports.standing(s, "ferry-fire")) == 2
        changes = history.of_event(s, "ferry-fire")
        assert changes == [made.change(record.decision), made.change(None, Level.VERIFIED)]


def test_an_article_on_two_claims_stands_behind_both(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        id_ = articles.save(s, made.article(), None, made.NOW)
        both = [made.report("r1"), made.report("r2", claim="said")]
        reports.add(s, "ferry-fire", both, decision_id=None, article_ids={"r1": id_, "r2": id_}, at=made.NOW)
        assert reports.standing(s, "ferry-fire") == tuple(both)
        assert reports.standing_with_articles(s, "ferry-fire")[1] == (id_, id_)


def test_a_new_grade_counts_for_reports_that_stand_already(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        made.approved(s)
        outlets.save(s, made.HARBOUR_POST.model_copy(update={"grade": Grade.D, "grade_reason": "Sold."}), "ed", made.NOW)
        assert [report.outlet.grade for report in reports.standing(s, "ferry-fire")] == [Grade.D]


def test_an_outlet_without_domains_is_known_by_its_name(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        outlets.save(s, made.HARBOUR_POST, "ed", made.NOW)
        reports.add(s, "ferry-fire", [made.report(outlet=Outlet(name="harbour POST"))], decision_id=None, at=made.NOW)
        assert reports.standing(s, "ferry-fire")[0].outlet == made.HARBOUR_POST


def test_a_report_needs_an_event_and_one_of_its_claims(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        with pytest.raises(BadInput, match="no claim 'nothing'"):
            reports.add(s, "ferry-fire", [made.report(claim="nothing")], decision_id=None, at=made.NOW)
        for call in (reports.standing, reports.standing_with_articles, history.of_event):
            with pytest.raises(NotFound, match="no event 'elsewhere'"):
                call(s, "elsewhere")


def test_a_translation_comes_back_with_its_report_and_none_stays_none(workspace: Workspace) -> None:
    foreign = made.report("r2").model_copy(update={"translation": "all 212 passengers were safe"})
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        reports.add(s, "ferry-fire", [made.report(), foreign], decision_id=None, at=made.NOW)
    with workspace.transaction(read_only=True) as s:
        assert [r.translation for r in reports.standing(s, "ferry-fire")] == [None, "all 212 passengers were safe"]


def test_a_proposal_stored_before_there_were_translations_still_loads() -> None:
    stored = made.proposal().model_dump(mode="json")
    for report in stored["reports"]:
        del report["translation"]
    assert Proposal.model_validate(stored) == made.proposal()
