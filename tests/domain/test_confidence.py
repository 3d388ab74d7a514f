"""The rule's properties (as DESIGN asks: order, copies, confirmations, denials, undo, unknown), and its levels by hand."""

import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.confidence import assess, assess_event, explain
from bot.domain.genres import bears
from bot.domain.likeness import may_be_outlet
from bot.domain.model import (
    UNKNOWN_OUTLET,
    Assessment,
    Basis,
    Claim,
    Event,
    Grade,
    Hop,
    HopKind,
    Layer,
    Level,
    Outlet,
    Report,
    Revision,
    Stance,
    Tone,
)
from bot.domain.weighing import RULES
from tests.domain.make import EVENT, NAMES, OUTLETS, OWN, SPELLINGS, SUBSTANCE, UNNAMED, UTTERANCE, outlet, person, report

CLAIMS = (
    SUBSTANCE,
    Claim(key="so", text="The dam at Orrin failed."),
    Claim(key="so", text="The dam at Orrin failed.", speaker="Smith", parties=("Ivan Berg",)),
    Claim(key="so", text="Vera Holm said that the dam failed.", layer=Layer.UTTERANCE, speaker="Vera Holm"),
    Claim(key="so", text="Smith said that the dam failed.", layer=Layer.UTTERANCE, speaker="Smith"),
)
SIDES = st.sampled_from([Stance.CONFIRMS, Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT, Stance.UNRELATED])
NAMED_KINDS = st.sampled_from([HopKind.PERSON, HopKind.BODY])
ORIGINS = st.one_of(
    st.just(OWN),
    st.just(UNNAMED),
    st.builds(lambda kind, name: Hop(kind=kind, name=name), NAMED_KINDS, st.sampled_from(SPELLINGS)),
    st.builds(lambda name: Hop(kind=HopKind.OUTLET, name=name), st.sampled_from(NAMES)),
)
CITED = st.builds(lambda name: Hop(kind=HopKind.OUTLET, name=name), st.sampled_from(NAMES))
PATHS = st.one_of(ORIGINS.map(lambda hop: (hop,)), st.tuples(CITED, ORIGINS), st.tuples(CITED, CITED, ORIGINS))
ANY_CLAIM = st.sampled_from(CLAIMS)
HOUSES = {by.house: {name for o in OUTLETS if o.house == by.house for name in (o.name, o.house)} for by in OUTLETS}
LADDER = [Level.UNVERIFIED, Level.REPORTED, Level.CORROBORATED, Level.VERIFIED]


@st.composite
def some_reports(draw: st.DrawFn, smallest: int = 0, largest: int = 7) -> list[Report]:
    return [
        Report(
            id=f"h{number}",
            claim="so",
            outlet=draw(st.sampled_from(OUTLETS)),
            url=f"https://example.com/{draw(st.integers(0, 2))}",
            stance=draw(SIDES),
            tone=draw(st.sampled_from(Tone)),
            basis=draw(st.sampled_from(Basis)),
            path=draw(PATHS),
            quote="Water came over the crest.",
            copy_of=draw(st.one_of(st.none(), st.none(), st.sampled_from(NAMES))),
            houses=draw(st.sampled_from([{}, {"Alder Post": "Big Media", "Birch News": "Big Media"}])),
        )
        for number in range(draw(st.integers(smallest, largest)))
    ]


@st.composite
def a_copy(draw: st.DrawFn, original: Report, by: Outlet) -> Report:
    """Make a copy of a report that reads otherwise: tone, basis and origin are the copying article's."""
    changes = {
        "id": "copy",
        "url": "https://mirror.example/1",
        "outlet": by,
        "copy_of": original.outlet.name,
        "tone": draw(st.sampled_from(Tone)),
        "basis": draw(st.sampled_from(Basis)),
        "path": (draw(st.one_of(st.just(original.origin), ORIGINS)),),
        "houses": {original.outlet.name: original.outlet.family} if original.outlet.family else {},
    }
    return original.model_copy(update=changes)


def score(reports: Sequence[Report], claim: Claim = SUBSTANCE) -> float:
    return assess(claim, reports).score


def not_raised(before: Assessment, after: Assessment) -> None:
    assert after.score <= before.score + 1e-9
    assert after.level is Level.DISPUTED or _height(after.level) <= _height(before.level)


@given(ANY_CLAIM, some_reports(), st.randoms(use_true_random=False))
def test_order_never_matters(claim: Claim, reports: list[Report], shuffle: random.Random) -> None:
    mixed = list(reports)
    shuffle.shuffle(mixed)
    assert assess(claim, mixed) == assess(claim, reports)


@given(ANY_CLAIM, some_reports(), some_reports(smallest=1), st.data())
def test_open_reports_change_nothing_but_their_own_count(
    claim: Claim, reports: list[Report], others: list[Report], data: st.DataObject
) -> None:
    revises = [data.draw(st.sampled_from([None, *Revision])) for _ in others]
    left_open = [
        r.model_copy(update={"id": f"o{n}", "stance": Stance.OPEN, "revises": revised})
        for n, (r, revised) in enumerate(zip(others, revises, strict=True))
    ]
    before, after = assess(claim, reports), assess(claim, [*reports, *left_open])
    assert after.open == len(left_open)
    assert after.model_copy(update={"open": 0, "reasons": after.reasons[:-1]}) == before


def test_an_assessment_says_how_many_passages_are_open() -> None:
    left_open = [report(name, stance=Stance.OPEN) for name in ("Birch News", "Cedar Wire")]
    assert assess(SUBSTANCE, left_open[:1]).reasons[-1] == "1 passage open: no editor has said yet what it means."
    assert (
        assess(SUBSTANCE, [report("Alder Post"), *left_open])
        .reasons[-1]
        .startswith("2 passages open: no editor has said yet what they mean.")
    )


@given(ANY_CLAIM, some_reports(), st.randoms(use_true_random=False))
def test_the_order_of_approval_never_matters(claim: Claim, reports: list[Report], shuffle: random.Random) -> None:
    numbers = [r.id for r in reports]
    shuffle.shuffle(numbers)
    renumbered = [r.model_copy(update={"id": number}) for r, number in zip(reports, numbers, strict=True)]
    one, other = assess(claim, reports), assess(claim, renumbered)
    assert (one.level, one.score, one.origins) == (other.level, other.score, other.origins)
    assert [t.name for t in one.tallies] == [t.name for t in other.tallies]


@given(ANY_CLAIM, some_reports(smallest=1), st.sampled_from([Grade.A, Grade.F]), st.data())
def test_a_copy_never_raises_anything(claim: Claim, reports: list[Report], grade: Grade, data: st.DataObject) -> None:
    copy = data.draw(a_copy(data.draw(st.sampled_from(reports)), outlet("Yew Mirror", grade)))
    before, after = assess(claim, reports), assess(claim, [*reports, copy])
    not_raised(before, after)
    assert after.score == pytest.approx(before.score)
    assert after.origins <= before.origins
    assert _height(after.level) <= _height(before.level)


@given(ANY_CLAIM, some_reports(smallest=1), st.sampled_from(OUTLETS), st.data())
def test_a_copy_by_an_outlet_on_record_never_raises_anything(
    claim: Claim, reports: list[Report], by: Outlet, data: st.DataObject
) -> None:
    original = data.draw(st.sampled_from(reports))
    # Denials that repeat others may turn out to be one with each other, where a copy shows how they hang together.
    base = [r for r in reports if r.stance is not Stance.DENIES or not r.repeats]
    # Whoever is cited by those who have the same words did not copy them, nor did a sister paper.
    cited = {name for r in base for name in r.repeats}
    if original not in base or original.outlet.house == by.house or cited & HOUSES[by.house]:
        return
    copy = data.draw(a_copy(original, by))
    before, after = assess(claim, base), assess(claim, [*base, copy])
    not_raised(before, after)
    assert after.origins <= before.origins


@given(
    ANY_CLAIM,
    some_reports(),
    st.sampled_from([Grade.A, Grade.B, Grade.C, Grade.D]),
    st.sampled_from([Basis.WITNESSED, Basis.ON_RECORD]),
)
def test_an_independent_confirmation_never_lowers_it(claim: Claim, reports: list[Report], grade: Grade, basis: Basis) -> None:
    """Independent: own work, in so many words, of an outlet and a house that the record does not know, of grade D or better."""
    fresh = report(outlet("Yew Herald", grade), id="fresh", basis=basis, tone=Tone.CERTAIN)
    before, after = assess(claim, reports), assess(claim, [*reports, fresh])
    assert after.score >= before.score
    denied = any(tally.denies for tally in before.tallies)
    assert _height(after.level) >= _height(before.level) or (denied and after.level is Level.DISPUTED)


@given(ANY_CLAIM, some_reports(), st.sampled_from(Grade), st.sampled_from(Tone), ORIGINS, st.data())
def test_a_denial_never_raises_it(
    claim: Claim, reports: list[Report], grade: Grade, tone: Tone, origin: Hop, data: st.DataObject
) -> None:
    denial = report(outlet("Yew Herald", grade), id="denial", tone=tone, stance=Stance.DENIES, origin=origin)
    copied = denial.model_copy(update={"copy_of": data.draw(st.sampled_from([None, *NAMES]))})
    not_raised(assess(claim, reports), assess(claim, [*reports, copied]))


@given(ANY_CLAIM, some_reports(), some_reports(largest=4), st.randoms(use_true_random=False))
def test_reports_leave_no_trace_when_they_are_taken_back_in_any_order(
    claim: Claim, reports: list[Report], approved: list[Report], shuffle: random.Random
) -> None:
    before = assess(claim, reports)
    later = [r.model_copy(update={"id": f"new-{r.id}"}) for r in approved]
    record = [*reports, *later]
    shuffle.shuffle(record)
    shuffle.shuffle(later)
    for taken in later:
        assess(claim, record)
        record.remove(taken)
    assert assess(claim, record) == before


@given(ANY_CLAIM, some_reports(), st.sampled_from([*OUTLETS, outlet("Rumour", Grade.A)]), SIDES, st.sampled_from(Basis))
def test_an_unnamed_report_never_lifts_anything(
    claim: Claim, reports: list[Report], by: Outlet, stance: Stance, basis: Basis
) -> None:
    # Denials that repeat others fall with what they repeat, once that is on record and does not deny.
    base = [r for r in reports if r.stance is not Stance.DENIES or not r.repeats]
    unnamed = report(by, id="unnamed", origin=UNNAMED, stance=stance, basis=basis, url="https://rumour.example/1")
    before, after = assess(claim, base), assess(claim, [*base, unnamed])
    assert after.score <= before.score + 1e-9
    assert after.origins <= before.origins
    assert _height(after.level) <= max(_height(before.level), _height(Level.REPORTED))


@given(some_reports(), st.integers(1, 6), st.sampled_from(Grade))
def test_unknown_origins_never_count_as_independent(reports: list[Report], many: int, grade: Grade) -> None:
    unknown = [report(outlet(f"Rumour {n}", grade), id=f"u{n}", origin=UNNAMED, basis=Basis.ANONYMOUS) for n in range(many)]
    before, after = assess(SUBSTANCE, reports), assess(SUBSTANCE, [*reports, *unknown])
    assert after.origins == before.origins
    assert sum(t.independent for t in after.tallies) == sum(t.independent for t in before.tallies)


@given(ANY_CLAIM, some_reports())
def test_context_forecasts_and_the_unrelated_weigh_nothing(claim: Claim, reports: list[Report]) -> None:
    # A copy of an idle report is as idle as that.
    rest = [r for r in reports if bears(r) and r.copy_of is None]
    # Whose an outlet is that others cite, is known from its own reports, from idle ones too.
    cited = {name for r in rest for name in r.repeats}
    idle = [r for r in reports if not bears(r) and not any(may_be_outlet(name, r.outlet.name) for name in cited)]
    assert assess(claim, [*rest, *idle]).model_copy(update={"not_counted": ()}) == assess(claim, rest)
    assert len(assess(claim, [*rest, *idle]).not_counted) == len(idle)


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
    assert "It has a stake in the claim" in assessment.reasons[0]


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
    board = Hop(kind=HopKind.BODY, name="Orrin Water Board")
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
    for number in (*RULES.grade.values(), *RULES.tone.values(), *RULES.basis.values(), RULES.prior, RULES.weighty, RULES.least):
        assert re.search(rf"(?<![\d.]){re.escape(f'{number:g}')}(?![\d])", text), number
    for share in (RULES.corroborated, RULES.verified, RULES.survives, RULES.party, RULES.comparable):
        assert f"{share:.0%}" in text
    assert "two newsrooms" in text


def test_a_copy_that_names_somebody_adds_no_origin() -> None:
    own = report(outlet("Alder Post", Grade.A))
    copy = report(outlet("Mirror", Grade.A), copy_of="Alder Post", origin=person("Chief Lee"), basis=Basis.ON_RECORD)
    assert assess(SUBSTANCE, [own, copy]).level is Level.REPORTED


def test_a_denial_by_a_namesake_makes_no_two_origins_of_one() -> None:
    smiths = [
        report(outlet(f"Paper {n}", Grade.A), origin=person(name), basis=Basis.ON_RECORD)
        for n, name in enumerate(("Smith", "John Smith"))
    ]
    denial = report("Paper 3", stance=Stance.DENIES, origin=person("Jane Smith"), basis=Basis.UNSTATED)
    assert assess(SUBSTANCE, smiths).origins == assess(SUBSTANCE, [*smiths, denial]).origins == 1
    assert assess(SUBSTANCE, [*smiths, denial]).level is Level.REPORTED


def test_two_namesakes_deny_twice_though_a_bare_surname_makes_them_one_origin() -> None:
    deny = [
        report(f"Paper {n}", stance=Stance.DENIES, origin=person(name)) for n, name in enumerate(("John Smith", "Jane Smith"))
    ]
    bare = report("Paper 3", stance=Stance.DENIES, origin=person("Smith"))
    assert score([*deny, bare]) == pytest.approx(score(deny))
    assert assess(SUBSTANCE, [*deny, bare]).origins == 1


def test_an_unnamed_report_does_not_make_up_for_a_lost_origin() -> None:
    two = [report(outlet("Alder", Grade.A)), report(outlet("Cedar", Grade.A), tone=Tone.UNCERTAIN)]
    rumour = report(outlet("Rumour", Grade.A), origin=UNNAMED)
    assert assess(SUBSTANCE, two).level is assess(SUBSTANCE, [*two, rumour]).level is Level.CORROBORATED


def test_an_unnamed_denial_still_counts() -> None:
    denial = report("Birch News", origin=UNNAMED, stance=Stance.DENIES)
    assert score([report("Alder Post"), denial]) < score([report("Alder Post")])


def test_one_newsroom_verifies_nothing() -> None:
    paper = outlet("One Paper", Grade.A)
    people = [report(paper, origin=person(name), basis=Basis.ON_RECORD) for name in ("Chief Lee", "Ray Osk")]
    mirrored = [*people, report(outlet("Mirror", Grade.A), copy_of="One Paper")]
    for reports in (people, mirrored):
        assessment = assess(SUBSTANCE, reports)
        assert assessment.level is Level.CORROBORATED
        assert assessment.reasons[-1].startswith("All of it comes through one newsroom, One Paper")


def test_verified_survives_the_loss_of_any_newsroom() -> None:
    people = [
        report(outlet("One Paper", Grade.A), origin=person(name), basis=Basis.ON_RECORD) for name in ("Chief Lee", "Ray Osk")
    ]
    assessment = assess(SUBSTANCE, [*people, report(outlet("Elm Radio", Grade.D))])
    assert assessment.level is Level.CORROBORATED
    assert "Without One Paper" in assessment.reasons[1]
    assert "does not hold" in assessment.reasons[1]


@pytest.mark.parametrize("by", [outlet("blog.example", Grade.E), outlet(UNKNOWN_OUTLET, Grade.A)])
def test_next_to_nothing_corroborates_nothing(by: Outlet) -> None:
    assessment = assess(SUBSTANCE, [report(outlet("Alder Post", Grade.A)), report(by)])
    assert assessment.level is Level.REPORTED


def test_a_title_without_a_name_corroborates_nothing() -> None:
    officials = report(outlet("Birch News", Grade.A), origin=person("officials"), basis=Basis.ON_RECORD)
    assert assess(SUBSTANCE, [report("Alder Post"), officials]).level is Level.REPORTED


def test_an_origin_on_both_sides_counts_on_neither() -> None:
    both = [report("One Paper"), report("One Paper", stance=Stance.DENIES)]
    assessment = assess(SUBSTANCE, both)
    assert assessment.level is Level.REPORTED
    assert "On both sides, so counted on neither: One Paper" in assessment.reasons[0]
    assert assess(SUBSTANCE, [*both, report("Cedar Wire")]).level is Level.REPORTED


def test_the_reports_of_one_article_are_one_report() -> None:
    twice = [report("Alder Post", origin=person(name), basis=Basis.ON_RECORD) for name in ("Ida Berg", "Piet Moss")]
    assert assess(SUBSTANCE, twice).reports == 1
    other = report("Alder Post", url="https://example.com/other")
    assert assess(SUBSTANCE, [*twice, other]).reports == 2


def test_reasons_say_which_side_weighs_more() -> None:
    denials = [report(name, stance=Stance.DENIES) for name in ("Birch News", "Cedar Wire")]
    disputed = assess(SUBSTANCE, [report("Alder Post"), *denials])
    assert disputed.level is Level.DISPUTED
    assert "which weighs more" in disputed.reasons[0]


def test_a_reported_claim_with_two_origins_says_what_its_score_lacks() -> None:
    weak = [report(outlet(name, Grade.D)) for name in ("Alder Post", "Birch News")]
    assessment = assess(SUBSTANCE, weak)
    assert assessment.level is Level.REPORTED
    assert assessment.reasons[-1] == "A corroborated claim needs a score of 60%; this one has 45%."


def test_outlets_that_only_repeat_each_other_confirm_nothing() -> None:
    mirror, other = report("Alder Post", copy_of="Cedar Wire"), report("Cedar Wire", copy_of="Alder Post")
    assessment = assess(SUBSTANCE, [mirror, other])
    assert (assessment.level, assessment.origins) == (Level.UNVERIFIED, 0)
