"""The page over a real local Slack with a small app on it: what people see, what they do, and what changes."""

import datetime as dt
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.sandbox.browser import routes
from bot.sandbox.browser.site import HOLD_SECONDS
from bot.sandbox.clock import MovingClock
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Person, Role, UserGroup
from bot.slack.sockets import hang_up

APP = "U0SOURCE"
PEOPLE = (
    Person("U0INES", "ines", "Ines Marlow"),
    Person("U0OTTO", "otto", "Otto Reyes", Role.ADMIN),
    Person("U0PIA", "pia", "Pia Lund", Role.OUTSIDER, team="T0OTHER"),
)
CHANNELS = (
    Channel("C0TIDE", "tide", {"U0INES", "U0OTTO", APP}),
    Channel("C0DESK", "desk", {"U0OTTO"}, private=True),
    Channel("C0OPEN", "open", {"U0OTTO"}),
)


def _text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


CARD: list[dict[str, Any]] = [
    {"type": "section", "block_id": "top", "text": {"type": "mrkdwn", "text": "The *pier* is closed"}},
    {"type": "actions", "block_id": "act", "elements": [{"type": "button", "action_id": "edit", "text": _text("Edit")}]},
]
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": _text("Why so?"),
    "submit": _text("Save"),
    "blocks": [
        {"type": "input", "block_id": "why", "label": _text("Why"), "element": {"type": "plain_text_input", "action_id": "v"}},
        {
            "type": "input",
            "block_id": "event",
            "optional": True,
            "label": _text("Event"),
            "element": {"type": "external_select", "action_id": "find", "min_query_length": 1},
        },
    ],
}


def _app(slack: LocalSlack) -> App:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    app = App(client=client, signing_secret=slack.signing_secret, token_verification_enabled=False)

    @app.action("edit")
    def edit(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.options("find")
    def find(ack: Any, payload: dict[str, Any]) -> None:
        ack(options=[{"text": _text(f"Pier <{payload['value']}>"), "value": "pier"}])

    @app.view("form")
    def form(ack: Any, view: dict[str, Any]) -> None:
        short = len(view["state"]["values"]["why"]["v"]["value"]) < 5
        ack(response_action="errors", errors={"why": "Say a little more."}) if short else ack()

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD})

    @app.command("/source")
    def source(ack: Any) -> None:
        ack("Give a link.")

    @app.event("message")
    def message() -> None:
        """Leave messages alone."""

    return app


@pytest.fixture(scope="module")
def running() -> Iterator[LocalSlack]:
    group = UserGroup("S0ED", "editors", "Editors", ("U0OTTO",))
    slack = LocalSlack(
        clock=lambda: dt.datetime.now(dt.UTC),
        rng=random.Random(5),
        people=PEOPLE,
        channels=CHANNELS,
        groups=[group],
        browser_routes=routes,
    )
    with slack:
        handler: Any = SocketModeHandler(_app(slack), slack.app_token)
        handler.client.web_client = WebClient(base_url=slack.api_url)
        handler.connect()
        yield slack
        hang_up([handler.client])


@pytest.fixture
def page(running: LocalSlack) -> TestClient:
    return TestClient(Starlette(routes=routes(running)))


def look(page: TestClient, **given: Any) -> dict[str, Any]:
    answer = page.post("/browser/look", json={"as": "U0INES", "at": "C0TIDE", **given})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def do(page: TestClient, name: str, **given: Any) -> dict[str, Any]:
    answer = page.post(f"/browser/do/{name}", json={"as": "U0INES", **given})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def card(slack: LocalSlack) -> str:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    return str(client.chat_postMessage(channel="C0TIDE", text="The pier", blocks=CARD)["ts"])


def test_the_page_shows_who_looks_and_forbids_what_is_not_its_own(page: TestClient) -> None:
    answer = page.get("/?as=U0OTTO&at=C0DESK")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert '<option value="U0OTTO" selected>Otto Reyes</option>' in answer.text
    assert "<h1>#desk</h1>" in answer.text
    assert "<script>" not in answer.text
    assert re.findall(r"\sstyle=|\son\w+=", answer.text) == []


@pytest.mark.parametrize(
    "name", ["browser.js", "clicks.js", "combo.js", "base.css", "messages.css", "blocks.css", "source.svg"]
)
def test_static_files_ship_and_stay_small(page: TestClient, name: str) -> None:
    answer = page.get(f"/browser/static/{name}")
    assert answer.status_code == 200
    assert answer.text.count("\n") <= 400


def test_only_its_own_static_files_are_served(page: TestClient) -> None:
    assert page.get("/browser/static/..%2Fsite.py").status_code == 404
    assert page.get("/browser/static/site.py").status_code == 404


def test_an_address_without_a_place_is_a_channel_with_the_app(page: TestClient) -> None:
    found = look(page, at="")
    assert (found["at"], found["pane"]) == ("C0TIDE", "sidebar")
    assert look(page, at="C0DESK")["at"] == "C0TIDE"


def test_a_message_appears_once_and_is_then_known(page: TestClient) -> None:
    assert do(page, "post", channel="C0TIDE", text="*Low* water <b> @Otto Reyes")["problem"] == ""
    items = look(page)["lists"]["messages"]["items"]
    newest = items[-1]
    assert "<strong>Low</strong> water &lt;b&gt; " in newest["html"]
    assert f'data-ts="{newest["id"]}"' in newest["html"]
    again = look(page, known={f"messages {newest['id']}": newest["key"]})["lists"]["messages"]["items"][-1]
    assert again == {"id": newest["id"], "key": newest["key"]}


def test_a_question_is_answered_as_soon_as_something_changes(page: TestClient, running: LocalSlack) -> None:
    seen = look(page)["version"]
    running.post("U0OTTO", "C0TIDE", "High water")
    assert "High water" in look(page, seen=seen)["lists"]["messages"]["items"][-1]["html"]


def test_a_thread_has_its_own_pane_and_writing_box(page: TestClient, running: LocalSlack) -> None:
    parent = running.post("U0INES", "C0TIDE", "Who knows more?")
    do(page, "post", channel="C0TIDE", thread=parent.ts, text="The harbour office")
    found = look(page, thread=parent.ts)
    assert found["lists"]["replies"]["items"][0]["id"] == parent.ts
    assert 'aria-label="Reply"' in found["pieces"]["thread-foot"]["html"]
    in_channel = next(item for item in found["lists"]["messages"]["items"] if item["id"] == parent.ts)
    assert "<strong>1 reply</strong>" in in_channel["html"]


def test_the_status_line_says_what_the_app_does(page: TestClient, running: LocalSlack) -> None:
    parent = running.post("U0INES", "C0TIDE", "Reading?")
    running.world.set_status("C0TIDE", parent.ts, "is reading tide.example…")
    assert "Second Source is reading tide.example…" in look(page, thread=parent.ts)["pieces"]["status"]["html"]


def test_what_slack_would_not_let_one_do_is_said(page: TestClient) -> None:
    assert do(page, "post", channel="C0DESK", text="hello")["problem"] == "Ines Marlow cannot see this channel."
    assert "Join channel" in look(page, at="C0OPEN")["pieces"]["foot"]["html"]
    assert (
        "/source is not supported in threads" in do(page, "post", channel="C0TIDE", thread="1.0", text="/source x")["problem"]
    )


def test_people_edit_and_delete_their_own_messages(page: TestClient, running: LocalSlack) -> None:
    message = running.post("U0INES", "C0TIDE", "see https://tide.example/log and @Otto Reyes")
    html = look(page)["lists"]["messages"]["items"][-1]["html"]
    assert '<template class="source">see https://tide.example/log and @Otto Reyes</template>' in html
    assert do(page, "edit", channel="C0TIDE", ts=message.ts, text="Never mind")["problem"] == ""
    assert "(edited)" in look(page)["lists"]["messages"]["items"][-1]["html"]
    do(page, "delete", channel="C0TIDE", ts=message.ts)
    assert all(item["id"] != message.ts for item in look(page)["lists"]["messages"]["items"])


def test_a_click_opens_a_modal_that_can_be_filled_and_submitted(page: TestClient, running: LocalSlack) -> None:
    ts = card(running)
    assert do(page, "click", channel="C0TIDE", ts=ts, block_id="act", action_id="edit")["problem"] == ""
    modal = look(page)["pieces"]["modal"]
    view = re.findall(r'data-view-id="(\w+)"', modal["html"])[0]
    assert '<h2 id="modal-title">Why so?</h2>' in modal["html"]
    options = do(page, "suggest", view_id=view, block_id="event", action_id="find", query="n")["options"]
    assert [each["value"] for each in options] == ["pier"]
    chosen = {"block_id": "event", "action_id": "find", "value": "pier"}
    assert do(page, "submit", view_id=view, values=[chosen])["errors"] == {"why": "Please complete this required field."}
    assert look(page)["pieces"]["modal"]["key"] == modal["key"], "typing must not draw the modal anew"
    why = {"block_id": "why", "action_id": "v", "value": "x"}
    assert do(page, "submit", view_id=view, values=[why])["errors"] == {"why": "Say a little more."}
    assert 'value="x"' in page.get("/?as=U0INES&at=C0TIDE").text, "a page loaded anew shows what was typed"
    assert do(page, "submit", view_id=view, values=[{**why, "value": "The pier is closed."}])["errors"] == {}
    assert look(page)["pieces"]["modal"]["html"] == ""


def test_closing_a_modal(page: TestClient, running: LocalSlack) -> None:
    do(page, "click", channel="C0TIDE", ts=card(running), action_id="edit")
    view = running.modal("U0INES")
    assert view is not None
    assert look(page, **{"as": "U0OTTO"})["pieces"]["modal"]["html"] == ""
    do(page, "close", view_id=view.id)
    assert look(page)["pieces"]["modal"]["html"] == ""


def test_a_command_answers_only_the_one_who_gave_it(page: TestClient) -> None:
    assert do(page, "post", channel="C0TIDE", text="/source")["problem"] == ""
    mine = look(page)["lists"]["messages"]["items"][-1]["html"]
    assert "Only visible to you" in mine
    assert "Give a link." in mine
    assert "Give a link." not in str(look(page, **{"as": "U0OTTO"})["lists"])
    assert do(page, "post", channel="C0TIDE", text="/nothing")["problem"] == "/nothing is not a valid command."


def test_the_home_tab(page: TestClient, running: LocalSlack) -> None:
    do(page, "home", tab="home")
    running.wait_for(lambda: running.home("U0INES"))
    assert "The <strong>pier</strong> is closed" in look(page, at="home")["pieces"]["home"]["html"]
    outsider = {"as": "U0PIA"}
    assert do(page, "home", tab="home", **outsider)["problem"] == "The app is not installed in your workspace."


def test_inviting_and_joining(page: TestClient, running: LocalSlack) -> None:
    assert do(page, "join", channel="C0OPEN")["problem"] == ""
    assert do(page, "post", channel="C0OPEN", text="/invite @Second Source")["problem"] == ""
    assert APP in running.world.channels["C0OPEN"].members
    assert "There is nobody called “@nobody” here." in do(page, "post", channel="C0OPEN", text="/invite @nobody")["problem"]


def test_a_clock_that_cannot_be_moved_is_shown_alone(page: TestClient) -> None:
    assert "data-minutes" not in look(page)["pieces"]["clock"]["html"]
    assert "cannot be moved" in do(page, "ahead", minutes=15)["problem"]


def test_a_clock_that_can_be_moved_goes_ahead_for_all(running: LocalSlack, page: TestClient) -> None:
    machine = running.world.clock
    running.world.clock = MovingClock(lambda: dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC))
    try:
        seen = look(page)
        assert 'data-minutes="1440"' in seen["pieces"]["clock"]["html"]
        assert do(page, "ahead", minutes=15)["problem"] == ""
        assert running.world.clock() == dt.datetime(2026, 11, 23, 9, 15, tzinfo=dt.UTC)
        assert look(page, seen=seen["version"])["pieces"]["clock"]["key"] != seen["pieces"]["clock"]["key"]
    finally:
        running.world.clock = machine


def test_nothing_new_is_said_soon_enough_for_a_server_that_stops(page: TestClient) -> None:
    assert look(page, seen=look(page)["version"]) == {"unchanged": True}
    assert HOLD_SECONDS < 1


def test_the_manifests_shortcuts_are_offered(page: TestClient) -> None:
    found = look(page)
    assert 'data-callback-id="submit_source">Submit a source' in found["pieces"]["foot"]["html"]
    assert 'data-callback-id="submit_message">Submit as source' in str(found["lists"])


def test_a_form_from_elsewhere_is_refused(page: TestClient) -> None:
    answer = page.post("/browser/do/post", data={"as": "U0INES", "channel": "C0TIDE", "text": "x"})
    assert answer.status_code == 415
    assert page.post("/browser/look", content=b"[]", headers={"content-type": "application/json"}).status_code == 415
    assert page.post("/browser/do/explode", json={"as": "U0INES"}).status_code == 400
    assert page.post("/browser/do/post", json={"as": "U0INES"}).status_code == 400
