"""Who deals with a card, in Slack: taken by one press; nobody decides unknowingly; a question goes into the thread."""

import threading

import pytest

from bot.sandbox.local_slack.values import Message, Person
from storage import cards, handling, proposals
from tests.ending import at_once
from tests.slack.harness import ANN, BEN, CAY, GIL, SlackHarness, machine_time, offers, said


def pending(harness: SlackHarness) -> tuple[Message, Message]:
    message = harness.paste()
    return message, harness.card(message, "Vera Holm")


def held(harness: SlackHarness) -> tuple[Message, Message]:
    message, card = pending(harness)
    harness.press(BEN, card, "take_proposal")
    return message, harness.card(message, f"<@{BEN.id}> is on it")


def test_one_press_takes_a_card_and_another_lets_it_go(harness: SlackHarness) -> None:
    message, card = held(harness)
    assert offers(card, "release_proposal")
    assert not offers(card, "take_proposal")
    assert "is on it" in str(harness.home(CAY, "is on it").payload)
    harness.press(CAY, card, "release_proposal")
    harness.ephemeral(CAY, harness.watched, "only")
    harness.press(BEN, card, "release_proposal")
    free = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "take_proposal")), None))
    assert "is on it" not in said(free)


def test_another_editor_is_asked_first_and_can_decide_all_the_same(harness: SlackHarness) -> None:
    message, card = held(harness)
    harness.press(CAY, card, "approve")
    asked = harness.window(CAY, f"<@{BEN.id}> is on it since", "Decide anyway?")
    assert harness.decisions() == []
    assert harness.slack.submit(CAY.id, asked.id) == {}
    harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "undo")), None))
    assert harness.decisions() == [f"approve by {CAY.id}"]


@pytest.mark.slow
def test_whoever_is_on_it_decides_without_a_question(harness: SlackHarness) -> None:
    message, card = held(harness)
    harness.press(BEN, card, "approve")
    harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "undo")), None))
    assert harness.decisions() == [f"approve by {BEN.id}"]


def test_a_form_says_first_who_is_on_it(harness: SlackHarness) -> None:
    _, card = held(harness)
    harness.press(CAY, card, "reject")
    form = harness.window(CAY, f"<@{BEN.id}> is on it", "If you send this, you decide anyway.")
    harness.slack.fill(CAY.id, form.id, "reason", "reason", "A hoax.")
    assert harness.slack.submit(CAY.id, form.id) == {}
    assert harness.decisions() == [f"reject by {CAY.id}"]


def test_a_form_that_was_open_when_somebody_took_the_card_has_to_be_sent_once_more(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(CAY, card, "reject")
    form = harness.window(CAY, "Whoever brought the link is told.")
    harness.press(BEN, card, "take_proposal")
    harness.card(message, f"<@{BEN.id}> is on it")
    harness.slack.fill(CAY.id, form.id, "reason", "reason", "A hoax.")
    answer = harness.slack.submit(CAY.id, form.id)
    assert "Send this once more" in str(answer)
    assert harness.decisions() == []
    harness.slack.submit(CAY.id, form.id)
    assert harness.decisions() == [f"reject by {CAY.id}"]


def test_of_two_editors_who_take_and_approve_at_once_only_one_decides_without_being_asked(harness: SlackHarness) -> None:
    _, card = pending(harness)

    def press(person: Person, *actions: str) -> None:
        for action in actions:
            harness.press(person, card, action)

    both = [threading.Thread(target=press, args=(editor, "take_proposal", "approve")) for editor in (BEN, CAY)]
    at_once(*both)
    harness.wait(harness.decisions)
    (decided,) = harness.decisions()
    (taken, *_) = harness.record(lambda s: handling.of_proposal(s, proposals.list_(s)[-1].id))
    assert decided == f"approve by {taken.by}"


def test_a_card_is_handed_over_to_an_editor_who_gets_a_message(harness: SlackHarness) -> None:
    message, card = held(harness)
    harness.press(BEN, card, "why")
    window = harness.window(BEN, "Hand over")
    harness.slack.click(BEN.id, view_id=window.id, action_id="hand_over")
    form = harness.window(BEN, "To whom?")
    harness.slack.fill(BEN.id, form.id, "whom", "whom", GIL.id)
    assert "only editors can" in str(harness.slack.submit(BEN.id, form.id))
    harness.slack.fill(BEN.id, form.id, "whom", "whom", CAY.id)
    assert harness.slack.submit(BEN.id, form.id) == {}
    harness.card(message, f"<@{CAY.id}> is on it", f"handed over by <@{BEN.id}>")
    (told,) = harness.wait(lambda: [m for m in harness.direct(CAY) if "hands this over to you" in said(m)])
    harness.press(CAY, told, "show_proposal")
    shown = harness.window(CAY, "is on it", "Let it go")
    harness.slack.click(CAY.id, view_id=shown.id, action_id="approve")
    harness.wait(lambda: harness.decisions() == [f"approve by {CAY.id}"])


def test_who_brought_it_is_asked_in_the_thread_and_the_answer_stands_on_the_card(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "why")
    window = harness.window(BEN, "Ask who brought it")
    harness.slack.click(BEN.id, view_id=window.id, action_id="ask_bringer")
    form = harness.window(BEN, "Your question")
    harness.slack.fill(BEN.id, form.id, "question", "question", "Who *says* so?")
    assert harness.slack.submit(BEN.id, form.id) == {}
    harness.card(message, "It waits for the answer.")
    asked = harness.answer(message, f"<@{ANN.id}>", "asks about", "Who")
    assert "Answer here in the thread" in said(asked)
    assert "asked" in str(harness.home(CAY, "❓").payload)
    harness.paste("Not mine to say.", by=CAY, thread_ts=message.ts)
    harness.paste("The *gatekeeper*, on the phone. <!channel>", by=ANN, thread_ts=message.ts)
    answered = harness.card(message, "gatekeeper", "answered")
    assert "It waits for the answer." not in said(answered)
    assert "Not mine" not in said(answered)
    harness.press(CAY, answered, "approve")
    harness.wait(lambda: harness.decisions() == [f"approve by {CAY.id}"])


@pytest.mark.slow
def test_a_press_that_was_stored_is_shown_though_its_card_could_not_be_drawn_then(
    harness: SlackHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press and the mark on the card are one transaction; a poster that starts later finds it."""
    message, card = pending(harness)
    harness.drawn(message)

    with monkeypatch.context() as patch:
        patch.setattr("bot.slack.poster.Poster.draw_next", lambda _poster, _workspace: False)
        harness.press(BEN, card, "take_proposal")
        harness.wait(lambda: harness.record(lambda s: handling.now_on(s, proposals.list_(s)[-1].id, machine_time()).hold))
        assert harness.record(lambda s: cards.any_undrawn(s, machine_time()))
        assert offers(harness.answers(message)[0], "take_proposal")
    harness.card(message, f"<@{BEN.id}> is on it")
