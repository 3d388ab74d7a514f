"""Sure or open: what the reader may say by itself, and what it must leave to an editor."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answer import QuotedJudgement
from bot.domain.model import Claim, Event, EventKind, Stance
from tests.gateways.builtin.stories import on_candidates, read

C, D, X, O = Stance.CONFIRMS, Stance.DENIES, Stance.CONTEXT, Stance.OPEN  # noqa: E741
CASES = [json.loads(line) for line in Path("tests/evals/stances.jsonl").read_text(encoding="utf-8").splitlines()]
ALONE = [case for case in CASES if case["kind"] != "one claim among others"]
CHIMNEY = "The chimney of the Dorn brickworks was toppled by a gale"
DEAD = "Twelve people died in the Dorn brickworks flood"


def judged(claim: str, text: str, *, title: str | None = None) -> list[QuotedJudgement]:
    event = Event(slug="dorn", kind=EventKind.ACCIDENT, headline="Dorn brickworks", claims=(Claim(key="claim", text=claim),))
    return on_candidates(read(text, event, title=title))


def sure(claim: str, text: str, *, title: str | None = None) -> set[Stance]:
    return {j.stance for j in judged(claim, text, title=title)} & {C, D}


PLAIN = [
    ("The chimney of the Dorn brickworks was toppled by a gale on Monday, the fire service said.", C),
    ("A gale toppled the chimney of the Dorn brickworks, police said.", C),
    ("The chimney of the Dorn brickworks was not toppled by a gale, the fire service said.", D),
    ("The fire service denied that the chimney of the Dorn brickworks had been toppled by a gale.", D),
]


@pytest.mark.parametrize(("text", "stance"), PLAIN)
def test_plain_words_are_sure(text: str, stance: Stance) -> None:
    assert sure(CHIMNEY, text) == {stance}


LEFT_OPEN = [
    "If a gale toppled the chimney of the Dorn brickworks, the insurers will not pay, lawyer Ina Pell said.",
    "Had a gale toppled the chimney of the Dorn brickworks, the shed would be flat, Ina Pell said.",
    "Unless a gale toppled the chimney of the Dorn brickworks, somebody pushed it, Ina Pell said.",
    "Police are investigating whether a gale toppled the chimney of the Dorn brickworks.",
    "Was the chimney of the Dorn brickworks toppled by a gale?",
    "The mayor declined to say whether the chimney of the Dorn brickworks was toppled by a gale.",
    "The mayor would not comment on reports that the chimney of the Dorn brickworks was toppled by a gale.",
    "The mayor apologised for saying that the chimney of the Dorn brickworks was toppled by a gale.",
    "The mayor stopped short of saying that a gale toppled the chimney of the Dorn brickworks.",
    "Builders work on the theory that a gale toppled the chimney of the Dorn brickworks.",
    "Neighbours feared for years that a gale would topple the chimney of the Dorn brickworks.",
    "A new film tells how a gale toppled the chimney of the Dorn brickworks.",
    "The museum recalls how the chimney of the Dorn brickworks was toppled by a gale in 1921.",
    "A gale, the owners would have us believe, toppled the chimney of the Dorn brickworks.",
    "“They told me that a gale toppled the chimney of the Dorn brickworks, and I don't believe a word,” said Ina Pell.",
]


@pytest.mark.parametrize("text", LEFT_OPEN)
def test_what_nobody_states_is_left_open(text: str) -> None:
    assert sure(CHIMNEY, text) == set()


NUMBERS = [
    ("A dozen people died in the Dorn brickworks flood, police said.", {C}),
    ("Twelve people died in the Dorn brickworks flood, police said.", {C}),
    ("Ten people died in the Dorn brickworks flood, police said.", set()),
    ("Fewer than twelve people died in the Dorn brickworks flood, police said.", set()),
    ("More than ten people died in the Dorn brickworks flood, police said.", set()),
    ("Twelve people were hurt and two died in the Dorn brickworks flood, police said.", set()),
    ("Twelve divers were sent when people died in the Dorn brickworks flood, police said.", set()),
    ("Twelve people are feared dead after the Dorn brickworks flood, police said.", set()),
    ("The number of people who died in the Dorn brickworks flood rose from twelve to fifteen, police said.", set()),
]


@pytest.mark.parametrize(("text", "stances"), NUMBERS)
def test_a_number_confirms_only_its_own_count(text: str, stances: set[Stance]) -> None:
    assert sure(DEAD, text) == stances


SCOPES = [
    ("A gale that was not strong toppled the chimney of the Dorn brickworks, police said.", D),
    ("There was no warning before a gale toppled the chimney of the Dorn brickworks, police said.", D),
    ("The owner denied that it was to blame for the chimney of the Dorn brickworks, which a gale toppled.", D),
    ("The owner denied that experts had warned it before a gale toppled the chimney of the Dorn brickworks.", D),
    ("The gale had nothing to do with the chimney of the Dorn brickworks, which was toppled by a lorry.", C),
]


@pytest.mark.parametrize(("text", "never"), SCOPES)
def test_what_is_turned_down_is_not_pinned_to_another_claim(text: str, never: Stance) -> None:
    assert never not in sure(CHIMNEY, text)


def test_a_question_is_never_settled_by_the_reader() -> None:
    assert sure("Did a gale topple the chimney of the Dorn brickworks?", PLAIN[0][0]) == set()


def test_what_a_claim_turns_down_is_no_denial_of_it() -> None:
    assert sure("The photo of the bent chimney is a fake", "The photo of the bent chimney hangs in the town hall.") == set()
    assert D not in sure("Mayor denies felling the chimney", "The mayor denied on Friday that he had felled the chimney.")


def test_a_report_that_the_outlet_takes_back_confirms_nothing() -> None:
    text = "Editor's note: this story has been retracted.\n\nA gale toppled the chimney of the Dorn brickworks, police said."
    assert sure(CHIMNEY, text) == set()


def test_the_reader_is_seldom_sure_of_the_wrong_side() -> None:
    """Of pairs made to mislead, which it was fitted on; what is left out of a claim, and who did it, still deceive it."""
    made = [(sure(case["claim"], case["text"]), Stance(case["expected"])) for case in ALONE]
    right = sum(wanted in got for got, wanted in made)
    wrong = sum(bool(got - {wanted}) for got, wanted in made)
    assert right >= 200
    assert wrong <= 0.12 * (right + wrong)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ALONE),
    st.sampled_from(["{0}.", "A {0}", "The {0}", "the {0}.", "{0} ."]),
)
def test_a_claim_reads_alike_as_a_headline_and_as_a_sentence(case: dict[str, str], form: str) -> None:
    plain = case["claim"].rstrip(".?")
    here, there = (
        [(j.stance, j.tone, j.basis, j.path, j.quote) for j in judged(c, case["text"])] for c in (plain, form.format(plain))
    )
    assert here == there
