"""Everything in a database as lines of JSON, and back, on either database; and SQLite's own copies of its file.

The tables are found from the metadata, so that none is forgotten. What is being worked on is not among them: a link that is
unfinished in the record is put into the queue again. OAuth states of unfinished installations are left out: they last minutes.
"""

import base64
import contextlib
import datetime as dt
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    LargeBinary,
    Table,
    TypeDecorator,
    bindparam,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError

from bot.domain.errors import BadInput, Cannot, DiskFull
from storage import db, installations
from storage.columns import Embedding, UtcTime, storable
from storage.db import REVISION, Database
from storage.files import make_file
from storage.liveness import any_alive
from storage.tables import METADATA

Say = Callable[[str], object]
TABLES: tuple[Table, ...] = (*METADATA.sorted_tables, *installations.TABLES)
FORM = "second-source export 1"
SQLITE_BEGINS = b"SQLite format 3\x00"
WITH_LOG = ("", "-wal", "-shm")
"""What SQLite adds to the name of its file: the log holds what is not in the file yet."""
AT_ONCE = 100
_LARGEST = 2**63 - 1
SAY_SECONDS = 2.0
_WORK = ("event", "article", "submission", "subscription", "workspace_settings", "slack_bots", "slack_installations")
"""Where there is a row in one of these, somebody has worked with the database."""


def server_version(database: Database) -> int:
    """Return PostgreSQL's main version."""
    with database.connected(read_only=True) as connection:
        return int(connection.scalar(text("SELECT current_setting('server_version_num')::int / 10000")) or 0)


def export(database: Database, say: Say = lambda _sentence: None) -> Iterator[str]:
    """Yield all rows of all workspaces as lines of JSON, as they were at one moment; raises Cannot for another schema."""
    if fault := database.needs_upgrade():
        raise Cannot(fault)
    with database.connected(read_only=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            # Whoever reads what is written to standard output may take their time.
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        counts = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}
        told = _Progress(say, "Written", sum(counts.values()))
        yield _line({"form": FORM, "revision": REVISION, "rows": counts})
        for table in TABLES:
            query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
            for row in connection.execute(query):
                yield _line([table.name, {name: _plain(value) for name, value in row._mapping.items()}])
                told.one()


def import_(database: Database, lines: Iterable[str], say: Say = lambda _sentence: None) -> int:
    """Let the rows of an export take the place of all that a database holds, or change nothing; returns how many.

    Raises BadInput for what is no whole export, Cannot for one of another revision.
    """
    from storage import schema

    given = iter(lines)
    expected = _expected(next(given, ""))
    refuse_while_in_use(database)
    before = database.revision()
    told, tables = _Progress(say, "Read", sum(expected.values())), {table.name: table for table in TABLES}
    counts = dict.fromkeys(expected, 0)
    with database.connected() as connection:
        if before != REVISION or any(connection.scalar(select(text("1")).select_from(table).limit(1)) for table in TABLES):
            if before is not None:
                schema.downgrade(connection, "base")
            schema.upgrade(connection, "head")
        for name, rows in _batches(given, tables):
            counts[name] += len(rows)
            _store(connection, tables[name], rows)
            told.one(len(rows))
        if counts != expected:
            short = next(name for name in expected if counts[name] != expected[name])
            raise BadInput(
                f"The export is cut off: {short} has {counts[short]:,} of {expected[short]:,} rows. Nothing was stored."
            )
        _count_on(connection)
    database.forget_workflows()
    return sum(counts.values())


def holds_a_record(database: Database) -> bool:
    """Return whether anybody has worked with a database; the starting set of outlets alone does not count."""
    with database.connected(read_only=True) as connection:
        there = set(inspect(connection).get_table_names())
        return any(connection.scalar(text(f"SELECT 1 FROM {name} LIMIT 1")) for name in _WORK if name in there)  # noqa: S608


def refuse_while_in_use(database: Database) -> None:
    """Raise Cannot if a process works on a database."""
    if any_alive(database):
        raise Cannot("Second Source is running on this database; stop it, and do this once more.")


def aside(file: Path) -> Path:
    """Return where the file goes that a restore takes the place of; what an earlier one put aside stays."""
    numbers = chain([""], (f"-{number}" for number in count(2)))
    paths = (file.with_name(f"{file.name}.before-restore{number}") for number in numbers)
    return next(path for path in paths if not path.exists())


def copy(database: Database, target: Path, say: Say = lambda _sentence: None) -> None:
    """Copy SQLite's file while others use it, as it is at one moment; raises DiskFull, and Cannot if it is damaged."""
    told = _Progress(say, "Copied", 0)
    partial = target.with_name(f"{target.name}.partial")
    make_file(partial)
    try:
        with (
            db.translated_errors(),
            contextlib.closing(sqlite3.connect(_file_of(database))) as source,
            contextlib.closing(sqlite3.connect(partial)) as copied,
        ):
            source.backup(copied, pages=1000, progress=lambda _status, left, total: told.at(total - left, total))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def put_in_place(database: Database, source: Path) -> Path | None:
    """Put a copy of a SQLite file where the database is; returns where that is now, if there was one.

    Raises Cannot if the database is in use or the copy is of a later version, BadInput for a bad copy, DiskFull.
    """
    refuse_while_in_use(database)
    file = _file_of(database)
    fresh = file.with_name(f"{file.name}.restoring")
    try:
        for suffix in ("", "-wal"):
            _copy_file(source.with_name(source.name + suffix), fresh.with_name(fresh.name + suffix), needed=not suffix)
        _check(database, source, fresh)
        database.dispose()
        kept = aside(file) if _holds_anything(file) else None
        with _out_of_the_way(file, kept):
            fresh.replace(file)
    except OSError as error:
        raise DiskFull(f"{source} could not be copied to {file}: {error.strerror}.") from error
    finally:
        fresh.unlink(missing_ok=True)
        _without_log(fresh)
    database.forget_workflows()
    return kept


@contextmanager
def _out_of_the_way(file: Path, kept: Path | None) -> Iterator[None]:
    """Put a SQLite file aside, with its log, for what takes its place; what fails or is stopped meanwhile puts it back."""
    moved = list[tuple[Path, Path]]()
    in_place = False
    try:
        for suffix in WITH_LOG:
            if (part := file.with_name(file.name + suffix)).exists():
                if kept is None:
                    part.unlink()
                else:
                    moved.append((part, kept.with_name(kept.name + suffix)))
                    part.replace(moved[-1][1])
        yield
        in_place = True
    finally:
        for part, there in moved if not in_place else ():
            if there.exists():
                there.replace(part)


class _Progress:
    """Says every two seconds how far something is; what takes less says nothing."""

    def __init__(self, say: Say, verb: str, total: int) -> None:
        self._say, self._verb, self._total = say, verb, total
        self._done, self._next = 0, monotonic() + SAY_SECONDS

    def one(self, number: int = 1) -> None:
        self._done += number
        self.at(self._done, self._total)

    def at(self, done: int, total: int) -> None:
        if monotonic() >= self._next:
            self._next = monotonic() + SAY_SECONDS
            self._say(f"{self._verb} {done:,} of {total:,} …")


def _file_of(database: Database) -> Path:
    return Path(str(database.url.database))


def _holds_anything(file: Path) -> bool:
    """Tell whether a SQLite file is one that somebody may want to have back: any but one without a table."""
    if not file.exists() or not file.stat().st_size:
        return False
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            return opened.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    except sqlite3.DatabaseError:
        return True


def _copy_file(source: Path, target: Path, *, needed: bool) -> None:
    """Copy a file to the disk, not to its cache alone; without `needed`, only if it is there."""
    if not needed and not source.exists():
        return
    make_file(target)
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, 1024**2)
        os.fsync(written.fileno())


def _check(database: Database, source: Path, fresh: Path) -> None:
    """Look at a copy before it takes the place of the database; opening it also takes what its log has into the file."""
    opened = Database(database.url.set(database=str(fresh)).render_as_string(hide_password=False))
    try:
        if opened.damage() or (revision := opened.revision()) is None:
            raise BadInput(f"{source} is damaged, or no backup of Second Source.")
    finally:
        opened.dispose()
    if not (revision.isascii() and revision.isdigit()) or int(revision) > int(REVISION):
        raise Cannot(f"{source} is of a later version (revision {revision}, this has {REVISION}); restore it with that one.")


def _without_log(file: Path) -> None:
    for suffix in WITH_LOG[1:]:
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):  # a time is one too
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    # A vector: numpy is imported only where there are some.
    return base64.b64encode(value.astype("<f4").tobytes()).decode() if hasattr(value, "astype") else value


def _parsed(line: str, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"Line {number} of the export is no JSON; nothing was stored.") from error


def _expected(first: str) -> dict[str, int]:
    """Return how many rows of which table an export has, by its first line; raises BadInput, Cannot for another revision."""
    head = _parsed(first, 1) if first.startswith("{") else None
    if not isinstance(head, dict) or head.get("form") != FORM:
        raise BadInput("This is no backup of Second Source, and no export; nothing was stored.")
    revision, rows = head.get("revision"), head.get("rows")
    if not isinstance(revision, str) or not isinstance(rows, dict) or not all(type(each) is int for each in rows.values()):
        raise BadInput("The first line of the export does not say what is in it; nothing was stored.")
    if revision != REVISION:
        raise Cannot(
            f"The export is of revision {revision}, this version needs {REVISION}. Import it with the version that"
            " wrote it, upgrade that database with this one ('second-source db upgrade'), and export it again."
        )
    if unknown := rows.keys() - {table.name for table in TABLES}:
        raise BadInput(f"The export has a table that this version does not know: {min(unknown)}.")
    return rows | {table.name: 0 for table in TABLES if table.name not in rows}


def _store(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        connection.execute(_insert(table), rows)
    except (IntegrityError, DataError) as error:
        raise BadInput(f"The rows of {table.name} in the export do not fit together; nothing was stored.") from error


def _batches(lines: Iterator[str], tables: dict[str, Table]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    of, rows = "", list[dict[str, Any]]()
    for number, line in enumerate(lines, 2):
        try:
            name, values = _parsed(line, number)
            columns = tables[name].c
            row = {key: _value(columns[key], values[key]) for key in {**values, **columns}}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadInput(f"Line {number} of the export is no row of this version; nothing was stored.") from error
        if rows and (name != of or len(rows) == AT_ONCE):
            yield of, rows
            rows = []
        of = name
        rows.append(row)
    if rows:
        yield of, rows


def _value(column: Column[Any], value: Any) -> Any:
    """Return a value as its column takes it; raises ValueError or TypeError for another kind of value."""
    kind: Any = column.type
    if value is None:
        if not column.nullable:
            raise ValueError(f"{column.name} is missing")
        return None
    if isinstance(kind, Embedding):
        import numpy as np

        return np.frombuffer(base64.b64decode(value), dtype="<f4")
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, UtcTime | DateTime):
        time = dt.datetime.fromisoformat(value)
        if isinstance(kind, UtcTime) and time.tzinfo is None:
            raise ValueError(f"{column.name} has no time zone")
        return time
    if isinstance(kind, Date):
        return dt.date.fromisoformat(value)
    plain: Any = kind.impl if isinstance(kind, TypeDecorator) else kind
    wanted: Any = (int, float) if isinstance(kind, Float) else object if isinstance(kind, JSON) else plain.python_type
    # SQLite would store what is of another kind. To Python, True is a number.
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted not in (bool, object)):
        raise TypeError(f"{column.name} is of another kind")
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise ValueError(f"{column.name} is too large")
    return storable(value) if isinstance(value, str) else value


def _insert(table: Table) -> Any:
    # None in a column of JSON would be stored as JSON's own null.
    nulls = [column.name for column in table.c if isinstance(column.type, JSON) and column.nullable]
    statement = insert(table)
    return statement.values({name: bindparam(name, type_=JSON(none_as_null=True)) for name in nulls}) if nulls else statement


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number further rows from the last one on; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        if "id" in table.c and (last := connection.scalar(select(func.max(table.c.id)))) is not None:
            setting = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)")
            connection.execute(setting, {"table": table.name, "last": last})
