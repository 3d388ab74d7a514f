"""The order of the queue: what falls or is taken back first, and what each proposal changes in a word."""

import pytest

from bot.domain.handling import Handling, Hold, Inquiry
from bot.domain.model import Level
from bot.domain.record import FiledProposal
from bot.domain.urgency import Chosen, Urgency, by_event, chosen, in_a_word, urgency_of
from bot.domain.verdict import another_number
from tests.slack.made import DENYING, everyday, new_event, proposed, rebuilt
from tests.slack.proposals import AT


def moving(new: Level, old: Level = Level.REPORTED) -> FiledProposal:
    """Return a proposal that moves its first claim."""
    base = proposed((DENYING,))
    proposal = base.proposal
    return rebuilt(
        base,
        before=(proposal.before[0].model_copy(update={"level": old}), *proposal.before[1:]),
        after=(
            proposal.after[0].model_copy(update={"level": new}),
            *(a.model_copy(update={"level": b.level}) for a, b in zip(proposal.after[1:], proposal.before[1:], strict=True)),
        ),
    )


@pytest.mark.parametrize(
    ("filed", "urgency", "words"),
    [
        (moving(Level.DISPUTED), Urgency.FALLS, "Reported → disputed"),
        (moving(Level.UNVERIFIED), Urgency.FALLS, "Reported → unverified"),
        (moving(Level.VERIFIED), Urgency.VERIFIES, "Reported → verified"),
        (moving(Level.CORROBORATED), Urgency.MOVES, "Reported → corroborated"),
        (moving(Level.REPORTED, Level.DISPUTED), Urgency.MOVES, "Disputed → reported"),
        (new_event(), Urgency.MOVES, "New event"),
        (everyday(), Urgency.NOTHING, "Nothing new"),
        (
            rebuilt(everyday(), remarks=(another_number(6, 4, "Four people were hurt."),)),
            Urgency.FALLS,
            "Contradicts the record",
        ),
    ],
)
def test_each_proposal_has_its_place_and_its_word(filed: FiledProposal, urgency: Urgency, words: str) -> None:
    assert urgency_of(filed.proposal) is urgency
    assert in_a_word(filed.proposal) == words


def test_several_moves_of_one_kind_are_counted() -> None:
    both = proposed(standing=())
    assert in_a_word(both.proposal) == "2 claims: unverified → reported"
    heard = both.proposal.after[0].model_copy(update={"level": Level.CORROBORATED})
    moves = both.proposal.model_copy(update={"after": (heard, *both.proposal.after[1:])})
    assert in_a_word(moves) == "Unverified → corroborated, and 1 more claim"


def test_the_most_urgent_event_comes_first_then_the_oldest_and_an_event_stays_together() -> None:
    filed_, falls = rebuilt(everyday(), id=1), rebuilt(moving(Level.DISPUTED), id=9)
    first_new, second_new = rebuilt(new_event(), id=5), rebuilt(new_event(), id=4)
    order = [[filed.id for filed in group] for group in by_event([filed_, first_new, second_new, falls])]
    assert order == [[9, 1], [4], [5]]
    assert [group[0].id for group in by_event([falls, first_new, filed_], oldest_first=True)] == [1, 5]


def test_each_choice_leaves_what_it_names() -> None:
    mine, new = everyday(), rebuilt(new_event(), id=13)
    person = mine.submission.by
    expected = {
        Chosen.URGENT: [mine, new],
        Chosen.OLDEST: [mine, new],
        Chosen.OTHERS: [filed for filed in (mine, new) if filed.submission.by != person],
        Chosen.NEW: [new],
        Chosen.OPEN: [],
        Chosen.NOTHING: [mine],
        Chosen.MINE: [new],
        Chosen.ASKED: [mine],
    }
    asked = Inquiry(id=1, by="U0EDDA1", whom=person, at=AT, words="Who told you?")
    handled = {12: Handling(inquiry=asked), 13: Handling(hold=Hold(id=2, by=person, since=AT))}
    assert {which: chosen([mine, new], which, person, handled) for which in Chosen} == expected
