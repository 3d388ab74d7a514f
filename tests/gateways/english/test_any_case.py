"""Patterns that fit in any case."""

import re

import pytest

from bot.gateways.english.any_case import AnyCase


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"\bpier\b", "The PIER is shut", "pier"),
        (r"\bPier\b", "the pier is shut", "pier"),
        (r"[A-Z]+\Wshut", "Pier, shut/SHUT", "shut/shut"),
        (r"(?P<what>PIER)\S*", "Piers", "piers"),
        (r"\bpier\b", "Piers are shut", None),
    ],
)
def test_the_case_of_neither_counts_and_classes_keep_their_meaning(pattern: str, text: str, found: str | None) -> None:
    match = AnyCase(pattern).search(text)
    assert (match and match.group()) == found


def test_what_is_found_has_its_place_in_the_text_as_it_was_written() -> None:
    # In small letters the first of these has two characters.
    text = "İZMİR: The Pier is shut"
    match = AnyCase("pier").search(text)
    assert match is not None
    assert text[slice(*match.span())] == "Pier"


@pytest.mark.parametrize(
    "letters", ["sſS", "iıİI", "σςΣ", "βϐΒ", "θϑΘ", "φϕΦ", "πϖΠ", "κϰΚ", "ρϱΡ", "εϵΕ", "ṡẛṠ", "ιι", "μ\u00b5", "вᲀВ", "тᲄᲅТ"]
)
def test_letters_that_are_read_as_one_are_one_as_where_the_engine_ignores_case(letters: str) -> None:
    for one in letters:
        for other in letters:
            assert re.fullmatch(one, other, re.IGNORECASE)
            assert AnyCase(f"x{one}").search(f"The x{other}")
            assert AnyCase(f"x{one}").search(f"THE X{other} AND MORE")


def test_no_other_letter_is_one_of_these() -> None:
    assert AnyCase("s").search("ßﬆ") is None
    assert AnyCase("i").search("íїлÍ") is None
