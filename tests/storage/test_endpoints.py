"""What all processes know together of a model endpoint."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from storage import endpoints
from storage.db import Database

ADDRESS = "https://model.example/v1?key=hush"


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """Return the same database as another process sees it."""
    second = Database(database.url.render_as_string(hide_password=False))
    yield second
    second.dispose()


def plus(number: int) -> Callable[[Any], tuple[Any, int]]:
    def make(state: Any) -> tuple[Any, int]:
        total = state.get("total", 0) + number
        return {"total": total}, total

    return make


def test_changes_of_two_processes_follow_each_other(database: Database, other: Database) -> None:
    with ThreadPoolExecutor(6) as pool:
        totals = list(pool.map(lambda n: endpoints.change((database, other)[n % 2], ADDRESS, plus(1)), range(30)))
    assert sorted(totals) == list(range(1, 31))
    assert endpoints.change(other, "https://another.example", plus(0)) == 0


def test_a_change_that_raises_leaves_the_state_as_it_was(database: Database) -> None:
    endpoints.change(database, ADDRESS, plus(5))

    def breaks(_state: Any) -> tuple[Any, int]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        endpoints.change(database, ADDRESS, breaks)
    assert endpoints.change(database, ADDRESS, plus(0)) == 5


def test_an_address_that_may_hold_a_key_is_stored_as_a_hash(database: Database) -> None:
    endpoints.change(database, ADDRESS, plus(1))
    with database.connected(read_only=True) as connection:
        (stored,) = connection.scalars(text("SELECT endpoint FROM model_endpoint")).all()
    assert "hush" not in stored
    assert len(stored) == 64
