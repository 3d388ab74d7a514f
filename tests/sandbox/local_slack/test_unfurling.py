"""Links to the app's own domains: the event, and what chat.unfurl takes and refuses."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.manifest import Manifest
from tests.sandbox.local_slack.clicking import error_of
from tests.sandbox.local_slack.conftest import opening
from tests.sandbox.local_slack.listening import Listening

URL, ELSEWHERE = "https://verify.example/events/dam?a=1&b=2", "https://else.example/dam"
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Show"}, "action_id": "show", "value": "dam"}
CARD = {"blocks": [{"type": "actions", "elements": [BUTTON]}]}


@pytest.fixture(scope="module")
def slack() -> Iterator[LocalSlack]:
    with opening(manifest=replace(Manifest.read(), unfurl_domains=frozenset({"verify.example"}))) as running:
        yield running


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url)


def test_the_app_is_told_of_its_links_and_shows_a_card_that_can_be_pressed(slack: LocalSlack, client: WebClient) -> None:
    with Listening(slack) as app:
        said = slack.post("U0MIRA", "C0RANDOM", f"{URL} and {ELSEWHERE}")
        event = app.event("link_shared")
        assert event["links"] == [{"domain": "verify.example", "url": URL}]
        assert (event["channel"], event["message_ts"], event["is_bot_user_member"]) == ("C0RANDOM", said.ts, False)
        slack.post("U0MIRA", "C0VERIFY", ELSEWHERE)
        said = slack.post("U0MIRA", "C0VERIFY", URL)
        client.chat_unfurl(unfurls={URL: CARD}, channel=said.channel, ts=said.ts)
        client.chat_unfurl(unfurls={URL: CARD}, unfurl_id=f"C0VERIFY.{said.ts}", source="conversations_history")
        (shown,) = slack.messages("C0VERIFY", "U0MIRA")[-1].attachments
        assert (shown["app_unfurl_url"], shown["id"]) == (URL, 1)
        slack.click("U0MIRA", action_id="show", channel="C0VERIFY", ts=said.ts)
        (pressed,) = slack.wait_for(lambda: app.payloads("block_actions"))
        assert (pressed["container"]["type"], pressed["actions"][0]["value"]) == ("message_attachment", "dam")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ts": ""}, "missing_ts"),
        ({"channel": ""}, "missing_channel"),
        ({"channel": "C0NOWHERE"}, "cannot_find_channel"),
        ({"ts": "1.1"}, "cannot_find_message"),
        ({"unfurl_id": "C0VERIFY.1.1", "source": "elsewhere"}, "invalid_source"),
        ({"source": "composer"}, "missing_unfurl_id"),
        ({"unfurls": {}}, "missing_unfurls"),
        ({"unfurls": [CARD]}, "invalid_unfurls_format"),
        ({"unfurls": {URL: "text"}}, "cannot_parse_attachment"),
        ({"unfurls": {URL: {"blocks": [{"type": "section"}]}}}, "invalid_blocks"),
        ({"unfurls": {f"{URL}0": CARD}}, "cannot_unfurl_message"),
        ({"unfurls": {ELSEWHERE: CARD}}, "cannot_unfurl_url"),
    ],
)
def test_what_cannot_be_shown_is_refused(slack: LocalSlack, client: WebClient, given: dict[str, Any], code: str) -> None:
    said = slack.post("U0MIRA", "C0VERIFY", f"{URL} and {ELSEWHERE}")
    arguments = {"channel": said.channel, "ts": said.ts, "unfurls": {URL: CARD}, **given}
    assert error_of(client, "chat.unfurl", **arguments) == code
