import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot.domain.errors import BadInput, NotFound
from bot.domain.merging import moving
from storage import events, proposals
from storage.db import Database
from tests.storage import made
from tests.storage.made import Workspace


def test_an_event_comes_back_as_it_went_in(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
    with workspace.transaction(read_only=True) as s:
        assert events.get(s, "ferry-fire") == made.event()


def test_times_come_back_in_utc_whatever_zone_they_came_in(workspace: Workspace) -> None:
    east = dt.timezone(dt.timedelta(hours=5, minutes=30))
    event = made.event().model_copy(update={"extracted_at": dt.datetime(2026, 1, 1, 2, 0, 0, 5, tzinfo=east)})
    bare = made.event("bare").model_copy(update={"extracted_at": dt.datetime(2026, 1, 1, 2, 0)})  # noqa: DTZ001 - as in a file
    with workspace.transaction() as s:
        events.add_many(s, [event, bare], made.NOW)
    with workspace.transaction() as s:
        stored = events.get(s, "ferry-fire").extracted_at
        assert stored == event.extracted_at
        assert stored is not None
        assert stored.utcoffset() == dt.timedelta(0)
        assert events.get(s, "bare").extracted_at == dt.datetime(2026, 1, 1, 2, 0, tzinfo=dt.UTC)


def test_characters_that_no_database_holds_are_replaced_one_for_one(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(headline="Fire\x00 on 🛥 «Норд» 渡輪"), made.NOW)
    with workspace.transaction() as s:
        assert events.get(s, "ferry-fire").headline == "Fire\ufffd on 🛥 «Норд» 渡輪"


def test_a_slug_is_taken_once(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        with pytest.raises(BadInput, match="event 'ferry-fire' already"):
            events.add(s, made.event(), made.NOW)
        with pytest.raises(BadInput, match="event 'x' already"):
            events.add_many(s, [made.event("x"), made.event("x")], made.NOW)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few events be many: as if a batch had 100 of them."""
    monkeypatch.setattr(events, "_BATCH", 100)


def test_a_failed_bulk_leaves_nothing(workspace: Workspace, small_batches: None) -> None:
    with pytest.raises(BadInput), workspace.transaction() as s:
        events.add_many(s, [*(made.event(f"e-{i}") for i in range(150)), made.event("e-3")], made.NOW)
    with workspace.transaction() as s:
        assert (events.count(s), events.list_(s)) == (0, [])


def test_many_events_are_listed_newest_first(workspace: Workspace, small_batches: None) -> None:
    with workspace.transaction() as s:
        assert events.add_many(s, (made.event(f"e-{i}") for i in range(234)), made.NOW) == 234
    with workspace.transaction() as s:
        assert events.count(s) == 234
        assert [event.slug for event in events.list_(s, limit=2, offset=1)] == ["e-232", "e-231"]
        assert [event.slug for event in events.get_many(s, ["e-7", "none", "e-5"])] == ["e-7", "e-5"]
        assert events.add_many(s, [], made.NOW) == 0


def test_an_unknown_slug_is_not_found(workspace: Workspace) -> None:
    with workspace.transaction() as s, pytest.raises(NotFound, match="no event 'nothing'"):
        events.get(s, "nothing")


# SQLite has one writer at a time.
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_proposal_that_comes_while_its_event_is_merged_is_on_the_other(database: Database) -> None:
    gone, kept = made.event("gone"), made.event()
    with database.transaction("local") as s:
        events.add_many(s, [gone, kept], made.NOW)

    def propose() -> int:
        with database.transaction("local") as s:
            return made.waiting(s, slug="gone").proposal

    with ThreadPoolExecutor(1) as pool:
        with database.transaction("local") as s:
            ids = [events.id_of(s, slug) for slug in ("gone", "ferry-fire")]
            events.lock_many(s, ids)
            events.merge(s, gone, kept, moving(gone, kept, {}), by="ed", reason="One ferry.", at=made.NOW)
            proposals.move(s, *ids)
            coming = pool.submit(propose)
            while not _waits(database) and not coming.done():
                pass
        late = coming.result()
    with database.transaction("local", read_only=True) as s:
        assert [filed.id for filed in proposals.waiting_on(s, "ferry-fire")] == [late]


def _waits(database: Database) -> bool:
    """Tell whether somebody waits for a lock in this database."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with database.connected(read_only=True) as connection:
        return bool(connection.scalar(text(waits)))
