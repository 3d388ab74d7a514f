"""A grade that concerns many events: a worker works them out, each once, whatever happens in between."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot.domain.card import CardKind
from bot.domain.confidence import assess_event
from bot.domain.model import Basis, Grade, Level, Outlet
from bot.domain.record import LevelChange
from bot.pipeline import regrading
from bot.pipeline.decide import approve
from bot.pipeline.edit_event import retract
from bot.pipeline.grading import Graded, grade
from bot.pipeline.services import Services
from storage import events, history, outlets, regrades, reports
from storage.db import Database
from tests.domain.make import person, report
from tests.newsroom import BRIDGE, HOST, WORKSPACE, make_services
from tests.page_server import PageServer
from tests.pipeline.shown import brought_and_told, due
from tests.pipeline.test_review import URL, on_the_dam

COURIER = Outlet(name="Courier", domains=(HOST,), grade=Grade.D, grade_reason="New here.")
MANY = 7


@pytest.fixture
def services(database: Database, server: PageServer) -> Services:
    """Return a newsroom with reports of one outlet on many events, and history of what they made."""
    made = make_services(database, server, on_the_dam())
    with database.transaction(WORKSPACE) as s:
        outlets.save(s, COURIER, "tests", made.clock())
        for number in range(MANY):
            event = BRIDGE.model_copy(update={"slug": f"bridge-{number}"})
            events.add(s, event, made.clock())
            said = report(COURIER, claim="closed", origin=person(f"Ida Berg {number}"), basis=Basis.ON_RECORD)
            reports.add(s, event.slug, [said], decision_id=None, at=made.clock())
            (after,) = assess_event(event, reports.standing(s, event.slug))
            at_first = LevelChange(
                claim="closed", at=made.clock(), decision_id=None, level_before=None, level_after=after.level,
                score_before=None, score_after=after.score, reasons=after.reasons,
            )  # fmt: skip
            history.add(s, event.slug, [at_first])
    return made


def graded(services: Services, to: Grade = Grade.A, *, at_once: int | None = 3) -> Graded:
    changes = {"grade": to, "grade_reason": f"Graded {to} for a test."}
    return grade(services, WORKSPACE, "Courier", changes, by="edda", at_once=at_once)


def moves(services: Services, number: int) -> list[LevelChange]:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return [change for change in history.of_event(s, f"bridge-{number}") if change.decision_id or change.grade_id]


def left(services: Services) -> int:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return regrades.waiting(s, outlets.ids_of(s, ["Courier"])["Courier"])


def test_later_it_is_as_it_would_have_been_at_once(services: Services, sqlite_database: Database) -> None:
    done = graded(services)
    assert (done.moved, done.later, left(services)) == ((), MANY, MANY)
    assert [moves(services, n) for n in range(MANY)] == [[]] * MANY
    assert regrading.work_out(services, WORKSPACE)
    assert left(services) == 0
    assert not regrading.work_out(services, WORKSPACE)
    later = [moves(services, n) for n in range(MANY)]
    at_once = graded(services, Grade.D, at_once=None)
    assert [(m.change.score_before, m.change.score_after) for m in at_once.moved] == [
        (move.score_after, move.score_before) for (move,) in later
    ]
    assert len({move.grade_id for (move,) in later}) == 1


def test_a_crash_in_the_middle_loses_none_and_repeats_none(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regrading, "_TAKEN", 2)
    real, calls = history.add_many, 0

    def dies(*given: object) -> None:
        nonlocal calls
        calls += 1
        real(*given)  # type: ignore[arg-type] # passed on as it came
        if calls == 2:
            raise KeyboardInterrupt

    graded(services)
    with monkeypatch.context() as patched:
        patched.setattr(history, "add_many", dies)
        with pytest.raises(KeyboardInterrupt):
            regrading.work_out(services, WORKSPACE)
    assert left(services) == MANY - 2
    while regrading.work_out(services, WORKSPACE):
        pass
    assert [len(moves(services, n)) for n in range(MANY)] == [1] * MANY


def test_few_events_are_worked_out_at_once(services: Services) -> None:
    done = graded(services, at_once=MANY)
    assert (len(done.moved), done.later, left(services)) == (MANY, 0, 0)


def test_two_grades_in_a_row_come_to_the_last_one(services: Services) -> None:
    before = graded(services, Grade.B, at_once=None).moved[0].change.score_after
    graded(services, Grade.A)
    graded(services, Grade.E, at_once=None)
    regrading.work_out(services, WORKSPACE)
    for number in range(MANY):
        told = moves(services, number)
        assert [old.score_after for old in told[:-1]] == [new.score_before for new in told[1:]]
        assert told[0].score_after == before
        assert told[-1].score_after < before


def test_what_an_editor_does_in_between_comes_after_the_grade(services: Services) -> None:
    graded(services)
    retract(services, WORKSPACE, "bridge-1", by="edda", reason="It was another bridge.")
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        told = history.of_event(s, "bridge-1")[1:]
    assert [(change.grade_id is not None, change.level_after) for change in told] == [
        (True, Level.REPORTED),
        (False, Level.RETRACTED),
    ]
    assert told[0].score_after == told[1].score_before
    regrading.work_out(services, WORKSPACE)
    assert len(moves(services, 1)) == 1


def test_cards_say_so_and_are_drawn_again_when_it_is_done(services: Services) -> None:
    brought_and_told(services, URL)
    approve(services, WORKSPACE, 1, by="edda", version=1)
    due(services)
    graded(services)
    due(services)
    regrading.work_out(services, WORKSPACE)
    assert CardKind.LINK in {card.kind for card in due(services)}


# SQLite has one writer at a time.
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_worker_and_an_editor_do_not_wait_for_each_other(database: Database, services: Services) -> None:
    graded(services, Grade.B, at_once=None)
    graded(services, Grade.A, at_once=None)
    with database.transaction(WORKSPACE) as s:
        *_, older, newer = [entry.id for entry in outlets.grades(s, "Courier")]
        regrades.plan(s, older, [events.id_of(s, "bridge-6")])
        regrades.plan(s, newer, [events.id_of(s, "bridge-0")])
    with ThreadPoolExecutor(1) as pool:
        with database.transaction(WORKSPACE) as s:
            events.lock(s, "bridge-0")
            worker = pool.submit(regrading.work_out, services, WORKSPACE)
            with database.connected(read_only=True) as beside:
                while not beside.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                    time.sleep(0.01)
            events.lock(s, "bridge-6")
        assert worker.result()
    assert left(services) == 0


def test_what_waits_is_taken_once(database: Database, services: Services) -> None:
    graded(services)
    with database.transaction(WORKSPACE) as s:
        waiting = regrades.first_waiting(s, 3)
        assert len(waiting) == 3
        (found,) = regrades.take_of(s, waiting).values()
        assert found == waiting
        assert regrades.take_of(s, waiting) == {}
        assert set(regrades.first_waiting(s, 100)).isdisjoint(waiting)


def test_an_editor_who_holds_an_event_works_it_out_before_a_worker_can(database: Database, services: Services) -> None:
    graded(services)
    with database.transaction(WORKSPACE) as s:
        event_id = events.id_of(s, events.lock(s, "bridge-1").slug)
        worker = threading.Thread(target=regrading.work_out, args=(services, WORKSPACE), daemon=True)
        worker.start()
        worker.join(1)
        regrading.settle(s, [event_id], services.clock())
        assert [move.grade_id is not None for move in history.of_event(s, "bridge-1")[1:]] == [True]
    worker.join(60)
    assert left(services) == 0
    assert [len(moves(services, n)) for n in range(MANY)] == [1] * MANY
