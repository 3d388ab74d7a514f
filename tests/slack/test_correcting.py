"""What editors put right from the Why window: an event's place and date, a further claim, a decision whose Undo is gone."""

import datetime as dt

from bot.sandbox.local_slack.values import Message
from storage import decisions, events, reports
from tests.slack.harness import ANN, BEN, CAY, SlackHarness, offers, said

SLUG = "orrin-dam"


def approved(harness: SlackHarness) -> tuple[Message, Message]:
    harness.settle(undo_minutes=0)
    message = harness.paste()
    harness.press(BEN, harness.card(message, "Vera Holm"), "approve")
    card = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if not offers(m, "approve")), None))
    return message, card


def test_a_decision_is_reopened_after_its_undo_is_gone(harness: SlackHarness) -> None:
    message, card = approved(harness)
    assert not offers(card, "undo")
    harness.press(ANN, card, "why")
    view = harness.window(ANN, "Reopen decision")
    harness.slack.click(ANN.id, view_id=view.id, action_id="reopen_decision")
    assert "submit" not in harness.window(ANN, "Only editors").payload
    harness.press(CAY, card, "why")
    view = harness.window(CAY, "Reopen decision")
    harness.slack.click(CAY.id, view_id=view.id, action_id="reopen_decision")
    view = harness.window(CAY, "It stands on the card and in the history.")
    harness.slack.fill(CAY.id, view.id, "reason", "reason", "Holm took it back.")
    assert harness.slack.submit(CAY.id, view.id) == {}
    back = harness.card(message, "It waits for an editor again.", "Holm took it back.")
    assert offers(back, "approve")
    assert harness.record(lambda s: reports.standing(s, SLUG)) == ()
    assert harness.record(lambda s: [d.kind.value for d in decisions.of_proposal(s, 1)]) == ["approve", "undo"]
    old = harness.post_as_app(
        {"type": "button", "action_id": "reopen_decision", "value": "1.1", "text": {"type": "plain_text", "text": "Reopen"}}
    )
    harness.press(BEN, old, "reopen_decision")
    harness.window(BEN, "Somebody was faster")


def test_a_decision_on_ones_own_link_is_refused_when_the_form_would_open(harness: SlackHarness) -> None:
    message = harness.paste(by=BEN)
    harness.press(CAY, harness.card(message, "Vera Holm"), "approve")
    card = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if not offers(m, "approve")), None))
    harness.press(BEN, card, "why")
    view = harness.window(BEN, "Reopen decision")
    harness.slack.click(BEN.id, view_id=view.id, action_id="reopen_decision")
    assert "submit" not in harness.window(BEN, "You brought this link").payload


def test_an_event_is_corrected_and_gets_a_claim(harness: SlackHarness) -> None:
    message, card = approved(harness)
    harness.press(BEN, card, "why")
    view = harness.window(BEN, "Correct place or date")
    harness.slack.click(BEN.id, view_id=view.id, action_id="correct_event")
    form = harness.window(BEN, "To take it back, correct it again.")
    harness.slack.fill(BEN.id, form.id, "place", "place", "Lower Orrin")
    harness.slack.fill(BEN.id, form.id, "date", "date", "1899-12-31")
    assert "before 1900" in harness.slack.submit(BEN.id, form.id)["date"]
    harness.slack.fill(BEN.id, form.id, "date", "date", "2026-02-27")
    harness.press(CAY, card, "why")
    view = harness.window(CAY, "Correct place or date")
    harness.slack.click(CAY.id, view_id=view.id, action_id="correct_event")
    late = harness.window(CAY, "To take it back, correct it again.")
    assert harness.slack.submit(BEN.id, form.id) == {}
    harness.slack.fill(CAY.id, late.id, "date", "date", "2026-02-26")
    harness.slack.submit(CAY.id, late.id)
    harness.window(CAY, "has corrected this event since you opened the form")
    event = harness.record(lambda s: events.get(s, SLUG))
    assert (event.place, event.date) == ("Lower Orrin", dt.date(2026, 2, 27))
    harness.press(BEN, card, "why")
    view = harness.window(BEN, "Add a claim")
    harness.slack.click(BEN.id, view_id=view.id, action_id="add_claim")
    form = harness.window(BEN, "What is to be checked?")
    harness.slack.fill(BEN.id, form.id, "claim_text", "claim_text", "The lower town was cleared in time.")
    assert harness.slack.submit(BEN.id, form.id) == {}
    assert harness.record(lambda s: events.get(s, SLUG)).claims[-1].text == "The lower town was cleared in time."
    harness.press(BEN, harness.answers(message)[0], "show_event")
    harness.window(BEN, "The lower town was cleared in time.")
    assert "Orrin" in said(card)


def test_two_events_are_merged_after_what_happens_was_shown(harness: SlackHarness) -> None:
    message, card = approved(harness)
    harness.press(BEN, card, "show_event")
    view = harness.window(BEN, "Merge with another event")
    harness.slack.click(BEN.id, view_id=view.id, action_id="merge_event")
    view = harness.window(BEN, "It is the same as")
    harness.slack.suggest(BEN.id, view_id=view.id, action_id="find_event", block_id="event", query="Orrin")
    harness.slack.fill(BEN.id, view.id, "event", "find_event", SLUG)
    assert "one event already" in harness.slack.submit(BEN.id, view.id)["event"]
    harness.slack.fill(BEN.id, view.id, "event", "find_event", "orrin-bridge")
    assert harness.slack.submit(BEN.id, view.id) == {}
    view = harness.window(BEN, "Pair only claims that say the same.")
    harness.slack.fill(BEN.id, view.id, "same_claim:1", "same_claim:1", "0")
    assert harness.slack.submit(BEN.id, view.id) == {}
    view = harness.window(BEN, "is one with “The old bridge at Orrin was closed”", "A merger cannot be undone.")
    harness.slack.fill(BEN.id, view.id, "reason", "reason", "One morning, one flood.")
    late = next(b for b in view.blocks if b.get("block_id") == "reason")
    assert late
    assert harness.slack.submit(BEN.id, view.id) == {}
    harness.window(BEN, "The old bridge at Orrin is closed", "Short name: orrin-bridge")
    assert {event.slug for event in harness.record(lambda s: events.list_(s))} == {"orrin-bridge"}
    assert harness.record(lambda s: len(reports.standing(s, SLUG))) > 0
    harness.press(BEN, harness.answers(message)[0], "show_event")
    harness.window(BEN, "is the same event", "One morning, one flood.")
    harness.press(BEN, card, "why")
    harness.window(BEN, "Add a claim")
