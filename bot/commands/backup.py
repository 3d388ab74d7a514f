"""`second-source backup`, `restore`, `export`, `import`: the whole database in a file, and back."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Annotated

import typer

from bot.commands.environment import settings
from bot.commands.output import AsJson, progress, show
from bot.commands.stopping import stoppable
from bot.domain.errors import BadInput, Cannot, DiskFull
from storage import transfer
from storage.db import Database
from storage.files import make_file

PGDUMP_BEGINS = b"PGDMP"
STOPPED_COPY = "Stopped; nothing was left behind. Run it again, and it begins anew."
STOPPED_UPGRADE = "Stopped: the backup is in place, but not upgraded yet; 'second-source db upgrade' goes on."
STOPPED_IMPORT = "Stopped; nothing was stored, and what was there is as before. Run it again, and it begins anew."
File = Annotated[Path, typer.Argument(metavar="FILE")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Take the place of the record that is there; only SQLite's backups put it aside.")
]


def backup(file: File, as_json: AsJson = False) -> None:
    """Copy the whole database into a file, while others work with it; `restore` reads it."""
    with _database() as database, stoppable(lambda: STOPPED_COPY):
        if database.engine.dialect.name == "sqlite":
            _new(file)
            transfer.copy(database, file, progress)
        elif program := _pg_dump(database):
            with _written_whole(file) as partial:
                _run(database, program, "--format=custom", "--no-owner", f"--file={partial}")
        else:
            _export(database, file)
    size = file.stat().st_size
    show(f"✓ {file} holds the whole record, {size / 1024**2:,.1f} MB.", {"file": str(file), "bytes": size}, as_json=as_json)


def restore(file: File, replace: Replace = False, as_json: AsJson = False) -> None:
    """Bring back what `backup` or `export` wrote; --replace, if there is a record already."""
    in_place = False
    with _database() as database, stoppable(lambda: STOPPED_UPGRADE if in_place else STOPPED_IMPORT):
        begins = _begin_of(file)
        # A damaged database, which a look would stumble over, may be replaced all the same.
        if not replace and transfer.holds_a_record(database):
            raise Cannot("There is a record in this database already; add --replace to put the backup in its place.")
        on_sqlite, kept = database.engine.dialect.name == "sqlite", None
        if begins == transfer.SQLITE_BEGINS[: len(begins)]:
            if not on_sqlite:
                raise BadInput(f"{file} is a backup of SQLite; on PostgreSQL, import what 'second-source export' writes there.")
            kept = transfer.put_in_place(database, file)
        elif begins == PGDUMP_BEGINS:
            if on_sqlite or not (program := which("pg_restore")):
                raise BadInput(f"{file} is PostgreSQL's own dump: it needs PostgreSQL, and its program pg_restore.")
            transfer.refuse_while_in_use(database)
            clean = ("--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction")
            _run(database, program, *clean, str(file))
        else:
            _import(database, file)
        in_place = True
        database.upgrade()
    was = f" What was there is in {kept} now." if kept else ""
    told = {"file": str(file), "aside": str(kept) if kept else None}
    show(f"✓ {file} is in place. Start Second Source again.{was}", told, as_json=as_json)


def export(file: File, as_json: AsJson = False) -> None:
    """Write everything as lines of JSON, for either database; '-' for standard output."""
    with _database() as database, stoppable(lambda: STOPPED_COPY):
        if str(file) == "-":
            sys.stdout.writelines(transfer.export(database, progress))
            return
        _export(database, file)
    show(f"✓ {file} holds the whole record.", {"file": str(file)}, as_json=as_json)


def import_(file: File, replace: Replace = False, as_json: AsJson = False) -> None:
    """Read what `export` wrote, all of it or nothing; --replace, if there is a record."""
    with _database() as database, stoppable(lambda: STOPPED_IMPORT):
        if not replace and transfer.holds_a_record(database):
            raise Cannot("There is a record in this database already; add --replace to put the export in its place.")
        rows = _import(database, file)
    show(f"✓ Rows that are in place: {rows:,}.", {"rows": rows}, as_json=as_json)


@contextmanager
def _database() -> Iterator[Database]:
    database = Database(settings().url, settings().direct_url)
    try:
        yield database
    finally:
        database.dispose()


def _pg_dump(database: Database) -> str | None:
    """Return where pg_dump is; None where it is missing, or older than the server, which it then refuses to dump."""
    if (program := which("pg_dump")) is None:
        return None
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    version = re.search(r"(\d+)\.\d+", said.stdout)
    return program if version and int(version[1]) >= transfer.server_version(database) else None


def _export(database: Database, file: Path) -> None:
    with _written_whole(file) as partial, partial.open("w", encoding="utf-8") as written:
        written.writelines(transfer.export(database, progress))


@contextmanager
def _written_whole(file: Path) -> Iterator[Path]:
    """Yield a file to write into, which then gets the name of a new file; raises Cannot if there is one, DiskFull."""
    _new(file)
    partial = file.with_name(f"{file.name}.partial")
    try:
        make_file(partial)
        yield partial
        partial.replace(file)
    except OSError as error:
        raise DiskFull(f"{file} could not be written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)


def _import(database: Database, file: Path) -> int:
    try:
        with file.open(encoding="utf-8") as lines:
            return transfer.import_(database, lines, progress)
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is no backup of Second Source, and no export.") from error


def _new(file: Path) -> None:
    if not file.parent.is_dir():
        raise BadInput(f"There is no folder {file.parent}; make it first.")
    if file.exists():
        raise Cannot(f"{file} exists already; name another file.")


def _begin_of(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            begin = opened.read(16)
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    return PGDUMP_BEGINS if begin.startswith(PGDUMP_BEGINS) else begin


def _run(database: Database, *command: str) -> None:
    """Run one of PostgreSQL's programs on the database; raises Cannot with what it says."""
    address, password = database.address_and_password()
    secret = {"PGPASSWORD": password} if password else {}
    ended = subprocess.run(  # noqa: S603 - found on the path, no shell
        [*command, f"--dbname={address}"], capture_output=True, text=True, check=False, env={**os.environ, **secret}
    )
    if ended.returncode:
        said = (ended.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise Cannot(f"{Path(command[0]).name} failed: {said} Without it, 'second-source export' and 'import' do the same.")
