"""Whether a cited name is an outlet's: the same, perhaps the same, or another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.outlet_names import Likeness, is_outlet

SAME = [
    # case, accents, an article
    ("the Orrin Courier", "Orrin Courier"),
    ("ORRIN COURIER", "The Orrin Courier"),
    ("Nación", "La Nacion"),
    ("L’Heure-Le Jour", "L'Heure-Le Jour"),
    # one word or two
    ("Norwick24", "Norwick 24"),
    ("DeepCoast", "Deep Coast"),
    # what sort of outlet it is
    ("Norwick News", "Norwick"),
    ("Coastfax", "Coastfax News Agency"),
    ("newspaper Orrin Courier", "Orrin Courier"),
    ("the Coastfax news agency", "Coastfax"),
    ("Maravale's state news agency MASS", "MASS"),
    ("broadcaster NRX", "NRX"),
    # stations
    ("Channel Nine", "Channel 9"),
    ("9News", "Channel Nine"),
    ("Seven News", "7NEWS"),
    # domains
    ("orrincourier.example", "Orrin Courier"),
    ("www.orrin-courier.co.example", "The Orrin Courier"),
    ("Orrin Courier", "orrincourier.example"),
    # acronyms of four letters and more; halves of a double name
    ("FRC/CR", "Free Radio Coast/Coast Radio"),
    ("Coast Radio", "Free Radio Coast/Coast Radio"),
    # whose it is
    ("Norwick's Bote", "Bote"),
    ("Norwick's La Nación", "La Nación (Norwick)"),
    ("ABX (Norwick)", "ABX News (Norwick)"),
    ("Agence Nord-Presse (ANP)", "Agence Nord-Presse"),
    ("Finch's List", "Finch's List"),
]
PERHAPS = [
    # the place is dropped
    ("the Echo", "Westfield Echo"),
    ("Westfield Echo", "The Echo"),
    ("the Times", "The Times of Norwick"),
    ("Corriere", "Corriere della Costa"),
    # a short acronym fits many
    ("OC", "Orrin Courier"),
    ("ABE", "Alder Broadcasting Exchange"),
    ("Alder Broadcasting Exchange", "ABE"),
    # namesakes
    ("ABX", "ABX News (Norwick)"),
    ("Orrin Gazette", "Orrin Gazette (evil.example)"),
    ("Norwick's The Sun", "The Sun"),
    # a title that many have
    ("Sun News", "The Sun"),
    ("Nine", "Channel Nine"),
    # a branch
    ("NRX Ukrainian", "NRX"),
    ("Channel 9 Westfield", "Channel 9"),
]
DIFFERENT = [
    ("Vera Holm", "Orrin Courier"),
    ("the police", "Orrin Courier"),
    ("Orrin", "Orrin Courier"),
    ("Orrin Herald", "Orrin Courier"),
    ("Times of Norwick", "The Times"),
    ("Channel Seven", "Channel Nine"),
    ("Il Post", "The Post"),
    ("Orrin's La Nación", "La Nación (Norwick)"),
    ("News", "Norwick News"),
    ("", "Orrin Courier"),
    ("the", "The Times"),
    ("NRX", "ABX"),
    ("northherald.example", "Orrin Courier"),
]


@pytest.mark.parametrize(
    ("pairs", "likeness"),
    [(SAME, Likeness.SAME), (PERHAPS, Likeness.PERHAPS), (DIFFERENT, Likeness.DIFFERENT)],
    ids=["same", "perhaps", "different"],
)
def test_names(pairs: list[tuple[str, str]], likeness: Likeness) -> None:
    found = {pair: is_outlet(*pair) for pair in pairs}
    assert {pair: wrong for pair, wrong in found.items() if wrong is not likeness} == {}


def test_another_name_settles_what_is_open() -> None:
    assert is_outlet("OC", "Orrin Courier", ["OC", "the Courier of Orrin"]) is Likeness.SAME
    assert is_outlet("the Echo", "Westfield Echo", ["The Echo"]) is Likeness.SAME
    assert is_outlet("the Star", "Westfield Echo", ["The Echo"]) is Likeness.DIFFERENT


def test_a_domain_settles_what_is_open() -> None:
    echo = ("westfieldecho.example",)
    assert is_outlet("Westfield Echo", "The Echo", domains=echo) is Likeness.SAME
    assert is_outlet("Norwick Echo", "The Echo", domains=echo) is Likeness.DIFFERENT
    assert is_outlet("westfieldecho.example", "The Echo", domains=echo) is Likeness.SAME
    assert is_outlet("https://www.news.westfieldecho.example/", "The Echo", domains=echo) is Likeness.SAME
    assert is_outlet("westfieldecho.test", "The Echo", domains=echo) is Likeness.PERHAPS
    assert is_outlet("Coastfax", "Coastfax Norwick", domains=("coastfax.example",)) is Likeness.PERHAPS
    assert is_outlet("News", "Coast Daily", domains=("news.example",)) is Likeness.DIFFERENT


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_cited_there_is_an_answer(name: str, outlet: str) -> None:
    assert is_outlet(name, outlet) in set(Likeness)
    assert is_outlet(f"{outlet} Courier", f"{outlet} Courier") is Likeness.SAME
