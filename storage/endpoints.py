"""What all processes know together of a model's endpoint or a site: a row that one changes at a time."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from storage.db import Database
from storage.tables.review import EndpointRow

T = TypeVar("T")


def change(database: Database, address: str, make: Callable[[Any], tuple[Any, T]]) -> T:
    """Hand the state of the endpoint at an address to `make`, store what it makes of it, and return what else it returns.

    The state is JSON, at first an empty object; the address, which may hold a key, is stored as a hash. If `make` raises, the
    state stays as it was.
    """
    endpoint = hashlib.sha256(address.encode()).hexdigest()
    here = col(EndpointRow.endpoint) == endpoint
    with database.connected() as connection:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(EndpointRow).values(endpoint=endpoint, state={}).on_conflict_do_nothing())
        stored = connection.execute(select(EndpointRow.state).where(here).with_for_update()).scalar_one()
        state, given = make(stored)
        if state != stored:
            connection.execute(update(EndpointRow).where(here).values(state=state))
        return given
