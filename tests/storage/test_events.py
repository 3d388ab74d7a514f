import datetime as dt

import pytest

from bot.domain.errors import BadInput, NotFound
from storage import events
from storage.db import Database
from tests.storage import made


def test_an_event_comes_back_as_it_went_in(database: Database) -> None:
    with database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)
    with database.transaction("local", read_only=True) as s:
        assert events.get(s, "ferry-fire") == made.event()


def test_times_come_back_in_utc_whatever_zone_they_came_in(database: Database) -> None:
    east = dt.timezone(dt.timedelta(hours=5, minutes=30))
    event = made.event().model_copy(update={"extracted_at": dt.datetime(2026, 1, 1, 2, 0, 0, 5, tzinfo=east)})
    bare = made.event("bare").model_copy(update={"extracted_at": dt.datetime(2026, 1, 1, 2, 0)})  # noqa: DTZ001 - as in a file
    with database.transaction("local") as s:
        events.add_many(s, [event, bare], made.NOW)
    with database.transaction("local") as s:
        stored = events.get(s, "ferry-fire").extracted_at
        assert stored == event.extracted_at
        assert stored is not None
        assert stored.utcoffset() == dt.timedelta(0)
        assert events.get(s, "bare").extracted_at == dt.datetime(2026, 1, 1, 2, 0, tzinfo=dt.UTC)


def test_characters_that_no_database_holds_are_replaced_one_for_one(database: Database) -> None:
    with database.transaction("local") as s:
        events.add(s, made.event(headline="Fire\x00 on 🛥 «Норд» 渡輪"), made.NOW)
    with database.transaction("local") as s:
        assert events.get(s, "ferry-fire").headline == "Fire\ufffd on 🛥 «Норд» 渡輪"


def test_a_slug_is_taken_once(database: Database) -> None:
    with database.transaction("local") as s:
        events.add(s, made.event(), made.NOW)
        with pytest.raises(BadInput, match="event 'ferry-fire' already"):
            events.add(s, made.event(), made.NOW)
        with pytest.raises(BadInput, match="event 'x' already"):
            events.add_many(s, [made.event("x"), made.event("x")], made.NOW)


def test_a_failed_bulk_leaves_nothing(database: Database) -> None:
    with pytest.raises(BadInput), database.transaction("local") as s:
        events.add_many(s, [*(made.event(f"e-{i}") for i in range(1500)), made.event("e-3")], made.NOW)
    with database.transaction("local") as s:
        assert (events.count(s), events.list_(s)) == (0, [])


def test_many_events_are_listed_newest_first(database: Database) -> None:
    with database.transaction("local") as s:
        assert events.add_many(s, (made.event(f"e-{i}") for i in range(2345)), made.NOW) == 2345
    with database.transaction("local") as s:
        assert events.count(s) == 2345
        assert [event.slug for event in events.list_(s, limit=2, offset=1)] == ["e-2343", "e-2342"]
        assert [event.slug for event in events.get_many(s, ["e-7", "none", "e-5"])] == ["e-7", "e-5"]
        assert events.add_many(s, [], made.NOW) == 0


def test_an_unknown_slug_is_not_found(database: Database) -> None:
    with database.transaction("local") as s, pytest.raises(NotFound, match="no event 'nothing'"):
        events.get(s, "nothing")
