"""Names: one person or body under several spellings, and people who only share a surname."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import cluster, is_bare_title, may_be_one, same_name

SAME = [
    ("Zelensky", "Volodymyr Zelenskyy"),
    ("President Zelenskiy", "Zelensky"),
    ("Ukrainian President Volodymyr Zelensky", "Mr Zelensky"),
    ("V. Zelensky", "Volodymyr Zelenskyi"),
    ("Vladimir Zelensky", "Volodymyr Zelenskyy"),
    ("Zelensky’s", "ZELENSKY"),
    ("Zelensky, the president of Ukraine", "Volodymyr Zelensky"),
    ("Gen. Valerii Zaluzhnyi", "Valery Zaluzhny"),
    ("Lukashenko", "Lukashenka"),
    ("Recep Tayyip Erdoğan", "Erdogan"),
    ("Bashar al-Assad", "Assad"),
    ("von der Leyen", "Ursula von der Leyen"),
    ("Kim Jong-un", "Kim"),
    ("J.D. Vance", "JD Vance"),
    ("Senator Angus King", "Angus King"),
    ("Martin Luther King Jr.", "Rev. Martin Luther King Jr."),
    ("John F. Kennedy", "John Kennedy"),
    ("Boris Johnson", "Boris Johnston"),
    ("Secretary of State Antony Blinken", "Anthony Blinken"),
    ("governor of Kursk Oblast Alexei Smirnov", "Smirnov"),
    ("NATO Secretary General Mark Rutte", "Rutte"),
    ("Dmitry Peskov, the Kremlin spokesman", "Kremlin spokesman Dmitry Peskov"),
    ("White House press secretary Karine Jean-Pierre", "Karine Jean-Pierre"),
    ("ISW", "Institute for the Study of War"),
    ("the Institute for the Study of War (ISW)", "ISW"),
    ("the Institute for the Study of War (ISW)", "Institute for the Study of War"),
    ("AP", "The Associated Press"),
    ("U.N.", "United Nations"),
    ("MoD", "Ministry of Defence"),
    ("Ministry of Defence", "Defense Ministry"),
    ("BBC", "BBC News"),
    ("NATO", "Nato"),
    ("Kremlin", "the Kremlin's"),
    ("Володимир Зеленський", "Volodymyr Zelenskyy"),
    ("Владимир Путин", "Vladimir Putin"),
    ("Ministry of Defence of Russia", "Russian Defence Ministry"),
    ("Russia’s defence ministry", "Russian Ministry of Defense"),
]
ONE_ORIGIN = [
    ("Zelensky's office", "Volodymyr Zelenskyy"),
    ("Volodymyr Zelensky's spokesman", "Zelenskyy"),
    ("the Zelenskyy administration", "Volodymyr Zelensky"),
    ("a spokesman for the Orrin Water Board", "Orrin Water Board"),
    ("Orrin Water Board spokesman Jan Ek", "Orrin Water Board"),
    ("Orrin Water Board spokesman Jan Ek", "Jan Ek"),
    ("Water Board", "Orrin Water Board"),
    ("Defence Ministry", "Russian Defence Ministry"),
    ("Mr. Trump's lawyer", "Donald Trump"),
    ("White House press secretary", "White House"),
]
TWO_ORIGINS = [
    ("Zelensky's office", "Vladimir Putin"),
    ("a spokesman for the Orrin Water Board", "Tessel Water Board"),
    ("Russian Defence Ministry", "Ukrainian Defence Ministry"),
    ("the president's office", "the president"),
]
BARE = ["the mayor", "Ukrainian President", "President of Ukraine", "the ministry", "officials", "North Korean leader"]
NAMED = ["Mayor Holm", "Russian Defence Ministry", "United Nations", "Ukraine", "Zelensky's office", "Chief Lee"]
DIFFERENT = [
    ("Johnson", "Johnston"),
    ("Boris Johnson", "Andrew Johnson"),
    ("George W. Bush", "Jeb Bush"),
    ("Michelle Obama", "Barack Obama"),
    ("Michael Jordan", "Michelle Jordan"),
    ("Robert Fico", "Roberta Fico"),
    ("Donald Trump", "Donald Trump Jr."),
    ("Kim Jong Un", "Kim Yo Jong"),
    ("Kim Jong Un", "UN"),
    ("Adam Price", "AP"),
    ("Iran", "Iraq"),
    ("Austria", "Australia"),
    ("Niger", "Nigeria"),
    ("North Korea", "South Korea"),
    ("Ministry of Defence", "Ministry of Health"),
    ("Russian Defence Ministry", "Ukrainian Defence Ministry"),
    ("22nd Regiment", "23rd Regiment"),
    ("Kyiv Post", "Kyiv Independent"),
    ("Reuters", "AP"),
    ("President", "Minister"),
    ("", "Zelensky"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same(a: str, b: str) -> None:
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_different(a: str, b: str) -> None:
    assert not same_name(a, b)
    assert not same_name(b, a)


def test_a_cluster_is_called_by_its_longest_name() -> None:
    names = [
        "Zelensky",
        "President Zelenskyy",
        "Volodymyr Zelenskiy",
        "V. Zelensky",
        "the ISW",
        "Institute for the Study of War (ISW)",
    ]
    assert set(cluster(names).values()) == {"volodymyr zelenskiy", "institute for the study of war"}


@pytest.mark.parametrize(("a", "b"), ONE_ORIGIN)
def test_who_speaks_for_somebody_may_be_them(a: str, b: str) -> None:
    assert may_be_one(a, b)
    assert may_be_one(b, a)


@pytest.mark.parametrize(("a", "b"), TWO_ORIGINS)
def test_offices_of_others_are_others(a: str, b: str) -> None:
    assert not may_be_one(a, b)


def test_a_title_without_a_name_names_nobody() -> None:
    assert [name for name in (*BARE, *NAMED) if is_bare_title(name)] == BARE


def test_a_surname_that_two_people_bear_makes_them_one() -> None:
    assert len(set(cluster(["Boris Johnson", "Andrew Johnson"]).values())) == 2
    assert len(set(cluster(["Johnson", "Boris Johnson", "Andrew Johnson", "Mr Johnson"]).values())) == 1
    assert len(set(cluster(["B. Johnson", "Boris Johnson", "Ben Johnson"]).values())) == 1


def test_names_without_letters_stay_apart() -> None:
    assert cluster(["?", "!", ""]) == {"?": "?", "!": "!", "": ""}


ANY = [name for pair in (*SAME, *DIFFERENT) for name in pair]
NAMES = st.one_of(st.sampled_from(ANY), st.text(string.ascii_letters + " .'(),-é", max_size=20), st.text(max_size=12))


@given(NAMES, NAMES)
def test_sameness_is_mutual_and_holds_of_itself(a: str, b: str) -> None:
    assert same_name(a, a)
    assert same_name(a, b) == same_name(b, a)


@given(st.lists(NAMES, max_size=12), st.integers())
def test_clusters_do_not_depend_on_order(names: list[str], seed: int) -> None:
    shuffled = list(names)
    random.Random(seed).shuffle(shuffled)
    assert cluster(names) == cluster(shuffled) == cluster([*names, *names])
    assert set(cluster(names)) == set(names)


@given(st.lists(NAMES, max_size=8), st.lists(NAMES, max_size=3))
def test_more_names_never_part_what_was_one(names: list[str], more: list[str]) -> None:
    before, after = cluster(names), cluster([*names, *more])
    assert all(after[a] == after[b] for a in names for b in names if before[a] == before[b])
