import datetime as dt
from collections.abc import Mapping, Sequence

import pytest

from bot.domain.confidence import assess
from bot.domain.model import UNKNOWN_OUTLET, Basis, Claim, Grade, Hop, HopKind, Report, Revision, Stance, Tone
from bot.domain.provenance import CIRCLE, HOLLOW, UNHEARD, UNKNOWN, Provenance, Root
from tests.domain.make import OWN, SUBSTANCE, UNNAMED, UTTERANCE, outlet, person, report


def roots(claim: Claim, reports: Sequence[Report]) -> Mapping[str, Root]:
    return Provenance(claim, reports).roots


def root_names(claim: Claim, *reports: Report) -> list[str]:
    found = roots(claim, reports)
    return [found[r.id].name for r in reports]


def test_outlets_that_repeat_one_official_share_him_as_origin() -> None:
    spellings = ("Volodymyr Zelenskyy", "Zelensky", "President Zelenskyy")
    reports = [report(f"Paper {n}", origin=person(name), basis=Basis.ON_RECORD) for n, name in enumerate(spellings)]
    assert len(set(root_names(SUBSTANCE, *reports))) == 1


def test_own_work_of_sister_papers_is_one_newsroom() -> None:
    one, two = outlet("Morning Sun", family="Sol Media"), outlet("Evening Sun", family="Sol Media")
    assert root_names(SUBSTANCE, report(one), report(two)) == ["Sol Media", "Sol Media"]


def test_a_relay_leads_to_what_the_relayed_outlet_rests_on() -> None:
    original = report("Courier", origin=person("Ida Berg"), basis=Basis.ON_RECORD)
    relay = report("Beacon", origin=Hop(kind=HopKind.OUTLET, name="Courier"), basis=Basis.RELAYED)
    assert root_names(SUBSTANCE, original, relay) == ["Ida Berg", "Ida Berg"]
    assert "Courier" in roots(SUBSTANCE, [original, relay])[relay.id].why


def test_outlets_that_relay_each_other_have_no_known_root() -> None:
    one = report("Courier", origin=Hop(kind=HopKind.OUTLET, name="Beacon"), basis=Basis.RELAYED)
    two = report("Beacon", origin=Hop(kind=HopKind.OUTLET, name="Courier"), basis=Basis.RELAYED)
    assert root_names(SUBSTANCE, one, two) == [CIRCLE, CIRCLE]


def test_wire_copy_counts_as_the_wire() -> None:
    wire, paper = report("Northwire"), report("Town Paper", copy_of="Northwire")
    assert root_names(SUBSTANCE, wire, paper) == ["Northwire", "Northwire"]


def test_wire_copy_that_names_somebody_still_leads_to_them() -> None:
    copy = report("Town Paper", copy_of="Northwire", origin=person("Ida Berg"), basis=Basis.ON_RECORD)
    assert root_names(SUBSTANCE, copy) == ["Ida Berg"]


def test_unnamed_sources_are_one_unknown_root_and_never_independent() -> None:
    found = roots(
        SUBSTANCE, [report("A", origin=UNNAMED, basis=Basis.ANONYMOUS), report("B", origin=UNNAMED, basis=Basis.ANONYMOUS)]
    )
    assert {root.name for root in found.values()} == {UNKNOWN}
    assert not any(root.known or root.independent for root in found.values())


def test_the_speaker_and_parties_do_not_confirm_the_substance_independently() -> None:
    speaker = report("A", origin=person("Holm"), basis=Basis.ON_RECORD)
    party = report("B", origin=Hop(kind=HopKind.BODY, name="the Orrin Water Board"), basis=Basis.ON_RECORD)
    found = roots(SUBSTANCE, [speaker, party])
    assert not found[speaker.id].independent
    assert not found[party.id].independent
    assert found[speaker.id].known


def test_outlets_that_heard_a_statement_are_witnesses_that_it_was_said() -> None:
    heard = [report(f"Paper {n}", claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD) for n in range(3)]
    found = roots(UTTERANCE, heard)
    assert sorted(root.name for root in found.values()) == ["Paper 0", "Paper 1", "Paper 2"]
    assert all(root.independent for root in found.values())


def test_an_unknown_outlet_must_say_how_it_heard_a_statement() -> None:
    silent = report(outlet("New Blog", Grade.F), claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD)
    present = report(outlet("Other Blog", Grade.F), claim="said", origin=person("Vera Holm"), basis=Basis.WITNESSED)
    assert root_names(UTTERANCE, silent, present) == [UNHEARD, "Other Blog"]


def test_a_body_that_is_an_outlet_too_is_one_root() -> None:
    own = report("Institute for River Studies")
    cited = report("Courier", origin=Hop(kind=HopKind.BODY, name="the Institute for River Studies"), basis=Basis.ON_RECORD)
    assert len(set(root_names(SUBSTANCE, own, cited))) == 1


def test_an_article_that_repeats_another_outlet_did_not_hear_the_statement_itself() -> None:
    dispatcher = report(
        "Courier", claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD, url="https://courier.example/1"
    )
    relay = Hop(kind=HopKind.OUTLET, name="Courier")
    beacon = [
        report("Beacon", claim="said", origin=relay, basis=Basis.RELAYED, url="https://beacon.example/1"),
        report("Beacon", claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD, url="https://beacon.example/1"),
    ]
    assert root_names(UTTERANCE, dispatcher, *beacon) == ["Courier"] * 3


def test_an_article_that_repeats_and_was_there_too_is_a_witness() -> None:
    relay = report("Beacon", claim="said", origin=Hop(kind=HopKind.OUTLET, name="Courier"), basis=Basis.RELAYED)
    there = report("Beacon", claim="said", origin=person("Vera Holm"), basis=Basis.WITNESSED)
    assert root_names(UTTERANCE, relay, there) == ["Courier", "Beacon"]


def test_a_copy_takes_a_root_of_what_it_copies_not_one_that_it_names() -> None:
    own = report(outlet("Alder", Grade.A))
    copy = report(outlet("Mirror", Grade.A), copy_of="Alder", origin=person("Chief Lee"), basis=Basis.ON_RECORD)
    assert root_names(SUBSTANCE, own, copy) == ["Alder", "Alder"]
    assert root_names(SUBSTANCE, copy) == ["Chief Lee"]


def test_of_several_roots_a_copy_takes_the_one_that_it_names_else_the_weakest() -> None:
    own = report(outlet("Alder", Grade.A))
    lee = report(outlet("Alder", Grade.A), origin=person("Chief Lee"), basis=Basis.ON_RECORD)
    names_lee = report("Mirror", copy_of="Alder", origin=person("Lee"), basis=Basis.ON_RECORD)
    names_berg = report("Echo", copy_of="Alder", origin=person("Ida Berg"), basis=Basis.ON_RECORD)
    for renumbered in ((own, lee), (own.model_copy(update={"id": "z"}), lee.model_copy(update={"id": "a"}))):
        found = root_names(SUBSTANCE, *renumbered, names_lee, names_berg)
        assert found == ["Alder", "Lee", "Lee", "Lee"]


def test_a_copy_of_what_does_not_bear_on_the_claim_counts_for_nothing() -> None:
    forecast = report("Alder", basis=Basis.FORECAST)
    copy = report("Mirror", copy_of="Alder")
    assert roots(SUBSTANCE, [forecast, copy])[copy.id].name == HOLLOW


def test_what_nobody_is_known_to_have_published_is_nobodys_own_work() -> None:
    assert root_names(SUBSTANCE, report(UNKNOWN_OUTLET)) == [UNKNOWN]
    heard = report(UNKNOWN_OUTLET, claim="said", origin=person("Vera Holm"), basis=Basis.WITNESSED)
    assert root_names(UTTERANCE, heard) == [UNHEARD]


@pytest.mark.parametrize("copied", [None, "Evening Sun"])
def test_who_repeats_a_sister_paper_that_is_not_on_record_repeats_the_house(copied: str | None) -> None:
    own = report(outlet("Morning Sun", family="Sol Media"))
    cited = OWN if copied else Hop(kind=HopKind.OUTLET, name="Evening Sun")
    repeats = report("Beacon", cited, basis=Basis.RELAYED, houses={"Evening Sun": "Sol Media"}, copy_of=copied)
    assert root_names(SUBSTANCE, own, repeats) == ["Sol Media", "Sol Media"]
    assert root_names(SUBSTANCE, repeats) == ["Evening Sun"]


@pytest.mark.parametrize("basis", [Basis.RELAYED, Basis.ANONYMOUS, Basis.UNSTATED])
def test_who_does_not_say_that_it_heard_the_speaker_did_not(basis: Basis) -> None:
    assert root_names(UTTERANCE, report("Courier", claim="said", origin=person("Holm"), basis=basis)) == [UNHEARD]


@pytest.mark.parametrize(
    "name", ["Holm's office", "Vera Holm's spokesman", "a spokesman for the Orrin Water Board", "Water Board", "Вера Холм"]
)
def test_a_party_does_not_confirm_itself_through_its_office(name: str) -> None:
    said = report("Courier", origin=Hop(kind=HopKind.BODY, name=name), basis=Basis.ON_RECORD)
    root = roots(SUBSTANCE, [said])[said.id]
    assert root.party
    assert not root.independent


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("the mayor", True),
        ("Ukrainian President", True),
        ("officials", False),
        ("local residents", False),
        ("the spokesman", False),
    ],
)
def test_an_office_is_known_and_nobody_in_particular_is_not(name: str, known: bool) -> None:
    said = report("Courier", origin=person(name), basis=Basis.ON_RECORD)
    root = roots(SUBSTANCE, [said])[said.id]
    assert (root.known, root.independent) == (known, known)


def test_documents_are_not_said_to_tell() -> None:
    log = report("Courier", origin=Hop(kind=HopKind.DOCUMENT, name="valve log"))
    assert roots(SUBSTANCE, [log])[log.id].why == "Courier rests on a document: valve log"


def test_a_shared_surname_makes_nobody_a_witness_of_what_the_speaker_said() -> None:
    others = [report(f"Paper {n}", claim="said", origin=person("Jane Holm"), basis=Basis.ON_RECORD) for n in range(2)]
    bare = report("Paper 3", claim="said", origin=person("Holm"), basis=Basis.ON_RECORD)
    assert root_names(UTTERANCE, *others, bare)[0] == root_names(UTTERANCE, *others, bare)[1]


def test_what_only_repeats_a_replaced_report_falls_with_it() -> None:
    police = Hop(kind=HopKind.BODY, name="county police")
    first = report("Herald", police, basis=Basis.ON_RECORD, url="https://herald.example/1", published=dt.date(2026, 3, 2))
    cited = Hop(kind=HopKind.OUTLET, name="Herald")
    relay = report("Flash", cited, basis=Basis.RELAYED, url="https://flash.example/1", published=dt.date(2026, 3, 2))
    relayed_again = report("Mirror", Hop(kind=HopKind.OUTLET, name="Flash"), basis=Basis.RELAYED, url="https://m.example/1")
    later = report(
        "Herald",
        police,
        url="https://herald.example/2",
        published=dt.date(2026, 3, 4),
        stance=Stance.CONTEXT,
        revises=Revision.UPDATE,
    )
    reports = [first, relay, relayed_again, later]
    assert set(Provenance(SUBSTANCE, reports[:3]).roots) == {first.id, relay.id, relayed_again.id}
    found = Provenance(SUBSTANCE, reports)
    assert found.roots == {}
    assert all(each is later for each in found.withdrawn.values())
    after = relay.model_copy(update={"id": "after", "published": dt.date(2026, 3, 9)})
    assert set(Provenance(SUBSTANCE, [first, after, later]).roots) == {"after"}


def test_a_citation_counts_for_more_than_copied_passages_that_run_against_it() -> None:
    own = report("Birch News", copy_of="Alder Post")
    chain = [
        report("Alder Post", Hop(kind=HopKind.OUTLET, name="Cedar Wire"), basis=Basis.RELAYED),
        report("Cedar Wire", Hop(kind=HopKind.OUTLET, name="Birch News"), basis=Basis.RELAYED),
    ]
    found = Provenance(SUBSTANCE, [own, *chain])
    assert {root.name for root in found.roots.values()} == {"Birch News"}
    assert found.roots[own.id].why == "Birch News's own work"
    assert [found.roots[each.id].echo for each in (own, *chain)] == [False, True, True]


def _cited(name: str) -> Hop:
    return Hop(kind=HopKind.OUTLET, name=name)


@pytest.mark.parametrize(
    ("reports", "unnamed"),
    [
        # Who is cited nearest denies it; another who is cited too does not.
        pytest.param(
            [report("Dogwood Daily"), report("Cedar Wire", path=(_cited("Alder Post"), _cited("Dogwood Daily")))],
            report("Alder Post", UNNAMED, stance=Stance.DENIES),
            id="a nearer outlet of the other side",
        ),
        # Who is cited names the same person, though its words are those of an outlet that does not.
        pytest.param(
            [
                report("Elm Radio", person("Ida Kemp"), copy_of="Fir Blog", tone=Tone.UNCERTAIN),
                report("Alder Post", path=(_cited("Elm Radio"), person("Ida Kemp"))),
            ],
            report("Fir Blog", UNNAMED),
            id="the original of what is cited",
        ),
        pytest.param(
            [
                report("Alder Post", _cited("Cedar Wire")),
                report("Cedar Wire", path=(_cited("Alder Post"), person("Ida Kemp"))),
            ],
            report("Alder Post", UNNAMED),
            id="an end of a circle",
        ),
    ],
)
def test_a_report_without_a_known_origin_parts_nobody_from_what_they_repeat(reports: list[Report], unnamed: Report) -> None:
    before, after = assess(SUBSTANCE, reports), assess(SUBSTANCE, [*reports, unnamed])
    assert after.origins <= before.origins
    assert after.score <= before.score


def test_sister_papers_that_cite_their_house_are_that_house_and_in_a_circle_they_are_nobody() -> None:
    sisters = [outlet(name, family="Big Media") for name in ("Alder Post", "Birch News")]
    of_house = [report(each, _cited("Big Media")) for each in sisters]
    assert {root.name for root in Provenance(SUBSTANCE, of_house).roots.values()} == {"Big Media"}
    circle = [report(sisters[0], _cited("Birch News")), report(sisters[1], _cited("Alder Post"))]
    assert not any(root.known for root in Provenance(SUBSTANCE, circle).roots.values())
