"""Words read as numbers, and the forms of one word."""

import pytest

from bot.gateways.english.words import number, stem, words


@pytest.mark.parametrize(
    ("written", "value"),
    [("12", 12.0), ("1,200", 1200.0), ("1.5", 1.5), ("twelve", 12.0), ("²", None), ("x", None)],
)
def test_only_what_has_a_value_is_a_number(written: str, value: float | None) -> None:
    assert next(number(word) for word in words(f"{written} people")) == value


@pytest.mark.parametrize(
    "forms",
    [
        "swim swam swum",
        "write wrote written",
        "bring brought",
        "tear tore torn",
        "stand stood",
        "supply supplied",
        "see saw seen",
    ],
)
def test_the_forms_of_an_irregular_verb_are_one_word(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1
