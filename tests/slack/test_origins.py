"""Ruling in Slack on who is one origin: on a link's card, on the event, in the modal of origins."""

import json
from typing import Any

import pytest

from bot.domain.rulings import FiledRuling
from bot.sandbox.local_slack.values import Message, Person
from storage import events, history, proposals, rulings
from tests import doubtful
from tests.doubtful import ONE, OTHER, QUESTION
from tests.newsroom import BRIDGE
from tests.slack.harness import ANN, BEN, CAY, GIL, SlackHarness, machine_time, offers, said
from tests.slack.messages import actions

SAME, DIFFERENT = "same_origin", "different_origins"
TWO = f"{ONE} and {OTHER} are two origins"


@pytest.fixture
def asked(harness: SlackHarness) -> tuple[SlackHarness, Message, Message]:
    """Return the newsroom, a link whose report has an origin that is perhaps on record, and its card, which asks."""
    harness.pages.page("/bridge", doubtful.PAGE)
    with harness.database.transaction(harness.slack.team) as s:
        doubtful.on_record(s, machine_time())
    message = harness.paste(doubtful.URL)
    return harness, message, harness.card(message, QUESTION, "Confirmed by 1 origin, perhaps 2: ")


def made(harness: SlackHarness) -> list[FiledRuling]:
    return harness.record(lambda s: rulings.of_event(s, events.id_of(s, BRIDGE.slug)))


def said_by(harness: SlackHarness) -> list[tuple[bool | None, bool, str]]:
    return [(ruling.same, ruling.everywhere, ruling.by) for ruling in made(harness)]


def settled(harness: SlackHarness, message: Message, *words: str) -> Message:
    """Wait until a link's card has these words, and asks no more."""
    return harness.wait(
        lambda: next(
            (m for m in harness.answers(message)[:1] if not offers(m, SAME) and all(w in said(m) for w in words)), None
        )
    )


def approve(harness: SlackHarness, message: Message, card: Message) -> None:
    harness.press(BEN, card, "approve")
    harness.wait(lambda: not offers(harness.answers(message)[0], "approve"))


def announced(harness: SlackHarness, *words: str) -> Message:
    home = harness.home_channel.id
    return harness.wait(
        lambda: next((m for m in harness.slack.messages(home, BEN.id) if all(w in said(m) for w in words)), None)
    )


def test_an_editor_answers_on_the_card_and_its_counts_change(asked: tuple[SlackHarness, Message, Message]) -> None:
    harness, message, card = asked
    harness.press(BEN, card, DIFFERENT)
    after = settled(harness, message, "Confirmed by 2 origins: ", "Reported → verified")
    assert after.ts == card.ts
    assert said_by(harness) == [(False, False, BEN.id)]
    old = harness.post_as_app(button(actions(card.blocks)[SAME]))  # the card, as somebody has it open still
    harness.press(BEN, old, SAME)
    harness.ephemeral(BEN, harness.watched, "has changed since this question was asked")
    assert said_by(harness) == [(False, False, BEN.id)]
    approve(harness, message, after)
    announced(harness, "Reported → verified: the claim")


@pytest.mark.slow
def test_the_other_answer_leaves_one_origin(asked: tuple[SlackHarness, Message, Message]) -> None:
    harness, message, card = asked
    harness.press(CAY, card, SAME)
    settled(harness, message, "Nothing new: ")
    assert said_by(harness) == [(True, False, CAY.id)]


def origins(harness: SlackHarness, person: Person, shown: Message, *words: str) -> Any:
    """Let somebody look at the origins of an event that they were caught up on, and return that window."""
    harness.press(person, shown, "show_event")
    whole = harness.window(person, "show_origins")
    harness.slack.click(person.id, action_id="show_origins", view_id=whole.id)
    return harness.window(person, *words)


@pytest.mark.slow
def test_others_cannot_rule_and_are_told(asked: tuple[SlackHarness, Message, Message]) -> None:
    harness, message, card = asked
    for person, words in ((ANN, "Only editors"), (GIL, "Guests cannot decide")):
        harness.press(person, card, DIFFERENT)
        harness.ephemeral(person, harness.watched, words)
    approve(harness, message, card)
    harness.slack.command(ANN.id, harness.other.id, "/event orrin-bridge")
    shown = harness.ephemeral(ANN, harness.other, QUESTION)
    harness.press(ANN, shown, SAME)
    harness.ephemeral(ANN, harness.other, "Only editors")
    window = origins(harness, ANN, shown, QUESTION, "Open questions")
    harness.slack.click(ANN.id, action_id=f"{SAME}:0", view_id=window.id)
    harness.window(ANN, "Only editors")
    assert made(harness) == []


def test_a_ruling_on_the_event_is_announced_with_its_reason_and_taken_back_in_the_modal(
    asked: tuple[SlackHarness, Message, Message],
) -> None:
    harness, message, card = asked
    approve(harness, message, card)
    harness.slack.command(BEN.id, harness.other.id, "/event orrin-bridge")
    shown = harness.ephemeral(BEN, harness.other, QUESTION)
    harness.press(BEN, shown, DIFFERENT)
    announced(harness, "Reported → verified", f"An editor ruled: {TWO}.", f"<@{BEN.id}>")
    # The message that only the editor sees shows the event as it is now.
    fresh = harness.ephemeral(BEN, harness.other, f": {TWO}", BEN.id)
    assert not offers(fresh, SAME)
    harness.press(BEN, fresh, "show_origins")
    window = harness.window(BEN, TWO, f"<@{BEN.id}>", "Take back")
    harness.slack.click(BEN.id, action_id="take_ruling_back:0", view_id=window.id)
    window = harness.window(BEN, QUESTION, "Taken back or replaced", "It is open again")
    announced(harness, "Verified → reported")
    assert [(m.level_before, m.level_after) for m in harness.record(lambda s: history.of_event(s, BRIDGE.slug))][-2:] == [
        ("reported", "verified"), ("verified", "reported"),
    ]  # fmt: skip
    harness.slack.click(BEN.id, action_id=f"{DIFFERENT}:0", view_id=window.id)
    window = harness.window(BEN, TWO, "For all events")
    harness.slack.click(BEN.id, action_id="rule_for_all_events:0", view_id=window.id)
    harness.window(BEN, f"{TWO}, in all events")
    assert said_by(harness) == [
        (False, False, BEN.id), (None, False, BEN.id), (False, False, BEN.id), (None, False, BEN.id), (False, True, BEN.id),
    ]  # fmt: skip


def test_a_ruling_can_be_given_a_reason_which_the_history_shows(asked: tuple[SlackHarness, Message, Message]) -> None:
    harness, message, card = asked
    approve(harness, message, card)
    harness.slack.command(BEN.id, harness.other.id, "/event orrin-bridge")
    harness.press(BEN, harness.ephemeral(BEN, harness.other, QUESTION), SAME)
    fresh = harness.ephemeral(BEN, harness.other, "are one origin")
    harness.press(BEN, fresh, "show_origins")
    window = harness.window(BEN, "Add a reason")
    harness.slack.click(BEN.id, action_id="add_reason_to_ruling:0", view_id=window.id)
    form = harness.window(BEN, "Why?", "are one origin.")
    assert "reason" in harness.slack.submit(BEN.id, form.id)
    harness.slack.fill(BEN.id, form.id, "reason", "reason", "One man in two spellings.")
    assert harness.slack.submit(BEN.id, form.id) == {}
    window = harness.window(BEN, "One man in two spellings.", "Take back")
    assert "Add a reason" not in str(window.payload["blocks"])
    assert [(ruling.same, ruling.reason) for ruling in made(harness)] == [(True, ""), (True, "One man in two spellings.")]
    harness.press(BEN, fresh, "show_history")
    harness.window(BEN, "Ruled by ", "are one origin (One man in two spellings.)")


@pytest.mark.slow
def test_others_cannot_give_a_ruling_a_reason(asked: tuple[SlackHarness, Message, Message]) -> None:
    harness, message, card = asked
    approve(harness, message, card)
    harness.slack.command(BEN.id, harness.other.id, "/event orrin-bridge")
    harness.press(BEN, harness.ephemeral(BEN, harness.other, QUESTION), SAME)
    harness.ephemeral(BEN, harness.other, "are one origin")
    harness.slack.command(ANN.id, harness.other.id, "/event orrin-bridge")
    window = origins(harness, ANN, harness.ephemeral(ANN, harness.other, "Whole record"), "Add a reason")
    harness.slack.click(ANN.id, action_id="add_reason_to_ruling:0", view_id=window.id)
    harness.window(ANN, "Only editors")
    assert [ruling.reason for ruling in made(harness)] == [""]


@pytest.mark.slow
def test_a_modal_in_which_somebody_else_was_faster_shows_what_is_so_now(
    asked: tuple[SlackHarness, Message, Message],
) -> None:
    harness, message, card = asked
    approve(harness, message, card)
    windows = dict[str, Any]()
    for person in (BEN, CAY):
        harness.slack.command(person.id, harness.watched.id, "/event orrin-bridge")
        windows[person.id] = origins(harness, person, harness.ephemeral(person, harness.watched, QUESTION), "Open questions")
    harness.slack.click(BEN.id, action_id=f"{SAME}:0", view_id=windows[BEN.id].id)
    ruled = harness.window(BEN, "are one origin", "Take back")
    harness.slack.click(CAY.id, action_id=f"{DIFFERENT}:0", view_id=windows[CAY.id].id)
    problem = harness.window(CAY, "has changed since this question")
    harness.slack.close(CAY.id, problem.id)
    current = harness.window(CAY, "are one origin", "Take back")
    harness.slack.click(CAY.id, action_id="take_ruling_back:0", view_id=current.id)
    harness.window(CAY, QUESTION)
    harness.slack.click(BEN.id, action_id="rule_for_all_events:0", view_id=ruled.id)
    harness.window(BEN, "not in force any more")
    assert said_by(harness) == [(True, False, BEN.id), (None, False, CAY.id)]


@pytest.mark.slow
def test_a_proposal_opened_from_home_asks_too_and_is_renewed_where_it_is_open(
    asked: tuple[SlackHarness, Message, Message],
) -> None:
    harness, message, _ = asked
    home = harness.home(BEN, BRIDGE.headline)
    action = next(id_ for id_ in _action_ids(home.payload) if id_.startswith("show_proposal"))
    harness.slack.click(BEN.id, action_id=action, view_id=home.id)
    window = harness.window(BEN, QUESTION)
    harness.slack.click(BEN.id, action_id=DIFFERENT, view_id=window.id)
    harness.wait(lambda: "Confirmed by 2 origins: " in json.dumps(harness.window(BEN).payload, ensure_ascii=False))
    settled(harness, message, "Confirmed by 2 origins: ")
    (filed,) = harness.record(lambda s: proposals.waiting_on(s, BRIDGE.slug))
    assert filed.proposal.doubt is None


def test_a_button_that_is_not_ours_is_a_sentence(harness: SlackHarness) -> None:
    for number, value in enumerate(("", "orrin-bridge:x", "no-such-event:1", "77.1", "orrin-bridge:1")):
        harness.press(BEN, harness.post_as_app(button(value, f"{SAME}:{number}")), f"{SAME}:{number}")
    for words in ("not one of ours", "There is no event", "There is no proposal", "has changed since"):
        harness.ephemeral(BEN, harness.watched, words)
    assert made(harness) == []


def button(value: str, action_id: str = SAME) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "Same"}
    return {"type": "button", "action_id": action_id, "text": text, **({"value": value} if value else {})}


def _action_ids(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["action_id"]] if isinstance(part.get("action_id"), str) else []
        return [*own, *(id_ for value in part.values() for id_ in _action_ids(value))]
    return [id_ for value in part for id_ in _action_ids(value)] if isinstance(part, list) else []
