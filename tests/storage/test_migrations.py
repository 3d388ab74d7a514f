import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.answer import Answer
from bot.domain.errors import BadInput, Cannot, OutOfReach
from bot.domain.reading import ReaderStamp
from storage import (
    answers,
    events,
    spending,
    vectors,
)
from storage.db import Database
from tests.storage import made

CHANGES = [
    *(f"UPDATE {table} SET workspace = 'other'" for table in (
        "article", "reading", "proposal_version", "decision", "report", "level_change", "outlet_grade",
        "reread", "event_home", "workspace_settings", "ruling", "event_edit", "settlement",
    )),
    *(f"DELETE FROM {table}" for table in (
        "article", "reading", "proposal_version", "decision", "report", "level_change", "outlet_grade",
        "event", "claim", "submission", "proposal", "reread", "event_home", "workspace_settings", "ruling", "event_edit",
        "settlement",
    )),
]  # fmt: skip


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    fresh = Database(empty_database_url)
    yield fresh
    fresh.dispose()


def test_up_down_and_up_again_with_data_in_it(empty: Database) -> None:
    assert "has not been set up" in empty.check()[0]
    for turn in range(2):
        empty.upgrade()
        assert empty.check() == []
        with empty.transaction("local") as s:
            made.corrected(s, made.merged(s, made.shown(s)))
            vectors.save(s, "tiny", {"ferry-fire": [1, 0]})
            answers.keep(s, "ab" * 32, Answer(stamp=ReaderStamp(reader="model")), made.NOW)
            assert events.count(s) == 1
        spending.book(empty, made.NOW, "test-model", 1, 1, 0.5)
        assert empty.check() == []
        if turn == 0:
            empty.downgrade("base")
            assert empty.revision() is None
            assert tables(empty) == {"alembic_version"}


def tables(database: Database) -> set[str]:
    with database.connected(read_only=True) as connection:
        query = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            if connection.dialect.name == "postgresql"
            else "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
        )
        return set(connection.scalars(text(query)))


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


def test_the_database_refuses_to_rewrite_history(database: Database) -> None:
    with database.transaction("local") as s:
        made.corrected(s, made.shown(s))
    refuses_to_rewrite_history(database)


def refuses_to_rewrite_history(database: Database) -> None:
    statements = dict.fromkeys(CHANGES, "never (changed|deleted)")
    if database.engine.dialect.name == "postgresql":  # SQLite knows no TRUNCATE
        statements |= {
            "TRUNCATE decision CASCADE": "TRUNCATE",
            "TRUNCATE ruling CASCADE": "TRUNCATE",
            "TRUNCATE settlement": "TRUNCATE",
        }
    wrong = []
    for statement, sentence in statements.items():
        try:
            with database.connected() as connection:
                connection.execute(text(statement))
            wrong.append(f"{statement}: done")
        except DBAPIError as refusal:
            if not re.search(sentence, str(refusal)):
                wrong.append(f"{statement}: {refusal}")
    assert wrong == []


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_check_knows_the_type_of_a_vector(database: Database) -> None:
    # In a process of its own: here something else may have taught it to SQLAlchemy.
    code = (
        "import sys, warnings; warnings.filterwarnings('error', message='Did not recognize type');"
        "from storage.db import Database; print(Database(sys.argv[1]).check())"
    )
    command = [sys.executable, "-c", code, database.url.render_as_string(hide_password=False)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout == "[]\n", ended.stderr
