"""Decisions in Slack: who may, on which version, once; what the card says afterwards."""

import threading

import pytest

from bot.domain.model import Level
from bot.sandbox.local_slack.values import Message, Person
from storage import history, proposals, reports
from tests.slack.desk import (
    ADA,
    ANN,
    BEN,
    CAY,
    GIL,
    HOME,
    OLE,
    SETTINGS,
    SHARED,
    WATCHED,
    NewsDesk,
    offers,
    said,
)


def pending(desk: NewsDesk) -> tuple[Message, Message]:
    message = desk.paste()
    return message, desk.card(message, "Vera Holm")


def decided(desk: NewsDesk, message: Message, *words: str) -> Message:
    return desk.wait(
        lambda: next(
            (m for m in desk.answers(message)[:1] if not offers(m, "approve") and all(w in said(m) for w in words)), None
        )
    )


def test_an_editor_approves_with_one_press(any_desk: NewsDesk) -> None:
    message, card = pending(any_desk)
    any_desk.press(BEN, card, "approve")
    after = decided(any_desk, message, f"<@{BEN.id}>")
    assert after.ts == card.ts
    assert offers(after, "undo")
    assert any_desk.decisions() == [f"approve by {BEN.id}"]
    assert any_desk.record(lambda s: reports.standing(s, "orrin-dam"))
    any_desk.answer(message, f"<@{ANN.id}>", f"<@{BEN.id}>")


def test_a_change_of_level_is_announced_once_in_the_home_channel(desk: NewsDesk) -> None:
    message, card = pending(desk)
    desk.press(BEN, card, "approve")
    decided(desk, message)
    announced = desk.wait(lambda: [m for m in desk.slack.messages(HOME.id, BEN.id) if m.app])
    assert "Vera Holm" in said(announced[0])
    moved = desk.record(lambda s: history.of_event(s, "orrin-dam"))
    assert Level.REPORTED in {change.level_after for change in moved}
    assert len(announced) == 1


def test_an_editor_by_group_rejects_with_a_reason(any_desk: NewsDesk) -> None:
    message, card = pending(any_desk)
    any_desk.press(CAY, card, "reject")
    view = any_desk.window(CAY)
    assert any_desk.slack.submit(CAY.id, view.id) != {}
    any_desk.slack.fill(CAY.id, view.id, "reason", "reason", "Nothing <!channel> of its own.")
    assert any_desk.slack.submit(CAY.id, view.id) == {}
    after = decided(any_desk, message, f"<@{CAY.id}>", "of its own")
    assert "<!channel>" not in said(after)
    any_desk.answer(message, f"<@{ANN.id}>", "of its own")
    assert any_desk.decisions() == [f"reject by {CAY.id}"]


@pytest.mark.parametrize(("person", "words"), [(ANN, "Only editors"), (ADA, "Only editors"), (GIL, "Guests cannot decide")])
def test_others_cannot_decide_and_are_told(desk: NewsDesk, person: Person, words: str) -> None:
    _, card = pending(desk)
    desk.press(person, card, "approve")
    desk.whisper(person, WATCHED, words)
    for action in ("reject", "edit"):
        desk.press(person, card, action)
        view = desk.window(person, words)
        assert "submit" not in view.payload
        desk.slack.close(person.id, view.id)
    assert desk.decisions() == []


def test_nobody_decides_on_their_own_link_unless_the_settings_allow_it(desk: NewsDesk) -> None:
    message = desk.paste(by=BEN)
    card = desk.card(message, "Vera Holm")
    desk.press(BEN, card, "approve")
    desk.whisper(BEN, WATCHED, "cannot approve it")
    assert desk.decisions() == []
    desk.settle(SETTINGS.model_copy(update={"self_approval": True}))
    desk.press(BEN, card, "approve")
    decided(desk, message, f"<@{BEN.id}>")


def test_without_editors_somebody_is_told_how_to_name_one(desk: NewsDesk) -> None:
    desk.settle(SETTINGS.model_copy(update={"editors": (), "editor_groups": ()}))
    _, card = pending(desk)
    desk.press(BEN, card, "approve")
    desk.whisper(BEN, WATCHED, "Nobody is named as an editor yet")


def test_a_stranger_in_a_shared_channel_cannot_decide(desk: NewsDesk) -> None:
    desk.settle(SETTINGS.model_copy(update={"shared_channels": True, "editors": (BEN.id, OLE.id)}))
    message = desk.paste("@Second Source http://courier.example/dam", channel=SHARED)
    card = desk.card(message, "Vera Holm")
    desk.press(OLE, card, "approve")
    desk.whisper(OLE, SHARED, "people of this workspace only")
    assert desk.decisions() == []
    desk.press(BEN, card, "approve")
    decided(desk, message, f"<@{BEN.id}>")


def test_of_two_editors_at_once_one_decides_and_the_other_is_told(desk: NewsDesk) -> None:
    message, card = pending(desk)
    presses = [threading.Thread(target=desk.press, args=(editor, card, "approve")) for editor in (BEN, CAY)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    decided(desk, message)
    assert len(desk.decisions()) == 1
    desk.wait(lambda: [m for p in (BEN, CAY) for m in desk.whispers(p, WATCHED) if "was approved by" in said(m)])


def test_a_double_press_decides_once(desk: NewsDesk) -> None:
    message, card = pending(desk)
    desk.press(BEN, card, "approve")
    decided(desk, message)
    with pytest.raises(Exception, match="approve"):
        desk.press(BEN, card, "approve")
    assert len(desk.decisions()) == 1


def test_undo_takes_the_decision_back_and_the_card_waits_again(desk: NewsDesk) -> None:
    message, card = pending(desk)
    desk.press(BEN, card, "approve")
    decided(desk, message)
    desk.press(CAY, card, "undo")
    again = desk.wait(lambda: next((m for m in desk.answers(message)[:1] if offers(m, "approve")), None))
    assert f"<@{CAY.id}>" in said(again)
    assert not desk.record(lambda s: reports.standing(s, "orrin-dam"))
    assert desk.record(lambda s: proposals.get(s, 1)).version == 2
    desk.press(BEN, again, "approve")
    decided(desk, message)


def test_an_old_undo_button_takes_back_no_newer_decision(desk: NewsDesk) -> None:
    message, card = pending(desk)
    desk.press(BEN, card, "approve")
    decided(desk, message)
    desk.press(CAY, card, "undo")
    again = desk.wait(lambda: next((m for m in desk.answers(message)[:1] if offers(m, "approve")), None))
    desk.press(CAY, again, "approve")
    decided(desk, message, f"<@{CAY.id}>")
    old = desk.post_as_app(
        {"type": "button", "action_id": "undo", "value": "1.1", "text": {"type": "plain_text", "text": "Undo"}}
    )
    desk.press(BEN, old, "undo")
    desk.whisper(BEN, WATCHED, "older decision")
    assert desk.decisions()[-1] == f"approve by {CAY.id}"


def test_undo_is_offered_for_a_while_only(desk: NewsDesk) -> None:
    desk.settle(SETTINGS.model_copy(update={"undo_minutes": 0}))
    message, card = pending(desk)
    desk.press(BEN, card, "approve")
    assert not offers(decided(desk, message), "undo")


def test_an_editor_amends_and_the_card_says_what_and_who(any_desk: NewsDesk) -> None:
    message, card = pending(any_desk)
    any_desk.press(BEN, card, "edit")
    view = any_desk.window(BEN)
    report = any_desk.record(lambda s: proposals.get(s, 1)).proposal.reports[0]
    any_desk.slack.click(BEN.id, view_id=view.id, action_id=f"edit_tone:{report.id}", value="uncertain")
    any_desk.slack.fill(BEN.id, view.id, "reason", "reason", "It hedges further down.")
    assert any_desk.slack.submit(BEN.id, view.id) == {}
    after = decided(any_desk, message, f"<@{BEN.id}>", "uncertain", "It hedges further down.")
    assert "tone" in said(after)
    assert any_desk.decisions() == [f"amend by {BEN.id}"]


def test_leaving_all_reports_out_is_refused_in_the_window(desk: NewsDesk) -> None:
    _, card = pending(desk)
    desk.press(BEN, card, "edit")
    view = desk.window(BEN)
    for report in desk.record(lambda s: proposals.get(s, 1)).proposal.reports:
        action = f"edit_left_out:{report.id}"
        element = next(e for b in view.blocks for e in b.get("elements", ()) if e.get("action_id") == action)
        desk.slack.click(BEN.id, view_id=view.id, action_id=action, value=[element["options"][0]["value"]])
    faults = desk.slack.submit(BEN.id, view.id)
    assert faults or "No report would be left" in str(desk.window(BEN).payload)
    assert desk.decisions() == []


def test_a_card_follows_when_the_record_moves_on(desk: NewsDesk) -> None:
    desk.pages.answers["/copy"] = desk.pages.answers["/dam"]
    first, card = pending(desk)
    other = desk.paste("http://echo.example/copy")
    copy = desk.card(other, "Vera Holm")
    before = said(copy)
    desk.press(BEN, card, "approve")
    decided(desk, first)
    desk.wait(lambda: said(desk.answers(other)[0]) != before)
    assert desk.record(lambda s: max(p.version for p in proposals.list_(s, limit=10) if p.submission.id == 2)) == 2
    assert offers(desk.answers(other)[0], "approve")
