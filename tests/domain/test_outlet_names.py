"""Whether two names are of one outlet: the same, perhaps the same, or another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.outlet_names import acronyms_in, initials_of, same_outlet, short_forms
from bot.domain.spelling import Likeness

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
    ("the Lamplighter", "Westfield Lamplighter"),
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
    ("Orrin", "Orrin Courier"),
    ("Times of Norwick", "The Times"),
]
DIFFERENT = [
    ("Vera Holm", "Orrin Courier"),
    ("the police", "Orrin Courier"),
    ("Orrin Herald", "Orrin Courier"),
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
    found = {pair: same_outlet(*pair) for pair in pairs}
    assert {pair: wrong for pair, wrong in found.items() if wrong is not likeness} == {}


def test_an_address_and_a_name_are_one_outlet_if_one_spells_the_other() -> None:
    assert same_outlet("westfieldecho.example", "Westfield Echo") is Likeness.SAME
    assert same_outlet("https://www.news.westfieldecho.example/", "westfieldecho.example") is Likeness.SAME
    assert same_outlet("westfieldecho.test", "westfieldecho.example") is Likeness.PERHAPS
    assert same_outlet("coastfax.example", "Coastfax") is Likeness.SAME
    assert same_outlet("news.example", "News") is Likeness.DIFFERENT


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_cited_there_is_an_answer(name: str, outlet: str) -> None:
    assert same_outlet(name, outlet) is same_outlet(outlet, name)
    assert same_outlet(f"{outlet} Courier", f"{outlet} Courier") is Likeness.SAME


def test_names_of_one_outlet_meet_by_a_form_or_a_word() -> None:
    apart = [
        (one, other)
        for one, other in (*SAME, *PERHAPS)
        if short_forms(one).isdisjoint(short_forms(other))
        and acronyms_in(one).isdisjoint(initials_of(other))
        and initials_of(one).isdisjoint(acronyms_in(other))
        and not {*one.casefold().split()} & {*other.casefold().split()}
    ]
    assert apart == []
