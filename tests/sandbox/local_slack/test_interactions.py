"""Clicks, modals, the Home tab, commands, shortcuts, suggestions and response_urls."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Message, View
from tests.sandbox.local_slack.conftest import Clock
from tests.sandbox.local_slack.listening import SILENT, Json, Listening
from tests.sandbox.local_slack.test_limits_views import NOTE, field, home, modal

PLAIN = {"type": "plain_text", "text": "x"}
OPTIONS = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("ferry", "fire", "vote")]
BUTTON = {"type": "button", "text": PLAIN, "action_id": "approve", "value": "7.1", "style": "primary"}
BUTTONS = {"type": "actions", "block_id": "buttons", "elements": [BUTTON]}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "pick", **more}


@pytest.fixture
def app(slack: LocalSlack) -> Iterator[Listening]:
    with Listening(slack) as listening:
        yield listening


def posted(app: Listening, *blocks: Json, **more: Any) -> Message:
    ts = app.client.chat_postMessage(channel="C0VERIFY", text="card", blocks=list(blocks), **more)["ts"]
    found = app.slack.world.find("C0VERIFY", str(ts))
    assert found is not None
    return found


def trigger(app: Listening, user: str = "U0OLEK") -> str:
    """Have a person click a button and give the trigger id that the app got."""
    app.slack.click(user, action_id="approve", channel="C0VERIFY", ts=posted(app, BUTTONS).ts)
    return str(app.payloads("block_actions")[-1]["trigger_id"])


def opened(app: Listening, view: Json, user: str = "U0OLEK") -> View:
    app.client.views_open(trigger_id=trigger(app, user), view=view)
    found = app.slack.modal(user)
    assert found is not None
    return found


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        call(**arguments)
    return str(error.value.response["error"])


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
    slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=ts)
    assert "operation_timeout" in slack.problem("U0OLEK")
    assert len(app.payloads("block_actions")) == 1
    app.answer = lambda _envelope: None
    slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=ts)
    assert slack.problem("U0OLEK") == ""


def test_without_the_app_a_click_fails_at_once(slack: LocalSlack, client: Any) -> None:
    ts = client.chat_postMessage(channel="C0VERIFY", text="card", blocks=[BUTTONS])["ts"]
    slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=ts)
    assert slack.problem("U0OLEK") == "This app responded with an error."


# trigger ids


def test_a_trigger_id_opens_one_view_within_three_seconds(slack: LocalSlack, app: Listening, clock: Clock) -> None:
    first = trigger(app)
    app.client.views_open(trigger_id=first, view=modal(field()))
    assert refused(app.client.views_open, trigger_id=first, view=modal(field())) == "exchanged_trigger_id"
    late = trigger(app)
    clock.forward(seconds=3.1)
    assert refused(app.client.views_open, trigger_id=late, view=modal(field())) == "expired_trigger_id"
    assert refused(app.client.views_open, trigger_id="1.2.3", view=modal(field())) == "invalid_trigger_id"


def test_a_wrong_view_does_not_use_the_trigger_up(app: Listening) -> None:
    given = trigger(app)
    assert refused(app.client.views_open, trigger_id=given, view=modal(field(), submit=None)) == "invalid_arguments"
    assert app.client.views_open(trigger_id=given, view=modal(field()))["ok"]


# modals


def test_a_submitted_modal_carries_all_that_was_typed(slack: LocalSlack, app: Listening) -> None:
    view = opened(
        app,
        modal(
            field(),
            field(element("static_select", options=OPTIONS, initial_option=OPTIONS[0]), block_id="kind"),
            field(element("users_select"), block_id="who", optional=True),
            private_metadata="7.1",
            callback_id="edit",
        ),
    )
    slack.fill("U0OLEK", view.id, "b", "note", "seen by two outlets")
    assert slack.submit("U0OLEK", view.id) == {}
    (payload,) = app.payloads("view_submission")
    assert payload["view"]["state"]["values"] == {
        "b": {"note": {"type": "plain_text_input", "value": "seen by two outlets"}},
        "kind": {"pick": {"type": "static_select", "selected_option": OPTIONS[0]}},
        "who": {"pick": {"type": "users_select", "selected_user": None}},
    }
    assert (payload["view"]["private_metadata"], payload["view"]["callback_id"]) == ("7.1", "edit")
    assert slack.modal("U0OLEK") is None


def test_the_client_itself_wants_required_fields_and_right_forms(slack: LocalSlack, app: Listening) -> None:
    view = opened(
        app,
        modal(
            field({**NOTE, "max_length": 5, "min_length": 2}),
            field(element("url_text_input"), block_id="link"),
            field(element("number_input", is_decimal_allowed=False), block_id="minutes"),
            field(element("email_text_input"), block_id="mail"),
            field(element("multi_users_select"), block_id="who"),
        ),
    )
    required = "Please complete this required field."
    assert slack.submit("U0OLEK", view.id) == dict.fromkeys(("b", "link", "minutes", "mail", "who"), required)
    for block, action, value in (("link", "pick", "nowhere"), ("minutes", "pick", "1.5"), ("mail", "pick", "a@b")):
        slack.fill("U0OLEK", view.id, block, action, value)
    slack.fill("U0OLEK", view.id, "who", "pick", ["U0MIRA"])
    slack.fill("U0OLEK", view.id, "b", "note", "x")
    assert set(slack.submit("U0OLEK", view.id)) == {"b", "link", "minutes", "mail"}
    slack.fill("U0OLEK", view.id, "b", "note", "123456")
    assert "more than 5" in slack.submit("U0OLEK", view.id)["b"]
    assert app.payloads("view_submission") == []


@pytest.mark.parametrize("errors", [{"other": "no such block"}, {}, None, "text"])
def test_errors_show_at_their_inputs_and_only_there(slack: LocalSlack, app: Listening, errors: Any) -> None:
    view = opened(app, modal(field()))
    slack.fill("U0OLEK", view.id, "b", "note", "x")
    app.answer = lambda _envelope: {"response_action": "errors", "errors": {"b": "Give a reason."}}
    assert slack.submit("U0OLEK", view.id) == {"b": "Give a reason."}
    app.answer = lambda _envelope: {"response_action": "errors", "errors": errors}
    assert slack.submit("U0OLEK", view.id) == {}
    assert "trouble connecting" in slack.problem("U0OLEK")
    assert slack.modal("U0OLEK") is not None


def test_a_submission_can_update_push_and_clear(slack: LocalSlack, app: Listening) -> None:
    first = opened(app, modal({"type": "divider"}, callback_id="first"))
    app.answer = lambda _envelope: {"response_action": "update", "view": modal({"type": "divider"}, callback_id="second")}
    slack.submit("U0OLEK", first.id)
    second = slack.modal("U0OLEK")
    assert second is not None
    assert (second.id, second.payload["callback_id"]) == (first.id, "second")
    assert second.hash != first.hash
    app.answer = lambda _envelope: {"response_action": "push", "view": modal({"type": "divider"}, callback_id="third")}
    slack.submit("U0OLEK", second.id)
    third = slack.modal("U0OLEK")
    assert third is not None
    assert (third.previous, third.root) == (first.id, first.id)
    with pytest.raises(SandboxRefused, match="Another modal lies over"):
        slack.submit("U0OLEK", first.id)
    app.answer = lambda _envelope: {"response_action": "clear"}
    slack.submit("U0OLEK", third.id)
    assert slack.modal("U0OLEK") is None


@pytest.mark.parametrize(
    "answer",
    [{"response_action": "update", "view": {"type": "modal"}}, {"response_action": "dance"}, {"text": "thanks"}, SILENT],
)
def test_a_wrong_answer_leaves_the_modal_open(slack: LocalSlack, app: Listening, answer: Any) -> None:
    view = opened(app, modal({"type": "divider"}))
    app.answer = lambda _envelope: answer
    assert slack.submit("U0OLEK", view.id) == {}
    assert "trouble connecting" in slack.problem("U0OLEK")
    assert slack.modal("U0OLEK") is not None


def test_closing_is_told_only_when_asked(slack: LocalSlack, app: Listening) -> None:
    slack.close("U0OLEK", opened(app, modal(field())).id)
    assert app.payloads("view_closed") == []
    slack.close("U0OLEK", opened(app, modal(field(), notify_on_close=True)).id)
    (payload,) = app.payloads("view_closed")
    assert (payload["is_cleared"], payload["view"]["type"]) == (False, "modal")
    assert slack.modal("U0OLEK") is None


def test_three_modals_lie_on_one_another_at_most(slack: LocalSlack, app: Listening) -> None:
    opened(app, modal(BUTTONS))
    for _ in range(2):
        top = slack.modal("U0OLEK")
        assert top is not None
        slack.click("U0OLEK", action_id="approve", view_id=top.id)
        app.client.views_push(trigger_id=app.payloads("block_actions")[-1]["trigger_id"], view=modal(BUTTONS))
    top = slack.modal("U0OLEK")
    assert top is not None
    slack.click("U0OLEK", action_id="approve", view_id=top.id)
    given = app.payloads("block_actions")[-1]["trigger_id"]
    assert refused(app.client.views_push, trigger_id=given, view=modal(BUTTONS)) == "push_limit_reached"
    slack.close("U0OLEK", top.id)
    below = slack.modal("U0OLEK")
    assert below is not None
    assert below.id == top.previous


def test_an_update_with_an_old_hash_conflicts(slack: LocalSlack, app: Listening) -> None:
    view = opened(app, modal(field(), external_id="edit-7"))
    slack.fill("U0OLEK", view.id, "b", "note", "kept")
    app.client.views_update(view_id=view.id, hash=view.hash, view=modal(field(), field(block_id="c")))
    again = slack.modal("U0OLEK")
    assert again is not None
    assert again.values["b"]["note"]["value"] == "kept"
    assert refused(app.client.views_update, view_id=view.id, hash=view.hash, view=modal(field())) == "hash_conflict"
    slack.close("U0OLEK", view.id)
    assert refused(app.client.views_update, view_id=view.id, view=modal(field())) == "not_found"


def test_an_external_id_finds_one_view(app: Listening) -> None:
    opened(app, modal(field(), external_id="edit-7"))
    assert app.client.views_update(external_id="edit-7", view=modal(field(), external_id="edit-7"))["ok"]
    given = trigger(app, "U0MIRA")
    assert (
        refused(app.client.views_open, trigger_id=given, view=modal(field(), external_id="edit-7")) == "duplicate_external_id"
    )


def test_an_input_is_told_while_filled_in_only_with_dispatch_action(slack: LocalSlack, app: Listening) -> None:
    select = element("static_select", options=OPTIONS)
    view = opened(app, modal(field(), field(select, block_id="kind", dispatch_action=True)))
    before = len(app.payloads("block_actions"))
    slack.fill("U0OLEK", view.id, "b", "note", "quiet")
    slack.fill("U0OLEK", view.id, "kind", "pick", "fire")
    told = app.payloads("block_actions")[before:]
    assert [each["actions"][0]["selected_option"]["value"] for each in told] == ["fire"]
    assert told[0]["container"] == {"type": "view", "view_id": view.id}
    assert told[0]["view"]["state"]["values"]["b"]["note"]["value"] == "quiet"
    assert "message" not in told[0]
    with pytest.raises(SandboxRefused, match="not an input"):
        slack.fill("U0OLEK", opened(app, modal(BUTTONS)).id, "buttons", "approve", "x")


def test_nobody_touches_somebody_elses_modal(slack: LocalSlack, app: Listening) -> None:
    view = opened(app, modal(field()))
    with pytest.raises(SandboxRefused, match="not open"):
        slack.submit("U0MIRA", view.id)


def test_a_modal_without_submit_cannot_be_submitted(slack: LocalSlack, app: Listening) -> None:
    view = opened(app, modal({"type": "divider"}, submit=None))
    with pytest.raises(SandboxRefused, match="nothing to submit"):
        slack.submit("U0OLEK", view.id)


# the Home tab


def test_home_is_published_for_one_person_and_clicked(slack: LocalSlack, app: Listening) -> None:
    app.client.views_publish(user_id="U0OLEK", view=home(BUTTONS, {**BUTTONS, "block_id": "more"}, callback_id="queue"))
    view = slack.home("U0OLEK")
    assert view is not None
    assert slack.home("U0MIRA") is None
    with pytest.raises(SandboxRefused, match="say the block_id"):
        slack.click("U0OLEK", action_id="approve", view_id=view.id)
    slack.click("U0OLEK", action_id="approve", block_id="more", view_id=view.id)
    (payload,) = app.payloads("block_actions")
    assert (payload["view"]["type"], payload["view"]["callback_id"]) == ("home", "queue")
    assert payload["actions"][0]["block_id"] == "more"
    assert app.client.views_open(trigger_id=payload["trigger_id"], view=modal(field()))["ok"]
    with pytest.raises(SandboxRefused, match="Only a modal"):
        slack.submit("U0OLEK", view.id)


def test_publishing_again_changes_the_same_view(app: Listening) -> None:
    first = app.client.views_publish(user_id="U0OLEK", view=home())["view"]
    second = app.client.views_publish(user_id="U0OLEK", view=home(BUTTONS), hash=first["hash"])["view"]
    assert first["id"] == second["id"]
    assert refused(app.client.views_publish, user_id="U0OLEK", view=home(), hash=first["hash"]) == "hash_conflict"


# suggestions


def test_suggested_options_can_be_picked(slack: LocalSlack, app: Listening) -> None:
    view = opened(app, modal(field(element("external_select", min_query_length=2), block_id="event")))
    app.answer = lambda _envelope: {"options": OPTIONS[:2]}
    asking = {"action_id": "pick", "block_id": "event", "view_id": view.id}
    assert slack.suggest("U0OLEK", query="f", **asking) == []
    assert app.payloads("block_suggestion") == []
    assert slack.suggest("U0OLEK", query="fe", **asking) == OPTIONS[:2]
    (payload,) = app.payloads("block_suggestion")
    assert (payload["value"], payload["action_id"], payload["block_id"]) == ("fe", "pick", "event")
    assert payload["view"]["id"] == view.id
    slack.fill("U0OLEK", view.id, "event", "pick", "fire")
    app.answer = lambda _envelope: None
    assert slack.submit("U0OLEK", view.id) == {}
    assert app.payloads("view_submission")[0]["view"]["state"]["values"]["event"]["pick"]["selected_option"] == OPTIONS[1]


@pytest.mark.parametrize("answer", [{"options": [{"text": PLAIN}]}, {}, None, SILENT])
def test_suggestions_that_cannot_be_shown_are_said_to_fail(slack: LocalSlack, app: Listening, answer: Any) -> None:
    ts = posted(app, {"type": "actions", "block_id": "b", "elements": [element("external_select")]}).ts
    app.answer = lambda _envelope: answer
    assert slack.suggest("U0OLEK", action_id="pick", block_id="b", query="ferry", channel="C0VERIFY", ts=ts) == []
    assert "could not be loaded" in slack.problem("U0OLEK")


def test_a_menu_with_options_asks_nobody(slack: LocalSlack, app: Listening) -> None:
    ts = posted(app, {"type": "actions", "block_id": "b", "elements": [element("static_select", options=OPTIONS)]}).ts
    with pytest.raises(SandboxRefused, match="has its options"):
        slack.suggest("U0OLEK", action_id="pick", block_id="b", query="ferry", channel="C0VERIFY", ts=ts)


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
    slack.command("U0MIRA", "C0VERIFY", "/event ferry")
    assert slack.problem("U0MIRA") == '/event failed with the error "operation_timeout".'
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


# response_urls


def response_url(app: Listening, message: Message, user: str = "U0OLEK") -> str:
    app.slack.click(user, action_id="approve", channel="C0VERIFY", ts=message.ts)
    return str(app.payloads("block_actions")[-1]["response_url"])


def test_a_response_url_speaks_to_one_person_five_times(slack: LocalSlack, app: Listening) -> None:
    hook = WebhookClient(response_url(app, posted(app, BUTTONS)))
    assert [hook.send(text=f"{number}").status_code for number in range(6)] == [200] * 5 + [404]
    assert [m.text for m in slack.messages("C0VERIFY", "U0OLEK")] == ["card", "0", "1", "2", "3", "4"]
    assert [m.text for m in slack.messages("C0VERIFY", "U0MIRA")] == ["card"]
    assert slack.calls[-1].answer == "used_url"


def test_a_response_url_lives_for_half_an_hour(app: Listening, clock: Clock) -> None:
    hook = WebhookClient(response_url(app, posted(app, BUTTONS)))
    clock.forward(minutes=30, seconds=1)
    answer = hook.send(text="late")
    assert (answer.status_code, json.loads(answer.body)["error"]) == (404, "expired_url")


def test_a_response_url_replaces_deletes_and_speaks_to_all(slack: LocalSlack, app: Listening) -> None:
    message = posted(app, BUTTONS)
    hook = WebhookClient(response_url(app, message))
    hook.send(text="decided", replace_original=True)
    assert [(m.ts, m.text, m.blocks) for m in slack.messages("C0VERIFY", "U0MIRA")] == [(message.ts, "decided", [])]
    hook.send(text="to all", response_type="in_channel")
    hook.send(delete_original=True)
    assert [m.text for m in slack.messages("C0VERIFY", "U0MIRA")] == ["to all"]
    assert hook.send(text="again", replace_original=True).status_code == 404


def test_a_response_url_replaces_an_ephemeral_message(slack: LocalSlack, app: Listening) -> None:
    app.client.chat_postEphemeral(channel="C0VERIFY", user="U0OLEK", text="again?", blocks=[BUTTONS])
    (message,) = slack.messages("C0VERIFY", "U0OLEK")
    hook = WebhookClient(response_url(app, message))
    hook.send(text="done", replace_original=True)
    assert [m.text for m in slack.messages("C0VERIFY", "U0OLEK")] == ["done"]
    hook.send(delete_original=True)
    assert slack.messages("C0VERIFY", "U0OLEK") == []


@pytest.mark.parametrize(
    "body", [b"text", b"[]", b"{}", b'{"text": "a", "blocks": [{"type": "alert"}]}', b'{"thread_ts": "1.1", "text": "a"}']
)
def test_a_response_url_checks_what_it_gets(app: Listening, body: bytes) -> None:
    url = response_url(app, posted(app, BUTTONS))
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"}))
    assert error.value.code == 400


def test_an_unknown_response_url_is_not_found(slack: LocalSlack) -> None:
    assert WebhookClient(f"{slack.url}/actions/{slack.team}/none").send(text="a").status_code == 404
