"""Fingerprints: what is copied has some in common, and boilerplate is told from a report that many copied."""

import random
from collections.abc import Sequence
from functools import lru_cache

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.copies import copied
from bot.domain.fingerprints import (
    MANY_OUTLETS,
    ONE_OUTLET,
    SHINGLE,
    SKETCH,
    WINDOW,
    Holder,
    boilerplate,
    fingerprints,
    fingerprints_to_look_up,
    in_boilerplate,
    passages,
    sketch,
)
from tests.growth import superlinear

RUN = WINDOW + SHINGLE - 1


def prose(seed: int, words: int) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abdegilmnoprstu", k=chance.randint(2, 9))) for _ in range(words))


@given(st.integers(0, 10**6), st.integers(0, 300), st.integers(0, 300), st.integers(RUN, 60))
def test_a_run_of_words_in_common_is_always_seen(seed: int, before: int, after: int, run: int) -> None:
    passage = prose(seed, run)
    one = f"{prose(seed + 1, before)} {passage.upper()}, {prose(seed + 2, after)}"
    other = f"{prose(seed + 3, after)}\n\n{passage}. {prose(seed + 4, before)}"
    assert fingerprints(one) & fingerprints(other)
    assert fingerprints_to_look_up(one) & fingerprints(other)


@given(st.integers(0, 10**6), st.integers(150, 1_500), st.integers(12, 30))
def test_a_copy_with_another_word_in_every_sentence_is_seen(seed: int, words: int, every: int) -> None:
    original = prose(seed, words)
    changed = original.split()
    changed[::every] = prose(seed + 1, len(changed[::every])).split()
    copy = f"{prose(seed + 2, 50)}\n\n{' '.join(changed)}"
    assert copied(copy, original) is not None or every < 15
    assert fingerprints_to_look_up(copy) & fingerprints(original)


@given(st.integers(0, 10**6), st.integers(0, 12_000))
def test_what_is_looked_up_includes_what_is_indexed(seed: int, words: int) -> None:
    text = prose(seed, words)
    assert fingerprints_to_look_up(text) >= fingerprints(text)
    shingles = max(words - SHINGLE + 1, 0)
    assert len(fingerprints_to_look_up(text)) <= max(70, len(fingerprints(text)))
    assert (len(fingerprints(text)) > 0) == (shingles > 0)
    assert len(fingerprints(text)) <= max(1, shingles // 4)


@given(st.integers(0, 10**6))
def test_other_words_have_nothing_in_common(seed: int) -> None:
    assert not fingerprints_to_look_up(prose(seed, 400)) & fingerprints(prose(seed + 1, 400))


def test_quotations_have_no_fingerprints() -> None:
    speech = prose(1, 100)
    for open_, close in ("“”", '""', "«»", "„“", "「」"):
        assert fingerprints(f"He said: {open_}{speech}{close}, and then he left.") == set()
        assert fingerprints(f"{open_}{speech}\n\n{open_}{prose(2, 300)}\n\n{open_}{prose(3, 300)}{close} he said.") == set()
    assert fingerprints(f'A board 6" wide fell. {speech}') >= fingerprints(speech)


@lru_cache(maxsize=100)
def filed(text: str) -> frozenset[int]:
    """Return the fingerprints under which a page is stored: the same pages are looked at again and again."""
    return frozenset(fingerprints(text))


def told(article: str, pages: Sequence[tuple[int, str]]) -> set[int]:
    """Tell the boilerplate of an article by stored pages, each with the number of its outlet."""
    wanted = fingerprints_to_look_up(article)
    found = [filed(text) for _, text in pages]
    postings = {
        one: frozenset(id_ for id_, has in enumerate(found) if one in has) for one in wanted & frozenset[int]().union(*found)
    }
    return boilerplate(
        postings, {id_: Holder(pages[id_][0], frozenset(sketch(has))) for id_, has in enumerate(found) if has & wanted}
    )


PASSAGE = prose(-1, 60)


def pages(*kinds: tuple[int, int]) -> list[tuple[int, str]]:
    """Write a page for each pair of an outlet and the story that it tells, all with the same passage."""
    return [(outlet, f"{prose(story, 250)}\n\n{PASSAGE}") for outlet, story in kinds]


def test_boilerplate_is_told_from_a_report_that_many_copied() -> None:
    cases = {
        "one outlet's pages on different things": (True, [(1, story) for story in range(ONE_OUTLET)]),
        "too few of them": (False, [(1, story) for story in range(ONE_OUTLET - 1)]),
        "one outlet's versions of one report": (False, [(1, 1)] * 3 * ONE_OUTLET),
        "the same, with two other articles": (False, [(1, 1)] * ONE_OUTLET + [(1, 2), (1, 3)]),
        "different articles of many outlets": (True, [(outlet, outlet) for outlet in range(MANY_OUTLETS)]),
        "of fewer": (False, [(outlet, outlet) for outlet in range(MANY_OUTLETS - 1)]),
        "a report that many outlets copied": (False, [(outlet, 1) for outlet in range(4 * MANY_OUTLETS)]),
        "the same, and a few took a paragraph": (False, [(n, n if n % 3 == 0 else 1) for n in range(2 * MANY_OUTLETS)]),
        "none": (False, []),
    }
    article = f"{prose(-2, 250)}\n\n{PASSAGE}"
    found = {name: told(article, pages(*kinds)) for name, (_, kinds) in cases.items()}
    assert {name: bool(each) for name, each in found.items()} == {name: wanted for name, (wanted, _) in cases.items()}
    assert all(each <= fingerprints_to_look_up(article) - fingerprints_to_look_up(prose(-2, 250)) for each in found.values())


def test_a_report_is_no_boilerplate_of_those_that_copied_it() -> None:
    for copies in (MANY_OUTLETS, 3 * MANY_OUTLETS):
        carried = [(outlet, f"{prose(1, 120)}\n\n{prose(10 + outlet, 50)}") for outlet in range(copies)]
        assert told(f"{prose(1, 120)}\n\n{prose(9, 50)}", carried) == set()


SHARES = st.floats(0.1, 0.48)


@given(st.integers(0, 10**6), st.integers(150, 600), SHARES, st.integers(0, 2), st.integers(2 * ONE_OUTLET, 30), st.randoms())
def test_what_stands_on_all_pages_of_an_outlet_makes_no_copy(
    seed: int, words: int, share: float, above: int, number: int, chance: random.Random
) -> None:
    """Half of a page may be masthead and footer, and the articles may come in any order."""
    around = prose(seed, round(words * share)).split()
    masthead, footer = " ".join(around[: len(around) * above // 2]), " ".join(around[len(around) * above // 2 :])

    def page(story: int) -> str:
        return f"{masthead}\n\n{prose(seed + story, words - len(around))}\n\n{footer}"

    stored, article = [(1, page(story)) for story in range(1, number + 1)], page(number + 1)
    found = told(article, stored)
    assert {copied(article, text, found) for _, text in stored} == {None}
    chance.shuffle(stored)
    assert told(article, stored) == found
    copy = f"{stored[0][1]}\n\n{prose(seed - 1, 30)}"
    assert copied(copy, stored[0][1], told(copy, stored)) is not None


def test_a_sketch_shows_how_much_two_texts_have_in_common() -> None:
    first, second = prose(1, 300), prose(2, 300)
    whole, half = (set(sketch(fingerprints(text))) for text in (f"{first} {second}", f"{first} {prose(3, 300)}"))
    assert len(whole) == SKETCH
    assert len(whole & half) > SKETCH / 4
    assert whole.isdisjoint(sketch(fingerprints(prose(4, 600))))


def test_boilerplate_is_marked_from_its_first_word_to_its_last_about() -> None:
    footer = prose(7, 60)
    (words,) = passages(f"{prose(8, 120)} {footer}")
    told = in_boilerplate(words, fingerprints(footer))
    assert len(told) == 180 - SHINGLE + 1
    assert not any(told[: 120 - WINDOW])
    assert all(told[120 + WINDOW :])
    assert in_boilerplate(words, {1, 2}) == [False] * len(told)
    assert in_boilerplate(words[:3], fingerprints(footer)) == []


def test_texts_made_to_be_slow_are_not() -> None:
    assert superlinear(fingerprints_to_look_up, ["a ", '"', "“a ", "a b c d e f g h ", "''a", "ab12 "], 40_000) == {}
