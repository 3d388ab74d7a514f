"""Sure or open: what the reader may say by itself, and what it must leave to an editor."""

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
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


@cache
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


@pytest.mark.parametrize(
    "text",
    [
        "Editor's note: this story has been retracted.\n\nA gale toppled the chimney of the Dorn brickworks, police said.",
        "Our report of Friday that a gale toppled the chimney of the Dorn brickworks was withdrawn.",
        "A report in the Herald that a gale toppled the chimney of the Dorn brickworks has been withdrawn, the paper said.",
        "The piece claiming a gale toppled the chimney of the Dorn brickworks was taken down.",
        "An alert after a gale toppled the chimney of the Dorn brickworks has been withdrawn.",
        "Our story that a gale toppled the chimney of the Dorn brickworks has been retracted.",
        "A report said a gale toppled the chimney of the Dorn brickworks and was later withdrawn.",
    ],
)
def test_a_report_that_the_outlet_takes_back_says_nothing(text: str) -> None:
    assert sure(CHIMNEY, text) == set()


def test_a_report_of_something_removed_is_not_taken_back() -> None:
    claim = "The chimney of the Dorn brickworks was removed"
    assert sure(claim, "The report says the chimney of the Dorn brickworks was removed on Monday.") == {C}


# Pairs of which the reader is sure although they are open or unrelated: by the claim, how the text begins, and why.
KNOWN_FAULTS = {
    ("Captain Ines Molder said she had ordered", "A steward said that the captain"): "another says it, not the claim's speaker",
}


@pytest.mark.parametrize("cases", [ALONE[::4], pytest.param(ALONE, marks=pytest.mark.slow)], ids=["some", "all"])
def test_the_reader_is_never_sure_of_the_wrong_side(cases: list[dict[str, str]]) -> None:
    """Of pairs made to mislead, which it was fitted on."""
    opposite = {C: D, D: C}
    mixed_up = [case for case in cases if opposite.get(Stance(case["expected"])) in sure(case["claim"], case["text"])]
    assert mixed_up == []


@pytest.mark.parametrize(
    ("cases", "found"),
    [(ALONE[::4], 98), pytest.param(ALONE, 400, marks=pytest.mark.slow)],
    ids=["some", "all"],
)
def test_the_reader_is_sure_of_what_is_open_only_where_the_fault_is_known(cases: list[dict[str, str]], found: int) -> None:
    """Of the same pairs; a fault that is mended must leave the list."""
    made = [(case, sure(case["claim"], case["text"]), Stance(case["expected"])) for case in cases]
    wrong = [case for case, got, wanted in made if got - {wanted}]
    known = {fault: [case for case in cases if _has(case, fault)] for fault in KNOWN_FAULTS}
    right = sum(wanted in got for _, got, wanted in made)
    assert [case for case in wrong if not any(case in of for of in known.values())] == []
    assert [case for of in known.values() for case in of if case not in wrong] == []
    assert right >= found
    assert len(wrong) <= 0.01 * (right + len(wrong))


def test_each_known_fault_is_of_one_case() -> None:
    assert [fault for fault in KNOWN_FAULTS if sum(_has(case, fault) for case in ALONE) != 1] == []


def _has(case: dict[str, str], fault: tuple[str, str]) -> bool:
    return case["claim"].startswith(fault[0]) and case["text"].startswith(fault[1])


def test_plain_words_that_took_no_part_in_the_fit_are_read_alike() -> None:
    """Of pairs told plainly, turned down plainly, or near a claim; what is not sure is open, never another side."""
    cases = [json.loads(line) for line in Path("tests/evals/plain.jsonl").read_text(encoding="utf-8").splitlines()]
    made = [(case["text"], sure(case["claim"], case["text"]), Stance(case["expected"])) for case in cases]
    assert [text for text, got, wanted in made if got - {wanted}] == []
    found = {side: [side in got for _, got, wanted in made if wanted is side] for side in (C, D)}
    assert sum(found[C]) >= 0.9 * len(found[C])
    assert sum(found[D]) >= 0.9 * len(found[D])


NOT_ITS_OWN = [
    ("A gale was not strong enough at Dorn; the chimney of the brickworks was toppled by a lorry.", CHIMNEY),
    ("The chimney of the Dorn brickworks was toppled; whether by a gale or a lorry, the owner could not yet say.", CHIMNEY),
    ("It is 40 years since a gale toppled the chimney of the Dorn brickworks.", CHIMNEY),
    ("A gale toppled the chimney of the Dorn brickworks, a former stoker of the yard alleges in a book.", CHIMNEY),
    ("A reader writes that a gale toppled the chimney of the Dorn brickworks.", CHIMNEY),
    ("“Did a gale topple the chimney of the Dorn brickworks?” the mayor asked.", CHIMNEY),
    ("The chimney of the Dorn brickworks was toppled on Monday. The mayor suspects a lorry.", CHIMNEY),
    ("The Dorn brickworks was sold over the heads of its stokers to a bank.", "The Dorn brickworks was sold to its stokers"),
    ("The mayor hopes that the Dorn brickworks will reopen in May.", "The Dorn brickworks will reopen in May"),
    ("The court is to rule on the closure of the Dorn brickworks.", "The court closed the Dorn brickworks"),
    ("Work at the Dorn brickworks has not been halted, the mayor said.", "The mayor halted work at the Dorn brickworks"),
    ("The Dorn brickworks closed ten miles from the Oster canal.", "The Dorn brickworks closed on the Oster canal"),
]


@pytest.mark.parametrize(("text", "claim"), NOT_ITS_OWN)
def test_what_a_text_holds_in_another_role_is_not_confirmed(text: str, claim: str) -> None:
    assert C not in sure(claim, text)


def test_a_negated_act_of_another_is_no_denial() -> None:
    claim = "Stokers at the Dorn brickworks went on strike"
    assert D not in sure(claim, "Clerks at the Dorn brickworks did not strike on Friday, but stokers may do so.")
    assert sure(claim, "Stokers at the Dorn brickworks did not go on strike, the union said.") == {D}


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


@pytest.mark.parametrize(
    ("claim", "open_text", "sure_text"),
    [
        ("The town sold its pool", "The town sold its pool pumps, the clerk said.", "The town sold its pool, the clerk said."),
        (
            "The pumps of the Dorn brickworks were on",
            "The pumps of the Dorn brickworks were on in the west hall, the fire service said.",
            "The pumps of the Dorn brickworks were on, the fire service said.",
        ),
        (
            "The council removed the statue of Ada Roe",
            "The council removed the statue of Ada Roe from the list of monuments, it said.",
            "A report says that the council removed the statue of Ada Roe on Monday.",
        ),
        (
            "The mayor of Dorn took bribes",
            "A journal once wrote that the mayor of Dorn took bribes.",
            "The mayor of Dorn took bribes, the court found.",
        ),
    ],
)
def test_what_is_told_of_a_part_a_list_or_by_an_old_paper_is_open(claim: str, open_text: str, sure_text: str) -> None:
    assert sure(claim, open_text) == set()
    assert sure(claim, sure_text) == {C}
