"""Leases: due rows are taken one by one and held for a while; afterwards, a row that is still due is free again.

Rows are marked due in the transaction that changes the record, so a crash loses none. That is why they are not in the queue of
links: on SQLite the queue is in another file, and so in another transaction.
"""

import datetime as dt
from typing import Any, Protocol

from sqlalchemy import or_
from sqlmodel import col


class Due(Protocol):
    """A row with a lease: when it is due (None: not at all), and until when it is held."""

    due_at: dt.datetime | None
    held_until: dt.datetime | None


def free(row: type[Due], at: Any) -> tuple[Any, ...]:
    """Return the conditions of rows that are due at a moment (or a parameter for one) and not held."""
    return (col(row.due_at) <= at, or_(col(row.held_until).is_(None), col(row.held_until) <= at))


def hold(row: Due, at: dt.datetime, longest: dt.timedelta) -> None:
    """Hold a row for the longest time that handling it may take."""
    row.held_until = at + longest
