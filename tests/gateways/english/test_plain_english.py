"""English for certain: no other language is taken for it, and a language model agrees."""

import py3langid  # type: ignore[import-untyped]  # the package ships no types

from bot.gateways.english.plain_english import is_plainly_english
from tests.gateways.builtin.test_language import LONG

NEWS = (
    "The ferry to Orrin was back at work on Friday, after three weeks in the dock at Harbour Point. A crack in the hull had"
    " kept it there, and the islanders had to go round by the bridge, which takes them an hour. “We are glad it is over,” said"
    " Tom Ruse, who runs the shop at the pier and had nothing to sell but tins for most of that time."
)


def test_no_other_language_is_taken_for_english() -> None:
    assert is_plainly_english(NEWS)
    assert py3langid.classify(NEWS)[0] == "en"
    for code, text in LONG.items():
        if code != "en":
            assert not is_plainly_english(text * 3), code


def test_a_text_of_two_languages_is_left_to_the_model() -> None:
    for code, text in LONG.items():
        if code != "en":
            words = len(NEWS.split()) // max(1, len(text.split()))
            assert not is_plainly_english(f"{NEWS} {text * (words + 1)}"), code


def test_a_list_of_names_and_a_few_words_are_left_to_the_model() -> None:
    assert not is_plainly_english("Orrin, Harbour Point, Ferry Road and the Mill. " * 20)
    assert not is_plainly_english("The ferry is back, said the man at the pier.")
