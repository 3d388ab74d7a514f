"""The server around the API: the page's routes, the installation page, what is open to whom."""

import urllib.error
import urllib.request
from collections.abc import Sequence
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route

from bot.sandbox.browser import routes
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.manifest import Manifest
from tests.sandbox.local_slack.conftest import Start


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def test_the_face_is_mounted_at_the_root_and_the_api_stays(start: Start) -> None:
    def browser_routes(slack: LocalSlack) -> Sequence[BaseRoute]:
        def page(_request: Request) -> PlainTextResponse:
            return PlainTextResponse(", ".join(channel.name for channel in slack.channels("U0STRANGE")))

        return [Route("/", page)]

    slack = start(browser_routes=browser_routes)
    with urllib.request.urlopen(slack.url) as answer:
        assert answer.read() == b"shared"
    with urllib.request.urlopen(f"{slack.api_url}api.test") as answer:
        assert answer.status == 200


def test_installing_leads_back_with_a_code_and_the_state(slack: LocalSlack) -> None:
    asked = {
        "client_id": slack.identity.client_id,
        "state": "s1",
        "redirect_uri": "http://127.0.0.1:9/slack/oauth_redirect?a=1",
    }
    opener = urllib.request.build_opener(_Stay)
    with pytest.raises(urllib.error.HTTPError) as sent:
        opener.open(f"{slack.url}/oauth/v2/authorize?{urlencode(asked)}")
    assert sent.value.code == 302
    target = urlsplit(sent.value.headers["location"])
    query = parse_qs(target.query)
    assert (target.path, query["a"], query["state"]) == ("/slack/oauth_redirect", ["1"], ["s1"])
    assert query["code"][0] in slack.workspace.oauth_codes


@pytest.mark.parametrize("change", [{"client_id": "other"}, {"redirect_uri": "javascript:alert(1)"}])
def test_installing_wants_the_right_client_and_a_web_address(slack: LocalSlack, change: dict[str, str]) -> None:
    asked = {"client_id": slack.identity.client_id, "redirect_uri": "http://127.0.0.1:9/", **change}
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{slack.url}/oauth/v2/authorize?{urlencode(asked)}")
    assert refused.value.code == 400


def test_it_listens_on_loopback_alone_and_stops_when_left(start: Start) -> None:
    slack = start()
    assert slack.url.startswith("http://127.0.0.1:")
    slack.__exit__(None, None, None)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{slack.api_url}api.test", timeout=1)


def test_the_manifest_of_the_project_is_read() -> None:
    manifest = Manifest.read()
    assert manifest.name == "Second Source"
    assert manifest.commands == {"/source": True, "/event": True, "/digest": True}
    assert manifest.shortcuts == {"submit_message": "message", "log_own_report": "message", "submit_source": "global"}
    assert {"chat:write", "commands"} <= manifest.scopes
    assert {"message.channels", "app_home_opened"} <= manifest.events
    assert (manifest.home_tab, manifest.messages_tab, manifest.messages_read_only) == (True, True, False)
    assert (manifest.interactivity, manifest.socket_mode) == (True, True)


def test_what_a_manifest_leaves_out_is_off() -> None:
    manifest = Manifest.of({"display_information": {"name": "Bare"}})
    assert (manifest.scopes, manifest.events, manifest.commands, manifest.home_tab) == (frozenset(), frozenset(), {}, False)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "{own}"}, 200),
        ({"Host": "{local}", "Origin": "http://{local}"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:80", "Origin": "http://evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 421),
        ({"Origin": "null"}, 421),
        ({"Origin": "http://[evil"}, 421),
    ],
)
def test_a_page_of_another_site_cannot_drive_it(slack: LocalSlack, headers: dict[str, str], status: int) -> None:
    filled = {n: v.format(own=slack.url, local=f"localhost:{urlsplit(slack.url).port}") for n, v in headers.items()}
    for path in ("/api/api.test", "/nothing"):
        asked = urllib.request.Request(slack.url + path, headers=filled)
        assert answer_to(asked) == (status if status == 421 or path != "/nothing" else 404)


@pytest.mark.parametrize("path", ["/api/chat.postMessage", "/actions/T/K", "/browser/do/post"])
def test_json_that_is_nested_too_deeply_is_no_fault_of_ours(start: Start, path: str) -> None:
    slack = start(browser_routes=routes)
    asked = urllib.request.Request(slack.url + path, b"[" * 100_000, {"Content-Type": "application/json"})
    assert answer_to(asked) in (200, 400, 415)


def answer_to(asked: urllib.request.Request) -> int:
    try:
        return int(urllib.request.urlopen(asked).status)
    except urllib.error.HTTPError as error:
        return error.code
