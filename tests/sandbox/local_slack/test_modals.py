"""Trigger ids, modals, the Home tab, suggestions."""

from typing import Any

import pytest

from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.local_slack import LocalSlack
from tests.sandbox.local_slack.clicking import BUTTONS, OPTIONS, PLAIN, element, opened, posted, refused, trigger
from tests.sandbox.local_slack.conftest import Clock
from tests.sandbox.local_slack.listening import SILENT, Listening, impatient
from tests.sandbox.local_slack.test_limits_views import NOTE, field, home, modal

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
    impatient(slack, answer)
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
    impatient(slack, answer)
    assert slack.suggest("U0OLEK", action_id="pick", block_id="b", query="ferry", channel="C0VERIFY", ts=ts) == []
    assert "could not be loaded" in slack.problem("U0OLEK")


def test_a_menu_with_options_asks_nobody(slack: LocalSlack, app: Listening) -> None:
    ts = posted(app, {"type": "actions", "block_id": "b", "elements": [element("static_select", options=OPTIONS)]}).ts
    with pytest.raises(SandboxRefused, match="has its options"):
        slack.suggest("U0OLEK", action_id="pick", block_id="b", query="ferry", channel="C0VERIFY", ts=ts)
