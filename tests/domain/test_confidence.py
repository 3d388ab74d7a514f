"""The rule's properties (as DESIGN asks: order, copies, confirmations, denials, undo, unknown), and its levels by hand."""

import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.confidence import assess, assess_event, explain
from bot.domain.model import Basis, Event, Grade, Level, Origin, OriginKind, Report, Stance, Tone
from bot.domain.weighing import RULES
from tests.domain.make import EVENT, OWN, SUBSTANCE, UNNAMED, UTTERANCE, outlet, person, report

NAMES = ("Alder Post", "Birch News", "Cedar Wire", "Dogwood Daily", "Elm Radio")
PEOPLE = ("Vera Holm", "Ida Berg", "Piet Moss")
ORIGINS = st.one_of(
    st.just(OWN),
    st.just(UNNAMED),
    st.sampled_from([person(name) for name in PEOPLE]),
    st.sampled_from([Origin(kind=OriginKind.OUTLET, name=name) for name in NAMES]),
    st.just(Origin(kind=OriginKind.BODY, name="Orrin Water Board")),
)
GRADES = dict(zip(NAMES, (Grade.A, Grade.B, Grade.C, Grade.D, Grade.F), strict=True))
LADDER = [Level.UNVERIFIED, Level.REPORTED, Level.CORROBORATED, Level.VERIFIED]


@st.composite
def some_reports(draw: st.DrawFn, largest: int = 7) -> list[Report]:
    made = []
    for number in range(draw(st.integers(0, largest))):
        name = draw(st.sampled_from(NAMES))
        made.append(
            Report(
                id=f"h{number}",
                claim="so",
                outlet=outlet(name, GRADES[name]),
                url="https://example.com/story",
                stance=draw(st.sampled_from(Stance)),
                tone=draw(st.sampled_from(Tone)),
                basis=draw(st.sampled_from(Basis)),
                origin=draw(ORIGINS),
                quote="Water came over the crest.",
                copy_of=draw(st.one_of(st.none(), st.sampled_from([n for n in NAMES if n != name]))),
            )
        )
    return made


def score(reports: Sequence[Report]) -> float:
    return assess(SUBSTANCE, reports).score


@given(some_reports(), st.randoms(use_true_random=False))
def test_order_never_matters(reports: list[Report], shuffle: random.Random) -> None:
    mixed = list(reports)
    shuffle.shuffle(mixed)
    assert assess(SUBSTANCE, mixed) == assess(SUBSTANCE, reports)


@given(some_reports(), st.data(), st.sampled_from([Grade.A, Grade.F]))
def test_a_copy_never_raises_anything(reports: list[Report], data: st.DataObject, grade: Grade) -> None:
    if not reports:
        return
    original = data.draw(st.sampled_from(reports))
    changes = {"id": "copy", "outlet": outlet("Yew Mirror", grade), "copy_of": original.outlet.name}
    before, after = assess(SUBSTANCE, reports), assess(SUBSTANCE, [*reports, original.model_copy(update=changes)])
    if original.stance is Stance.DENIES:
        assert after.score == pytest.approx(before.score)
    assert after.score <= before.score + 1e-9
    assert after.origins <= before.origins
    assert _height(after.level) <= _height(before.level)


@given(some_reports(), st.sampled_from(Grade), st.sampled_from(Tone), st.sampled_from([Basis.WITNESSED, Basis.UNSTATED]))
def test_an_independent_confirmation_never_lowers_it(reports: list[Report], grade: Grade, tone: Tone, basis: Basis) -> None:
    fresh = report(outlet("Yew Herald", grade), id="fresh", tone=tone, basis=basis)
    before, after = assess(SUBSTANCE, reports), assess(SUBSTANCE, [*reports, fresh])
    assert after.score >= before.score
    denied = any(tally.denies for tally in before.tallies)
    assert _height(after.level) >= _height(before.level) or (denied and after.level is Level.DISPUTED)


@given(some_reports(), st.sampled_from(Grade), st.sampled_from(Tone))
def test_a_denial_never_raises_it(reports: list[Report], grade: Grade, tone: Tone) -> None:
    denial = report(outlet("Yew Herald", grade), id="denial", tone=tone, stance=Stance.DENIES)
    before, after = assess(SUBSTANCE, reports), assess(SUBSTANCE, [*reports, denial])
    assert after.score <= before.score
    assert after.level is Level.DISPUTED or _height(after.level) <= _height(before.level)


@given(some_reports(), some_reports(largest=3))
def test_approve_then_undo_restores_the_exact_state(reports: list[Report], approved: list[Report]) -> None:
    before = assess(SUBSTANCE, reports)
    renamed = [r.model_copy(update={"id": f"new-{r.id}"}) for r in approved]
    assess(SUBSTANCE, [*reports, *renamed])
    assert assess(SUBSTANCE, reports) == before


@given(some_reports(), st.integers(1, 6), st.sampled_from(Grade))
def test_unknown_origins_never_count_as_independent(reports: list[Report], many: int, grade: Grade) -> None:
    unknown = [report(outlet(f"Rumour {n}", grade), id=f"u{n}", origin=UNNAMED, basis=Basis.ANONYMOUS) for n in range(many)]
    before, after = assess(SUBSTANCE, reports), assess(SUBSTANCE, [*reports, *unknown])
    assert after.origins == before.origins
    assert sum(t.independent for t in after.tallies) == sum(t.independent for t in before.tallies)


@given(some_reports())
def test_context_forecasts_and_the_unrelated_weigh_nothing(reports: list[Report]) -> None:
    idle = [r for r in reports if r.stance in (Stance.CONTEXT, Stance.UNRELATED) or r.basis is Basis.FORECAST]
    rest = [r for r in reports if r not in idle]
    assert score(reports) == score(rest)
    assert len(assess(SUBSTANCE, reports).not_counted) == len(idle)


def _height(level: Level) -> int:
    """Place disputed beside corroborated: more than one side, and more than a report."""
    return 2 if level is Level.DISPUTED else LADDER.index(level)


def test_a_claim_that_nobody_reported_is_unverified() -> None:
    assessment = assess(SUBSTANCE, [])
    assert (assessment.level, assessment.origins) == (Level.UNVERIFIED, 0)
    assert assessment.reasons[0] == "No approved report confirms or denies it."


def test_six_outlets_that_repeat_the_speaker_stay_reported() -> None:
    repeats = [report(outlet(f"Paper {n}", Grade.A), origin=person("Vera Holm"), basis=Basis.ON_RECORD) for n in range(6)]
    assessment = assess(SUBSTANCE, repeats)
    assert (assessment.level, assessment.outlets, assessment.origins) == (Level.REPORTED, 6, 1)
    assert assessment.score == score(repeats[:1])
    assert "None of them is independent" in assessment.reasons[0]


def test_the_same_six_outlets_verify_that_it_was_said() -> None:
    heard = [
        report(outlet(f"Paper {n}", Grade.A), claim="said", origin=person("Vera Holm"), basis=Basis.ON_RECORD) for n in range(6)
    ]
    assessment = assess(UTTERANCE, heard)
    assert (assessment.level, assessment.origins) == (Level.VERIFIED, 6)


def test_two_strong_independent_origins_verify() -> None:
    assessment = assess(SUBSTANCE, [report("Alder Post"), report("Birch News")])
    assert assessment.level is Level.VERIFIED
    assert any(reason.startswith("Without ") for reason in assessment.reasons)


def test_two_weak_independent_origins_do_not_verify() -> None:
    weak = [report(outlet(name, Grade.C)) for name in ("Alder Post", "Birch News")]
    assert assess(SUBSTANCE, weak).level is Level.CORROBORATED


def test_verified_does_not_rest_on_one_origin_alone() -> None:
    rules = RULES.model_copy(update={"verified": 0.85})
    one_strong = [report(outlet("Alder Post", Grade.A)), report(outlet("Birch News", Grade.D))]
    assessment = assess(SUBSTANCE, one_strong, rules=rules)
    assert assessment.level is not Level.VERIFIED


def test_weighty_independent_origins_on_both_sides_dispute() -> None:
    reports = [report("Alder Post"), report("Birch News", stance=Stance.DENIES)]
    assessment = assess(SUBSTANCE, reports)
    assert assessment.level is Level.DISPUTED
    assert "Alder Post" in assessment.reasons[0]
    assert "Birch News" in assessment.reasons[0]


def test_a_partys_denial_weighs_half_and_disputes_nothing() -> None:
    board = Origin(kind=OriginKind.BODY, name="Orrin Water Board")
    denied = [report("Alder Post"), report("Birch News", stance=Stance.DENIES, origin=board, basis=Basis.ON_RECORD)]
    assessment = assess(SUBSTANCE, denied)
    assert assessment.level is Level.REPORTED
    tally = next(t for t in assessment.tallies if t.name == "Orrin Water Board")
    assert tally.denies == pytest.approx(RULES.grade[Grade.B] * RULES.basis[Basis.ON_RECORD] * RULES.party)


def test_a_copy_in_a_better_outlet_adds_nothing_to_a_weak_original() -> None:
    original = report(outlet("Elm Radio", Grade.D))
    copy = report(outlet("Alder Post", Grade.A), copy_of="Elm Radio")
    assert assess(SUBSTANCE, [original, copy]).score == assess(SUBSTANCE, [original]).score


def test_only_an_editor_retracts() -> None:
    event = Event(**{**EVENT.model_dump(), "retracted_because": "The statement was a hoax."})
    assessments = assess_event(event, [report("Alder Post"), report("Birch News")])
    assert {a.level for a in assessments} == {Level.RETRACTED}
    assert "hoax" in assessments[0].reasons[0]


def test_how_we_assess_confidence_shows_every_constant() -> None:
    text = explain()
    for number in (*RULES.grade.values(), *RULES.tone.values(), *RULES.basis.values(), RULES.prior, RULES.weighty):
        assert re.search(rf"(?<![\d.]){re.escape(f'{number:g}')}(?![\d])", text), number
    for share in (RULES.corroborated, RULES.verified, RULES.survives, RULES.party, RULES.comparable):
        assert f"{share:.0%}" in text
