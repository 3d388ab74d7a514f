import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ranking import blend, plain_words, weights


def test_a_rare_term_counts_more_than_a_common_one_and_a_repeated_one_more_than_a_single_one() -> None:
    asked = weights(
        {"ferry": 1, "council": 1, "fire": 3, "smoke": 1}, {"ferry": 2, "council": 50, "fire": 9, "smoke": 9}, 100, 4
    )
    assert asked.of["ferry"] > asked.of["smoke"] > asked.of["council"] > 0
    assert asked.of["fire"] == pytest.approx(asked.of["smoke"] * (1 + math.log(3)))
    assert asked.score(["ferry", "x", "y", "z"]) > asked.score(["council", "x", "y", "z"]) > asked.score(["x"]) == 0
    assert asked.score(["ferry", "ferry", "y", "z"]) > asked.score(["ferry", "x", "y", "z"])
    assert asked.score(["ferry"]) > asked.score(["ferry", *"abcdefgh"])


def test_what_no_text_has_weighs_nothing() -> None:
    assert weights({"zebra": 1}, {}, 0, 0).score(["zebra"]) == 0


def test_words_and_meaning_together() -> None:
    words, meaning = {"a": 8.0, "b": 4.0}, {"a": 0.5, "b": 0.9, "c": 0.7}
    assert blend(words, {}) == {"a": 1, "b": 0.5}
    assert blend(words, meaning) == pytest.approx({"a": 0.4, "b": 0.2 + 0.6, "c": 0.3})
    assert blend(words, {key: 3 * value - 1 for key, value in meaning.items()}) == pytest.approx(blend(words, meaning))
    assert blend(words, {"b": 0.9})["a"] == 1  # it has no vector yet: the words say all there is
    assert blend({}, {}) == {}


SCORES = st.dictionaries(st.integers(0, 9), st.floats(0, 1e3), max_size=8)


@given(SCORES, SCORES)
def test_every_score_is_between_0_and_1(words: dict[int, float], meaning: dict[int, float]) -> None:
    blended = blend(words, meaning)
    assert blended.keys() == words.keys() | meaning.keys()
    assert all(0 <= score <= 1 + 1e-9 for score in blended.values())


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("#SaveTheBees now", "Save The Bees now"),
        ("smoke, says @PortFireDept2", "smoke, says Port Fire Dept 2"),
        ("#NYCMarathon #covid_19", "NYC Marathon covid 19"),
        ("look https://t.example/a/b?c=d pic.twitter.com/AbCd12 there", "look there"),
        ("write to ada@finch.example", "write to ada@finch.example"),
    ],
)
def test_tags_are_taken_apart_and_addresses_left_out(post: str, words: str) -> None:
    assert plain_words(post).split() == words.split()
