"""The database, SQLite in one file or PostgreSQL, with its connections and transactions.

Slow imports are inside the functions that need them: migrations for changing or comparing the schema, and PostgreSQL's driver
for translating errors (SQLAlchemy imports it too, for a PostgreSQL address).
"""

import contextlib
import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.domain.errors import BadInput, Busy, Cannot, DiskFull, OutOfReach, SecondSourceError
from storage import chain
from storage.engines import SHARED, postgresql_engine, without_threshold, workflows_engine_of
from storage.files import make_file, make_folder
from storage.session import WorkspaceSession

BUSY_SECONDS = 15
BUSY = "The database was busy with somebody else's change; try again."
FULL = (
    "The disk of the database is full, so nothing was stored. Whoever runs Second Source has to free some space; then do this"
    " once more."
)
STOOD_STILL = "Second Source stood still for too long, so the database undid what was begun; do it once more."
DAMAGED = "The database file is damaged. Bring the last backup back: 'second-source restore FILE --replace'."
NOT_SET_UP = "The database has not been set up for this version; run 'second-source db upgrade'."
NOT_OURS = "The database file cannot be opened for writing; check SECOND_SOURCE_HOME and who may write there."
ASKED_AGAIN_MS = 5
"""How soon a writer asks SQLite again whether it may; by itself SQLite would wait up to 100 ms each time."""
_ROLLED_BACK = ("40", "23505", "55P03")
"""What PostgreSQL's codes for a lost race begin with: a rollback, as for a deadlock, a double, a lock in vain."""
REVISION = "0035"
"""The migration that this version needs. It is here because every command checks it, and Alembic is slow to import."""


class Bell:
    """Lets threads of one process wait for what others of them do."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._times = 0

    def times(self) -> int:
        """Return how often it was rung."""
        with self._rung:
            return self._times

    def ring(self) -> None:
        """Wake all who wait."""
        with self._rung:
            self._times += 1
            self._rung.notify_all()

    def wait(self, times: int, seconds: float) -> None:
        """Wait until it was rung more often than so many times, or the seconds are over."""
        with self._rung:
            self._rung.wait_for(lambda: self._times > times, timeout=seconds)


class Database:
    """A database by its SQLAlchemy URL; connections are opened when needed.

    Where that is a pooler's, `direct` is PostgreSQL's own: it is for what needs a session for itself.
    """

    def __init__(self, url: str, direct: str | None = None) -> None:
        try:
            self.url = make_url(url)
            self._direct_url = make_url(direct) if direct else self.url
            self.engine = _open(self.url, never_prepare=direct is not None)
            self.direct = _open(self._direct_url) if direct else self.engine
        except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
            # The cause may quote the URL, and with it a password.
            raise BadInput(
                "The database address is not one that works here; write sqlite:///FILE or postgresql://USER@HOST/NAME."
            ) from None
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "do_connect", self._prepare_file)
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        # On SQLite a transaction must say at its start that it writes: one that becomes a writer later fails instead of waiting
        # for the other writer.
        # All that one transaction reads is of one moment: SQLite does so by itself, PostgreSQL where it is asked to.
        moment = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(read_only=True, postgresql_readonly=True, **moment)
        # SQLite has one writer at a time, and who waits asks again now and then: threads of one process take turns instead.
        self._turn = threading.Lock() if self.engine.dialect.name == "sqlite" else None
        self._watch: sqlite3.Connection | None = None
        self.cards_due = Bell()
        """Rung when cards have become due by a transaction of this process."""

    @property
    def workflows_url(self) -> str:
        """Return the URL of the durable engine's own tables: a SQLite file next to this one, or this PostgreSQL."""
        if self.engine.dialect.name == "postgresql":
            return self._direct_url.set(drivername="postgresql").render_as_string(hide_password=False)
        return self.url.set(database=str(self._workflows_file)).render_as_string(hide_password=False)

    def address_and_password(self) -> tuple[str, str]:
        """Return PostgreSQL's address without the password, and the password apart: everybody sees a program's arguments."""
        url, _ = without_threshold(self._direct_url)
        return url._replace(drivername="postgresql", password=None).render_as_string(), str(url.password or "")

    @property
    def _workflows_file(self) -> Path:
        return Path(f"{Path(self.url.database or 'second-source.db').with_suffix('')}-workflows.db")

    def set_up_workflows(self) -> str:
        """Return the URL of the durable engine's own tables; on SQLite, prepare its file so that readers do not wait."""
        url = self.workflows_url
        if self.engine.dialect.name == "sqlite":
            # WAL mode is stored in the file.
            make_file(self._workflows_file)
            with (
                translated_errors(),
                contextlib.closing(sqlite3.connect(self._workflows_file, timeout=BUSY_SECONDS)) as connection,
            ):
                connection.execute("PRAGMA journal_mode = WAL")
        return url

    def forget_workflows(self) -> None:
        """Delete the durable engine's own tables: what it knows of one record is wrong of another that takes its place."""
        if self.engine.dialect.name == "postgresql":
            with self.connected() as connection:
                connection.execute(text("DROP SCHEMA IF EXISTS dbos CASCADE"))
        else:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self._workflows_file}{suffix}").unlink(missing_ok=True)

    def _prepare_file(self, *_: object) -> None:
        if self.url.database:
            make_folder(Path(self.url.database).parent)
            make_file(Path(self.url.database))

    @contextmanager
    def transaction(self, workspace: str, *, read_only: bool = False) -> Iterator[WorkspaceSession]:
        """Open a transaction in one workspace: committed at the end, rolled back on an error.

        Writers wait for each other; a read-only transaction never waits. Raises Busy or OutOfReach if the database does not
        accept it, Cannot if it has not been set up.
        """
        with self.connected(read_only=read_only) as connection, WorkspaceSession(connection, workspace) as session:
            yield session
            if not read_only:
                chain.close(session)
            session.commit()
        if session.cards_are_due:
            self.cards_due.ring()

    @contextmanager
    def connected(self, *, read_only: bool = False) -> Iterator[Connection]:
        """Open a transaction that is not limited to a workspace; raises the same errors as `transaction`."""
        with (
            translated_errors(read_only=read_only),
            contextlib.nullcontext() if read_only else self._taking_turns(),
            (self._reader if read_only else self.engine).connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise Busy(BUSY)
        try:
            yield
        finally:
            self._turn.release()

    def upgrade(self, revision: str = "head") -> None:
        """Upgrade the schema to a revision, by default the newest; concurrent upgrades wait for each other.

        A history without a chain gets one; stored articles come into an index of copies that is new, stored events into a new
        search index.
        """
        from storage import copy_index, schema, search

        with self.connected() as connection:
            schema.upgrade(connection, revision)
        if self.needs_upgrade() is None:
            chain.complete(self)
            copy_index.complete(self)
            search.complete(self)

    def downgrade(self, revision: str) -> None:
        """Downgrade the schema to a revision; `base` empties the database."""
        from storage import schema

        with self.connected() as connection:
            schema.downgrade(connection, revision)

    def mark(self) -> int | None:
        """Return a number that stays the same as long as nobody commits anything; None where only a query would tell.

        It costs a few microseconds and never waits. One thread may ask at a time.
        """
        if self.engine.dialect.name != "sqlite":
            return None
        try:
            if self._watch is None:
                self._prepare_file()
                # A connection sees the commits of all others by this number, but not its own: this one makes none.
                self._watch = sqlite3.connect(str(self.url.database), timeout=0, check_same_thread=False)
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None

    def revision(self) -> str | None:
        """Return the schema's revision; None for an empty database."""
        with self.connected(read_only=True) as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return revision

    def needs_upgrade(self) -> str | None:
        """Return why the schema's revision is not the one of this version; None if it is."""
        current = self.revision()
        if current is None:
            return "The database has not been set up; run 'second-source db upgrade'."
        if current != REVISION:
            return f"The database is at revision {current}, this version needs {REVISION}; run 'second-source db upgrade'."
        return None

    def check(self) -> list[str]:
        """List what is wrong with the schema, down to single columns, and with its indexes, one sentence each."""
        from storage import copy_index, schema, search

        if fault := self.needs_upgrade():
            return [fault]
        with self.connected(read_only=True) as connection:
            return [*schema.differences(connection), *copy_index.faults(connection), *search.faults(connection)]

    def damage(self) -> str | None:
        """Return what SQLite finds wrong with its file, page by page; None if nothing, and for PostgreSQL."""
        if self.engine.dialect.name == "postgresql":
            return None
        with self.connected(read_only=True) as connection:
            return None if connection.scalar(text("PRAGMA quick_check(1)")) == "ok" else DAMAGED

    def time(self) -> dt.datetime | None:
        """Return what time it is for PostgreSQL; None for SQLite, which has this machine's time."""
        if self.engine.dialect.name != "postgresql":
            return None
        with self.connected(read_only=True) as connection:
            found: dt.datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            return found

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        self.direct.dispose()
        if self._watch is not None:
            self._watch.close()
            self._watch = None


def plain_address(url: str) -> str:
    """Return an address with those options alone that every client of PostgreSQL knows."""
    return without_threshold(make_url(url))[0].render_as_string(hide_password=False)


def workflows_engine(url: str) -> Engine:
    """Return an engine for the durable engine's own tables.

    In SQLite's file a commit does not wait for the disk, as in our own: a crash of the machine may undo the last ones, which
    then are done again.
    """
    if not url.startswith("sqlite"):
        return workflows_engine_of(make_url(url))
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_workflows)
    return engine


def _prepare_workflows(connection: sqlite3.Connection, _record: object) -> None:
    # The rest is as DBOS sets it.
    connection.isolation_level = "IMMEDIATE"
    for setting in ("synchronous = NORMAL", "foreign_keys = ON", "busy_timeout = 30000"):
        connection.execute(f"PRAGMA {setting}")


@contextmanager
def translated_errors(*, read_only: bool = False) -> Iterator[None]:
    """Translate a database's errors into our own (TryLater, Cannot), with a sentence on what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        # What happens while a connection is opened comes as SQLite's own error.
        cause = error.orig if isinstance(error, DBAPIError) else error
        known = _translate_sqlite(cause, read_only) if isinstance(cause, sqlite3.Error) else _translate_postgresql(cause)
        if known is None:
            raise
        raise known from error


def _open(url: URL, *, never_prepare: bool = False) -> Engine:
    if url.get_backend_name() == "postgresql":
        return postgresql_engine(url, never_prepare=never_prepare)
    # A connection to a server may have been cut; one to a file has not.
    return create_engine(url, connect_args={"timeout": BUSY_SECONDS})


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # _begin_sqlite begins transactions; the driver would begin them late and without IMMEDIATE.
    connection.isolation_level = None
    # What is deleted or replaced, such as a token in clear, is overwritten in the file: not every SQLite does so by itself.
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # it is SQLite's
    driver.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    if read_only:
        connection.exec_driver_sql("BEGIN")
    else:
        _begin_to_write(connection, driver)


def _begin_to_write(connection: Connection, driver: sqlite3.Connection) -> None:
    """Begin a transaction as soon as no other process writes, within the time to wait."""
    until = time.monotonic() + BUSY_SECONDS
    driver.execute(f"PRAGMA busy_timeout = {ASKED_AGAIN_MS}")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                # Extended codes have the reason above the first byte.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            else:
                return
        # SQLAlchemy's own call raises the error as its callers know it.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _translate_postgresql(cause: BaseException | None) -> SecondSourceError | None:
    """Return our own error for one of PostgreSQL's driver; None for unexpected ones."""
    import psycopg

    if isinstance(cause, psycopg.errors.UndefinedTable):
        return Cannot(NOT_SET_UP)
    if isinstance(cause, psycopg.errors.DiskFull):
        return DiskFull(FULL)
    # Natural keys are looked up before a row is written. A violation means that another transaction was faster; a retry finds
    # its row.
    if isinstance(cause, psycopg.Error) and (cause.sqlstate or "").startswith(_ROLLED_BACK):
        return Busy(BUSY)
    if isinstance(cause, psycopg.errors.IdleInTransactionSessionTimeout):
        return OutOfReach(STOOD_STILL)
    if isinstance(cause, psycopg.errors.DuplicatePreparedStatement | psycopg.errors.InvalidSqlStatementName):
        return Cannot(SHARED)
    if isinstance(cause, psycopg.ProgrammingError) and "connection option" in str(cause):
        return BadInput("The database address has an option that PostgreSQL does not know; check what follows its '?'.")
    if isinstance(cause, psycopg.OperationalError):
        return OutOfReach(
            "The database is out of reach; check that PostgreSQL runs and that SECOND_SOURCE_DATABASE_URL is right."
        )
    return None


def _translate_sqlite(cause: sqlite3.Error, read_only: bool) -> SecondSourceError | None:
    """Return our own error for one of SQLite's; None for unexpected ones."""
    if "no such table" in str(cause):
        return Cannot(NOT_SET_UP)
    # Extended codes have the reason above the first byte.
    match getattr(cause, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            return Cannot("The database file is no SQLite database; move it away, or set SECOND_SOURCE_HOME to another folder.")
        case sqlite3.SQLITE_CORRUPT:
            return Cannot(DAMAGED)
        case sqlite3.SQLITE_FULL:
            return DiskFull(FULL)
        case sqlite3.SQLITE_IOERR:
            return DiskFull("The disk of the database cannot be read or written; it may be full or broken. Nothing was stored.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Busy(BUSY)
        case sqlite3.SQLITE_CANTOPEN:
            return Cannot(NOT_OURS)
        case sqlite3.SQLITE_READONLY if not read_only:
            return Cannot(NOT_OURS)
    return None
