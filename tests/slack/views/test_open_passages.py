"""The open passages of a card: what is asked, which buttons there are, and what is offered once all are settled."""

import datetime as dt
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.model import Stance
from bot.domain.record import DecisionKind, FiledProposal, ProposalState, Settlement
from bot.slack.action_ids import Action, OnPassage, Ref
from bot.slack.views.event import event_card
from bot.slack.views.evidence import verdict_of
from bot.slack.views.message import MessageContent
from bot.slack.views.open_passages import asked
from bot.slack.views.proposal import proposal_card
from tests.domain.make import EVENT
from tests.slack.made import REPEATING, STANDING, approved, decided, largest, proposed, rebuilt
from tests.slack.messages import actions, assert_fits, assert_in_order, parts, words_of
from tests.slack.proposals import AT, LONGEST, longest_event

LEFT_OPEN = tuple(report.model_copy(update={"stance": Stance.OPEN}) for report in REPEATING[:2])
BY_EDDA = "U0EDDA1"


def settlement(report: str, stance: Stance, by: str = BY_EDDA) -> Settlement:
    return Settlement(proposal_id=12, version=2, report=report, stance=stance, by=by, at=AT)


def card(filed: FiledProposal, *settled: Settlement, **more: Any) -> MessageContent:
    return proposal_card(
        filed, EVENT, settled=settled, now=AT, undo_minutes=15, **{"title": "Mayor in tears", "decisions": (), **more}
    )


def settle(*stances: Stance) -> tuple[FiledProposal, list[Settlement]]:
    """Return a proposal of which the first passages are settled, and who said what."""
    settled = [r.model_copy(update={"stance": stance}) for r, stance in zip(LEFT_OPEN, stances, strict=False)]
    made = [settlement(report.id, report.stance) for report in settled]
    return proposed((*settled, *LEFT_OPEN[len(settled) :], REPEATING[2])), made


def test_an_open_card_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    filed, settled = settle(Stance.DENIES)
    assert card(filed, *settled).payload() == snapshot(extension_class=JSONSnapshotExtension)


def test_each_open_passage_stands_under_its_claim_with_three_buttons_and_there_is_no_approve() -> None:
    filed, _ = settle()
    blocks = assert_fits(card(filed))
    assert_in_order(
        words_of(blocks),
        [
            "❓ You decide: do these 2 passages of Daily Beacon confirm or deny the claims?",
            "Vera Holm said that the dam at Orrin failed. (reported so far)",
            "Holm, pale and shaken, told reporters that the dam at Orrin had failed.",
            "Speaker: Vera Holm (on record)",
            "The dam at Orrin failed. (reported so far)",
            "The dam, she said, is gone.",
            "*Context* counts for nothing",
            "Mayor in tears",
        ],
    )
    assert words_of(blocks).count("The dam, she said, is gone.") == 1
    assert words_of(blocks).count("You decide") == 1
    ref = str(Ref(12, 1))
    answers = {f"settle_{stance}:{n}": f"12.1.{n}" for n in (1, 2) for stance in ("confirms", "denies", "context")}
    others: dict[str, str] = {Action.EDIT: ref, Action.REJECT: ref, Action.WHY: "12", Action.TAKE: ref}
    assert actions(blocks) == {**answers, Action.FILE_AS_CONTEXT: ref, **others}
    labels = [button["text"]["text"] for button in parts(blocks, "button")]
    assert labels == ["Confirms", "Denies", "Context"] * 2 + ["File as context", "Edit", "Reject", "Why", "I'm on it"]
    assert parts(blocks, "button")[0]["accessibility_label"].startswith("Confirms: Holm, pale and shaken")


def test_the_same_words_on_two_claims_are_quoted_once() -> None:
    said_ = words_of(assert_fits(card(proposed((LEFT_OPEN[0], LEFT_OPEN[1].model_copy(update={"quote": LEFT_OPEN[0].quote}))))))
    assert said_.count(LEFT_OPEN[0].quote) == 1
    assert "The same words." in said_


def test_a_decided_card_asks_nothing_any_more() -> None:
    filed, _ = settle()
    rejected = rebuilt(filed, state=ProposalState.REJECTED)
    assert "You decide" not in words_of(assert_fits(card(rejected, decisions=[decided(DecisionKind.REJECT)])))


def test_filing_asks_once_more_and_says_what_counts() -> None:
    filed, _ = settle()
    (file,) = [found for found in parts(assert_fits(card(filed)), "button") if found["action_id"] == Action.FILE_AS_CONTEXT]
    assert file["confirm"]["text"]["text"] == (
        "The 2 open passages count for nothing. 3 reports by Daily Beacon enter the record of “Vera Holm says the Orrin dam"
        " failed”, and no level changes."
    )


def test_a_settled_passage_says_who_said_what_and_can_be_changed() -> None:
    filed, settled = settle(Stance.DENIES)
    blocks = assert_fits(card(filed, *settled))
    assert_in_order(
        words_of(blocks), ["does this passage of Daily Beacon confirm or deny the claim?", f"✔️ Denies, said <@{BY_EDDA}>"]
    )
    pressed = [found["action_id"] for found in parts(blocks, "button") if found.get("style") == "primary"]
    assert pressed == [f"{Action.SETTLE_DENIES}:1"]
    assert Action.APPROVE not in actions(blocks)
    assert all(words_of(blocks).count(report.quote) == 1 for report in LEFT_OPEN), "the claim's row does not repeat the quote"


def test_approve_is_there_once_all_are_settled() -> None:
    filed, settled = settle(Stance.CONFIRMS, Stance.CONTEXT)
    blocks = assert_fits(card(filed, *settled))
    assert "✔️ All passages are settled. Press another button to change one." in words_of(blocks)
    assert Action.APPROVE in actions(blocks)
    assert Action.FILE_AS_CONTEXT not in actions(blocks)


def test_a_decided_card_lists_what_was_said() -> None:
    filed, settled = settle(Stance.CONFIRMS, Stance.CONTEXT)
    blocks = assert_fits(card(approved(filed), *settled, decisions=[decided()]))
    assert_in_order(words_of(blocks), ["What was open", f"Report 1: confirms, said <@{BY_EDDA}>", "Report 2: context"])
    assert not [action for action in actions(blocks) if action.startswith("settle_")]


def test_a_phone_shows_three_open_passages_at_a_time_and_the_rest_is_in_the_edit_window() -> None:
    many = tuple(LEFT_OPEN[1].model_copy(update={"id": f"7-{n}", "quote": f"Passage {n}."}) for n in range(1, 41))
    blocks = assert_fits(card(proposed(many)))
    assert [found["value"] for found in parts(blocks, "button") if found["action_id"].startswith("settle_confirms")] == [
        str(OnPassage(12, 1, n)) for n in (1, 2, 3)
    ]
    assert "37 more open passages will follow, or see all under “Edit”." in words_of(blocks)
    last = [r.model_copy(update={"stance": Stance.DENIES}) for r in many[:39]]
    settled = [settlement(report.id, report.stance) for report in last]
    assert [report.id for report in asked(proposed((*last, many[39])), settled)] == ["7-38", "7-39", "7-40"]


def test_a_home_row_and_a_notification_say_how_many_are_open() -> None:
    filed, _ = settle()
    assert verdict_of(filed.proposal).startswith("❓ You decide: do these 2 passages of Daily Beacon")
    assert "2 passages open" in card(filed).text
    both = rebuilt(proposed((*REPEATING[:2], LEFT_OPEN[1].model_copy(update={"id": "7-9"})), standing=()))
    assert verdict_of(both.proposal) == "Daily Beacon moves 2 claims. 1 passage open."


@pytest.mark.parametrize("reports", [1, pytest.param(12, marks=pytest.mark.slow), 60])
def test_the_largest_open_card_is_taken(reports: int) -> None:
    base = largest(reports)
    still = rebuilt(
        base,
        reports=tuple(
            r.model_copy(update={"stance": Stance.OPEN, "translation": LONGEST * 2}) if n % 2 else r
            for n, r in enumerate(base.proposal.reports)
        ),
    )
    made = [settlement(report.id, Stance.DENIES, by=LONGEST) for report in still.proposal.reports[::3]]
    for state in (ProposalState.PENDING, ProposalState.APPROVED):
        filed = rebuilt(still, state=state)
        decisions = [decided()] if state is ProposalState.APPROVED else []
        shown = proposal_card(
            filed,
            longest_event(),
            decisions=decisions,
            amended=[LONGEST] * 60,
            settled=made,
            now=AT,
            undo_minutes=15,
            title=LONGEST,
        )
        assert_fits(shown)


def test_an_event_shows_in_its_history_who_said_what_an_open_passage_means() -> None:
    standing = (*STANDING, LEFT_OPEN[1].model_copy(update={"stance": Stance.DENIES}))
    settled = [settlement("7-2", Stance.DENIES), settlement("7-1", Stance.CONFIRMS)]
    said_ = words_of(assert_fits(event_card(EVENT, standing, (), public=True, now=AT + dt.timedelta(1), settled=settled)))
    assert f"Settled by <@{BY_EDDA}>: an open passage of Daily Beacon denies the claim (That it is so)" in said_
    assert said_.count("an open passage of") == 1
