"""Clicks, commands and shortcuts."""

from typing import Any

import pytest

from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.local_slack import LocalSlack
from tests.sandbox.local_slack.clicking import BUTTON, BUTTONS, OPTIONS, PLAIN, element, posted
from tests.sandbox.local_slack.listening import SILENT, Json, Listening, impatient
from tests.sandbox.local_slack.test_limits_views import field, modal

# clicks


def test_a_click_in_a_message_says_who_where_and_what(slack: LocalSlack, app: Listening) -> None:
    parent = slack.post("U0MIRA", "C0VERIFY", "look").ts
    message = posted(app, BUTTONS, thread_ts=parent)
    slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=message.ts)
    (payload,) = app.payloads("block_actions")
    assert payload["user"] == {"id": "U0OLEK", "username": "olek", "name": "olek", "team_id": "T0HARBOUR"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": "C0VERIFY",
        "is_ephemeral": False,
        "thread_ts": parent,
    }
    assert payload["channel"] == {"id": "C0VERIFY", "name": "verify"}
    assert (payload["message"]["ts"], payload["message"]["thread_ts"]) == (message.ts, parent)
    (action,) = payload["actions"]
    assert {**action, "action_ts": ""} == {**BUTTON, "block_id": "buttons", "action_ts": ""}
    assert payload["response_url"].startswith(f"{slack.url}/actions/")
    assert slack.problem("U0OLEK") == ""


def test_an_outsider_in_a_shared_channel_clicks_with_their_own_team(slack: LocalSlack, app: Listening) -> None:
    ts = app.client.chat_postMessage(channel="C0SHARED", text="card", blocks=[BUTTONS])["ts"]
    slack.click("U0STRANGE", action_id="approve", channel="C0SHARED", ts=ts)
    (payload,) = app.payloads("block_actions")
    assert (payload["user"]["team_id"], payload["team"]["id"]) == ("T0ELSEWHERE", "T0HARBOUR")


def test_an_ephemeral_messages_content_is_not_sent(slack: LocalSlack, app: Listening) -> None:
    ts = app.client.chat_postEphemeral(channel="C0VERIFY", user="U0MIRA", text="again?", blocks=[BUTTONS])["message_ts"]
    slack.click("U0MIRA", action_id="approve", channel="C0VERIFY", ts=str(ts))
    (payload,) = app.payloads("block_actions")
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    with pytest.raises(SandboxRefused, match="somebody else"):
        slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=str(ts))


@pytest.mark.parametrize(
    ("what", "value", "field_name", "sent"),
    [
        (element("overflow", options=OPTIONS), "fire", "selected_option", OPTIONS[1]),
        (element("static_select", options=OPTIONS), "vote", "selected_option", OPTIONS[2]),
        (
            element("static_select", option_groups=[{"label": PLAIN, "options": OPTIONS}]),
            "vote",
            "selected_option",
            OPTIONS[2],
        ),
        (element("radio_buttons", options=OPTIONS), "ferry", "selected_option", OPTIONS[0]),
        (element("checkboxes", options=OPTIONS), ["ferry", "vote"], "selected_options", [OPTIONS[0], OPTIONS[2]]),
        (element("multi_static_select", options=OPTIONS), ["fire"], "selected_options", [OPTIONS[1]]),
        (element("users_select"), "U0MIRA", "selected_user", "U0MIRA"),
        (element("multi_users_select"), ["U0MIRA", "U0OLEK"], "selected_users", ["U0MIRA", "U0OLEK"]),
        (element("channels_select"), "C0VERIFY", "selected_channel", "C0VERIFY"),
        (element("conversations_select"), "G0DESK", "selected_conversation", "G0DESK"),
        (element("datepicker"), "2026-11-23", "selected_date", "2026-11-23"),
        (element("timepicker"), "18:00", "selected_time", "18:00"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) and "action_id" in value else "",
)
def test_a_choice_comes_in_the_field_of_its_kind(
    slack: LocalSlack, app: Listening, what: Json, value: Any, field_name: str, sent: Any
) -> None:
    ts = posted(app, {"type": "section", "block_id": "menu", "text": PLAIN, "accessory": what}).ts
    slack.click("U0OLEK", action_id="pick", value=value, channel="C0VERIFY", ts=ts)
    (payload,) = app.payloads("block_actions")
    (action,) = payload["actions"]
    assert (action["type"], action["block_id"], action[field_name]) == (what["type"], "menu", sent)
    if what["type"] != "overflow":
        assert payload["state"]["values"] == {"menu": {"pick": {"type": what["type"], field_name: sent}}}


@pytest.mark.parametrize(
    ("what", "value", "why"),
    [
        (element("static_select", options=OPTIONS), "flood", "not among the options"),
        (element("users_select"), "U0NOBODY", "nobody"),
        (element("channels_select"), "G0DESK", "no public channel"),
        (element("conversations_select"), "C0NOWHERE", "no conversation"),
        (element("timepicker"), "24:00", "no time of day"),
        (element("multi_users_select", max_selected_items=1), ["U0MIRA", "U0OLEK"], "At most 1"),
        (element("external_select"), "unseen", "not among the options"),
    ],
)
def test_what_is_not_offered_cannot_be_chosen(slack: LocalSlack, app: Listening, what: Json, value: Any, why: str) -> None:
    ts = posted(app, {"type": "section", "text": PLAIN, "accessory": what}).ts
    with pytest.raises(SandboxRefused, match=why):
        slack.click("U0OLEK", action_id="pick", value=value, channel="C0VERIFY", ts=ts)


def test_only_what_is_there_can_be_clicked(slack: LocalSlack, app: Listening) -> None:
    ts = posted(app, BUTTONS).ts
    for where, why in (
        ({"action_id": "reject", "channel": "C0VERIFY", "ts": ts}, "no 'reject' here"),
        ({"action_id": "approve", "channel": "C0VERIFY", "ts": "1.000001"}, "gone"),
        ({"action_id": "approve"}, "Say where"),
        ({"action_id": "approve", "view_id": "V0NONE"}, "not open"),
    ):
        with pytest.raises(SandboxRefused, match=why):
            slack.click("U0OLEK", **where)
    with pytest.raises(SandboxRefused, match="cannot see"):
        slack.click("U0GUST", action_id="approve", channel="C0VERIFY", ts=ts)
    app.client.chat_update(channel="C0VERIFY", ts=ts, text="decided")
    with pytest.raises(SandboxRefused, match="no 'approve' here"):
        slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=ts)


def test_a_click_that_nobody_acknowledges_is_said_to_the_person(slack: LocalSlack, app: Listening) -> None:
    ts = posted(app, BUTTONS).ts
    app.answer = lambda _envelope: SILENT
    patience = impatient(slack)
    slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=ts)
    assert "operation_timeout" in slack.problem("U0OLEK")
    slack.wait_for(lambda: app.payloads("block_actions"))
    app.answer = lambda _envelope: None
    slack.workspace.dispatcher.ack_seconds = patience
    slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=ts)
    assert slack.problem("U0OLEK") == ""


def test_without_the_app_a_click_fails_at_once(slack: LocalSlack, client: Any) -> None:
    ts = client.chat_postMessage(channel="C0VERIFY", text="card", blocks=[BUTTONS])["ts"]
    slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=ts)
    assert slack.problem("U0OLEK") == "This app responded with an error."


# commands and shortcuts


def test_a_command_comes_flat_and_its_answer_shows_to_one(slack: LocalSlack, app: Listening) -> None:
    app.answer = lambda _envelope: {"text": "Reading it."}
    slack.command("U0MIRA", "C0RANDOM", "/source https://a.example/x?p=1  @olek #verify ")
    (envelope,) = app.envelopes
    assert envelope["type"] == "slash_commands"
    payload = envelope["payload"]
    assert (payload["command"], payload["text"]) == ("/source", "https://a.example/x?p=1  <@U0OLEK|olek> <#C0VERIFY|verify>")
    assert (payload["channel_id"], payload["user_id"], payload["is_enterprise_install"]) == ("C0RANDOM", "U0MIRA", "false")
    assert all(isinstance(value, str) for value in payload.values())
    assert [m.text for m in slack.messages("C0RANDOM", "U0MIRA")] == ["Reading it."]
    assert slack.messages("C0RANDOM", "U0OLEK") == []


def test_a_command_can_answer_to_all_or_not_at_all(slack: LocalSlack, app: Listening) -> None:
    slack.command("U0MIRA", "C0VERIFY", "/event")
    assert slack.messages("C0VERIFY", "U0MIRA") == []
    app.answer = lambda envelope: {"response_type": "in_channel", "text": "Found.", "blocks": [BUTTONS]}
    slack.command("U0MIRA", "C0VERIFY", "/event ferry")
    assert [m.text for m in slack.messages("C0VERIFY", "U0OLEK")] == ["Found."]


def test_a_command_that_fails_says_so_in_slacks_words(slack: LocalSlack, app: Listening) -> None:
    app.answer = lambda _envelope: SILENT
    patience = impatient(slack)
    slack.command("U0MIRA", "C0VERIFY", "/event ferry")
    assert slack.problem("U0MIRA") == '/event failed with the error "operation_timeout".'
    slack.workspace.dispatcher.ack_seconds = patience
    app.answer = lambda _envelope: {"text": "a", "blocks": [{"type": "alert"}]}
    slack.command("U0MIRA", "C0VERIFY", "/event ferry")
    assert "invalid_blocks" in slack.problem("U0MIRA")


def test_commands_do_not_work_everywhere(slack: LocalSlack, app: Listening) -> None:
    ts = slack.post("U0MIRA", "C0VERIFY", "look").ts
    with pytest.raises(SandboxRefused, match="not supported in threads"):
        slack.command("U0MIRA", "C0VERIFY", "/source https://a.example", thread_ts=ts)
    with pytest.raises(SandboxRefused, match="not a valid command"):
        slack.command("U0MIRA", "C0VERIFY", "/sauce https://a.example")
    with pytest.raises(SandboxRefused, match="not a valid command"):
        slack.command("U0STRANGE", "C0SHARED", "/source https://a.example")
    with pytest.raises(SandboxRefused, match="cannot write"):
        slack.command("U0MIRA", "C0OLD", "/source https://a.example")


def test_shortcuts_come_with_and_without_a_message(slack: LocalSlack, app: Listening) -> None:
    ts = slack.post("U0OLEK", "C0VERIFY", "https://a.example").ts
    slack.shortcut("U0MIRA", "submit_message", channel="C0VERIFY", ts=ts)
    (payload,) = app.payloads("message_action")
    assert (payload["callback_id"], payload["message_ts"], payload["message"]["user"]) == ("submit_message", ts, "U0OLEK")
    assert payload["channel"]["id"] == "C0VERIFY"
    assert "response_url" in payload
    slack.shortcut("U0MIRA", "submit_source")
    (everywhere,) = app.payloads("shortcut")
    assert everywhere["callback_id"] == "submit_source"
    assert "channel" not in everywhere
    assert app.client.views_open(trigger_id=everywhere["trigger_id"], view=modal(field()))["ok"]


def test_shortcuts_are_used_where_they_belong(slack: LocalSlack, app: Listening) -> None:
    shown = app.client.chat_postEphemeral(channel="C0VERIFY", user="U0MIRA", text="only you")["message_ts"]
    for user, callback, where, why in (
        ("U0MIRA", "submit_all", {}, "no shortcut"),
        ("U0MIRA", "submit_message", {}, "is a message shortcut"),
        ("U0MIRA", "submit_source", {"channel": "C0VERIFY", "ts": shown}, "is a global shortcut"),
        ("U0MIRA", "submit_message", {"channel": "C0VERIFY", "ts": shown}, "no shortcuts"),
        ("U0STRANGE", "submit_source", {}, "no shortcut"),
    ):
        with pytest.raises(SandboxRefused, match=why):
            slack.shortcut(user, callback, **where)
