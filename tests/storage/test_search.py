import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import Busy, Cannot
from bot.domain.model import Claim, Event, EventKind
from bot.domain.record import Rewording
from bot.opening import open_record
from bot.settings import Settings
from storage import events, search, search_index
from storage.db import Database
from storage.search_index import Entry, entries, index_terms, stem
from tests.storage import made
from tests.storage.made import Workspace


def event(slug: str, headline: str, place: str | None = None, date: dt.date | None = None, entities: str = "") -> Event:
    return Event(
        slug=slug,
        kind=EventKind.OTHER,
        headline=headline,
        place=place,
        date=date,
        claims=(Claim(key="c", text=headline),),
        entities=tuple(filter(None, entities.split(","))),
    )


KNOWN = [
    event("ferry-fire", "Ferry burns off Norwick", "Norwick", dt.date(2026, 3, 3), "Ada Finch"),
    event("ferry-strike", "Ferry crews strike in Norwick", "Norwick", dt.date(2026, 3, 20), "Dockers United"),
    event("mayor-election", "Mayor re-elected in Tilbridge", "Tilbridge", dt.date(2026, 2, 1), "Omar Reyes"),
    event("quake", "地震で東京の電車が止まる", "東京", dt.date(2026, 1, 5)),
    event("flood", "Überschwemmung in Köln", "Köln"),
    event("storm", "العاصفة تضرب ميناء بيروت"),
]


@pytest.fixture
def known(workspace: Workspace) -> Workspace:
    with workspace.transaction() as s:
        events.add_many(s, KNOWN, made.NOW)
    return workspace


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Passengers fled as a ferry burned near Norwick, said Ada Finch.", "ferry-fire"),
        ("Crews of the ferries are striking, their union Dockers United said.", "ferry-strike"),
        ("MAYORS' ELECTIONS: Omar Reyes stays mayor", "mayor-election"),
        ("東京で地震、電車に遅れ", "quake"),
        ("Die überschwemmung trifft koln", "flood"),
        ("عاصفة قرب ميناء بيروت", "storm"),
    ],
)
def test_an_article_finds_its_event(known: Workspace, words: str, first: str) -> None:
    with known.transaction(read_only=True) as s:
        assert search.search(s, words)[0] == first


def test_the_date_breaks_a_tie_of_words(workspace: Workspace) -> None:
    twins = [
        event("one", "Bridge closed after a crash", "Tilbridge", dt.date(2026, 1, 1)),
        event("two", "Bridge closed after a crash", "Norwick", dt.date(2026, 3, 1)),
    ]
    with workspace.transaction() as s:
        events.add_many(s, twins, made.NOW)
        text = "The bridge was closed after a crash"
        assert search.search(s, text, date=dt.date(2026, 3, 2))[0] == "two"
        assert search.search(s, text, date=dt.date(2026, 1, 2))[0] == "one"
        assert search.search(s, f"{text} near Norwick", date=dt.date(2026, 1, 2))[0] == "two"


def test_tags_and_handles_are_taken_apart(known: Workspace) -> None:
    with known.transaction(read_only=True) as s:
        assert search.search(s, "so happy!! #MayorReElected https://t.example/norwick-ferry")[0] == "mayor-election"
        assert search.search(s, "smoke everywhere @AdaFinch") == ["ferry-fire"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "the of and",
        "\x00",
        "'\"; DROP TABLE event; --",
        '"* NEAR(a b) AND OR NOT (',
        "a' | !b:* & \\",
        "zebra",
        "x" * 100_000,
    ],
)
def test_no_text_breaks_the_query(known: Workspace, words: str) -> None:
    with known.transaction(read_only=True) as s:
        assert search.search(s, words) == []
        assert search.find(s, words) == []


def test_hostile_characters_next_to_good_words_do_no_harm(known: Workspace) -> None:
    with known.transaction(read_only=True) as s:
        assert search.search(s, 'NOT "Tilbridge" OR (mayor* AND ^Omar:')[0] == "mayor-election"
        assert [e.slug for e in search.find(s, "tilbridge' & mayor")] == ["mayor-election"]


def test_common_words_count_where_rarer_ones_have_found_events(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_POSTINGS", 20)
    with workspace.transaction() as s:
        headlines = ["Council meets about the budget", *["Council meets about bins"] * 60, *["Budget of the library"] * 15]
        events.add_many(s, (event(f"e-{i}", headline) for i, headline in enumerate(headlines)), made.NOW)
        assert search.search(s, "The council spoke about its budget")[0] == "e-0"
        assert len(search.search(s, "The council spoke", limit=3)) == 3


def test_all_words_of_a_long_text_count(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        filler = " ".join(f"filler{i}" for i in range(80))
        events.add_many(s, (event(f"e-{i}", f"filler{i} thing{i} deed{i}") for i in range(80)), made.NOW)
        events.add(s, event("wanted", "Zoo buys lighthouse keeper"), made.NOW)
        assert search.search(s, f"{filler} the zoo and the lighthouse and its keeper")[0] == "wanted"


def test_events_that_come_one_by_one_are_found_as_those_that_come_at_once(workspace: Workspace) -> None:
    headlines = [f"Ferry number{i} hits pier{i % 7} in harbour{i % 3}" for i in range(60)]
    other = Workspace(workspace.database, f"{workspace.name}-at-once")
    with workspace.transaction() as s:
        for i, headline in enumerate(headlines):
            events.add(s, event(f"e-{i}", headline), made.NOW)
    with other.transaction() as at_once:
        events.add_many(at_once, (event(f"e-{i}", headline) for i, headline in enumerate(headlines)), made.NOW)
    with workspace.transaction(read_only=True) as s, other.transaction(read_only=True) as at_once:
        for text in ("ferry pier3 harbour1", "number59", "harbour2 number8 pier0"):
            assert search.search(s, text, limit=60) == search.search(at_once, text, limit=60)
            found, same = (search.find(each, text.replace("number8", ""), limit=60) for each in (s, at_once))
            assert [one.slug for one in found] == [one.slug for one in same]


@pytest.mark.parametrize("way", ["rebuild", "complete"])
def test_the_index_can_be_built_again(database: Database, way: str) -> None:
    with database.transaction("one") as s:
        events.add_many(s, KNOWN, made.NOW)
    with database.transaction("two") as s:
        events.add_many(s, KNOWN[:2], made.NOW)
    before = rows(database)
    if way == "rebuild":
        assert search.rebuild(database) == len(KNOWN) + 2
    else:
        with database.connected() as connection:
            for table in ("search_posting", "search_term", "indexed_event"):
                connection.execute(text(f"DELETE FROM {table} WHERE workspace = 'one'"))
        assert database.check() == [f"The search index lacks {len(KNOWN)} events; run 'second-source db reindex'."]
        with database.transaction("one", read_only=True) as s:
            assert search.search(s, "a ferry burned") == []
        assert search.complete(database) == len(KNOWN)
    assert search.complete(database) == 0
    assert database.check() == []
    assert rows(database) == before


def lose_the_index(database: Database) -> None:
    with database.connected() as connection:
        for table in ("search_posting", "search_term", "indexed_event"):
            connection.execute(text(f"DELETE FROM {table}"))


def test_events_that_another_process_adds_meanwhile_are_added_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.transaction("one") as s:
        events.add_many(s, KNOWN, made.NOW)
    before = rows(database)
    lose_the_index(database)
    other = Database(database.url.render_as_string(hide_password=False))
    theirs = list[int]()

    def meanwhile(new: Iterable[tuple[int, Event]]) -> list[Entry]:
        found = entries(new)
        monkeypatch.undo()
        theirs.append(search.complete(other))
        return found

    monkeypatch.setattr(search, "entries", meanwhile)
    assert search.complete(database) == 0
    assert theirs == [len(KNOWN)]
    assert rows(database) == before
    other.dispose()


def test_an_event_that_is_reworded_before_the_index_has_it_comes_into_it_once(database: Database) -> None:
    rewording = Rewording(claim="c", becomes="new", text="A ferry burns near the lighthouse.")

    def reword() -> None:
        with database.transaction("one") as s:
            events.reword(s, "ferry-fire", rewording, by="edda", reason="", at=made.NOW)

    with database.transaction("one") as s:
        events.add_many(s, KNOWN, made.NOW)
    lose_the_index(database)
    reword()
    assert search.complete(database) == len(KNOWN) - 1
    with database.transaction("one", read_only=True) as s:
        assert [e.slug for e in search.find(s, "lighthouse ferry")] == ["ferry-fire"]
    before = rows(database)
    search.rebuild(database)
    assert rows(database) == before


# SQLite has one writer at a time, whatever it writes.
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_who_waits_in_vain_for_a_long_import_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "BUSY_SECONDS", 0.05)
    with database.transaction("one") as long:
        events.add_many(long, KNOWN[:1], made.NOW)
        with pytest.raises(Busy, match="busy with somebody else's change"), database.transaction("one") as s:
            events.add_many(s, KNOWN[1:], made.NOW)
        with database.transaction("two") as s:
            events.add_many(s, KNOWN, made.NOW)


def test_the_record_does_not_open_while_the_index_lacks_events(database: Database, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=database.url.render_as_string(hide_password=False))
    with open_record(settings) as record, record.database.transaction("one") as s:
        events.add_many(s, KNOWN, made.NOW)
    lose_the_index(database)
    with pytest.raises(Cannot, match="search index lacks events; run 'second-source db upgrade'"), open_record(settings):
        pass
    database.upgrade()
    with open_record(settings) as record, record.database.transaction("one", read_only=True) as s:
        assert search.search(s, "a ferry burned")[0] == "ferry-fire"


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.connected(read_only=True) as connection:
        return [
            tuple(row)
            for table, key in (("search_posting", "term, block"), ("search_term", "term"), ("indexed_event", "event_id"))
            for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY workspace, {key}"))
        ]


def test_people_find_events_by_slug_and_by_words(known: Workspace) -> None:
    with known.transaction(read_only=True) as s:
        assert [e.slug for e in search.find(s, "Ferry-Fire")] == ["ferry-fire"]
        assert [e.slug for e in search.find(s, "ferries Norwick")] == ["ferry-strike", "ferry-fire"]
        assert [e.slug for e in search.find(s, "ferries Norwick", limit=1)] == ["ferry-strike"]
        assert [e.slug for e in search.find(s, "burning ferry")] == ["ferry-fire"]
        assert search.find(s, "ferry Tilbridge") == []


def test_events_added_later_are_found(known: Workspace) -> None:
    with known.transaction() as s:
        events.add(s, event("late", "Lighthouse sold to a zoo"), made.NOW)
    with known.transaction(read_only=True) as s:
        assert search.search(s, "A zoo bought the lighthouse") == ["late"]
        assert events.count(s) == len(KNOWN) + 1


@pytest.mark.parametrize(
    "words",
    [
        "attack attacks attacked attacking",
        "city cities",
        "base bases based",
        "plan plans planned planning",
        "deny denies denied",
    ],
)
def test_forms_of_a_word_meet(words: str) -> None:
    assert len(set(index_terms(words))) == 1


@pytest.mark.parametrize("word", ["king", "red", "bus", "crisis", "москва", "us", "212", "press"])
def test_words_that_only_look_like_forms_stay(word: str) -> None:
    assert stem(word) == word
