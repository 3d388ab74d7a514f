"""What the model has cost, for the whole installation, since one key pays for all workspaces."""

import datetime as dt

from sqlmodel import Session, col, func, select

from storage.db import Database
from storage.tables.review import SpendRow


def book(
    database: Database,
    at: dt.datetime,
    model: str,
    tokens_in: int,
    tokens_out: int,
    cost: float,
    tokens_cached: int = 0,
    tokens_written: int = 0,
    *,
    public: bool = False,
) -> None:
    """Store what one answer has cost, in the currency of the configured prices.

    Of the tokens in, `tokens_cached` were in the endpoint's prompt cache, and `tokens_written` were written into it.
    `public` for what readers brought.
    """
    row = SpendRow(
        at=at,
        model=model,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost=cost,
        tokens_cached=tokens_cached,
        tokens_written=tokens_written,
        public=public,
    )
    with database.connected() as connection, Session(connection) as session:
        session.add(row)
        session.commit()


def since(database: Database, start: dt.datetime, *, public: bool = False) -> float:
    """Return what all answers since a moment have cost; those for the public's sources are counted apart."""
    spent = select(func.coalesce(func.sum(col(SpendRow.cost)), 0.0)).where(col(SpendRow.at) >= start)
    with database.connected(read_only=True) as connection, Session(connection) as session:
        return float(session.exec(spent.where(col(SpendRow.public) == public)).one())
