"""Where a quote's own words speak against the reader."""

import pytest

from bot.domain.answer import QuotedJudgement
from bot.domain.contradictions import contradictions, says_unverified
from bot.domain.model import Basis, Stance, Tone
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
    assert "The reader takes the article both to confirm and to deny “The fire spread to three ships”." in remarks


@pytest.mark.parametrize(
    "quote",
    [
        "The agency could not verify the footage",
        "The agency couldn’t immediately verify the footage",
        "said it could not independently verify whether the men were soldiers",
        "has not independently verified the claims",
        "The reports have not been independently confirmed.",
        "The figure could not be confirmed",
        "We were unable to confirm the account",
        "It was not immediately possible to verify the video",
        "The claim has yet to be verified",
        "There was no independent confirmation of the report",
        "Unconfirmed reports spoke of ten dead",
        "without independent verification",
        "The number is difficult to verify",
        "The ministry can neither confirm nor deny it",
        "The paper was not able to independently verify it",
        "No one denied it, but the video cannot be authenticated",
    ],
)
def test_says_unverified(quote: str) -> None:
    assert says_unverified(quote)


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "The agency verified the footage",
        "Two officials independently confirmed the account",
        "He denied that the footage could not be verified",
        "It is not true that the count could not be verified",
        "The video is no longer unverified",
        "The police have not only verified but also published it",
        "The ministry did not confirm the visit",
        "The army did not cross the border, a spokesman confirmed",
        "They could not cross the river",
        "She could not be reached; the mayor confirmed the figure",
    ],
)
def test_does_not_say_unverified(quote: str) -> None:
    assert not says_unverified(quote)
