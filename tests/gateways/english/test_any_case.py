"""Patterns that fit in any case."""

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


def test_letters_that_pretend_to_be_others_are_taken_for_these() -> None:
    text = "The İRON pıer of ſandstone"
    assert [text[slice(*match.span())] for match in AnyCase("iron|pier|sandstone").finditer(text)] == [
        "İRON",
        "pıer",
        "ſandstone",
    ]
