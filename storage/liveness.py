"""Which processes are alive: each holds a lock as long as it lives, so a lock that can be taken means that its process died.

On PostgreSQL it is an advisory lock in a separate session, which works across hosts. SQLite has one host, and there it is a
locked file next to the database.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.db import Database
from storage.engines import check_sessions
from storage.files import make_folder

Release = Callable[[], None]
# A process that disappears with its host or network is detected after 15 seconds.
_KEEPALIVES = ("tcp_keepalives_idle = 6", "tcp_keepalives_interval = 3", "tcp_keepalives_count = 3")
GRACE_SECONDS = 10.0
"""So long after its server was away, a process that has no lock may only not have taken it again; each looks more often."""

_SERVER_AGE = text("SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())")
_LOCKED = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
"""Nobody else has locks of that sort, but for the moment of a migration."""


class Liveness:
    """Holds the lock of this process's name until it is closed, and checks which other processes have died.

    With `patient`, others count as living also where the server started only just before. Raises RuntimeError if a living
    process has that name, and Cannot where a pooler shares the sessions.
    """

    def __init__(
        self, database: Database, process: str, *, patient: bool = False, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.process = process
        if database.engine.dialect.name == "postgresql":
            self._locks: _Sessions | _Files = _Sessions(database, monotonic, patient=patient)
        else:
            self._locks = _Files(database)
        self.renew()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._locks.close()

    def renew(self) -> None:
        """Take this process's lock, again if needed: a session ends when its server restarts."""
        if not self._locks.hold(self.process):
            raise RuntimeError(f"the name {self.process} is taken by a living process")

    @contextmanager
    def is_dead(self, process: str) -> Iterator[bool]:
        """Yield whether another process has died; inside the context, no other process gets True for it."""
        sure = process != self.process and not self._locks.may_be_late()
        release = self._locks.take(process) if sure else None
        try:
            yield release is not None
        finally:
            if release is not None:
                release()


def any_alive(database: Database) -> bool:
    """Return whether a process works on a database, on this machine or another."""
    if database.engine.dialect.name == "postgresql":
        with database.connected(read_only=True) as connection:
            return bool(connection.scalar(text(_LOCKED)))
    files = _Files(database)
    for name in files.names():
        if (release := files.take(name)) is None:
            return True
        release()
    return False


class _Files:
    def __init__(self, database: Database) -> None:
        self._folder = Path(database.url.database or "second-source.db").with_suffix(".processes")
        self._own: Release | None = None

    def names(self) -> list[str]:
        return [path.stem for path in self._folder.glob("*.lock")]

    def may_be_late(self) -> bool:
        """Return False: a file's lock lasts as long as its process."""
        return False

    def hold(self, name: str) -> bool:
        self._own = self._own or self.take(name)
        return self._own is not None

    def take(self, name: str) -> Release | None:
        make_folder(self._folder)
        path = self._folder / f"{name}.lock"
        handle = path.open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        if not _is_current(path, handle):
            # Whoever had it has just removed the file: the next look decides.
            handle.close()
            return None

        def release() -> None:
            path.unlink(missing_ok=True)
            handle.close()

        return release

    def close(self) -> None:
        if self._own is not None:
            self._own()


def _is_current(path: Path, handle: IO[str]) -> bool:
    try:
        return path.stat().st_ino == os.fstat(handle.fileno()).st_ino
    except FileNotFoundError:
        return False


class _Sessions:
    def __init__(self, database: Database, monotonic: Callable[[], float], *, patient: bool) -> None:
        self._engine = database.direct
        self._session: Connection | None = None
        self._monotonic = monotonic
        self._patient = patient
        self._late_until = monotonic()
        self._lost = False

    def may_be_late(self) -> bool:
        """Return whether others may still be about to take their locks again, after an outage."""
        return self._monotonic() < self._late_until

    def hold(self, name: str) -> bool:
        try:
            if self._session is not None:
                self._session.execute(text("SELECT 1"))
                return True
        except DBAPIError:
            self.close()
            self._lost = True
        # The connection is detached from the pool: a pooled one may keep its locks when it is returned.
        session = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        session.detach()
        for setting in _KEEPALIVES:
            session.execute(text(f"SET {setting}"))
        check_sessions(self._engine, session)
        self._session = session
        if self.take(name) is None:
            # The server has not noticed yet that our last session is gone: the next renewal asks again.
            self.close()
            return False
        if self._lost:
            self._late_until = self._monotonic() + GRACE_SECONDS
        elif self._patient:
            self._late_until = self._monotonic() + GRACE_SECONDS - float(session.execute(_SERVER_AGE).scalar_one())
        self._lost = False
        return True

    def take(self, name: str) -> Release | None:
        session, lock = self._session, {"name": name}
        assert session is not None, "its own lock comes first"  # noqa: S101 - for the type checker
        if not session.execute(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), lock).scalar_one():
            return None

        def release() -> None:
            session.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), lock)

        return release

    def close(self) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        if not session.invalidated:
            # The server ends a closed session in its own time: the lock is given back before.
            with contextlib.suppress(DBAPIError):
                session.execute(text("SELECT pg_advisory_unlock_all()"))
        with contextlib.suppress(DBAPIError):
            session.close()
