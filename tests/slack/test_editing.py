"""The edit window in the local Slack: what approving would mean, saving for later, and who was first."""

import dataclasses
from typing import Any

import pytest

from bot.domain.model import Tone
from bot.domain.record import ProposalState
from bot.sandbox.local_slack.values import Message
from storage import proposals
from tests.slack.harness import ANN, BEN, CAY, SlackHarness, offers, said

FIRST = 1


def pending(harness: SlackHarness) -> tuple[Message, Message]:
    message = harness.paste()
    return message, harness.card(message, "Vera Holm")


def editing(harness: SlackHarness, card: Message) -> Any:
    harness.press(BEN, card, "edit")
    return harness.window(BEN, "Approved like this")


def choose(harness: SlackHarness, view: Any, action: str, value: Any) -> None:
    """Choose something for each report of the proposal; the window is drawn anew each time."""
    for report in harness.record(lambda s: proposals.get(s, FIRST)).proposal.reports:
        harness.slack.click(BEN.id, view_id=view.id, action_id=f"{action}:{report.id}", value=value)


def test_what_approving_would_mean_follows_each_choice(harness: SlackHarness) -> None:
    _, card = pending(harness)
    view = editing(harness, card)
    assert "unverified → reported" in str(view.payload)
    choose(harness, view, "edit_stance", "context")
    changed = harness.window(BEN, "Approved like this")
    assert "unverified → reported" not in str(changed.payload)
    assert harness.decisions() == []


def test_a_form_that_did_not_show_what_follows_shows_it_before_it_approves(harness: SlackHarness) -> None:
    message, card = pending(harness)
    view = editing(harness, card)
    other = view.payload["private_metadata"].partition(":")[0] + ":" + "0" * 16
    with harness.slack.world.lock:
        payload = {**view.payload, "private_metadata": other}
        harness.slack.world.open_views.put(dataclasses.replace(view, payload=payload))
    assert harness.slack.submit(BEN.id, view.id) == {}
    harness.window(BEN, "Approved like this")
    assert harness.decisions() == []
    assert harness.slack.submit(BEN.id, view.id) == {}
    harness.wait(lambda: harness.decisions() == [f"approve by {BEN.id}"])
    harness.wait(lambda: not offers(harness.answers(message)[0], "approve"))


def test_an_edit_is_saved_and_another_editor_goes_on(harness: SlackHarness) -> None:
    message, card = pending(harness)
    view = editing(harness, card)
    choose(harness, view, "edit_tone", "uncertain")
    report = harness.record(lambda s: proposals.get(s, FIRST)).proposal.reports[0]
    harness.slack.click(BEN.id, view_id=view.id, action_id=f"edit_left_out:{report.id}", value=["edit_left_out"])
    harness.slack.click(BEN.id, view_id=view.id, action_id="save_edit")
    harness.window(BEN, "it waits for an editor")
    edited = harness.card(message, "Edited by", f"<@{BEN.id}>", "left out")
    assert offers(edited, "approve")
    assert harness.decisions() == []
    harness.press(CAY, edited, "edit")
    view = harness.window(CAY, "Bring back report 1")
    harness.slack.click(CAY.id, view_id=view.id, action_id="edit_restored", value=[report.id])
    harness.slack.click(CAY.id, view_id=view.id, action_id="preview_edit")
    assert harness.slack.submit(CAY.id, view.id) == {}
    harness.wait(lambda: harness.decisions() == [f"amend by {CAY.id}"])
    kept = harness.record(lambda s: proposals.get(s, FIRST))
    assert kept.state is ProposalState.APPROVED
    assert {(r.id, r.tone) for r in kept.proposal.reports} >= {(report.id, report.tone)}
    assert {r.tone for r in kept.proposal.reports if r.id != report.id} == {Tone.UNCERTAIN}
    harness.wait(lambda: "tone" in said(harness.answers(message)[0]) and not offers(harness.answers(message)[0], "approve"))


@pytest.mark.slow
def test_nothing_changed_is_not_saved(harness: SlackHarness) -> None:
    _, card = pending(harness)
    view = editing(harness, card)
    harness.slack.click(BEN.id, view_id=view.id, action_id="save_edit")
    harness.window(BEN, "Nothing was changed")
    assert harness.record(lambda s: proposals.get(s, FIRST)).version == 1


@pytest.mark.parametrize("how", [pytest.param("submit", marks=pytest.mark.slow), "save"])
def test_who_is_late_is_told_by_name_and_in_their_own_time(harness: SlackHarness, how: str) -> None:
    message, card = pending(harness)
    view = editing(harness, card)
    choose(harness, view, "edit_tone", "uncertain")
    harness.press(CAY, card, "approve")
    harness.wait(lambda: not offers(harness.answers(message)[0], "approve"))
    if how == "save":
        harness.slack.click(BEN.id, view_id=view.id, action_id="save_edit")
    else:
        harness.slack.submit(BEN.id, view.id)
    late = str(harness.window(BEN, "was approved by").payload)
    assert f"'user_id': '{CAY.id}'" in late
    assert "'type': 'date'" in late
    assert harness.decisions() == [f"approve by {CAY.id}"]


def test_a_late_press_on_the_card_is_answered_in_local_time(harness: SlackHarness) -> None:
    _, card = pending(harness)
    harness.press(CAY, card, "approve")
    old = harness.post_as_app(
        {"type": "button", "action_id": "approve", "value": "1.1", "text": {"type": "plain_text", "text": "Approve"}}
    )
    harness.press(BEN, old, "approve")
    told = harness.ephemeral(BEN, harness.watched, "was approved by")
    assert f"<@{CAY.id}>" in told.text
    assert "<!date^" in told.text


@pytest.mark.slow
def test_others_neither_preview_nor_save(harness: SlackHarness) -> None:
    _, card = pending(harness)
    harness.press(ANN, card, "edit")
    assert "submit" not in harness.window(ANN, "Only editors").payload
