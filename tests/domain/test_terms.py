"""Search terms: the same for what is stored and what is asked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.terms import STOP_WORDS, terms
from tests.growth import superlinear


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia's army", ["russia", "army"]),
        ("Russia’s army", ["russia", "army"]),
        ("the soldiers' families", ["soldiers", "families"]),
        ("They don't and can’t", []),
        ("O'Brien met O’Brien", ["obrien", "met", "obrien"]),
        ("l’Ukraine et d'Artagnan", ["ukraine", "et", "artagnan"]),
        ("Café Zürich, Erdoğan, Łódź", ["cafe", "zurich", "erdogan", "łodz"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("11,000 troops, 1,5 and 12,34", ["11000", "troops", "1", "5", "12", "34"]),
        ("The U.S. and the U.K.", ["us", "uk"]),
        ("ＡＢＣ ﬁre con\u00adfirmed", ["abc", "fire", "confirmed"]),
        ("北京大学 in 2024", ["北京", "京大", "大学", "2024"]),
        ("中 and 日本", ["中", "日本"]),
        ("war war and war", ["war", "war", "war"]),
        ("snake_case e-mail", ["snake", "case", "e", "mail"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("Зеленский заявил", ["зеленскии", "заявил"]),
        ("  ", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text())
def test_terms_are_clean(text: str) -> None:
    found = terms(text)
    assert found == terms(text)
    for term in found:
        assert term
        assert term not in STOP_WORDS
        assert not any(character.isspace() or character in "'’\"_*:()^" for character in term)


@given(st.text(st.characters(codec="latin-1")))
def test_composed_and_decomposed_text_have_the_same_terms(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1)))
def test_terms_of_terms_are_themselves(words: list[str]) -> None:
    found = terms(" ".join(words))
    assert terms(" ".join(found)) == found
    assert terms(" ".join(words).upper()) == found


def test_long_texts_take_linear_time() -> None:
    units = ("Russia’s army can't cross the U.S. border, 11,000 said. ", "不", "a.", "1,", "'a", "é")
    assert superlinear(terms, units, 10_000) == {}
