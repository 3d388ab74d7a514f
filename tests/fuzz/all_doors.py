"""All doors, of both kinds."""

import tempfile
from functools import cache
from pathlib import Path

from storage.db import Database
from tests.fuzz import doors, live
from tests.fuzz.doors import Door
from tests.packs.test_packs import on_record, packed


def all_doors() -> list[Door]:
    """Return all doors, closed."""
    return [*doors.doors(), doors.packs(_pack), *live.doors()]


@cache
def _pack() -> bytes:
    with tempfile.TemporaryDirectory(prefix="second-source-fuzz-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'record.db'}")
        database.upgrade()
        with database.transaction("local") as s:
            on_record(s)
        with database.transaction("local", read_only=True) as s:
            made = packed(s)
        database.dispose()
    return made
