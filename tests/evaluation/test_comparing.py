"""Predictions against what was expected."""

import json
from typing import Any

import pytest

from bot.domain.model import Basis, Hop, HopKind, Stance, Tone
from bot.evaluation.cases import Case, read_cases
from bot.evaluation.comparing import compare
from bot.evaluation.prediction import PredictedReport, Prediction, four_label, leading, view
from tests.evaluation.conftest import CASE, case

REYL = Hop(kind=HopKind.PERSON, name="Anna Reyl")
OWN = Hop(kind=HopKind.OWN)
FELL = "The harbour quay at Tolsk collapsed."


def report(**changes: Any) -> PredictedReport:
    made = PredictedReport(
        event="tolsk-quay",
        claim=FELL,
        key="fell",
        stance=Stance.CONFIRMS,
        tone=Tone.CERTAIN,
        basis=Basis.ON_RECORD,
        origin=REYL,
        quote="collapsed on Friday",
    )
    return made.model_copy(update=changes)


def prediction(*reports: PredictedReport, **changes: Any) -> Prediction:
    events = tuple(dict.fromkeys(made.event for made in reports))
    views = tuple(
        view(
            event["slug"],
            claim["text"],
            claim["key"],
            [r for r in reports if (r.event, r.key) == (event["slug"], claim["key"])],
        )
        for event in CASE["events"]
        for claim in event["claims"]
    )
    made = Prediction(id="quay", event=events[0] if events else None, events=events, reports=reports, views=views)
    return made.model_copy(update=changes)


def expecting(**changes: Any) -> Case:
    (made,) = read_cases(json.dumps(case(expect=changes)).encode())
    return made


def only(origin: str) -> Case:
    return expecting(reports=[{"claim": "fell", "stance": "confirms", "origin": origin}])


def test_firm_words_lead_then_weight_then_a_denial() -> None:
    context = report(stance=Stance.CONTEXT, basis=Basis.WITNESSED)
    hedged = report(tone=Tone.UNCERTAIN)
    denied = report(stance=Stance.DENIES)
    left_open = report(stance=Stance.OPEN)
    assert leading([context, hedged]) is hedged
    assert leading([context, left_open]) is left_open
    assert leading([left_open, hedged]) is hedged
    assert leading([hedged, report(), context]) == report()
    assert leading([report(), denied]) is denied
    assert leading([report(basis=Basis.WITNESSED), denied]) == report(basis=Basis.WITNESSED)
    assert leading([]) is None


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "agree"),
        ({"basis": Basis.UNSTATED}, "agree"),
        ({"tone": Tone.LIKELY}, "discuss"),
        ({"basis": Basis.RELAYED}, "discuss"),
        ({"basis": Basis.FORECAST}, "discuss"),
        ({"stance": Stance.CONTEXT}, "discuss"),
        ({"stance": Stance.OPEN}, "discuss"),
        ({"stance": Stance.DENIES, "tone": Tone.UNCERTAIN}, "disagree"),
    ],
)
def test_the_four_words_of_stance_detection(changes: dict[str, Any], label: str) -> None:
    assert four_label(report(**changes)) == label


def test_all_that_is_right() -> None:
    (wanted,) = read_cases(json.dumps(CASE).encode())
    found = compare([wanted], [prediction(report(), judgements=1, grounded=1, seconds=0.2)])
    assert {name: figure for name, figure in found.figures.items() if figure is not None} == {
        "event": 1.0,
        "stance": 1.0,
        "confirms_precision": 1.0,
        "sure": 1.0,
        "shown": 1.0,
        "tone": 1.0,
        "basis": 1.0,
        "origin": 1.0,
        "grounded": 1.0,
    }
    assert (found.event.right, found.also, found.wire.rightly_silent, found.instructions.rightly_silent) == (1, 0, 1, 1)
    assert (found.spent.p50, found.spent.calls) == (0.2, 0)


def test_events_right_wrong_missed_and_where_there_is_none() -> None:
    some, none = expecting(event="tolsk-quay"), expecting(event=None)
    other = report(event="orv-election", key="won")
    made = [prediction(report(), other), prediction(other), prediction(), prediction(), prediction(report())]
    found = compare([some, some, some, none, none], made)
    event = found.event
    assert (event.right, event.wrong, event.missed, event.rightly_silent, event.false) == (1, 1, 1, 1, 1)
    assert event.accuracy == pytest.approx(2 / 5)
    assert found.also == 2


def test_tone_basis_and_origin_are_compared_where_the_stance_is_right() -> None:
    wanted = expecting(
        reports=[{"claim": "fell", "stance": "denies", "tone": "likely", "basis": "relayed", "origin": "Anna Reyl"}]
    )
    found = compare([wanted], [prediction(report())])
    assert (found.tone.of, found.basis.of, found.origin.of) == (0, 0, 0)
    assert found.stance.confusion == {"denies": {"confirms": 1, "denies": 0}}


def test_two_sides_of_one_claim_are_each_compared_with_their_own() -> None:
    wanted = expecting(
        reports=[{"claim": "fell", "stance": "confirms", "tone": "likely"}, {"claim": "fell", "stance": "denies"}]
    )
    both = prediction(report(tone=Tone.LIKELY), report(stance=Stance.DENIES))
    found = compare([wanted], [both])
    assert (found.stance.macro_f1, found.tone.macro_f1) == (1.0, 1.0)
    found = compare([wanted], [prediction(report(stance=Stance.DENIES))])
    assert found.stance.right == 1


def test_a_claim_of_two_events_is_compared_with_the_firmest_report_on_it() -> None:
    twin = {**CASE["events"][1], "claims": [{"key": "won", "text": FELL}]}
    wanted = {"reports": [{"claim": FELL, "stance": "denies", "tone": "likely"}]}
    (both,) = read_cases(json.dumps(case(events=[CASE["events"][0], twin], expect=wanted)).encode())
    denied = report(event="orv-election", key="won", stance=Stance.DENIES, tone=Tone.LIKELY)
    made = prediction(report(stance=Stance.CONTEXT), denied)
    found = compare([both], [made])
    assert (found.stance.right, found.tone.right) == (1, 1)


def test_what_could_not_be_tried_is_in_no_score() -> None:
    (wanted,) = read_cases(json.dumps(CASE).encode())
    down = Prediction(id="quay", failed="The endpoint is down.")
    found = compare([wanted, wanted], [prediction(report(), seconds=0.2), down])
    assert (found.cases, found.scored, found.failed, found.declined) == (2, 1, {"The endpoint is down.": 1}, {})
    assert (found.event.of, found.wire.of, found.instructions.of, found.spent.links) == (1, 1, 1, 1)
    assert found.figures["event"] == found.figures["stance"] == 1.0


@pytest.mark.parametrize(
    ("expected", "origin", "copy_of", "right"),
    [
        ("Anna Reyl", REYL, None, True),
        ("Reyl", Hop(kind=HopKind.PERSON, name="A. Reyl"), None, True),
        ("Anna Reyl", Hop(kind=HopKind.PERSON, name="Pavel Dunn"), None, False),
        ("own", OWN, None, True),
        ("own", OWN, "Reuters", False),
        ("Reuters", OWN, "Reuters", True),
        ("AP", OWN, "Associated Press", True),
        ("Tolsk Courier", OWN, None, True),
        ("own", REYL, None, False),
        ("unnamed", Hop(kind=HopKind.UNNAMED, name="two officials"), None, True),
        ("unnamed", REYL, None, False),
        ("Anna Reyl", Hop(kind=HopKind.UNNAMED), None, False),
    ],
)
def test_origins(expected: str, origin: Hop, copy_of: str | None, right: bool) -> None:
    made = prediction(report(origin=origin, copy_of=copy_of), outlet="Tolsk Courier")
    assert compare([only(expected)], [made]).origin.right == right


@pytest.mark.parametrize(
    ("expected", "named", "counted"),
    [
        ("Reuters", "Reuters", "right"),
        ("reuters", "Reuters", "right"),
        ("AP", "Associated Press", "right"),
        ("AFP", "Reuters", "wrong"),
        ("AFP", None, "missed"),
        (None, "AFP", "false"),
        (None, None, "rightly_silent"),
    ],
)
def test_agencies(expected: str | None, named: str | None, counted: str) -> None:
    wire = compare([expecting(wire=expected)], [prediction(wire=named)]).wire
    assert {name: times for name, times in wire.model_dump().items() if times} == {counted: 1}


def test_instructions_and_what_was_not_read() -> None:
    wanted = [expecting(instructions=True), expecting(instructions=True), expecting(instructions=False)]
    found = compare(wanted, [prediction(instructions=True), prediction(declined="Too short."), prediction(instructions=True)])
    assert (found.instructions.right, found.instructions.missed, found.instructions.false) == (1, 1, 1)
    assert found.declined == {"Too short.": 1}
    assert found.spent.links == 2


def test_a_case_without_expectations_is_only_counted() -> None:
    (bare,) = read_cases(b'{"id": "x", "article": {"text": "A text."}}')
    found = compare([bare], [Prediction(id="x")])
    assert (found.cases, found.scored, found.event.of, found.stance.of) == (1, 0, 0, 0)
