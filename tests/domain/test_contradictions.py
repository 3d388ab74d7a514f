"""Where a quote's own words speak against the reader."""

import pytest

from bot.domain.answer import QuotedJudgement
from bot.domain.contradictions import contradictions
from bot.domain.figures import other_figure
from bot.domain.model import Basis, Claim, EventDraft, EventKind, Hop, HopKind, Layer, Stance, Tone
from bot.domain.reading import Judgement, Quote
from tests.domain.test_grounding import EVENT, TEXT, judged, reading


def remarks_on(*judgements: QuotedJudgement) -> tuple[str, ...]:
    return contradictions(reading(*judgements).judgements, EVENT, TEXT)


@pytest.mark.parametrize(
    ("judgement", "part"),
    [
        (judged("The fire service could not verify how many people"), "not verified, but the reader took it to confirm"),
        (
            judged("The fire service could not verify how many people", stance=Stance.DENIES, tone=Tone.CERTAIN),
            "not verified, but the reader calls it certain",
        ),
        (judged("The Bergen Post reported that two people", basis=Basis.WITNESSED), "the reader calls it witnessed"),
        (judged("More ships are expected to be towed away"), "sounds like a forecast"),
        (judged("The owner denied that the ships carried fuel"), "sounds like a denial"),
        (judged("the ships carried fuel."), "begins after “denied that”"),
        (judged("the case that anybody died in the fire"), "begins after “not”"),
    ],
)
def test_words_that_speak_against_the_reader_are_remarked_and_nothing_is_changed(judgement: QuotedJudgement, part: str) -> None:
    result = reading(judgement)
    (kept,) = result.judgements
    assert (kept.stance, kept.tone, kept.basis) == (judgement.stance, judgement.tone, judgement.basis)
    assert result.dropped == 0
    assert [remark for remark in remarks_on(judgement) if part in remark]


@pytest.mark.parametrize(
    "judgement",
    [
        judged(),
        judged("The fire service could not verify how many people", stance=Stance.CONTEXT, tone=Tone.CERTAIN),
        judged("The Bergen Post reported that two people", basis=Basis.RELAYED),
        judged("More ships are expected to be towed away", basis=Basis.FORECAST),
        judged("The owner denied that the ships carried fuel", stance=Stance.DENIES),
        judged("The owner denied that the ships carried fuel", claim="denial"),
    ],
)
def test_words_that_agree_with_the_reader_pass_without_remark(judgement: QuotedJudgement) -> None:
    assert remarks_on(judgement) == ()


def test_two_stances_on_one_claim_are_remarked() -> None:
    remarks = remarks_on(judged(), judged("The owner denied that the ships carried fuel", stance=Stance.DENIES))
    assert "Read again: the reader takes the article both to confirm and to deny “The fire spread to three ships”." in remarks


def test_an_article_that_has_heard_both_sides_names_them() -> None:
    confirmed = judged()
    denied = judged("The owner denied that the ships carried fuel", stance=Stance.DENIES)
    denied = denied.model_copy(update={"path": (Hop(kind=HopKind.PERSON, name="owner"),)})
    both = "Both sides: “The fire spread to three ships” is confirmed by the mayor and denied by owner."
    assert both in remarks_on(confirmed, denied)
    same = denied.model_copy(update={"path": confirmed.path})
    assert both not in remarks_on(confirmed, same)
    assert any(remark.startswith("Read again: the reader takes") for remark in remarks_on(confirmed, same))


def test_an_open_passage_contradicts_nothing() -> None:
    doubtful = "The fire service could not verify how many people"
    assert remarks_on(judged(), judged(doubtful, stance=Stance.OPEN, tone=Tone.CERTAIN)) == ()


OWN = Hop(kind=HopKind.OWN)
BOARD = Hop(kind=HopKind.BODY, name="Water Board")


def remarks(
    quote: str,
    *,
    claim: str = "The dam broke",
    tone: Tone = Tone.CERTAIN,
    basis: Basis = Basis.ON_RECORD,
    origin: Hop = BOARD,
    layer: Layer = Layer.SUBSTANCE,
) -> tuple[str, ...]:
    """Return the remarks on one quote that is said to confirm one claim."""
    made = Claim(key="c", text=claim, layer=layer, speaker="Ida Kast" if layer is Layer.UTTERANCE else None)
    event = EventDraft(kind=EventKind.OTHER, headline="A dam", claims=(made,))
    found = Quote(text=quote, start=0, end=len(quote))
    judgement = Judgement(event="dam", claim="c", stance=Stance.CONFIRMS, tone=tone, basis=basis, path=(origin,), quote=found)
    return contradictions([judgement], event, quote)


@pytest.mark.parametrize(
    "quote",
    [
        "The dam broke, said an official who spoke on condition of anonymity.",
        "Two men who asked not to be named said the dam broke.",
        "People familiar with the works said the dam broke.",
        "The dam broke, according to government sources.",
        "Sources told the Gazette that the dam broke.",
        "An unnamed official said the dam broke.",
    ],
)
def test_anonymous_wording_is_not_on_record(quote: str) -> None:
    assert [r for r in remarks(quote) if "names nobody" in r]
    assert remarks(quote, basis=Basis.ANONYMOUS) == ()


@pytest.mark.parametrize(
    "quote",
    [
        "The Water Board said an unnamed official had let the dam break.",
        "The dam broke at its sources, the Water Board said.",
        "The source of the river lies above the dam that broke.",
    ],
)
def test_an_anonymous_person_in_the_story_is_no_anonymous_source(quote: str) -> None:
    assert remarks(quote) == ()


@pytest.mark.parametrize(
    "quote",
    [
        "The dam broke at dawn, Ida Kast said.",
        "Police said the dam broke.",
        "According to the board, the dam broke.",
        "“The dam broke,” said Kast.",
    ],
)
@pytest.mark.parametrize("basis", [Basis.WITNESSED, Basis.UNSTATED])
def test_what_somebody_said_is_not_the_outlets_own_knowledge(quote: str, basis: Basis) -> None:
    (remark,) = remarks(quote, basis=basis, origin=OWN)
    assert "own knowledge" in remark or "calls it witnessed" in remark


@pytest.mark.parametrize(
    "quote",
    [
        "The dam broke at dawn.",
        "Our reporter saw the dam break.",
        "We watched the dam break, as Ida Kast said it would.",
        "It is said that the dam broke.",
        "“Ida Kast said the dam broke.”",
    ],
)
def test_the_outlets_own_knowledge_passes(quote: str) -> None:
    assert remarks(quote, basis=Basis.UNSTATED, origin=OWN) == ()


def test_an_outlet_may_have_heard_a_statement_itself() -> None:
    assert remarks("The dam broke, Ida Kast said.", basis=Basis.WITNESSED, origin=OWN, layer=Layer.UTTERANCE) == ()


@pytest.mark.parametrize(
    ("claim", "quote", "told"),
    [
        ("The fire killed 12 people", "The fire killed 15 people.", "15 people"),
        ("Twelve people died", "Police counted nine people among the dead.", "nine people"),
        ("Three boats sank", "Two boats sank off Orsany.", "Two boats"),
        ("The works cost $4 million", "The works cost $4.5 million.", "$4.5 million"),
        ("Prices rose by 4 percent", "Prices rose by 5% in May.", "5%"),
        ("The flood drowned 1,200 sheep", "The flood drowned 12,000 sheep.", "12,000 sheep"),
    ],
)
def test_another_number_is_remarked(claim: str, quote: str, told: str) -> None:
    (remark,) = remarks(quote, claim=claim)
    assert f"says {told}" in remark


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The fire killed 12 people", "Twelve people were killed and 30 people hurt."),
        ("The fire killed 12 people", "The fire killed a dozen people."),
        ("The fire killed 12 people", "The fire of May 3, 2024, killed 12."),
        ("The fire killed 12 people", "The fire broke out at 5 a.m. in 2 houses."),
        ("The works cost $4 million", "The works cost $4,000,000."),
        ("The flood drowned 1,200 sheep", "Some 1200 sheep drowned."),
        ("Route 9 is shut", "Route 9 is shut for 3 days."),
    ],
)
def test_the_same_number_in_other_words_passes(claim: str, quote: str) -> None:
    assert remarks(quote, claim=claim) == ()


def test_unconfirmed_reports_may_confirm_with_an_uncertain_tone() -> None:
    quote = "Unconfirmed reports say the dam broke."
    assert remarks(quote, tone=Tone.UNCERTAIN, basis=Basis.RELAYED) == ()
    assert len(remarks(quote, basis=Basis.RELAYED)) == 2


def test_a_claim_about_an_expectation_may_be_confirmed_by_one() -> None:
    assert remarks("The dam is expected to break.", claim="The dam is expected to break") == ()
    assert remarks("The dam is expected to break.", claim="The dam breaks")


def test_a_clock_time_before_a_number_is_not_counted() -> None:
    assert other_figure("Three people died in the collapse", "10.15 Three people confirmed dead by the police chief") is None
    assert other_figure("Three people died", "10.15 Four people confirmed dead") == ("Four people", "Three people")
