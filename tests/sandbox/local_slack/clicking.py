"""Cards to click on and modals to fill in, shared by the tests of interactions."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.local_slack.values import Message, View
from tests.sandbox.local_slack.listening import Json, Listening

PLAIN = {"type": "plain_text", "text": "x"}
OPTIONS = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("ferry", "fire", "vote")]
BUTTON = {"type": "button", "text": PLAIN, "action_id": "approve", "value": "7.1", "style": "primary"}
BUTTONS = {"type": "actions", "block_id": "buttons", "elements": [BUTTON]}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "pick", **more}


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


def error_of(client: WebClient, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        client.api_call(method, json=arguments)
    return str(error.value.response["error"])
