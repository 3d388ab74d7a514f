"""The same bot over HTTP: each kind of request that Slack sends, signed and taken in by Bolt, once."""

from collections.abc import Iterator

import pytest

from storage import submissions, workspace_settings
from tests.slack.harness import ADA, ANN, BEN, CAY, DAM_URL, SlackHarness, offers, open_harness, said
from tests.slack.lending import Lender


@pytest.fixture(scope="module")
def lender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lender]:
    home = tmp_path_factory.mktemp("desk")
    with open_harness(home, transport="http") as opened:
        yield Lender(opened, home / "as-it-was-at-first.db")


def test_an_event_a_press_and_a_window(harness: SlackHarness) -> None:
    message = harness.paste(f"Heard this on the radio too: {DAM_URL}")
    card = harness.card(message, "Vera Holm")
    harness.press(CAY, card, "reject")
    view = harness.window(CAY)
    assert harness.slack.submit(CAY.id, view.id) != {}
    harness.slack.fill(CAY.id, view.id, "reason", "reason", "Nothing of its own.")
    assert harness.slack.submit(CAY.id, view.id) == {}
    harness.card(message, f"<@{CAY.id}>", "Nothing of its own.")
    harness.answer(message, f"<@{ANN.id}>", "Nothing of its own.")
    assert harness.decisions() == [f"reject by {CAY.id}"]


def test_a_command_with_its_answer_and_a_search_in_its_window(harness: SlackHarness) -> None:
    harness.slack.command(ANN.id, harness.other.id, f"/source {DAM_URL} orrin-dam seen on my way")
    harness.ephemeral(ANN, harness.other, "reading it")
    harness.wait(lambda: [m for m in harness.slack.messages(harness.other.id, BEN.id) if m.app and "Vera Holm" in said(m)])
    harness.slack.command(ANN.id, harness.other.id, "/digest")
    view = harness.window(ANN, "Time zone")
    offered = harness.slack.suggest(ANN.id, action_id="find_zone", block_id="zone", query="lisb", view_id=view.id)
    assert [option["value"] for option in offered] == ["Europe/Lisbon"]


def test_a_shortcut(harness: SlackHarness) -> None:
    message = harness.paste(DAM_URL, channel=harness.other)
    harness.slack.shortcut(BEN.id, "submit_message", channel=harness.other.id, ts=message.ts)
    assert offers(harness.card(message, "Vera Holm"), "approve")
    assert harness.record(lambda s: submissions.get(s, 1)).by == BEN.id


def test_the_home_and_a_button_in_it(harness: SlackHarness) -> None:
    home = harness.home(ADA, "change_settings")
    harness.slack.click(ADA.id, action_id="change_settings", view_id=home.id)
    view = harness.window(ADA)
    harness.slack.fill(ADA.id, view.id, "undo_minutes", "undo_minutes", "30")
    assert harness.slack.submit(ADA.id, view.id) == {}
    assert harness.record(workspace_settings.get).undo_minutes == 30
