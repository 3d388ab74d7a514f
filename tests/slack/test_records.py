"""The record on demand: /event, its card's buttons, App Home and settings."""

import datetime as dt
from typing import Any

import pytest

from bot.sandbox.local_slack.faults import Fault
from bot.sandbox.local_slack.values import Message
from storage import cards, homes, submissions, workspace_settings
from tests.slack.desk import ADA, ANN, AWAY, BEN, DAM_URL, GIL, HOME, OTHER, WATCHED, NewsDesk, offers, said


def event_card(desk: NewsDesk, words: str = "orrin-dam") -> Message:
    desk.slack.command(BEN.id, OTHER.id, f"/event {words}")
    return desk.whisper(BEN, OTHER, "Orrin dam")


def approved(desk: NewsDesk) -> None:
    message = desk.paste()
    card = desk.card(message, "Vera Holm")
    desk.press(BEN, card, "approve")
    desk.wait(lambda: not offers(desk.answers(message)[0], "approve"))


def test_an_event_is_found_by_its_name_and_by_words(any_desk: NewsDesk) -> None:
    card = event_card(any_desk)
    for action in ("add_source", "share_event", "explain_confidence"):
        assert offers(card, action)
    any_desk.slack.command(ANN.id, OTHER.id, "/event bridge closed")
    any_desk.whisper(ANN, OTHER, "old bridge")


def test_words_that_find_several_events_list_them(desk: NewsDesk) -> None:
    desk.slack.command(BEN.id, OTHER.id, "/event orrin")
    listed = desk.whisper(BEN, OTHER, "dam", "bridge")
    action = next(a for block in listed.blocks for a in _actions(block) if a.startswith("show_event"))
    desk.press(BEN, listed, action)
    desk.window(BEN, "Orrin")


@pytest.mark.parametrize(("text", "words"), [("/event", "/event"), ("/event zebra crossing", "zebra crossing")])
def test_no_event_is_said_in_words(desk: NewsDesk, text: str, words: str) -> None:
    desk.slack.command(BEN.id, OTHER.id, text)
    desk.whisper(BEN, OTHER, words)


def test_an_event_shows_reports_and_history_once_something_is_approved(desk: NewsDesk) -> None:
    approved(desk)
    assert "courier.example" in said(event_card(desk))
    undone = next(m for m in desk.slack.world.all_in(WATCHED.id) if offers(m, "undo"))
    desk.press(BEN, undone, "undo")
    desk.wait(lambda: "undo by" in str(desk.decisions()))
    desk.slack.command(BEN.id, OTHER.id, "/event orrin-dam")
    desk.whisper(BEN, OTHER, "data_visualization")


def test_an_event_is_shared_into_a_channel_and_follows_the_record(desk: NewsDesk) -> None:
    card = event_card(desk)
    desk.press(BEN, card, "share_event")
    view = desk.window(BEN)
    desk.slack.fill(BEN.id, view.id, "channel", "channel", HOME.id)
    assert desk.slack.submit(BEN.id, view.id) == {}
    shared = desk.wait(lambda: [m for m in desk.slack.messages(HOME.id, BEN.id) if m.app])[0]
    before = said(shared)
    approved(desk)
    desk.wait(lambda: before not in [said(m) for m in desk.slack.messages(HOME.id, BEN.id) if m.ts == shared.ts])


def test_a_slack_that_knows_no_charts_gets_the_card_without(desk: NewsDesk) -> None:
    approved(desk)
    undone = next(m for m in desk.slack.world.all_in(WATCHED.id) if offers(m, "undo"))
    desk.press(BEN, undone, "undo")
    desk.wait(lambda: "undo by" in str(desk.decisions()))
    desk.press(BEN, event_card(desk), "share_event")
    view = desk.window(BEN)
    desk.slack.fill(BEN.id, view.id, "channel", "channel", HOME.id)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)
    desk.wait(lambda: not desk.record(lambda s: cards.any_due(s, later)))
    desk.slack.faults.next_time("chat.postMessage", Fault(200, "invalid_blocks"))
    assert desk.slack.submit(BEN.id, view.id) == {}
    shared = desk.wait(lambda: [m for m in desk.slack.messages(HOME.id, BEN.id) if m.app and offers(m, "add_source")])[0]
    assert "data_visualization" not in said(shared)
    assert "History" in said(shared)


def test_sharing_where_the_bot_is_not_says_invite(desk: NewsDesk) -> None:
    desk.press(BEN, event_card(desk), "share_event")
    view = desk.window(BEN)
    desk.slack.fill(BEN.id, view.id, "channel", "channel", AWAY.id)
    assert "/invite" in str(desk.slack.submit(BEN.id, view.id))


def test_another_source_is_brought_for_an_event(any_desk: NewsDesk) -> None:
    card = event_card(any_desk)
    any_desk.press(BEN, card, "add_source")
    view = any_desk.window(BEN)
    any_desk.slack.fill(BEN.id, view.id, "link", "link", DAM_URL)
    any_desk.slack.fill(BEN.id, view.id, "note", "note", "By our stringer.")
    assert any_desk.slack.submit(BEN.id, view.id) == {}
    any_desk.wait(lambda: [m for m in any_desk.slack.messages(OTHER.id, BEN.id) if offers(m, "approve")])
    submission = any_desk.record(lambda s: submissions.get(s, 1))
    assert (submission.event_hint, submission.note, submission.by) == ("orrin-dam", "By our stringer.", BEN.id)


def test_the_rule_is_explained(desk: NewsDesk) -> None:
    desk.press(BEN, event_card(desk), "explain_confidence")
    desk.window(BEN, "origin")


def test_an_editor_gives_an_event_a_home(desk: NewsDesk) -> None:
    desk.press(BEN, event_card(desk), "set_home_channel")
    view = desk.window(BEN)
    desk.slack.fill(BEN.id, view.id, "channel", "channel", OTHER.id)
    assert desk.slack.submit(BEN.id, view.id) == {}
    assert desk.record(lambda s: homes.of_event(s, "orrin-dam")) == OTHER.id


def test_app_home_is_a_queue_for_editors_and_a_list_for_journalists(desk: NewsDesk) -> None:
    message = desk.paste()
    desk.card(message, "Vera Holm")
    home = desk.home(BEN, "Vera Holm")
    assert "show_proposal" in str(home.payload)
    assert "change_settings" not in str(home.payload)
    mine = desk.home(ANN, "courier.example")
    assert "wait for a decision" not in str(mine.payload)


def test_an_editor_decides_in_app_home_and_the_card_follows(desk: NewsDesk) -> None:
    message = desk.paste()
    desk.card(message, "Vera Holm")
    home = desk.home(BEN, "Vera Holm")
    action = next(a for block in home.blocks for a in _actions(block) if a.startswith("show_proposal"))
    desk.slack.click(BEN.id, action_id=action, view_id=home.id)
    view = desk.window(BEN, "Vera Holm")
    desk.slack.click(BEN.id, action_id="approve", view_id=view.id)
    desk.card(message, f"<@{BEN.id}>")
    desk.window(BEN, f"<@{BEN.id}>", "undo")
    desk.wait(lambda: "1 proposal waits" in str(desk.slack.home(BEN.id)))


def test_an_admin_changes_the_settings_and_they_hold_at_once(any_desk: NewsDesk) -> None:
    home = any_desk.home(ADA, "change_settings")
    any_desk.slack.click(ADA.id, action_id="change_settings", view_id=home.id)
    view = any_desk.window(ADA)
    any_desk.slack.fill(ADA.id, view.id, "watched_channels", "watched_channels", [WATCHED.id, OTHER.id])
    assert any_desk.slack.submit(ADA.id, view.id) == {}
    assert any_desk.record(workspace_settings.get).watched_channels == (WATCHED.id, OTHER.id)
    message = any_desk.paste(channel=OTHER)
    any_desk.card(message, "Vera Holm")


def test_wrong_settings_are_named_at_their_place(desk: NewsDesk) -> None:
    home = desk.home(ADA, "change_settings")
    desk.slack.click(ADA.id, action_id="change_settings", view_id=home.id)
    view = desk.window(ADA)
    desk.slack.fill(ADA.id, view.id, "ignored_domains", "ignored_domains", "not a domain!")
    assert "ignored_domains" in desk.slack.submit(ADA.id, view.id)


def test_others_cannot_open_the_settings(desk: NewsDesk) -> None:
    for person in (BEN, GIL):
        assert "change_settings" not in str(desk.home(person).payload)


def _actions(block: dict[str, Any]) -> list[str]:
    return [str(e.get("action_id", "")) for e in [*block.get("elements", ()), block.get("accessory") or {}]]
