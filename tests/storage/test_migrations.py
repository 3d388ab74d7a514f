from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from bot.domain.answer import Answer
from bot.domain.errors import BadInput, Cannot, OutOfReach
from bot.domain.model import ReaderStamp
from bot.domain.subscription import DigestSettings
from storage import answers, digests, events, reminders, reports, spending, subscriptions, vectors, workspace_settings
from storage.db import Database
from storage.tables import ReportRow
from tests.storage import made


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    fresh = Database(empty_database_url)
    yield fresh
    fresh.dispose()


def test_up_down_and_up_again_with_data_in_it(empty: Database) -> None:
    assert "has not been set up" in empty.check()[0]
    for _ in range(2):
        empty.upgrade()
        assert empty.check() == []
        with empty.transaction("local") as s:
            made.shown(s)
            vectors.save(s, "tiny", {"ferry-fire": [1, 0]})
            answers.keep(s, "ab" * 32, Answer(stamp=ReaderStamp(reader="model")), made.NOW)
            assert events.count(s) == 1
        spending.book(empty, made.NOW, "test-model", 1, 1, 0.5)
        assert empty.check() == []
        empty.downgrade("base")
        assert empty.revision() is None


def test_what_was_stored_before_readings_had_a_cost_goes_up_and_down_with_them(empty: Database) -> None:
    empty.upgrade()
    with empty.transaction("local") as s:
        made.approved(s)
        (row,) = s.exec(select(ReportRow)).all()
        other = row.model_dump(exclude={"id", "report_id", "translation"})
        s.add(ReportRow(**other, report_id="r2", translation="The same in another language."))
        answers.keep(s, "ab" * 32, Answer(stamp=ReaderStamp(reader="model")), made.NOW)
    spending.book(empty, made.NOW, "test-model", 1, 1, 0.5)
    empty.downgrade("0004")
    assert "at revision 0004" in empty.check()[0]
    empty.upgrade()
    assert empty.check() == []
    with empty.connected(read_only=True) as connection:
        assert connection.scalars(text("SELECT translation FROM report")).all() == [None, None]
        assert connection.scalars(text("SELECT count(*) FROM answer")).one() == 0
    with empty.transaction("local", read_only=True) as s:
        assert len(reports.standing(s, "ferry-fire")) == 2
        assert answers.find(s, "ab" * 32) is None
    assert spending.since(empty, made.NOW) == 0.0


def test_what_comes_by_itself_goes_with_its_tables_and_the_record_stays(empty: Database) -> None:
    empty.upgrade()
    with empty.transaction("local") as s:
        made.shown(s)
        before = (events.list_(s), reports.standing(s, "ferry-fire"), workspace_settings.get(s))
        assert digests.list_(s, "C0DESK")
    empty.downgrade("0005")
    assert "at revision 0005" in empty.check()[0]
    empty.upgrade()
    assert empty.check() == []
    with empty.transaction("local") as s:
        assert (events.list_(s), reports.standing(s, "ferry-fire"), workspace_settings.get(s)) == before
        assert (digests.list_(s, "C0DESK"), subscriptions.active(s), reminders.of_card(s, "reminder:1")) == ([], [], [])
        subscriptions.add(s, "C0DESK", DigestSettings(), "U0ANN", made.NOW)


def test_nothing_is_left_after_a_downgrade(empty: Database) -> None:
    empty.upgrade()
    empty.downgrade("base")
    with empty.connected(read_only=True) as connection:
        query = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            if connection.dialect.name == "postgresql"
            else "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
        )
        assert set(connection.scalars(text(query))) == {"alembic_version"}


def test_check_sees_an_old_revision_and_a_table_changed_by_hand(database: Database) -> None:
    with database.connected() as connection:
        connection.execute(text("ALTER TABLE outlet ADD COLUMN motto text"))
    assert ["motto" in sentence for sentence in database.check()] == [True]
    assert database.needs_upgrade() is None
    with database.connected() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert "at revision 0000" in database.check()[0]


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    with database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)
    database.upgrade()
    with database.transaction("local") as s:
        assert events.count(s) == 1


def test_a_database_without_schema_says_what_to_do(empty: Database) -> None:
    with pytest.raises(Cannot, match="db upgrade"), empty.transaction("local") as s:
        events.list_(s)


def test_a_server_that_is_not_there_is_out_of_reach() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OutOfReach, match="out of reach"):
        database.check()


@pytest.mark.parametrize("url", ["nonsense", "mysql-nonsense://x/y"])
def test_an_address_of_no_database_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="sqlite:///FILE"):
        Database(url)


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(Cannot, match="HOME"):
        Database(f"sqlite:///{tmp_path / 'folder.db'}").upgrade()


CHANGES = [
    *(f"UPDATE {table} SET workspace = 'other'" for table in (
        "article", "reading", "proposal_version", "decision", "report", "level_change", "outlet_grade",
        "reread", "event_home", "workspace_settings",
    )),
    *(f"DELETE FROM {table}" for table in (
        "article", "reading", "proposal_version", "decision", "report", "level_change", "outlet_grade",
        "event", "claim", "submission", "proposal", "reread", "event_home", "workspace_settings",
    )),
]  # fmt: skip


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_rewrite_history(database: Database, statement: str) -> None:
    with database.transaction("local") as s:
        made.shown(s)
    with pytest.raises(DBAPIError, match=r"never (changed|deleted)"), database.connected() as connection:
        connection.execute(text(statement))


def test_a_table_cannot_be_truncated_on_postgresql(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        statement, message = "DELETE FROM decision", "never deleted"  # SQLite knows no TRUNCATE
    else:
        statement, message = "TRUNCATE decision CASCADE", "TRUNCATE"
    with database.transaction("local") as s:
        made.approved(s)
    with pytest.raises(DBAPIError, match=message), database.connected() as connection:
        connection.execute(text(statement))
