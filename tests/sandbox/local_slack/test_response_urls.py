"""Answers at a response_url."""

import json
import urllib.error
import urllib.request

import pytest
from slack_sdk.webhook import WebhookClient

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Message
from tests.sandbox.local_slack.clicking import BUTTONS, posted
from tests.sandbox.local_slack.conftest import Clock
from tests.sandbox.local_slack.listening import Listening

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
