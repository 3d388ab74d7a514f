import datetime as dt
import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, StatementError

from bot.domain.errors import Busy, OutOfReach
from storage import db, events, outlets
from storage.db import Database
from tests.storage import made


def test_a_transaction_is_rolled_back_on_an_error(database: Database) -> None:
    def fail() -> None:
        with database.transaction("local") as s:
            events.add(s, made.event(), made.NOW)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with database.transaction("local") as s:
        assert events.list_(s) == []


def test_a_read_only_transaction_cannot_write_and_the_next_one_can(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"), database.transaction("local", read_only=True) as s:
        events.add(s, made.event(), made.NOW)
    with database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)


def test_writers_wait_for_each_other(database: Database) -> None:
    start = threading.Barrier(8, timeout=60)

    def add(number: int) -> None:
        start.wait()
        for turn in range(5):
            with database.transaction("local") as s:
                before = events.count(s)
                events.add(s, made.event(f"e-{number}-{turn}"), made.NOW)
                assert events.count(s) > before

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    with database.transaction("local", read_only=True) as s:
        assert events.count(s) == len(events.list_(s, limit=100)) == 40


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.transaction("local") as writer:
        events.add(writer, made.event(), made.NOW)
        with database.transaction("local", read_only=True) as reader:
            assert events.list_(reader) == []


def test_what_one_reading_transaction_reads_is_of_one_moment(database: Database) -> None:
    with database.transaction("local", read_only=True) as reader:
        assert events.list_(reader) == []
        with database.transaction("local") as writer:
            events.add(writer, made.event(), made.NOW)
        assert events.list_(reader) == []
    with database.transaction("local", read_only=True) as reader:
        assert len(events.list_(reader)) == 1


def test_a_mark_changes_with_what_others_store_and_with_nothing_else(database: Database) -> None:
    marked = database.mark()
    with database.transaction("local", read_only=True) as s:
        events.list_(s)
    assert database.mark() == marked
    with database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)
    assert (database.mark() != marked) is (marked is not None)


def test_a_writer_that_waits_too_long_is_told_to_try_again(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    url = f"sqlite:///{tmp_path_factory.mktemp('busy') / 'x.db'}"
    # Another process has a database of its own on the same file.
    database, others = Database(url), Database(url)
    database.upgrade()
    for writer in (database, others):
        with database.transaction("a"), pytest.raises(Busy, match="try again"), writer.transaction("b"):
            pass
        with writer.transaction("b") as s:
            assert events.list_(s) == []
    database.dispose()
    others.dispose()


def test_a_writer_goes_on_when_another_process_has_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    database, others = Database(url), Database(url)
    database.upgrade()
    begun, asked = threading.Event(), threading.Event()

    def write() -> None:
        with others.transaction("a") as s:
            begun.set()
            asked.wait(60)
            events.add(s, made.event(), made.NOW)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    assert begun.wait(60)
    threading.Timer(0.05, asked.set).start()
    with database.transaction("a") as s:
        assert len(events.list_(s)) == 1
    writer.join(60)
    database.dispose()
    others.dispose()


def test_a_writer_that_cannot_begin_for_another_reason_does_not_ask_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = itertools.count(step=0.001)  # at the clock, of which one comes before each question
    monkeypatch.setattr(db, "time", SimpleNamespace(monotonic=lambda: next(looks)))
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.engine.connect() as connection:
        connection.connection.cursor().execute("BEGIN")
        with pytest.raises(OperationalError, match="within a transaction"):
            connection.begin()
        assert next(looks) == 0.002
    database.dispose()


# SQLite has one writer at a time.
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_of_two_writers_that_wait_for_each_other_one_is_told_to_try_again(database: Database) -> None:
    with database.transaction("local") as s:
        for slug in ("one", "two"):
            events.add(s, made.event(slug), made.NOW)
    both = threading.Barrier(2, timeout=60)

    def write(*slugs: str) -> str:
        try:
            with database.transaction("local") as s:
                events.lock(s, slugs[0])
                both.wait()
                events.lock(s, slugs[1])
        except Busy as error:
            return error.sentence
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, ("one", "two"), ("two", "one"))) == [db.BUSY, "done"]


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_what_stood_still_for_too_long_is_to_be_done_again(database: Database) -> None:
    def stand_still() -> None:
        with database.transaction("local") as s, database.connected(read_only=True) as other:
            ours = {"pid": s.scalar(text("SELECT pg_backend_pid()"))}
            # Long enough to read this answer first: what comes together with it is taken for a notice, without its code.
            s.execute(text("SET idle_in_transaction_session_timeout = '2s'"))
            while other.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), ours):
                other.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.05)"))
            events.list_(s)

    with pytest.raises(OutOfReach, match="stood still"):
        stand_still()
    with database.transaction("local") as s:
        assert events.list_(s) == []


def test_a_writer_waits_no_longer_than_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    database, others = Database(url), Database(url)
    database.upgrade()
    with others.transaction("a"):
        # Its time is over when it has asked once; SQLite itself would wait for all of it again.
        clock = itertools.chain((0, 0), itertools.repeat(100))
        monkeypatch.setattr(db, "BUSY_SECONDS", 60)
        monkeypatch.setattr(db, "time", SimpleNamespace(monotonic=lambda: next(clock)))
        began = time.monotonic()
        with pytest.raises(Busy), database.transaction("b"):
            pass
        assert time.monotonic() - began < 30
    database.dispose()
    others.dispose()


def test_a_time_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.transaction("local") as s:
        outlets.save(s, made.HARBOUR_POST, "ed", dt.datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
