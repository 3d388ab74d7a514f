"""One database: SQLite in one file, or PostgreSQL; its connections, transactions and migrations."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.domain.errors import BadInput, Busy, Cannot, OutOfReach, SecondSourceError
from storage.session import WorkspaceSession
from storage.tables import METADATA

BUSY_SECONDS = 15
_MIGRATION_LOCK = 2_051_907_423
_NOT_IN_MODELS = ("event_search", "event_search_", "ix_event_search", "ix_event_vector_hnsw", "slack_")


class Database:
    """A database by its SQLAlchemy address; nothing is opened before it is needed."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
            self.engine = create_engine(self.url, connect_args=_connect_args(self.url.get_backend_name()), pool_pre_ping=True)
        except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
            # The cause may quote the address, and with it a password.
            raise BadInput(
                "The database address is not one that works here; write sqlite:///FILE or postgresql://USER@HOST/NAME."
            ) from None
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        # SQLite needs to know at the start which transactions write: one that turns into a writer halfway fails instead
        # of waiting for the other writer.
        self._reader = self.engine.execution_options(read_only=True, postgresql_readonly=True)

    @property
    def workflows_url(self) -> str:
        """Give the address for the durable engine's own tables: a SQLite file beside this one, or this same PostgreSQL."""
        if self.engine.dialect.name == "postgresql":
            return self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return f"sqlite:///{Path(self.url.database or 'second-source.db').with_suffix('')}-workflows.db"

    @contextmanager
    def transaction(self, workspace: str, *, read_only: bool = False) -> Iterator[WorkspaceSession]:
        """Open a transaction in one workspace: committed at the end, rolled back on an error.

        Writers wait for each other; a read-only one never waits. Raises Busy or OutOfReach where the database does not
        take it, Cannot where it has not been set up.
        """
        with self.connected(read_only=read_only) as connection, WorkspaceSession(connection, workspace) as session:
            yield session
            session.commit()

    @contextmanager
    def connected(self, *, read_only: bool = False) -> Iterator[Connection]:
        """Open a transaction that no workspace confines; raises as `transaction` does."""
        try:
            if self.engine.dialect.name == "sqlite" and self.url.database:
                _make_folder(Path(self.url.database).parent)
            with (self._reader if read_only else self.engine).connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            known = _translated(error, read_only=read_only)
            if known is None:
                raise
            raise known from error

    def upgrade(self, revision: str = "head") -> None:
        """Bring the schema to a revision, by default the newest; two at once wait for each other."""
        with self._migrating() as config:
            command.upgrade(config, revision)

    def downgrade(self, revision: str) -> None:
        """Take the schema back to a revision; `base` empties the database."""
        with self._migrating() as config:
            command.downgrade(config, revision)

    @contextmanager
    def _migrating(self) -> Iterator[Config]:
        with self.connected() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            config = _config()
            config.attributes["connection"] = connection
            try:
                yield config
            except CommandError as error:
                known = ", ".join(sorted(r.revision for r in ScriptDirectory.from_config(config).walk_revisions()))
                raise BadInput(f"There is no such revision of the schema; there are base, {known} and head.") from error

    def revision(self) -> str | None:
        """Give the schema's revision; None for an empty database."""
        with self.connected(read_only=True) as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def needs_upgrade(self) -> str | None:
        """Say why the schema is not this version's, by its revision; None where it is."""
        head, current = ScriptDirectory.from_config(_config()).get_current_head(), self.revision()
        if current is None:
            return "The database has not been set up; run 'second-source db upgrade'."
        if current != head:
            return f"The database is at revision {current}, this version needs {head}; run 'second-source db upgrade'."
        return None

    def check(self) -> list[str]:
        """List what is wrong with the schema, down to single columns, one sentence each; empty when all is well."""
        if fault := self.needs_upgrade():
            return [fault]
        with self.connected(read_only=True) as connection:
            context = MigrationContext.configure(connection, opts={"include_object": include_object})
            return [f"The database differs from the models: {difference}." for difference in _differences(context)]

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Cannot(f"The folder {folder} cannot be made: {error.strerror}. Set SECOND_SOURCE_HOME to another one.") from error


def include_object(_object: object, name: str | None, _kind: str, _reflected: bool, _to: object) -> bool:
    """Tell Alembic which things the models describe: not search index, vectors' indexes, slack_sdk's tables."""
    return name is None or not name.startswith(_NOT_IN_MODELS)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config


def _differences(context: MigrationContext) -> Iterator[str]:
    for difference in compare_metadata(context, METADATA):
        steps: list[tuple[Any, ...]] = difference if isinstance(difference, list) else [difference]
        for kind, *what in steps:
            yield f"{kind} {', '.join(str(getattr(part, 'name', part)) for part in what if part is not None)}"


def _connect_args(backend: str) -> dict[str, Any]:
    return {"connect_timeout": BUSY_SECONDS} if backend == "postgresql" else {"timeout": BUSY_SECONDS}


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Transactions are begun by _begin_sqlite, not by the driver, which would begin them late and without IMMEDIATE.
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _translated(error: DBAPIError, *, read_only: bool) -> SecondSourceError | None:
    """Say a database's error as the story knows it; None for what nobody expects."""
    cause = error.orig
    if isinstance(cause, psycopg.errors.UndefinedTable) or "no such table" in str(cause):
        return Cannot("The database has not been set up for this version; run 'second-source db upgrade'.")
    # Natural keys are looked up before a row is written: whoever runs into one was overtaken, and finds it next time.
    if isinstance(cause, psycopg.errors.TransactionRollback | psycopg.errors.UniqueViolation):
        return Busy("The database was busy with somebody else's change; try again.")
    if isinstance(cause, psycopg.ProgrammingError) and "connection option" in str(cause):
        return BadInput("The database address has an option that PostgreSQL does not know; check what follows its '?'.")
    if isinstance(cause, psycopg.OperationalError):
        return OutOfReach(
            "The database is out of reach; check that PostgreSQL runs and that SECOND_SOURCE_DATABASE_URL is right."
        )
    if isinstance(cause, sqlite3.DatabaseError) and "not a database" in str(cause):
        return Cannot("The database file is no SQLite database; move it away, or set SECOND_SOURCE_HOME to another folder.")
    if isinstance(cause, sqlite3.OperationalError):
        if "locked" in str(cause):
            return Busy("The database was busy with somebody else's change; try again.")
        if "unable to open" in str(cause) or ("readonly" in str(cause) and not read_only):
            return Cannot("The database file cannot be opened for writing; check SECOND_SOURCE_HOME and who may write there.")
    return None
