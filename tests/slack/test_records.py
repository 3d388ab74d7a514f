"""The record on demand: /event, its card's buttons, App Home and settings."""

import datetime as dt
import io
import re
from typing import Any

import pytest

from bot.domain.api_token import Scope
from bot.domain.errors import Refused
from bot.domain.model import Level
from bot.packs.verifying import verify
from bot.pipeline.api_tokens import admit
from bot.pipeline.services import RecordServices
from bot.sandbox.local_slack.faults import Fault
from bot.sandbox.local_slack.values import Message, Person
from storage import api_tokens, cards, events, history, submissions, workspace_settings
from tests.slack.harness import ADA, ANN, BEN, CAY, DAM_URL, GIL, SlackHarness, offers, said


def caught_up(harness: SlackHarness, person: Person = BEN, words: str = "orrin-dam") -> Message:
    """Let somebody ask for an event, and return what sums it up."""
    harness.slack.command(person.id, harness.other.id, f"/event {words}")
    return harness.ephemeral(person, harness.other, "Changed last", "Whole record")


def whole_record(harness: SlackHarness, person: Person = BEN) -> Any:
    """Let somebody open the whole record of the event, and return its window."""
    harness.press(person, caught_up(harness, person), "show_event")
    return harness.window(person, "show_history")


def click(harness: SlackHarness, view: Any, action: str, person: Person = BEN) -> None:
    harness.slack.click(person.id, action_id=action, view_id=view.id)


def approved(harness: SlackHarness) -> None:
    message = harness.paste()
    card = harness.card(message, "Vera Holm")
    harness.press(BEN, card, "approve")
    harness.wait(lambda: not offers(harness.answers(message)[0], "approve"))


def test_an_event_is_found_by_its_name_and_by_words(harness: SlackHarness) -> None:
    card = caught_up(harness)
    for action in ("add_source", "follow", "show_event"):
        assert offers(card, action)
    window = str(whole_record(harness).payload)
    for action in ("add_source", "catch_up", "follow", "share_event", "explain_confidence"):
        assert action in window
    harness.slack.command(ANN.id, harness.other.id, "/event bridge closed")
    harness.ephemeral(ANN, harness.other, "old bridge")


def test_words_that_find_several_events_list_them(harness: SlackHarness) -> None:
    harness.slack.command(BEN.id, harness.other.id, "/event orrin")
    listed = harness.ephemeral(BEN, harness.other, "dam", "bridge")
    action = next(a for block in listed.blocks for a in _actions(block) if a.startswith("show_event"))
    harness.press(BEN, listed, action)
    harness.window(BEN, "Orrin")


def test_no_event_is_said_in_words(harness: SlackHarness) -> None:
    harness.slack.command(BEN.id, harness.other.id, "/event zebra crossing")
    harness.ephemeral(BEN, harness.other, "zebra crossing")
    harness.slack.command(ANN.id, harness.other.id, "/event")
    harness.ephemeral(ANN, harness.other, "/event")


def test_an_event_shows_reports_and_history_once_something_is_approved(harness: SlackHarness) -> None:
    approved(harness)
    assert "courier.example" in str(whole_record(harness).payload)
    undone = next(m for m in harness.slack.world.all_in(harness.watched.id) if offers(m, "undo"))
    harness.press(BEN, undone, "undo")
    harness.wait(lambda: "undo by" in str(harness.decisions()))
    harness.slack.command(BEN.id, harness.other.id, "/event orrin-dam")
    harness.ephemeral(BEN, harness.other, "Changed last", "Reported → unverified")


def test_an_event_is_shared_into_a_channel_and_follows_the_record(harness: SlackHarness) -> None:
    click(harness, whole_record(harness), "share_event")
    view = harness.window(BEN, "Post its card in")
    harness.slack.fill(BEN.id, view.id, "channel", "channel", harness.home_channel.id)
    assert harness.slack.submit(BEN.id, view.id) == {}
    shared = harness.wait(lambda: [m for m in harness.slack.messages(harness.home_channel.id, BEN.id) if m.app])[0]
    before = said(shared)
    approved(harness)
    harness.wait(
        lambda: before not in [said(m) for m in harness.slack.messages(harness.home_channel.id, BEN.id) if m.ts == shared.ts]
    )


def test_a_slack_that_knows_no_charts_gets_the_card_without(harness: SlackHarness) -> None:
    approved(harness)
    # A line has two points at least.
    moved = harness.record(lambda s: history.on_event(s, events.id_of(s, "orrin-dam")))
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    again = [
        change.model_copy(update={"at": later, "decision_id": None, "level_before": change.level_after}) for change in moved
    ]
    with harness.database.transaction(harness.slack.team) as s:
        history.add(s, "orrin-dam", again)
    click(harness, whole_record(harness), "share_event")
    view = harness.window(BEN, "Post its card in")
    harness.slack.fill(BEN.id, view.id, "channel", "channel", harness.home_channel.id)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)
    harness.wait(lambda: not harness.record(lambda s: cards.any_due(s, later)))
    harness.slack.faults.next_time("chat.postMessage", Fault(200, "invalid_blocks"))
    assert harness.slack.submit(BEN.id, view.id) == {}
    there = harness.home_channel.id
    shared = harness.wait(lambda: [m for m in harness.slack.messages(there, BEN.id) if m.app and offers(m, "add_source")])[0]
    assert "data_visualization" not in said(shared)
    assert "History" in said(shared)


def test_sharing_where_the_bot_is_not_says_invite(harness: SlackHarness) -> None:
    click(harness, whole_record(harness), "share_event")
    view = harness.window(BEN, "Post its card in")
    harness.slack.fill(BEN.id, view.id, "channel", "channel", harness.away.id)
    assert "/invite" in str(harness.slack.submit(BEN.id, view.id))


@pytest.mark.slow
def test_another_source_is_brought_for_an_event(harness: SlackHarness) -> None:
    harness.press(BEN, caught_up(harness), "add_source")
    view = harness.window(BEN)
    harness.slack.fill(BEN.id, view.id, "link", "link", DAM_URL)
    harness.slack.fill(BEN.id, view.id, "note", "note", "By our stringer.")
    assert harness.slack.submit(BEN.id, view.id) == {}
    harness.wait(lambda: [m for m in harness.slack.messages(harness.other.id, BEN.id) if offers(m, "approve")])
    submission = harness.record(lambda s: submissions.get(s, 1))
    assert (submission.event_hint, submission.note, submission.by) == ("orrin-dam", "By our stringer.", BEN.id)


def test_the_rule_is_explained(harness: SlackHarness) -> None:
    click(harness, whole_record(harness), "explain_confidence")
    harness.window(BEN, "origin")


def test_an_editor_gives_an_event_a_home(harness: SlackHarness) -> None:
    click(harness, whole_record(harness), "set_home_channel")
    view = harness.window(BEN, "Home channel")
    harness.slack.fill(BEN.id, view.id, "channel", "channel", harness.other.id)
    assert harness.slack.submit(BEN.id, view.id) == {}
    assert harness.record(lambda s: events.home_of(s, "orrin-dam")) == harness.other.id


def test_app_home_is_a_queue_for_editors_and_a_list_for_journalists(harness: SlackHarness) -> None:
    message = harness.paste()
    harness.card(message, "Vera Holm")
    home = harness.home(BEN, "Vera Holm")
    assert "show_proposal" in str(home.payload)
    assert "change_settings" not in str(home.payload)
    mine = harness.home(ANN, "courier.example")
    assert "wait for a decision" not in str(mine.payload)


def test_an_editor_decides_in_app_home_and_the_card_follows(harness: SlackHarness) -> None:
    message = harness.paste()
    harness.card(message, "Vera Holm")
    home = harness.home(BEN, "Vera Holm")
    action = next(a for block in home.blocks for a in _actions(block) if a.startswith("show_proposal"))
    harness.slack.click(BEN.id, action_id=action, view_id=home.id)
    view = harness.window(BEN, "Vera Holm")
    harness.slack.click(BEN.id, action_id="approve", view_id=view.id)
    harness.card(message, f"<@{BEN.id}>")
    harness.window(BEN, f"<@{BEN.id}>", "undo")
    harness.wait(lambda: "1 proposal waits" in str(harness.slack.home(BEN.id)))


def test_an_admin_changes_the_settings_and_they_hold_at_once(harness: SlackHarness) -> None:
    home = harness.home(ADA, "change_settings")
    harness.slack.click(ADA.id, action_id="change_settings", view_id=home.id)
    view = harness.window(ADA)
    harness.slack.fill(ADA.id, view.id, "watched_channels", "watched_channels", [harness.watched.id, harness.other.id])
    assert harness.slack.submit(ADA.id, view.id) == {}
    assert harness.record(workspace_settings.get).watched_channels == (harness.watched.id, harness.other.id)
    message = harness.paste(channel=harness.other)
    harness.card(message, "Vera Holm")


def test_wrong_settings_are_named_at_their_place(harness: SlackHarness) -> None:
    home = harness.home(ADA, "change_settings")
    harness.slack.click(ADA.id, action_id="change_settings", view_id=home.id)
    view = harness.window(ADA)
    harness.slack.fill(ADA.id, view.id, "ignored_domains", "ignored_domains", "not a domain!")
    assert "ignored_domains" in harness.slack.submit(ADA.id, view.id)


def test_others_cannot_open_the_settings(harness: SlackHarness) -> None:
    for person in (BEN, GIL):
        assert "change_settings" not in str(harness.home(person).payload)


def test_an_admin_makes_a_token_that_is_shown_once_and_revokes_it(harness: SlackHarness) -> None:
    harness.slack.click(ADA.id, action_id="change_tokens", view_id=harness.home(ADA, "change_tokens").id)
    view = harness.window(ADA)
    harness.slack.fill(ADA.id, view.id, "token_name", "token_name", "wire")
    harness.slack.fill(ADA.id, view.id, "token_scopes", "token_scopes", ["propose"])
    assert harness.slack.submit(ADA.id, view.id) == {}
    (token,) = harness.record(api_tokens.list_)
    assert (token.name, token.scopes, token.made_by) == ("wire", (Scope.PROPOSE,), ADA.id)
    services = RecordServices(database=harness.database, clock=lambda: dt.datetime.now(dt.UTC))
    (shown,) = re.findall(r"sst_[\w.-]+", str(harness.window(ADA, "this once").payload))
    assert admit(services, shown).token.name == "wire"
    harness.slack.click(ADA.id, action_id="change_tokens", view_id=harness.home(ADA, "change_tokens").id)
    view = harness.window(ADA, "wire")
    assert shown not in str(view.payload)
    harness.slack.fill(ADA.id, view.id, "revoked_tokens", "revoked_tokens", [str(token.id)])
    assert harness.slack.submit(ADA.id, view.id) == {}
    with pytest.raises(Refused):
        admit(services, shown)


def _actions(block: dict[str, Any]) -> list[str]:
    return [str(e.get("action_id", "")) for e in [*block.get("elements", ()), block.get("accessory") or {}]]


def test_the_history_shows_who_did_what_before_what_followed(harness: SlackHarness) -> None:
    approved(harness)
    click(harness, whole_record(harness), "show_history")
    window = str(harness.window(BEN, "Approved by ", BEN.id).payload)
    assert window.index("Approved by ") < window.index("That it is so: ")


def switch(harness: SlackHarness, action: str, reason: str, *words: str) -> None:
    """Retract or reopen the event from its card, and wait for its window."""
    click(harness, whole_record(harness), action)
    view = harness.window(BEN, "Why?")
    assert "reason" in harness.slack.submit(BEN.id, view.id)
    harness.slack.fill(BEN.id, view.id, "reason", "reason", reason)
    assert harness.slack.submit(BEN.id, view.id) == {}
    harness.window(BEN, reason, *words)
    while (view := harness.slack.modal(BEN.id)) is not None:
        harness.slack.close(BEN.id, view.id)


def test_an_event_is_retracted_and_reopened_with_a_reason_and_its_cards_say_so(harness: SlackHarness) -> None:
    message = harness.paste()
    harness.card(message, "Vera Holm")
    switch(harness, "retract_event", "It was a <!channel> drill.", "⛔ Retracted: ")
    warned = harness.card(message, "⛔ This event is retracted: It was a <!channel> drill. What is approved counts only once")
    harness.press(BEN, warned, "approve")
    harness.wait(lambda: not offers(harness.answers(message)[0], "approve"))
    assert {change.level_after for change in harness.record(lambda s: history.of_event(s, "orrin-dam"))} == {Level.RETRACTED}
    switch(harness, "reopen_event", "It was none.", "Reopened by ")
    assert "This event is retracted" not in said(harness.answers(message)[0])
    assert harness.record(lambda s: history.of_event(s, "orrin-dam"))[-1].level_after is Level.REPORTED
    click(harness, whole_record(harness, ANN), "retract_event", ANN)
    harness.window(ANN, "Only editors")


def test_where_two_editors_are_needed_the_first_is_told_so_and_the_second_sees_whose_look_was_first(
    harness: SlackHarness,
) -> None:
    harness.settle(second_look=True)
    label = {"type": "plain_text", "text": "Show event"}
    card = harness.post_as_app({"type": "button", "action_id": "show_event", "value": "orrin-dam", "text": label})
    for editor, told in ((BEN, "another editor has to retract it too"), (CAY, "⛔ Retracted: ")):
        harness.press(editor, card, "show_event")
        click(harness, harness.window(editor, "retract_event"), "retract_event", editor)
        view = harness.window(editor, "Why?", *([f"First look by <@{BEN.id}>"] if editor is CAY else []))
        harness.slack.fill(editor.id, view.id, "reason", "reason", "Another dam.")
        harness.slack.submit(editor.id, view.id)
        harness.window(editor, told)


def test_editors_get_the_evidence_of_an_event_as_a_file_that_can_be_verified(harness: SlackHarness) -> None:
    approved(harness)
    click(harness, whole_record(harness), "export_evidence")
    direct = harness.slack.world.direct(BEN.id).id
    sent = harness.wait(lambda: [m for m in harness.slack.messages(direct, BEN.id) if m.files])
    (file,) = sent[0].files
    assert file.name == "orrin-dam-evidence.zip"
    assert verify(io.BytesIO(file.content)).manifest.event == "orrin-dam"
