"""A real Bolt app against the stand-in, over both transports: paste, card, click, modal, Home, command, file."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.slack.sockets import hang_up
from tests.sandbox.local_slack.conftest import Start
from tests.sandbox.local_slack.listening import impatient
from tests.sandbox.local_slack.test_limits_views import field, home, modal

BUTTON = {"type": "button", "action_id": "approve", "value": "7.1", "text": {"type": "plain_text", "text": "Approve"}}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        pass


def bolt(slack: LocalSlack) -> App:
    app = App(
        client=WebClient(slack.bot_token, base_url=slack.api_url),
        signing_secret=slack.signing_secret,
        process_before_response=True,
    )

    @app.event("message")
    def accept_link(event: dict[str, Any], client: WebClient) -> None:
        if "bot_id" not in event and "subtype" not in event:
            blocks = [{"type": "actions", "elements": [BUTTON]}]
            client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="card", blocks=blocks)

    @app.action("approve")
    def ask(ack: Callable[..., Any], body: dict[str, Any], client: WebClient) -> None:
        metadata = f"{body['container']['channel_id']} {body['container']['message_ts']}"
        client.views_open(trigger_id=body["trigger_id"], view=modal(field(), callback_id="why", private_metadata=metadata))
        ack()

    @app.view("why")
    def decide(ack: Callable[..., Any], body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        why = view["state"]["values"]["b"]["note"]["value"]
        if why == "because":
            ack(response_action="errors", errors={"b": "Say more."})
            return
        channel, ts = view["private_metadata"].split()
        client.chat_update(channel=channel, ts=ts, text=f"Approved by <@{body['user']['id']}>: {why}")
        ack()

    @app.event("app_home_opened")
    def show_home(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home({"type": "actions", "elements": [BUTTON]}))

    @app.command("/event")
    def find(ack: Callable[..., Any], body: dict[str, Any], respond: Callable[..., Any]) -> None:
        ack(f"Looking for {body['text']}.")
        respond("Found.")

    @app.event("tokens_revoked")
    def broken() -> None:
        raise ValueError("this listener always fails")

    return app


@pytest.fixture(params=["sockets", "http"])
def slack(request: pytest.FixtureRequest, start: Start) -> Iterator[LocalSlack]:
    with ExitStack() as running:
        if request.param == "sockets":
            slack = start()
            handler = SocketModeHandler(bolt(slack), slack.app_token)
            handler.connect()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
            running.callback(hang_up, [handler.client])
        else:
            server = make_server("127.0.0.1", 0, lambda *_: [], handler_class=_Quiet)
            slack = start(http_target=f"http://127.0.0.1:{server.server_port}/slack/events")
            server.set_app(SlackRequestHandler(bolt(slack)))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            running.callback(server.server_close)
            running.callback(server.shutdown)
            assert slack.verify_url()
        yield slack


def test_a_link_becomes_a_card_that_is_decided(slack: LocalSlack) -> None:
    posted = slack.post("U0MIRA", "C0VERIFY", "https://a.example")
    (card,) = slack.wait_for(lambda: slack.thread("C0VERIFY", posted.ts, "U0OLEK")[1:])
    slack.click("U0OLEK", action_id="approve", channel="C0VERIFY", ts=card.ts)
    assert slack.problem("U0OLEK") == ""
    view = slack.modal("U0OLEK")
    assert view is not None
    slack.fill("U0OLEK", view.id, "b", "note", "because")
    assert slack.submit("U0OLEK", view.id) == {"b": "Say more."}
    slack.fill("U0OLEK", view.id, "b", "note", "two origins")
    assert slack.submit("U0OLEK", view.id) == {}
    decided = slack.thread("C0VERIFY", posted.ts, "U0MIRA")[1]
    assert (decided.text, decided.blocks) == ("Approved by <@U0OLEK>: two origins", [])
    slack.open_home("U0OLEK")
    shown = slack.wait_for(lambda: slack.home("U0OLEK"))
    assert shown is not None
    patience = impatient(slack)
    slack.click("U0OLEK", action_id="approve", view_id=shown.id)
    slack.workspace.dispatcher.ack_seconds = patience
    assert "error" in slack.problem("U0OLEK") or "respond" in slack.problem("U0OLEK")
    slack.command("U0MIRA", "C0VERIFY", "/event ferry")
    said = slack.wait_for(lambda: [m.text for m in slack.messages("C0VERIFY", "U0MIRA") if m.ephemeral_for][1:])
    assert len(said) == 1
    assert {d.acked for d in slack.deliveries if d.kind == "events_api"} == {True}


def test_a_listener_that_fails_is_called_again(slack: LocalSlack) -> None:
    impatient(slack)
    slack.uninstall()
    slack.wait_for(lambda: [each for each in slack.deliveries if each.event_type == "tokens_revoked" and each.attempt == 1])
    assert not any(each.acked for each in slack.deliveries if each.event_type == "tokens_revoked")
