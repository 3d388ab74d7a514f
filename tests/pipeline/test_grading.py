"""Grading an outlet: what it changes on record and on cards; and the outlet list as a file."""

import pytest

from bot.domain.card import CardKind
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.model import UNKNOWN_OUTLET, Grade, Level, Outlet, OutletKind
from bot.domain.outlet_file import parse, write
from bot.domain.record import FiledProposal
from bot.pipeline.decide import approve, keep_current
from bot.pipeline.grading import Graded, grade, import_outlets, import_starting_set
from bot.pipeline.services import Services
from storage import articles, history, outlets, proposals
from storage.db import Database
from tests.newsroom import STORY, WORKSPACE, ScriptedReader, answer, bring, judged, make_services, outcome, page, work
from tests.page_server import PageServer
from tests.pipeline.shown import brought_and_told, due
from tests.pipeline.test_review import DRAFT, URL, on_the_dam

HEAD = b"domain,name,owner,kind,grade,reason,source\n"


def graded(services: Services, name: str, to: Grade, *, by: str = "edda", seen: int | None = None) -> Graded:
    changes = {"grade": to, "grade_reason": f"Graded {to} for a test."}
    return grade(services, WORKSPACE, name, changes, by=by, seen=seen)


def proposal(services: Services, proposal_id: int = 1) -> FiledProposal:
    keep_current(services, WORKSPACE, proposal_id)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, proposal_id)


def outlet(services: Services, name: str) -> Outlet | None:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return outlets.by_name(s, name)


def test_a_grade_moves_what_is_on_record_and_history_says_so(database: Database, server: PageServer) -> None:
    services = make_services(database, server, on_the_dam())
    brought_and_told(services, URL)
    approve(services, WORKSPACE, 1, by="edda", version=1)
    done = graded(services, "courier.example", Grade.A)
    assert (done.outlet.grade, done.outlet.grade_reason) == (Grade.A, "Graded A for a test.")
    with database.transaction(WORKSPACE, read_only=True) as s:
        entries = outlets.grades(s, "courier.example")
        assert [(entry.grade, entry.author) for entry in entries] == [(Grade.F, "first seen"), (Grade.A, "edda")]
        later = [change for change in history.of_event(s, "orrin-dam") if change.grade_id is not None]
    assert later == [moved.change for moved in done.moved]
    assert {change.grade_id for change in later} == {entries[-1].id}
    assert all(change.score_after > (change.score_before or 0) for change in later)
    assert {moved.event.slug for moved in done.moved} == {"orrin-dam"}
    assert graded(services, "courier.example", Grade.A).moved == ()


def test_the_cards_that_show_it_are_due_and_say_what_approving_means_now(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    brought_and_told(services, URL)
    due(services)
    before = proposal(services)
    graded(services, "courier.example", Grade.A)
    assert [card.kind for card in due(services)] == [CardKind.LINK]
    now = proposal(services)
    assert (before.version, now.version) == (1, 2)
    assert now.proposal.reports[0].outlet.grade is Grade.A
    assert now.proposal.after[1].score > before.proposal.after[1].score


def test_a_proposal_of_a_new_event_follows_a_grade_too(sqlite_database: Database, server: PageServer) -> None:
    school = judged("", "school", "People were taken to the school on the hill.")
    services = make_services(sqlite_database, server, ScriptedReader(answer(school, draft=DRAFT)), stored=())
    brought_and_told(services, URL)
    due(services)
    before = proposal(services)
    assert proposal(services).version == 1
    graded(services, "courier.example", Grade.A)
    assert [card.kind for card in due(services)] == [CardKind.LINK]
    now = proposal(services)
    assert (now.version, now.proposal.event, now.proposal.draft) == (2, None, before.proposal.draft)
    assert now.proposal.after[0].score > before.proposal.after[0].score
    approve(services, WORKSPACE, 1, by="edda", version=2)


def test_a_decided_card_is_drawn_again_for_the_first_grade_only(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    brought_and_told(services, URL)
    approve(services, WORKSPACE, 1, by="edda", version=1)
    due(services)
    graded(services, "courier.example", Grade.B)
    assert CardKind.LINK in [card.kind for card in due(services)]
    graded(services, "courier.example", Grade.C)
    assert CardKind.LINK not in [card.kind for card in due(services)]


def test_two_houses_that_become_one_confirm_each_other_no_longer(sqlite_database: Database, server: PageServer) -> None:
    bridge = "The old bridge at Orrin was closed to all traffic"
    own = judged("orrin-bridge", "closed", bridge, origin={"kind": "own"}, basis="witnessed")
    hosts = ("courier.example", "echo.example")
    services = make_services(sqlite_database, server, ScriptedReader(answer(own)), hosts=hosts)
    other = f"We stood at the river. {bridge}, and a guard turned us back. Nobody knows for how long it will be so."
    server.page("/other", page(other, "Bridge closed"))
    ours = f"Our reporter saw the chain this morning. {bridge} while engineers looked at its piers from a small red boat."
    server.page("/dam", page(ours, "No way across the river"))
    for number, (host, path) in enumerate((("courier.example", "/dam"), ("echo.example", "/other")), 1):
        graded_later = brought_and_told(services, f"http://{host}{path}")
        assert graded_later.id == number
        graded(services, host, Grade.A)
        now = proposal(services, number)
        approve(services, WORKSPACE, number, by="edda", version=now.version)
    owned = {"family": "Coast Media", "family_source": "https://coast.example/brands"}
    grade(services, WORKSPACE, "courier.example", owned, by="edda")
    moved = grade(services, WORKSPACE, "echo.example", owned, by="edda").moved
    assert [(m.change.level_before, m.change.level_after) for m in moved] == [(Level.VERIFIED, Level.REPORTED)]


def test_an_editor_who_saw_an_older_grade_is_told_who_was_faster(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        seen = outlets.grades(s, "Reuters")[-1].id
    graded(services, "Reuters", Grade.B, by="edda", seen=seen)
    with pytest.raises(Refused, match="edda graded Reuters B meanwhile: “Graded B"):
        graded(services, "Reuters", Grade.C, by="tobias", seen=seen)
    assert outlet(services, "Reuters") == graded(services, "reuters.com", Grade.B).outlet


def test_what_cannot_be_graded(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    filed = bring(services, text=STORY)
    work(services, filed.submission.id)
    with pytest.raises(Refused, match="Nobody knows who published this"):
        graded(services, UNKNOWN_OUTLET, Grade.A)
    with pytest.raises(NotFound, match="no outlet 'No Such Paper'"):
        graded(services, "No Such Paper", Grade.A)
    with pytest.raises(BadInput, match="name is needed"):
        graded(services, "Reuters", Grade.A, by=" ")
    with pytest.raises(BadInput, match="grade_reason must not be empty"):
        grade(services, WORKSPACE, "Reuters", {"grade_reason": " "}, by="edda")


def test_a_site_has_the_name_that_its_pages_give_it(sqlite_database: Database, server: PageServer) -> None:
    named = page().replace("<head>", '<head><meta property="og:site_name" content="The Northfield Herald">')
    services = make_services(sqlite_database, server, on_the_dam())
    brought_and_told(services, URL)
    assert proposal(services).proposal.reports[0].outlet.name == "courier.example"
    server.page("/named", named.replace("Orrin dam fails", "Orrin dam fails, again"))
    brought_and_told(services, "http://courier.example/named")
    assert outlet(services, "the Northfield Herald") == outlet(services, "courier.example")
    assert proposal(services).proposal.reports[0].outlet.name == "The Northfield Herald"
    (submission, _) = outcome(services, 1)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert articles.get(s, submission.article_id or 0).outlet.name == "The Northfield Herald"


def test_a_file_is_stored_once(database: Database, server: PageServer) -> None:
    services = make_services(database, server)
    file = parse(
        HEAD
        + b"courier.example,Orrin Courier,Coast Media,local,B,Two reporters in court.,https://coast.example/brands\n"
        + b"reuters.com,Reuters,Reuters,wire,C,Sold.,\n"
    )
    tried = import_outlets(services, WORKSPACE, file, by="edda", dry_run=True)
    assert (tried.stored, outlet(services, "Orrin Courier")) == (False, None)
    done = import_outlets(services, WORKSPACE, file, by="edda")
    assert done.stored
    assert done.changed == tried.changed
    assert [(c.line, c.before and c.before.grade, c.after.grade) for c in done.changed] == [
        (2, None, Grade.B),
        (3, Grade.A, Grade.C),
    ]
    courier = outlet(services, "Orrin Courier")
    assert courier is not None
    assert (courier.family, courier.kind) == ("Coast Media", OutletKind.LOCAL)
    assert courier.family_date is not None
    again = import_outlets(services, WORKSPACE, file, by="edda")
    assert (again.changed, again.unchanged, again.faults) == ((), 2, ())
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [entry.author for entry in outlets.grades(s, "Reuters")] == ["tests", "edda"]
        everything = outlets.all_(s)
    whole = import_outlets(services, WORKSPACE, parse(write(everything).encode()), by="tobias")
    assert (whole.changed, whole.faults, whole.unchanged) == ((), (), len(everything))


def test_nothing_is_stored_if_one_line_is_wrong_unless_it_shall_be_left_out(database: Database, server: PageServer) -> None:
    services = make_services(database, server)
    file = parse(
        HEAD
        + b"courier.example,Orrin Courier,,local,B,Two reporters in court.,\n"
        + b"echo.example,Echo,,,Q,Why not.,\n"
        + b"reuters.com,Not Reuters,,,A,Posing.,\n"
    )
    refused = import_outlets(services, WORKSPACE, file, by="edda")
    assert not refused.stored
    assert [(fault.line, fault.sentence.split(";")[0]) for fault in refused.faults] == [
        (3, "'Q' is no grade"),
        (4, "The domain reuters.com belongs to the outlet 'Reuters'"),
    ]
    assert outlet(services, "Orrin Courier") is None
    partly = import_outlets(services, WORKSPACE, file, by="edda", skip_bad=True)
    assert (partly.stored, len(partly.changed), len(partly.faults)) == (True, 1, 2)
    assert outlet(services, "Orrin Courier") is not None


def test_an_import_grades_what_was_met_before(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    brought_and_told(services, URL)
    approve(services, WORKSPACE, 1, by="edda", version=1)
    file = parse(HEAD + b"courier.example,Orrin Courier,,local,A,Two reporters in court.,\n")
    (changed,) = import_outlets(services, WORKSPACE, file, by="edda", dry_run=True).changed
    assert (changed.before and changed.before.name, changed.after.name) == ("courier.example", "Orrin Courier")
    done = import_outlets(services, WORKSPACE, file, by="edda")
    assert {moved.event.slug for moved in done.moved} == {"orrin-dam"}


def test_the_starting_set_fills_in_what_a_newsroom_does_not_know(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server)
    with sqlite_database.transaction(WORKSPACE) as s:
        edits: dict[str, dict[str, object]] = {
            "The New York Times": {"family": None, "family_source": None, "family_date": None, "aliases": ()},
            "Bild": {"family": "Somebody else", "grade": Grade.D, "grade_reason": "Ours."},
        }
        for name, changes in edits.items():
            known = outlets.by_name(s, name)
            assert known is not None
            outlets.save(s, known.model_copy(update=changes), "edda", services.clock())
        outlets.save(s, Outlet(name="NYT", grade=Grade.C, grade_reason="A club's letter."), "edda", services.clock())
    done = import_starting_set(services, WORKSPACE, by="edda")
    assert [(changed.after.name, changed.after.family, changed.after.aliases) for changed in done.changed] == [
        ("The New York Times", "The New York Times Company", ("NYTimes", "NY Times"))
    ]
    bild = outlet(services, "Bild")
    assert bild is not None
    assert (bild.family, bild.grade) == ("Somebody else", Grade.D)
    assert import_starting_set(services, WORKSPACE, by="edda").changed == ()
