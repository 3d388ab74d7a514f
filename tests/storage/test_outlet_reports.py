"""How an outlet's reports fared, from what is on record."""

import datetime as dt

from bot.domain.model import Level, Outlet, Stance
from bot.domain.record import DecisionKind
from bot.domain.track_record import TrackRecord
from storage import decisions, events, history, outlet_reports, outlets, reports
from storage.session import WorkspaceSession
from tests.storage import made
from tests.storage.made import Workspace

HOUR = dt.timedelta(hours=1)
WIRE = Outlet(name="Coast Wire", domains=("coastwire.example",))


def reported(s: WorkspaceSession, number: int, slug: str, outlet: Outlet, level: Level, **changes: object) -> int:
    """Approve one report by an outlet, which brings its claim to a level; returns the decision."""
    url = f"https://{outlet.domains[0]}/{number}"
    record = made.waiting(s, f"k{number}", url, slug)
    at = made.NOW + number * HOUR
    decision = decisions.decide(s, record.proposal, 1, DecisionKind.APPROVE, "ed", at)
    made_report = made.report(f"r{number}", outlet, url).model_copy(update={"copy_of": None, **changes})
    reports.add(s, slug, [made_report], decision_id=decision.id, at=at)
    history.add(s, slug, [made.change(decision.id, level).model_copy(update={"at": at})])
    return decision.id


def test_what_was_verified_later_stood_and_what_was_disputed_fell(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for slug in ("one", "two", "three"):
            events.add(s, made.event(slug), made.NOW)
        post = made.HARBOUR_POST
        reported(s, 1, "one", post, Level.REPORTED)
        reported(s, 2, "one", WIRE, Level.VERIFIED)
        reported(s, 3, "one", post, Level.VERIFIED)  # it was verified already
        reported(s, 4, "two", post, Level.REPORTED)
        reported(s, 5, "two", WIRE, Level.DISPUTED, stance=Stance.DENIES)
        reported(s, 6, "three", WIRE, Level.REPORTED)
        reported(s, 7, "three", post, Level.REPORTED, stance=Stance.CONTEXT)
        assert outlet_reports.record_of(s, "Harbour Post") == TrackRecord(reports=3, verified=1, disputed=1)
        assert outlet_reports.record_of(s, "coast wire") == TrackRecord(reports=3)
        assert outlet_reports.record_of(s, "Nobody") == TrackRecord()


def test_what_is_undone_is_no_report_and_a_grade_proves_nothing(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event("one"), made.NOW)
        events.add(s, made.event("two").model_copy(update={"retracted_because": "It was a drill."}), made.NOW)
        decision = reported(s, 1, "one", made.HARBOUR_POST, Level.REPORTED)
        later = made.NOW + 2 * HOUR
        entry = made.change(None, Level.VERIFIED).model_copy(update={"at": later, "grade_id": grade_of(s)})
        history.add(s, "one", [entry])
        reported(s, 3, "two", made.HARBOUR_POST, Level.REPORTED)
        assert outlet_reports.record_of(s, "Harbour Post") == TrackRecord(reports=2, retracted=1)
        decisions.undo(s, decisions.get(s, decision).proposal_id, "ed", later)
        assert outlet_reports.record_of(s, "Harbour Post") == TrackRecord(reports=1, retracted=1)


def grade_of(s: WorkspaceSession) -> int:
    return outlets.newest_entry(s, "Harbour Post").id


def test_reports_of_an_events_file_count_from_the_day_it_was_added(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event("one"), made.NOW)
        reports.add(s, "one", [made.report("file-1")], decision_id=None, at=made.NOW)
        history.add(s, "one", [made.change(None)])
        reported(s, 1, "one", WIRE, Level.VERIFIED)
        assert outlet_reports.record_of(s, "Harbour Post") == TrackRecord(reports=1, verified=1)


def test_events_are_found_by_who_reports_and_by_who_is_repeated(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for slug in ("one", "two", "three"):
            events.add(s, made.event(slug), made.NOW)
        wire = WIRE.model_copy(update={"aliases": ("CW",)})
        reported(s, 1, "one", wire, Level.REPORTED)
        reported(s, 2, "two", made.HARBOUR_POST, Level.REPORTED, copy_of="cw")
        reported(s, 3, "three", made.HARBOUR_POST, Level.REPORTED)
        one, two, three = (events.id_of(s, slug) for slug in ("one", "two", "three"))
        assert outlet_reports.events_of(s, [wire]) == [one, two]
        assert outlet_reports.events_of(s, [made.HARBOUR_POST]) == [two, three]
        assert outlet_reports.events_of(s, [Outlet(name="Nobody")]) == []
