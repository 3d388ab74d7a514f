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
    ("A version of this article that said the Orrin lock burst has been removed.", "The Orrin lock burst"),
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
# A noun, or another verb, with the letters of the claim's verb.
OTHER_WORDS = [
    ("The mayor of Tarn took the stand over the budget.", "The mayor of Tarn stood by the budget"),
    ("The zoo at Tarn showed a new breed of goats.", "The zoo at Tarn bred goats"),
    ("Tarn held the draw for the cup tie with Orrin.", "Tarn drew the cup tie with Orrin"),
    ("The army seized supplies of rifles at Tarn.", "The army supplied rifles to Tarn"),
    ("The lock at Tarn closed to the rower in spring.", "The rower sprang from the lock at Tarn"),
    ("The woman at Tarn wore a goat tie.", "The woman tied the goat at Tarn"),
    ("The clerk saw the light of the quay at Tarn.", "The clerk lit the quay at Tarn"),
    ("The rebuild of the quay stalled in the county of Tarn.", "The county of Tarn rebuilt the quay"),
    ("The licence at Tarn applies to the brewery.", "The brewery applied for a licence at Tarn"),
    ("Guards laid the anchor on a quay at Tarn.", "The anchor lay on a quay at Tarn"),
    ("The letter was in the clerk of Tarn's writing.", "The clerk of Tarn wrote the letter"),
    ("The guards were overcome by the miners.", "The guards overcame the miners"),
    ("The brewery was overcome by the bank, it said.", "The brewery overcame the bank"),
]
# What is called off for a while, or is done to a thing of another kind.
NOT_FOR_GOOD = [
    ("The Bruun brewery suspended production for three hours, it said.", "The Bruun brewery closed"),
    ("The Bruun brewery halted production for a day, it said.", "The Bruun brewery closed"),
    ("The Bruun brewery stopped production for a morning, it said.", "The Bruun brewery closed"),
    ("The Bruun brewery ceased production at Tarn for a week, it said.", "The Bruun brewery at Tarn closed"),
    ("The guild tore up a copy of the lease.", "The guild terminated the lease"),
    ("The barge Tern was beached for repairs, its owner said.", "The barge Tern was stranded"),
    ("The county cancelled the ferry line on Friday, it said.", "The county abolished the ferry line"),
    ("A judge has thrown out the case Ida Kvist had brought.", "Ida Kvist was acquitted"),
    ("A court in Tarn dismissed the case brought by Ida Kvist.", "A court in Tarn acquitted Ida Kvist"),
]
NOT_DENIED = [
    ("A dig by the guards found no tomb at Tarn.", "The guards dug a tomb at Tarn"),
    ("The brewery can not repay the bond.", "The brewery repaid the bond"),
    ("The brewery cannot sell the barge.", "The brewery sold the barge"),
    ("The brewery can't sell the barge.", "The brewery sold the barge"),
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
    ("The Bruun brewery stopped production on Friday, it said.", "The Bruun brewery closed", C),
    ("The miners were overcome by the guards, the mayor said.", "The guards overcame the miners", C),
    ("The brewery has repaid the bond, the bank said.", "The brewery repaid the bond", C),
    ("The brewery could not repay the bond, the bank said.", "The brewery repaid the bond", D),
    ("The brewery cannot sell the barge, the court ruled.", "The brewery can sell the barge", D),
    ("The barge cannot have sunk, the canal office said.", "The barge sank", D),
]


@pytest.mark.parametrize(("text", "claim"), NOT_CONFIRMED)
def test_what_is_told_of_a_part_another_figure_or_another_time_confirms_nothing(text: str, claim: str) -> None:
    assert C not in sure(claim, text)


@pytest.mark.parametrize(("text", "claim"), OTHER_WORDS)
def test_a_noun_or_another_verb_of_the_same_letters_confirms_nothing(text: str, claim: str) -> None:
    assert C not in sure(claim, text)


@pytest.mark.parametrize(("text", "claim"), NOT_FOR_GOOD)
def test_what_may_be_for_a_while_or_of_another_kind_confirms_nothing(text: str, claim: str) -> None:
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
