import pytest

from bot.domain.errors import NotFound
from storage import events, homes
from storage.db import Database
from tests.storage import made


def test_the_newest_home_counts(database: Database) -> None:
    with database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)
        events.add(s, made.event("other"), made.NOW)
        assert homes.of_event(s, "ferry-fire") is None
        homes.give(s, "ferry-fire", "C0FIRST", "ed", made.NOW)
        homes.give(s, "ferry-fire", "C0SECOND", "ed", made.NOW)
    with database.transaction("local") as s:
        assert homes.of_event(s, "ferry-fire") == "C0SECOND"
        assert homes.of_event(s, "other") is None


def test_a_home_can_be_taken_away(database: Database) -> None:
    with database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)
        homes.give(s, "ferry-fire", "C0FIRST", "ed", made.NOW)
        homes.give(s, "ferry-fire", None, "ed", made.NOW)
        assert homes.of_event(s, "ferry-fire") is None


def test_an_event_that_is_not_there_has_no_home(database: Database) -> None:
    with database.transaction("local") as s:
        with pytest.raises(NotFound):
            homes.of_event(s, "ferry-fire")
        with pytest.raises(NotFound):
            homes.give(s, "ferry-fire", "C0FIRST", "ed", made.NOW)
