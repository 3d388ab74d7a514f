import datetime as dt
from collections import Counter

import pytest

from bot.domain.model import Claim, Event, EventKind
from storage import events, search
from storage.search_index import index_terms, stem
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
    ("text", "first"),
    [
        ("Passengers fled as a ferry burned near Norwick, said Ada Finch.", "ferry-fire"),
        ("Crews of the ferries are striking, their union Dockers United said.", "ferry-strike"),
        ("MAYORS' ELECTIONS: Omar Reyes stays mayor", "mayor-election"),
        ("東京で地震、電車に遅れ", "quake"),
        ("Die überschwemmung trifft koln", "flood"),
        ("عاصفة قرب ميناء بيروت", "storm"),
    ],
)
def test_an_article_finds_its_event(known: Workspace, text: str, first: str) -> None:
    with known.transaction(read_only=True) as s:
        assert search.search(s, text)[0] == first


def test_place_entities_and_date_break_a_tie_of_words(workspace: Workspace) -> None:
    twins = [
        event("one", "Bridge closed after a crash", "Tilbridge", dt.date(2026, 1, 1), "Omar Reyes"),
        event("two", "Bridge closed after a crash", "Norwick", dt.date(2026, 3, 1), "Ada Finch"),
    ]
    with workspace.transaction() as s:
        events.add_many(s, twins, made.NOW)
        text = "The bridge was closed after a crash"
        assert search.search(s, text, date=dt.date(2026, 3, 2))[0] == "two"
        assert search.search(s, text, date=dt.date(2026, 1, 2))[0] == "one"
        assert search.search(s, text, place="norwick")[0] == "two"
        assert search.search(s, text, entities=["Omar Reyes"])[0] == "one"


@pytest.mark.parametrize(
    "text",
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
def test_no_text_breaks_the_query(known: Workspace, text: str) -> None:
    with known.transaction(read_only=True) as s:
        assert search.search(s, text) == []
        assert search.find(s, text) == []


def test_hostile_characters_next_to_good_words_do_no_harm(known: Workspace) -> None:
    with known.transaction(read_only=True) as s:
        assert search.search(s, 'NOT "Tilbridge" OR (mayor* AND ^Omar:')[0] == "mayor-election"
        assert [e.slug for e in search.find(s, "tilbridge' & mayor")] == ["mayor-election"]


def test_common_words_are_left_out_where_rarer_ones_are_there(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add_many(s, (event(f"e-{i}", f"Council meets about budget item number{i}") for i in range(600)), made.NOW)
        assert search.search(s, "The council met about the budget, and about number77 too")[0] == "e-77"
        assert search._telling(s, Counter({"council": 5, "number77": 1})).keys() == {"number77"}
        assert search._telling(s, Counter({"council": 5, "budget": 1})).keys() == {"council", "budget"}
        assert len(search.search(s, "council budget", limit=3)) == 3


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
