"""The book of what the model has cost."""

import datetime as dt

import pytest

from storage import spending
from storage.db import Database

NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)


def test_what_was_spent_from_a_moment_on_is_added_up(database: Database) -> None:
    assert spending.since(database, NOON) == 0.0
    for hours, cost in ((-24, 8.0), (0, 0.25), (1, 0.5)):
        spending.book(database, NOON + dt.timedelta(hours=hours), "test-model", 1000, 200, cost)
    assert spending.since(database, NOON) == pytest.approx(0.75)
    assert spending.since(database, NOON - dt.timedelta(days=2)) == pytest.approx(8.75)
    assert spending.since(database, NOON + dt.timedelta(hours=2)) == 0.0


def test_what_readers_bring_is_counted_apart(database: Database) -> None:
    spending.book(database, NOON, "test-model", 1, 1, 1.0)
    spending.book(database, NOON, "test-model", 1, 1, 0.25, public=True)
    assert (spending.since(database, NOON), spending.since(database, NOON, public=True)) == (1.0, 0.25)


def test_a_moment_is_the_same_in_any_time_zone(database: Database) -> None:
    spending.book(database, NOON, "test-model", 1, 1, 1.0)
    east = dt.timezone(dt.timedelta(hours=9))
    assert spending.since(database, NOON.astimezone(east)) == 1.0
    assert spending.since(database, (NOON + dt.timedelta(seconds=1)).astimezone(east)) == 0.0
