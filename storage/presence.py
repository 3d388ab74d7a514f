"""Heartbeats: which processes live."""

import datetime as dt

from sqlmodel import Session

from storage.db import Database
from storage.tables import ProcessRow


def beat(database: Database, process_id: str, at: dt.datetime) -> None:
    """Note that a process lives."""
    with database.connected() as connection, Session(connection) as session:
        session.merge(ProcessRow(id=process_id, seen_at=at))
        session.commit()


def seen(database: Database, process_id: str) -> dt.datetime | None:
    """Give the time at which a process last showed that it lives; None for one that never did."""
    with database.connected(read_only=True) as connection, Session(connection) as session:
        row = session.get(ProcessRow, process_id)
        return None if row is None else row.seen_at


def forget(database: Database, process_id: str) -> None:
    """Remove a process that has ended."""
    with database.connected() as connection, Session(connection) as session:
        if row := session.get(ProcessRow, process_id):
            session.delete(row)
        session.commit()
