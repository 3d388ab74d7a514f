"""Two who contradict each other may dispute a claim though they are perhaps one; no denial ever lets more count."""

from collections.abc import Sequence

import pytest

from bot.domain.confidence import assess
from bot.domain.model import Basis, Claim, Grade, Hop, HopKind, Layer, Level, Report, Ruling, Stance, Tone
from bot.domain.provenance import Provenance
from tests.domain.make import outlet, report

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


def test_a_cabinet_member_and_a_government_who_contradict_each_other_dispute_a_claim() -> None:
    assert told(MEMBER, GOVERNMENT, Stance.CONFIRMS) == (Level.REPORTED, True)
    assert told(MEMBER, GOVERNMENT, Stance.DENIES) == (Level.DISPUTED, True)


def test_an_editor_who_has_ruled_that_they_are_one_is_heeded() -> None:
    ruling = Ruling(one=MEMBER.name, other=GOVERNMENT.name, same=True)
    assert told(MEMBER, GOVERNMENT, Stance.DENIES, [ruling]) == (Level.REPORTED, True)


def test_one_name_in_two_spellings_stays_one_when_it_contradicts_itself() -> None:
    one, other = (Hop(kind=HopKind.PERSON, name=name, role="witness") for name in ("Evgeny Lysak", "Yevhenii Lysak"))
    assert told(one, other, Stance.DENIES) == (Level.REPORTED, True)


WATER = Claim(key="so", text="The dam failed.", layer=Layer.SUBSTANCE, parties=("Orrin Water Board", "Jane Smith"))
OWN = Hop(kind=HopKind.OWN)


def body(name: str) -> Hop:
    return Hop(kind=HopKind.BODY, name=name)


def person(name: str) -> Hop:
    return Hop(kind=HopKind.PERSON, name=name)


def by(name: str, origin: Hop, grade: Grade = Grade.A, **more: object) -> Report:
    basis = {HopKind.OWN: Basis.WITNESSED, HopKind.OUTLET: Basis.RELAYED}.get(origin.kind, Basis.ON_RECORD)
    made = {"id": f"{name} {origin.name}", "url": f"https://{name}.example/a", "basis": basis, **more}
    return report(outlet(name, grade), origin, **made)


def denied(origin: Hop) -> Report:
    """Return a denial that weighs next to nothing."""
    said = {"stance": Stance.DENIES, "tone": Tone.UNCERTAIN, "basis": Basis.UNSTATED}
    return by("Elm", origin, Grade.E, **said)


COURIER = Hop(kind=HopKind.OUTLET, name="Courier")
RECORDS = {
    "a party": ([by("Alder", body("Water Board")), by("Birch", OWN)], denied(body("Orrin Water Board"))),
    "a namesake of a party": (
        [by("Alder", person("Smith")), by("Dale", person("John Smith"), Grade.E), by("Birch", OWN)],
        denied(person("Jane Smith")),
    ),
    "an outlet by a short name": (
        [by("Carrow Courier", OWN, Grade.C), by("Birch", COURIER, Grade.B), by("Dale", OWN, Grade.C)],
        denied(Hop(kind=HopKind.OUTLET, name="Carrow Courier")),
    ),
    "a governor and a ministry": (
        [by("Alder", person("Ilya Voss")), by("Birch", body("ministry")), by("Dale", body("health ministry"))],
        denied(body("the ministry")),
    ),
}


@pytest.mark.parametrize("which", RECORDS)
def test_a_denial_lets_no_more_count_and_raises_no_level(which: str) -> None:
    confirming, denial = RECORDS[which]
    without, with_it = (assess(WATER, reports) for reports in (confirming, [*confirming, denial]))
    order = [*Level]
    assert order.index(with_it.level) <= order.index(without.level) or with_it.level is Level.DISPUTED
    assert sum(t.supports > 0 for t in with_it.tallies if t.known) <= sum(t.supports > 0 for t in without.tallies if t.known)
    assert with_it.score <= without.score
