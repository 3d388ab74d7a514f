"""How long the steps of links took, by the durable engine's own tables: it notes when each began and ended."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import make_url, text

from storage.db import Database, translated_errors

_COLUMNS = "function_name, started_at_epoch_ms, completed_at_epoch_ms"
_WHERE = "completed_at_epoch_ms > :after AND completed_at_epoch_ms <= :until AND started_at_epoch_ms IS NOT NULL"
_THERE = "SELECT to_regclass('dbos.operation_outputs')"


def ended_between(database: Database, after: dt.datetime, until: dt.datetime) -> Sequence[tuple[str, float]]:
    """Return the steps that ended after one moment and up to another: name and seconds of each; none before the first link."""
    span = {"after": int(after.timestamp() * 1000), "until": int(until.timestamp() * 1000)}
    if database.engine.dialect.name == "postgresql":
        with database.connected(read_only=True) as connection:
            if connection.scalar(text(_THERE)) is None:
                return []
            found = connection.execute(text(f"SELECT {_COLUMNS} FROM dbos.operation_outputs WHERE {_WHERE}"), span)  # noqa: S608 - written here
            return [(name, (ended - began) / 1000) for name, began, ended in found]
    file = Path(str(make_url(database.workflows_url).database))
    if not file.exists():
        return []
    with translated_errors(), contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
        if not opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'operation_outputs'").fetchone():
            return []
        found_here = opened.execute(f"SELECT {_COLUMNS} FROM operation_outputs WHERE {_WHERE}", span)  # noqa: S608 - written here
        return [(name, (ended - began) / 1000) for name, began, ended in found_here]
