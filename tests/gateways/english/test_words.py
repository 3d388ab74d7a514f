"""Words read as numbers, and the forms of one word."""

import pytest

from bot.gateways.english.words import number, stem, words


@pytest.mark.parametrize(
    ("written", "value"),
    [("12", 12.0), ("1,200", 1200.0), ("1.5", 1.5), ("twelve", 12.0), ("²", None), ("x", None)],
)
def test_only_what_has_a_value_is_a_number(written: str, value: float | None) -> None:
    assert next(number(word) for word in words(f"{written} people")) == value


@pytest.mark.parametrize("forms", ["bring brought", "fight fought", "flee fled", "lose lost", "teach taught"])
def test_the_forms_of_an_irregular_verb_are_one_word(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["stand stood", "swim swum", "tear torn", "supply supplied", "breed bred", "tie tied"])
def test_a_verb_whose_letters_are_a_noun_s_too_keeps_its_forms_apart(pair: str) -> None:
    noun, form = pair.split()
    assert stem(noun) != stem(form)
