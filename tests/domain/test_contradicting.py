"""Two who contradict each other are two, whatever joins them by a doubt, unless they may be one name in two spellings."""

from collections.abc import Sequence

from bot.domain.confidence import assess
from bot.domain.model import Basis, Claim, Hop, HopKind, Layer, Level, Ruling, Stance
from bot.domain.provenance import Provenance
from tests.domain.make import report

CLAIM = Claim(key="so", text="The sprinklers were off.", layer=Layer.SUBSTANCE)
MEMBER = Hop(kind=HopKind.PERSON, name="Ann Lee", role="cabinet member")
GOVERNMENT = Hop(kind=HopKind.BODY, name="government")


def told(one: Hop, other: Hop, stance: Stance, rulings: Sequence[Ruling] = ()) -> tuple[Level, bool]:
    """Return the level, and whether both count once, of what the first confirms."""
    reports = [
        report(f"Outlet {id_}", hop, id=id_, url=f"https://example.com/{id_}", basis=Basis.ON_RECORD, stance=side)
        for id_, hop, side in (("a", one, Stance.CONFIRMS), ("b", other, stance))
    ]
    roots = Provenance(CLAIM, reports, rulings).roots
    return assess(CLAIM, reports, rulings=rulings).level, roots["a"].name == roots["b"].name


def test_a_cabinet_member_and_a_government_who_contradict_each_other_are_two() -> None:
    assert told(MEMBER, GOVERNMENT, Stance.CONFIRMS) == (Level.REPORTED, True)
    assert told(MEMBER, GOVERNMENT, Stance.DENIES) == (Level.DISPUTED, False)


def test_an_editor_who_has_ruled_that_they_are_one_is_heeded() -> None:
    ruling = Ruling(one=MEMBER.name, other=GOVERNMENT.name, same=True)
    assert told(MEMBER, GOVERNMENT, Stance.DENIES, [ruling]) == (Level.REPORTED, True)


def test_one_name_in_two_spellings_stays_one_when_it_contradicts_itself() -> None:
    one, other = (Hop(kind=HopKind.PERSON, name=name, role="witness") for name in ("Evgeny Lysak", "Yevhenii Lysak"))
    assert told(one, other, Stance.DENIES) == (Level.REPORTED, True)
