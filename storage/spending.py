"""What the model has cost, for the whole installation, since one key pays for all workspaces."""

import datetime as dt

from sqlmodel import Session, col, func, select

from storage.db import Database
from storage.tables.review import SpendRow


def book(database: Database, at: dt.datetime, model: str, tokens_in: int, tokens_out: int, cost: float) -> None:
    """Store what one answer has cost, in the currency of the configured prices."""
    with database.connected() as connection, Session(connection) as session:
        session.add(SpendRow(at=at, model=model, tokens_in=tokens_in, tokens_out=tokens_out, cost=cost))
        session.commit()


def since(database: Database, start: dt.datetime) -> float:
    """Return what all answers since a moment have cost."""
    with database.connected(read_only=True) as connection, Session(connection) as session:
        return float(
            session.exec(select(func.coalesce(func.sum(col(SpendRow.cost)), 0.0)).where(col(SpendRow.at) >= start)).one()
        )
