"""Deliveries: acknowledged, tried again, to one of several connections, and with faults; over both transports."""

import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.sandbox.local_slack.faults import Fault, Faults
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.methods import chat
from bot.slack.sockets import hang_up
from tests.sandbox.local_slack.conftest import Start
from tests.sandbox.local_slack.listening import SILENT, Json, Listening

# Socket Mode


def test_an_unanswered_event_comes_again_three_times_and_is_then_lost(start: Start) -> None:
    slack = start(ack_seconds=0.1)
    with Listening(slack, lambda _envelope: SILENT) as app:
        slack.post("U0MIRA", "C0VERIFY", "https://a.example")
        slack.wait_for(lambda: slack.lost and len(app.envelopes) == 4)
        assert [(e["retry_attempt"], e["retry_reason"]) for e in app.envelopes] == [
            (0, ""),
            (1, "timeout"),
            (2, "timeout"),
            (3, "timeout"),
        ]
        assert len({e["payload"]["event_id"] for e in app.envelopes}) == 1
        assert len({e["envelope_id"] for e in app.envelopes}) == 4
    assert [(d.attempt, d.acked) for d in slack.deliveries] == [(0, False), (1, False), (2, False), (3, False)]


def test_a_late_acknowledgement_stops_the_retries(start: Start) -> None:
    slack = start(ack_seconds=0.1, retry_delays=(0.02,) * 100)

    def late(envelope: Json) -> Any:
        if envelope["retry_attempt"] < 2:
            return SILENT
        slack.workspace.dispatcher.ack_seconds = 60.0
        return None

    with Listening(slack, late):
        slack.post("U0MIRA", "C0VERIFY", "https://a.example")
        slack.wait_for(lambda: slack.under_way() == 0)
    *unanswered, last = (d.acked for d in slack.deliveries)
    assert (len(unanswered) >= 2, any(unanswered), last) == (True, False, True)
    assert slack.lost == []
    assert all(d.event_type == "message" and d.event_id.startswith("Ev") for d in slack.deliveries)


def test_events_wait_until_there_is_a_connection(slack: LocalSlack) -> None:
    slack.post("U0MIRA", "C0VERIFY", "early")
    assert (slack.deliveries, slack.under_way()) == ([], 1)
    with Listening(slack) as app:
        assert app.event("message")["text"] == "early"
        assert app.envelopes[0]["retry_attempt"] == 0


def test_an_event_on_a_connection_that_dies_comes_again_on_another(slack: LocalSlack) -> None:
    with Listening(slack) as app:

        def die_once(envelope: Json) -> Any:
            if envelope["retry_attempt"] == 0:
                slack.drop_connections()
                app.connect()
                return SILENT
            return None

        app.answer = die_once
        slack.post("U0MIRA", "C0VERIFY", "https://a.example")
        slack.wait_for(lambda: [d for d in slack.deliveries if d.acked])
        assert [e["retry_attempt"] for e in app.envelopes] == [0, 1]
        assert app.envelopes[1]["retry_reason"] == "connection_failed"


def test_each_event_goes_to_one_connection_at_random(slack: LocalSlack) -> None:
    with Listening(slack) as first, Listening(slack) as second:
        for number in range(30):
            slack.post("U0MIRA", "C0VERIFY", f"message {number}")
        slack.wait_for(lambda: slack.under_way() == 0)
        texts = [event["text"] for app in (first, second) for event in app.events()]
        assert sorted(texts) == sorted(f"message {number}" for number in range(30))
        assert first.events()
        assert second.events()
        assert [hello["num_connections"] for app in (first, second) for hello in app.others] == [1, 2]
        assert first.others[0]["connection_info"] == {"app_id": slack.app_id}


def test_there_are_ten_connections_at_most(slack: LocalSlack) -> None:
    with Listening(slack) as app:
        for _ in range(9):
            app.connect()
        slack.wait_for(lambda: slack.connections == 10)
        with pytest.raises(SlackApiError, match="too_many_websockets"):
            app.client.apps_connections_open(app_token=slack.app_token)


def test_an_address_lets_one_connection_in_once(slack: LocalSlack) -> None:
    with Listening(slack) as app:
        url = str(app.client.apps_connections_open(app_token=slack.app_token)["url"])
        with connect(url) as once:
            assert json.loads(once.recv())["type"] == "hello"
            with pytest.raises(InvalidStatus), connect(url):
                pass


def test_connections_are_asked_to_come_anew(slack: LocalSlack) -> None:
    with Listening(slack) as app:
        slack.refresh_connections("warning")
        slack.wait_for(lambda: slack.connections == 0)
        assert (app.others[-1]["type"], app.others[-1]["reason"]) == ("disconnect", "warning")


# the real client


@pytest.fixture
def received() -> list[SocketModeRequest]:
    return []


@pytest.fixture
def builtin(slack: LocalSlack, received: list[SocketModeRequest]) -> Iterator[SocketModeClient]:
    def listen(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        received.append(request)
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    web_client = WebClient(slack.bot_token, base_url=slack.api_url)
    client = SocketModeClient(app_token=slack.app_token, web_client=web_client, ping_interval=0.3)
    client.socket_mode_request_listeners.append(listen)
    client.connect()
    yield client
    hang_up([client])


def test_the_builtin_client_receives_pings_and_comes_back(
    slack: LocalSlack, builtin: SocketModeClient, received: list[SocketModeRequest]
) -> None:
    def came(text: str) -> bool:
        return any(request.payload["event"]["text"] == text for request in received)

    long = "https://a.example/" + "é" * 20_000
    slack.post("U0MIRA", "C0VERIFY", long)
    slack.wait_for(lambda: came(f"<{long}>"))
    session = builtin.current_session
    assert session is not None
    slack.wait_for(lambda: session.last_ping_pong_time)
    slack.drop_connections()
    slack.post("U0MIRA", "C0VERIFY", "while it was away")
    slack.wait_for(lambda: came("while it was away"))
    slack.refresh_connections()
    slack.wait_for(lambda: slack.connections == 1)
    slack.post("U0MIRA", "C0VERIFY", "after the refresh")
    slack.wait_for(lambda: came("after the refresh"))
    assert slack.lost == []


# HTTP


class Target:
    """An app behind an address: keeps what is posted, answers as told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.body = b""
        self.content_type = "application/json"
        self.headers: dict[str, str] = {}
        self.stalled = threading.Event()
        """Set: answers are given at once; the first few requests are kept waiting until then."""
        self.stalled.set()
        target = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                target.requests.append(({key.lower(): value for key, value in self.headers.items()}, body))
                target.stalled.wait(60)
                self.send_response(target.status)
                for key, value in {**target.headers, "Content-Type": target.content_type}.items():
                    self.send_header(key, value)
                self.end_headers()
                try:
                    challenge = json.loads(body).get("challenge")
                except ValueError:
                    challenge = None
                self.wfile.write(json.dumps({"challenge": challenge}).encode() if challenge else target.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/slack/events"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


@pytest.fixture
def target() -> Iterator[Target]:
    made = Target()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def by_http(start: Start, target: Target) -> LocalSlack:
    return start(http_target=target.url)


def test_an_event_is_posted_signed(by_http: LocalSlack, target: Target) -> None:
    by_http.post("U0MIRA", "C0VERIFY", "https://a.example")
    by_http.wait_for(lambda: by_http.under_way() == 0)
    ((headers, body),) = target.requests
    base = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    digest = hmac.new(by_http.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert headers["x-slack-signature"] == f"v0={digest}"
    assert abs(time.time() - int(headers["x-slack-request-timestamp"])) < 60
    assert headers["content-type"] == "application/json"
    assert json.loads(body)["event"]["channel"] == "C0VERIFY"
    assert "x-slack-retry-num" not in headers


def test_interactions_and_commands_are_forms(by_http: LocalSlack, target: Target) -> None:
    by_http.shortcut("U0MIRA", "submit_source")
    target.body, target.content_type = b"Looking.", "text/plain"
    by_http.command("U0MIRA", "C0VERIFY", "/event ferry & fire")
    payload = json.loads(parse_qs(target.requests[0][1].decode())["payload"][0])
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "submit_source")
    form = parse_qs(target.requests[1][1].decode())
    assert (form["command"], form["text"]) == (["/event"], ["ferry &amp; fire"])
    assert {headers["content-type"] for headers, _ in target.requests} == {"application/x-www-form-urlencoded"}
    assert [m.text for m in by_http.messages("C0VERIFY", "U0MIRA")] == ["Looking."]


def test_anything_but_200_comes_again_with_a_number_and_a_reason(by_http: LocalSlack, target: Target) -> None:
    target.status = 500
    by_http.post("U0MIRA", "C0VERIFY", "https://a.example")
    by_http.wait_for(lambda: by_http.lost)
    asked = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in target.requests]
    assert asked == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


def test_a_slow_answer_counts_as_none(start: Start, target: Target) -> None:
    slack = start(http_target=target.url, ack_seconds=0.3, retry_delays=(0.02,) * 100)
    target.stalled.clear()
    slack.post("U0MIRA", "C0VERIFY", "https://a.example")
    slack.wait_for(lambda: len(target.requests) > 1)
    assert target.requests[1][0]["x-slack-retry-reason"] == "http_timeout"
    slack.workspace.dispatcher.ack_seconds = 60.0
    target.stalled.set()
    slack.wait_for(lambda: slack.under_way() == 0)
    assert slack.lost == []


def test_an_app_can_ask_not_to_be_tried_again(by_http: LocalSlack, target: Target) -> None:
    target.status, target.headers = 500, {"X-Slack-No-Retry": "1"}
    by_http.post("U0MIRA", "C0VERIFY", "https://a.example")
    by_http.wait_for(lambda: by_http.under_way() == 0)
    assert len(target.requests) == 1


def test_nobody_behind_the_address_is_a_failed_connection(start: Start) -> None:
    slack = start(http_target="http://127.0.0.1:9/slack/events")
    slack.shortcut("U0MIRA", "submit_source")
    assert slack.problem("U0MIRA") == "This app responded with an error."
    slack.post("U0MIRA", "C0VERIFY", "https://a.example")
    slack.wait_for(lambda: slack.lost)


def test_an_address_is_verified_by_a_challenge(by_http: LocalSlack, target: Target) -> None:
    assert by_http.verify_url() is True
    assert json.loads(target.requests[0][1])["type"] == "url_verification"
    target.status = 404
    assert by_http.verify_url() is False


# faults


def test_events_come_twice_with_one_event_id(start: Start) -> None:
    slack = start(faults=Faults(twice=True))
    with Listening(slack) as app:
        for number in range(10):
            slack.post("U0MIRA", "C0VERIFY", f"message {number}")
        slack.wait_for(lambda: slack.under_way() == 0)
        ids = Counter(e["payload"]["event_id"] for e in app.envelopes)
        assert set(ids.values()) == {2}
        assert {e["retry_attempt"] for e in app.envelopes} == {0, 1}


def test_late_events_are_overtaken(start: Start) -> None:
    slack = start(faults=Faults(late=0.5, late_seconds=1.0))
    with Listening(slack) as app:
        for number in range(20):
            slack.post("U0MIRA", "C0VERIFY", f"{number:02}")
        slack.wait_for(lambda: slack.under_way() == 0)
        texts = [event["text"] for event in app.events()]
        assert sorted(texts) == [f"{number:02}" for number in range(20)]
        assert texts != sorted(texts)


def test_dropped_connections_lose_no_event(start: Start) -> None:
    slack = start(faults=Faults(dropped_connections=0.3), retry_delays=(0.02,) * 30)
    with Listening(slack) as app:
        for number in range(20):
            slack.post("U0MIRA", "C0VERIFY", f"message {number}")

        def again() -> bool:
            if slack.connections == 0:
                app.connect()
            return slack.under_way() == 0

        slack.wait_for(again)
        assert {event["text"] for event in app.events()} == {f"message {number}" for number in range(20)}
        assert any(not d.acked for d in slack.deliveries)


def test_a_share_of_calls_fails_and_some_are_done_all_the_same(start: Start) -> None:
    slack = start(faults=Faults(ratelimited=0.2, server_errors=0.2, retry_after=7))
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    statuses = Counter[int]()
    limited = set()
    for number in range(100):
        try:
            client.chat_postMessage(channel="C0VERIFY", text=f"{number}")
        except SlackApiError as error:
            statuses[error.response.status_code] += 1
            if error.response.status_code == 429:
                limited.add((error.response.headers["retry-after"], error.response["error"]))
    assert limited == {("7", "ratelimited")}
    assert 5 < statuses[429] < 40
    assert 5 < statuses[500] < 40
    posted = len(slack.messages("C0VERIFY", "U0MIRA"))
    lost_answers = posted - (100 - statuses[429] - statuses[500])
    assert 0 < lost_answers < statuses[500]


def test_a_call_can_time_out(slack: LocalSlack, client: WebClient) -> None:
    slack.faults = Faults(timeouts=1.0, timeout_seconds=3, methods=frozenset({"auth.test"}))
    hasty = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        hasty.auth_test()
    assert client.users_list()["ok"]


def test_the_next_calls_can_be_told_how_to_fail(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.next_time("chat.postMessage", Fault(error="channel_not_found"), Fault(429, "ratelimited", retry_after=3))
    for code in ("channel_not_found", "ratelimited"):
        with pytest.raises(SlackApiError, match=code):
            client.chat_postMessage(channel="C0VERIFY", text="a")
    assert client.chat_postMessage(channel="C0VERIFY", text="a")["ok"]


def test_the_posting_rate_is_one_a_second_and_channel(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([5.0, 5.5, 5.6, 6.1])
    monkeypatch.setattr(chat, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    slack = start(faults=Faults(enforce_posting_rate=True))
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    client.chat_postMessage(channel="C0VERIFY", text="first")
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel="C0VERIFY", text="too soon")
    assert (error.value.response.status_code, error.value.response.headers["retry-after"]) == (429, "1")
    client.chat_postMessage(channel="C0SHARED", text="another channel")
    client.chat_postMessage(channel="C0VERIFY", text="second")
    assert [m.text for m in slack.messages("C0VERIFY", "U0MIRA")] == ["first", "second"]


def test_waiting_says_what_it_waited_for(slack: LocalSlack) -> None:
    with pytest.raises(TimeoutError, match=r"test_delivery\.py"):
        slack.wait_for(lambda: False, 0.1)
    version = slack.version()
    slack.post("U0MIRA", "C0VERIFY", "look")
    assert slack.wait(version, 60) > version
