"""Decisions in Slack: who may, on which version, once; what the card says afterwards."""

import threading

import pytest

from bot.domain.model import Level
from bot.sandbox.local_slack.values import Message
from storage import history, proposals, reports
from tests.ending import at_once
from tests.newsroom import STORY, page
from tests.slack.harness import ADA, ANN, BEN, CAY, GIL, OLE, SlackHarness, offers, said


def pending(harness: SlackHarness) -> tuple[Message, Message]:
    message = harness.paste()
    return message, harness.card(message, "Vera Holm")


def decided(harness: SlackHarness, message: Message, *words: str) -> Message:
    return harness.wait(
        lambda: next(
            (m for m in harness.answers(message)[:1] if not offers(m, "approve") and all(w in said(m) for w in words)), None
        )
    )


def test_an_editor_approves_with_one_press(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "approve")
    after = decided(harness, message, f"<@{BEN.id}>")
    assert after.ts == card.ts
    assert offers(after, "undo")
    assert harness.decisions() == [f"approve by {BEN.id}"]
    assert harness.record(lambda s: reports.standing(s, "orrin-dam"))
    harness.answer(message, f"<@{ANN.id}>", f"<@{BEN.id}>")


def test_a_change_of_level_is_announced_once_in_the_home_channel(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "approve")
    decided(harness, message)
    announced = harness.wait(lambda: [m for m in harness.slack.messages(harness.home_channel.id, BEN.id) if m.app])
    assert "Vera Holm" in said(announced[0])
    moved = harness.record(lambda s: history.of_event(s, "orrin-dam"))
    assert Level.REPORTED in {change.level_after for change in moved}
    assert len(announced) == 1


def test_what_adds_nothing_is_filed_by_one_press_or_looked_into_and_rejected(harness: SlackHarness) -> None:
    first, card = pending(harness)
    harness.press(BEN, card, "approve")
    decided(harness, first)
    harness.pages.page("/again", page(STORY, "The same dam again"))
    message = harness.paste("http://courier.example/again")
    card = harness.card(message, "Nothing new: ")
    assert offers(card, "approve")
    assert not offers(card, "reject")
    harness.press(CAY, card, "why")
    window = harness.window(CAY, "Where it comes from", "Reject")
    harness.slack.click(CAY.id, view_id=window.id, action_id="reject")
    form = harness.window(CAY, "Whoever brought the link is told.")
    harness.slack.fill(CAY.id, form.id, "reason", "reason", "Twice the same.")
    assert harness.slack.submit(CAY.id, form.id) == {}
    after = decided(harness, message, "Twice the same.")
    harness.press(CAY, after, "undo")
    harness.press(BEN, harness.card(message, "It waits for an editor again."), "approve")
    assert "🗂 *Filed*" in said(decided(harness, message, f"<@{BEN.id}>"))
    harness.answer(message, "It adds nothing new")


def test_the_text_of_an_article_that_was_read_in_part_is_pasted_from_its_card(harness: SlackHarness) -> None:
    parts = STORY.split("\n\n")
    stub = f"{parts[1]}\n\n{parts[0]}\n\nSubscribe to continue reading this article."
    harness.pages.page("/stub", page(stub))
    message = harness.paste("http://courier.example/stub")
    card = harness.card(message, "Only part of the article could be read")
    harness.press(ANN, card, "paste_text")
    form = harness.window(ANN, "copy the article's whole text")
    inputs = [block for block in form.payload["blocks"] if block["type"] == "input"]
    harness.slack.fill(ANN.id, form.id, inputs[0]["block_id"], inputs[0]["element"]["action_id"], STORY)
    assert harness.slack.submit(ANN.id, form.id) == {}
    whole = harness.wait(
        lambda: next((m for m in harness.answers(message)[:1] if "Only part" not in said(m) and offers(m, "approve")), None)
    )
    assert whole.ts == card.ts
    assert not offers(whole, "paste_text")


def test_an_editor_by_group_rejects_with_a_reason(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(CAY, card, "reject")
    view = harness.window(CAY)
    assert harness.slack.submit(CAY.id, view.id) != {}
    harness.slack.fill(CAY.id, view.id, "reason", "reason", "Nothing <!channel> of its own.")
    assert harness.slack.submit(CAY.id, view.id) == {}
    after = decided(harness, message, f"<@{CAY.id}>", "of its own")
    assert "<!channel>" not in said(after)
    harness.answer(message, f"<@{ANN.id}>", "of its own")
    assert harness.decisions() == [f"reject by {CAY.id}"]


def test_others_cannot_decide_and_are_told(harness: SlackHarness) -> None:
    _, card = pending(harness)
    for person, words in ((ANN, "Only editors"), (ADA, "Only editors"), (GIL, "Guests cannot decide")):
        harness.press(person, card, "approve")
        harness.ephemeral(person, harness.watched, words)
        for action in ("reject", "edit"):
            harness.press(person, card, action)
            view = harness.window(person, words)
            assert "submit" not in view.payload
            harness.slack.close(person.id, view.id)
    assert harness.decisions() == []


def test_nobody_decides_on_their_own_link_unless_the_settings_allow_it(harness: SlackHarness) -> None:
    message = harness.paste(by=BEN)
    card = harness.card(message, "Vera Holm")
    harness.press(BEN, card, "approve")
    harness.ephemeral(BEN, harness.watched, "another editor has to decide")
    assert harness.decisions() == []
    harness.settle(self_approval=True)
    harness.press(BEN, card, "approve")
    decided(harness, message, f"<@{BEN.id}>")


def test_without_editors_somebody_is_told_how_to_name_one(harness: SlackHarness) -> None:
    harness.settle(editors=(), editor_groups=())
    _, card = pending(harness)
    harness.press(BEN, card, "approve")
    harness.ephemeral(BEN, harness.watched, "Nobody is named as an editor yet")


def test_a_stranger_in_a_shared_channel_cannot_decide(harness: SlackHarness) -> None:
    harness.settle(shared_channels=True, editors=(BEN.id, OLE.id))
    message = harness.paste("@Second Source http://courier.example/dam", channel=harness.shared)
    card = harness.card(message, "Vera Holm")
    harness.press(OLE, card, "approve")
    harness.ephemeral(OLE, harness.shared, "people of this workspace only")
    assert harness.decisions() == []
    harness.press(BEN, card, "approve")
    decided(harness, message, f"<@{BEN.id}>")


def test_of_two_editors_at_once_one_decides_and_the_other_is_told(harness: SlackHarness) -> None:
    message, card = pending(harness)
    presses = [threading.Thread(target=harness.press, args=(editor, card, "approve")) for editor in (BEN, CAY)]
    at_once(*presses)
    decided(harness, message)
    assert len(harness.decisions()) == 1
    harness.wait(
        lambda: [m for p in (BEN, CAY) for m in harness.ephemerals(p, harness.watched) if "was approved by" in said(m)]
    )


def test_a_double_press_decides_once(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "approve")
    decided(harness, message)
    with pytest.raises(Exception, match="approve"):
        harness.press(BEN, card, "approve")
    assert len(harness.decisions()) == 1


def test_undo_takes_the_decision_back_and_the_card_waits_again(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "approve")
    decided(harness, message)
    harness.press(CAY, card, "undo")
    again = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "approve")), None))
    assert f"<@{CAY.id}>" in said(again)
    assert not harness.record(lambda s: reports.standing(s, "orrin-dam"))
    assert harness.record(lambda s: proposals.get(s, 1)).version == 2
    harness.press(BEN, again, "approve")
    decided(harness, message)


def test_an_old_undo_button_takes_back_no_newer_decision(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "approve")
    decided(harness, message)
    harness.press(CAY, card, "undo")
    again = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "approve")), None))
    harness.press(CAY, again, "approve")
    decided(harness, message, f"<@{CAY.id}>")
    old = harness.post_as_app(
        {"type": "button", "action_id": "undo", "value": "1.1", "text": {"type": "plain_text", "text": "Undo"}}
    )
    harness.press(BEN, old, "undo")
    harness.ephemeral(BEN, harness.watched, "older decision")
    assert harness.decisions()[-1] == f"approve by {CAY.id}"


def test_undo_is_offered_for_a_while_only(harness: SlackHarness) -> None:
    harness.settle(undo_minutes=0)
    message, card = pending(harness)
    harness.press(BEN, card, "approve")
    assert not offers(decided(harness, message), "undo")


def test_an_editor_amends_and_the_card_says_what_and_who(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "edit")
    view = harness.window(BEN)
    report = harness.record(lambda s: proposals.get(s, 1)).proposal.reports[0]
    harness.slack.click(BEN.id, view_id=view.id, action_id=f"edit_tone:{report.id}", value="uncertain")
    harness.slack.fill(BEN.id, view.id, "reason", "reason", "It hedges further down.")
    assert harness.slack.submit(BEN.id, view.id) == {}
    after = decided(harness, message, f"<@{BEN.id}>", "uncertain", "It hedges further down.")
    assert "tone" in said(after)
    assert harness.decisions() == [f"amend by {BEN.id}"]


@pytest.mark.slow
def test_an_editor_who_corrects_only_the_sort_of_the_piece_has_amended(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "edit")
    view = harness.window(BEN)
    harness.slack.click(BEN.id, view_id=view.id, action_id="edit_genre", value="opinion")
    assert harness.slack.submit(BEN.id, view.id) == {}
    decided(harness, message, f"<@{BEN.id}>", "Sort of piece: news → opinion")
    assert harness.decisions() == [f"amend by {BEN.id}"]


def test_leaving_all_reports_out_is_refused_in_the_window(harness: SlackHarness) -> None:
    _, card = pending(harness)
    harness.press(BEN, card, "edit")
    view = harness.window(BEN)
    for report in harness.record(lambda s: proposals.get(s, 1)).proposal.reports:
        action = f"edit_left_out:{report.id}"
        element = next(e for b in view.blocks for e in b.get("elements", ()) if e.get("action_id") == action)
        harness.slack.click(BEN.id, view_id=view.id, action_id=action, value=[element["options"][0]["value"]])
    faults = harness.slack.submit(BEN.id, view.id)
    assert faults or "No report would be left" in str(harness.window(BEN).payload)
    assert harness.decisions() == []


@pytest.mark.slow
def test_a_card_follows_when_the_record_moves_on(harness: SlackHarness) -> None:
    harness.pages.answers["/copy"] = harness.pages.answers["/dam"]
    first, card = pending(harness)
    other = harness.paste("http://echo.example/copy")
    copy = harness.card(other, "Vera Holm")
    before = said(copy)
    harness.press(BEN, card, "approve")
    decided(harness, first)
    harness.wait(lambda: said(harness.answers(other)[0]) != before)
    assert harness.record(lambda s: max(p.version for p in proposals.list_(s, limit=10) if p.submission.id == 2)) == 2
    assert offers(harness.answers(other)[0], "approve")
