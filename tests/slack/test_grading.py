"""An editor grades an unknown outlet from its card."""

from typing import Any

import pytest

from bot.domain.model import Grade
from bot.sandbox.local_slack.values import Message
from storage import history, outlets
from tests.slack.harness import ADA, ANN, BEN, CAY, GIL, SlackHarness, offers, said

WHY = "Two reporters in court every day."


def ungraded(harness: SlackHarness) -> tuple[Message, Message]:
    message = harness.paste()
    return message, harness.card(message, "Vera Holm", "Nobody has graded courier.example yet")


def graded(harness: SlackHarness, view: Any, to: str = "B", **more: str) -> dict[str, Any]:
    harness.slack.fill(BEN.id, view.id, "grade", "grade", to)
    harness.slack.fill(BEN.id, view.id, "reason", "reason", WHY)
    for field, value in more.items():
        harness.slack.fill(BEN.id, view.id, field, field, value)
    return harness.slack.submit(BEN.id, view.id)


def test_an_editor_grades_an_outlet_and_the_card_follows(harness: SlackHarness) -> None:
    message, card = ungraded(harness)
    before = said(card)
    harness.press(BEN, card, "grade_outlet")
    view = harness.window(BEN, "courier.example", "No approved report yet")
    assert graded(harness, view, owner="Coast Media", source="https://coast.example/brands") == {}
    now = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if "grade B" in said(m)), None))
    assert now.ts == card.ts
    assert said(now) != before
    assert not offers(now, "grade_outlet")
    stored = harness.record(lambda s: outlets.by_name(s, "courier.example"))
    assert stored is not None
    assert (stored.grade, stored.grade_reason, stored.family) == (Grade.B, WHY, "Coast Media")
    assert [entry.author for entry in harness.record(lambda s: outlets.grades(s, "courier.example"))] == ["first seen", BEN.id]


def test_what_is_approved_already_changes_its_level_and_the_event_says_so(harness: SlackHarness) -> None:
    message, card = ungraded(harness)
    harness.press(BEN, card, "approve")
    decided = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "undo")), None))
    harness.press(BEN, decided, "grade_outlet")
    assert graded(harness, harness.window(BEN, "approved reports: 0 stood, 0 fell"), to="A") == {}
    harness.wait(lambda: not offers(harness.answers(message)[0], "grade_outlet"))
    moved = harness.record(lambda s: [c for c in history.of_event(s, "orrin-dam") if c.grade_id is not None])
    assert {change.claim for change in moved} == {"said", "so"}
    harness.slack.command(BEN.id, harness.other.id, "/event orrin-dam")
    harness.press(BEN, harness.ephemeral(BEN, harness.other, "Whole record"), "show_event")
    harness.window(BEN, "by an outlet's new grade")


@pytest.mark.slow
def test_the_full_reading_offers_it_for_any_outlet(harness: SlackHarness) -> None:
    _, card = ungraded(harness)
    element = next(e for block in card.blocks for e in block.get("elements", ()) if e.get("action_id") == "more")
    value = next(o["value"] for o in element["options"] if o["value"].startswith("full_reading"))
    harness.press(BEN, card, "more", value)
    reading = harness.window(BEN, "Nobody has graded this outlet yet")
    harness.slack.click(BEN.id, action_id="grade_outlet", view_id=reading.id)
    view = harness.window(BEN, "Track record")
    assert graded(harness, view) == {}
    harness.wait(lambda: harness.slack.modal(BEN.id) is None)


@pytest.mark.slow
def test_others_cannot_grade_and_are_told(harness: SlackHarness) -> None:
    _, card = ungraded(harness)
    for person, words in ((ANN, "Only editors can decide"), (ADA, "Only editors"), (GIL, "Guests cannot decide")):
        harness.press(person, card, "grade_outlet")
        view = harness.window(person, words)
        assert "submit" not in view.payload
        harness.slack.close(person.id, view.id)
    assert len(harness.record(lambda s: outlets.grades(s, "courier.example"))) == 1


@pytest.mark.slow
def test_an_editor_who_is_none_any_more_is_refused_at_the_end(harness: SlackHarness) -> None:
    _, card = ungraded(harness)
    harness.press(BEN, card, "grade_outlet")
    view = harness.window(BEN, "Track record")
    harness.settle(editors=(CAY.id,))
    graded(harness, view)
    harness.window(BEN, "Only editors can decide")
    assert len(harness.record(lambda s: outlets.grades(s, "courier.example"))) == 1


@pytest.mark.slow
def test_an_incomplete_grade_is_named_at_its_place(harness: SlackHarness) -> None:
    _, card = ungraded(harness)
    harness.press(BEN, card, "grade_outlet")
    view = harness.window(BEN, "Track record")
    harness.slack.fill(BEN.id, view.id, "grade", "grade", "C")
    assert set(harness.slack.submit(BEN.id, view.id)) == {"reason"}
    harness.slack.fill(BEN.id, view.id, "reason", "reason", WHY)
    harness.slack.fill(BEN.id, view.id, "source", "source", "https://coast.example")
    assert set(harness.slack.submit(BEN.id, view.id)) == {"owner"}


def test_of_two_editors_the_slower_one_is_told_what_the_other_did(harness: SlackHarness) -> None:
    _, card = ungraded(harness)
    harness.press(BEN, card, "grade_outlet")
    view = harness.window(BEN, "Track record")
    harness.press(CAY, card, "grade_outlet")
    other = harness.window(CAY, "Track record")
    harness.slack.fill(CAY.id, other.id, "grade", "grade", "D")
    harness.slack.fill(CAY.id, other.id, "reason", "reason", "It invents names.")
    assert harness.slack.submit(CAY.id, other.id) == {}
    graded(harness, view)
    harness.window(BEN, "meanwhile", "It invents names.")
    stored = harness.record(lambda s: outlets.by_name(s, "courier.example"))
    assert stored is not None
    assert stored.grade is Grade.D
