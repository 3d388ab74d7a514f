"""Open passages in Slack: one press says what one means, by an editor, once; then the card can be approved."""

import threading
from collections.abc import Iterator

import pytest

from bot.domain.model import Stance
from bot.sandbox.local_slack.values import Message
from storage import proposals, reports, settlements
from tests.doubting import ON_THE_DAM, doubting
from tests.ending import at_once
from tests.slack.harness import ADA, ANN, BEN, CAY, GIL, OLE, SlackHarness, offers, said


@pytest.fixture(autouse=True)
def sure_of_nothing() -> Iterator[None]:
    with doubting(*ON_THE_DAM):
        yield


def waiting(harness: SlackHarness) -> tuple[Message, Message]:
    message = harness.paste()
    return message, harness.card(message, "passages open")


def card(harness: SlackHarness, message: Message, *words: str) -> Message:
    return harness.card(message, *words)


def answered(harness: SlackHarness, message: Message, *, approve: bool = True) -> Message:
    """Wait until a link's card has Approve, or is decided."""
    wanted = "approve" if approve else "undo"
    return harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, wanted)), None))


def buttons(message: Message, action: str) -> list[str]:
    found = [e for block in message.blocks for e in block.get("elements", ()) if "action_id" in e]
    return [e["action_id"] for e in found if e["action_id"].startswith(action)]


def stances(harness: SlackHarness) -> list[Stance]:
    return [report.stance for report in harness.record(lambda s: proposals.get(s, 1)).proposal.reports]


def test_an_editor_settles_each_passage_by_one_press_and_approves(harness: SlackHarness) -> None:
    message, asked = waiting(harness)
    assert not offers(asked, "approve")
    first, second = buttons(asked, "settle_confirms")
    harness.press(BEN, asked, first)
    one = card(harness, message, "Confirms", f"'user_id': '{BEN.id}'", "1 passage open")
    assert not offers(one, "approve")
    # It stands on the card that was there before, too: another passage is another question.
    harness.press(CAY, asked, second.replace("confirms", "denies"))
    all_settled = answered(harness, message)
    assert f"'user_id': '{CAY.id}'" in said(all_settled)
    harness.press(BEN, all_settled, "approve")
    decided = answered(harness, message, approve=False)
    assert "What was open" in said(decided)
    standing = harness.record(lambda s: reports.standing(s, "orrin-dam"))
    assert [report.stance for report in standing] == [Stance.CONFIRMS, Stance.DENIES]
    assert harness.decisions() == [f"approve by {BEN.id}"]


@pytest.mark.slow
def test_another_press_changes_what_was_said(harness: SlackHarness) -> None:
    message, asked = waiting(harness)
    first, _ = buttons(asked, "settle_denies")
    harness.press(BEN, asked, first)
    denied = card(harness, message, "'Denies'", f"'user_id': '{BEN.id}'")
    harness.press(BEN, denied, first.replace("denies", "context"))
    harness.wait(lambda: Stance.CONTEXT in stances(harness))
    told = harness.record(lambda s: settlements.of_proposal(s, 1))
    assert [(made.by, made.stance) for made in told] == [(BEN.id, Stance.DENIES), (BEN.id, Stance.CONTEXT)]


def test_file_as_context_settles_all_and_approves(harness: SlackHarness) -> None:
    message, asked = waiting(harness)
    harness.press(CAY, asked, "file_as_context")
    decided = answered(harness, message, approve=False)
    assert "Amended and approved" in said(decided)
    standing = harness.record(lambda s: reports.standing(s, "orrin-dam"))
    assert {report.stance for report in standing} == {Stance.CONTEXT}
    assert harness.decisions() == [f"amend by {CAY.id}"]


@pytest.mark.slow
def test_others_cannot_settle(harness: SlackHarness) -> None:
    _, asked = waiting(harness)
    first, _ = buttons(asked, "settle_confirms")
    for person, words in ((ANN, "Only editors"), (ADA, "Only editors"), (GIL, "Guests cannot decide")):
        for action in (first, "file_as_context"):
            harness.press(person, asked, action)
            harness.ephemeral(person, harness.watched, words)
    assert Stance.CONFIRMS not in stances(harness)
    assert harness.decisions() == []


def test_a_stranger_in_a_shared_channel_cannot_settle(harness: SlackHarness) -> None:
    harness.settle(shared_channels=True, editors=(BEN.id, OLE.id))
    message = harness.paste("@Second Source http://courier.example/dam", channel=harness.shared)
    asked = harness.card(message, "passages open")
    for action in (buttons(asked, "settle_confirms")[0], "file_as_context"):
        harness.press(OLE, asked, action)
        harness.ephemeral(OLE, harness.shared, "people of this workspace only")
    assert Stance.CONFIRMS not in stances(harness)


def test_an_editor_who_brought_the_link_leaves_it_to_another(harness: SlackHarness) -> None:
    message = harness.paste(by=BEN)
    asked = harness.card(message, "passages open")
    harness.press(BEN, asked, buttons(asked, "settle_confirms")[0])
    harness.ephemeral(BEN, harness.watched, "brought this link")
    assert Stance.CONFIRMS not in stances(harness)


def test_of_two_editors_at_once_one_settles_and_the_other_is_told(harness: SlackHarness) -> None:
    _, asked = waiting(harness)
    first, _ = buttons(asked, "settle_confirms")
    presses = [
        threading.Thread(target=harness.press, args=(person, asked, action))
        for person, action in ((BEN, first), (CAY, first.replace("confirms", "denies")))
    ]
    at_once(*presses)
    harness.wait(
        lambda: [m for p in (BEN, CAY) for m in harness.ephemerals(p, harness.watched) if "has said meanwhile" in said(m)]
    )
    assert len(harness.record(lambda s: settlements.of_proposal(s, 1))) == 1


def test_a_double_press_settles_once(harness: SlackHarness) -> None:
    message, asked = waiting(harness)
    first, _ = buttons(asked, "settle_confirms")
    presses = [threading.Thread(target=harness.press, args=(BEN, asked, first)) for _ in range(2)]
    at_once(*presses)
    card(harness, message, "1 passage open")
    harness.quiet()
    assert harness.ephemerals(BEN, harness.watched) == []
    assert harness.record(lambda s: proposals.get(s, 1)).version == 2


@pytest.mark.slow
def test_an_old_approve_button_says_what_is_missing(harness: SlackHarness) -> None:
    waiting(harness)
    old = harness.post_as_app(
        {"type": "button", "action_id": "approve", "value": "1.1", "text": {"type": "plain_text", "text": "Approve"}}
    )
    harness.press(BEN, old, "approve")
    harness.ephemeral(BEN, harness.watched, "2 passages open in proposal 1, so it cannot be approved yet")
    assert harness.decisions() == []


def test_the_edit_window_says_which_passages_are_open(harness: SlackHarness) -> None:
    message, asked = waiting(harness)
    harness.press(BEN, asked, "edit")
    view = harness.window(BEN, "Stance: open")
    assert harness.slack.submit(BEN.id, view.id) == {}
    harness.window(BEN, "choose above whether it confirms or denies")
    first, second = [r for r in harness.record(lambda s: proposals.get(s, 1)).proposal.reports if r.stance is Stance.OPEN]
    harness.slack.click(BEN.id, view_id=view.id, action_id=f"edit_stance:{first.id}", value="denies")
    harness.slack.click(BEN.id, view_id=view.id, action_id=f"edit_left_out:{second.id}", value=["edit_left_out"])
    assert harness.slack.submit(BEN.id, view.id) == {}
    answered(harness, message, approve=False)
    assert harness.decisions() == [f"amend by {BEN.id}"]


@pytest.mark.slow
def test_home_and_the_window_from_home_settle_too(harness: SlackHarness) -> None:
    _, asked = waiting(harness)
    view = harness.home(BEN, "2 passages open")
    harness.slack.click(BEN.id, view_id=view.id, action_id="show_proposal:0")
    window = harness.window(BEN, "You decide: do these 2 passages")
    harness.slack.click(BEN.id, view_id=window.id, action_id=buttons(asked, "settle_confirms")[0])
    harness.window(BEN, "does this passage of", "confirm or deny the claim?", BEN.id)
    harness.wait(lambda: "1 passage open" in str(harness.slack.home(BEN.id)))


def test_another_editor_is_asked_first_and_settles_all_the_same(harness: SlackHarness) -> None:
    message, asked = waiting(harness)
    harness.press(BEN, asked, "take_proposal")
    held = card(harness, message, f"<@{BEN.id}> is on it")
    harness.press(CAY, held, buttons(held, "settle_denies")[0])
    window = harness.window(CAY, f"<@{BEN.id}> is on it since", "Decide anyway?")
    assert stances(harness) == [Stance.OPEN, Stance.OPEN]
    assert harness.slack.submit(CAY.id, window.id) == {}
    card(harness, message, "1 passage open")
    assert Stance.DENIES in stances(harness)
