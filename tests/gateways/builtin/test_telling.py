"""What sounds like a claim and tells of something else: a part, another figure, another time, a noun, another's denial."""

import pytest

from bot.domain.model import Stance
from tests.gateways.builtin.test_stances import sure

C, D = Stance.CONFIRMS, Stance.DENIES

NOT_CONFIRMED = [
    ("Orbal is to close 12 of its 85 shops in Tarn, the chain said.", "Orbal is to close 85 shops in Tarn"),
    ("Some 400 of the planned 1,200 flats at Orrin Quay have been built.", "1,200 flats have been built at Orrin Quay"),
    ("Half of the 60 barges on the Orrin were inspected.", "60 barges on the Orrin were inspected"),
    (
        "An earthquake with a magnitude of 4.1 shook Tarn.",
        "The earthquake in Tarn had a magnitude of 4.4",
    ),
    ('"The probe has been fuelled," said launch manager Ida Kvist of the Tarn probe.', "The Tarn probe was launched"),
    ("The owner has withdrawn its application for an open-pit quarry at Tarn, it said.", "The owner opened a quarry at Tarn"),
    ("Last year a landslide blocked the same road at Tarn.", "A landslide blocked the road at Tarn"),
    ("The road at Tarn was closed because of a landslide, the county said.", "The road at Tarn was closed for budget reasons"),
]
OTHER_STATES = [
    ("The pumps at the Orrin lock were on, said foreman Ivo Kern.", "The pumps at the Orrin lock were off"),
    ("The Orrin lock had working pumps throughout, said foreman Ivo Kern.", "The pumps at the Orrin lock were off"),
    ("The gates of the Orrin lock were shut, the canal office said.", "The gates of the Orrin lock were open"),
    ("The ferry was off the coast of Tarn.", "The ferry was off"),
]
NOT_DENIED = [
    ("The bridge was open until Friday, police said.", "The bridge was shut"),
    ("Before the flood the pumps were on, said foreman Ivo Kern.", "The pumps were off"),
    (
        "A jury found Kvist guilty of manslaughter but cleared her of murder.",
        "Kvist was convicted of manslaughter",
    ),
    ("Kvist, 44, denies setting the barn at Tarn alight.", "Ida Kvist was convicted of setting the barn at Tarn alight"),
    ("The council said it knew of no deaths from the fever in Tarn so far.", "The fever in Tarn caused deaths"),
    ("The Bank of Tarn left its key rate unchanged last month.", "The Bank of Tarn cut its key rate"),
    ("The Bank of Tarn left its key rate unchanged on Thursday.", "The Bank of Tarn cut its key rate in November"),
    ("A quay wall at Tarn fell in. Police corrected the number of missing from six to five.", "A quay wall at Tarn fell in"),
]
SURE = [
    ("“The pumps were on,” said foreman Ivo Kern.", "The pumps were off", D),
    ("Orbal is to close 12 of its 85 shops in Tarn, the chain said.", "Orbal is to close 12 shops in Tarn", C),
    ("All 60 barges on the Orrin were inspected.", "60 barges on the Orrin were inspected", C),
    ("An earthquake with a magnitude of 4.1 shook Tarn.", "An earthquake with a magnitude of 4.1 shook Tarn", C),
    ("The Tarn probe was launched on Monday.", "The Tarn probe was launched", C),
    ("A leaking tank at the Bruun brewery was the cause.", "A tank at the Bruun brewery leaked", C),
    ("Parliament approves the school reform", "Parliament approved the school reform", C),
    ("The pumps at the Orrin lock were off when it flooded, the canal office said.", "The pumps at the Orrin lock were off", C),
    ("Ida Kvist was cleared of arson on Monday.", "Ida Kvist was convicted of arson", D),
    ("Kvist's lawyer denied that Ida Kvist had been convicted of arson.", "Ida Kvist was convicted of arson", D),
    ("The Bank of Tarn left its key rate unchanged on Thursday.", "The Bank of Tarn cut its key rate", D),
]


@pytest.mark.parametrize(("text", "claim"), NOT_CONFIRMED)
def test_what_is_told_of_a_part_another_figure_or_another_time_confirms_nothing(text: str, claim: str) -> None:
    assert C not in sure(claim, text)


@pytest.mark.parametrize(("text", "claim"), OTHER_STATES)
def test_what_is_on_is_not_off(text: str, claim: str) -> None:
    assert C not in sure(claim, text)


@pytest.mark.parametrize(("text", "claim"), NOT_DENIED)
def test_a_denial_of_something_else_denies_nothing(text: str, claim: str) -> None:
    assert D not in sure(claim, text)


@pytest.mark.parametrize(("text", "claim", "stance"), SURE)
def test_their_plain_twins_stay_sure(text: str, claim: str, stance: Stance) -> None:
    assert sure(claim, text) == {stance}
