import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from slack_bolt import Ack, App

from bot.domain.errors import Cannot
from bot.web import body as bodies
from bot.web import connections, server
from bot.web.server import MOST_BYTES, NOTHING_HERE, serve_http, web_app
from tests.ending import end
from tests.page_server import closed_port
from tests.web.serving import Reply, ask, bolt_app, send_form, send_json, serving, signed, wait_for

EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
    "event": {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", "text": "hello"},
}


class Heard:
    """What reached the listeners, and in which thread; `gate` holds the slow command up."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.threads: set[int] = set()
        self.errors: list[str] = []
        self.gate = threading.Event()

    def listen(self, app: App) -> None:
        @app.command("/source")
        def command(ack: Ack, command: dict[str, Any]) -> None:
            self.said.append(command["text"])
            self.threads.add(threading.get_ident())
            ack(f"heard {command['text']}")

        @app.command("/slow")
        def slow(ack: Ack) -> None:
            self.gate.wait(60)
            ack("at last")

        @app.event("app_mention")
        def mention(event: dict[str, Any]) -> None:
            if event["text"] == "fail":
                raise KeyError(event["text"])
            self.said.append(event["text"])

        @app.action("approve")
        def press(ack: Ack, action: dict[str, Any]) -> None:
            self.said.append(action["value"])
            ack()

        @app.error
        def handle_error(error: Exception) -> None:
            self.errors.append(type(error).__name__)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def port(heard: Heard, faults: list[str]) -> Iterator[int]:
    bolt = bolt_app()
    heard.listen(bolt)
    with serving(web_app(bolt, healthy=lambda: faults)) as at:
        yield at


def command(port: int, name: str = "/source", text: str = "https://harbourpost.example/fire") -> Reply:
    return send_form(port, command=name, text=text, team_id="T1", user_id="U1", channel_id="C1")


def test_slack_verifies_the_address(port: int) -> None:
    reply = send_json(port, {"type": "url_verification", "challenge": "a-b-c"})
    assert reply.status == 200
    assert json.loads(reply.text) == {"challenge": "a-b-c"}


def test_a_command_is_heard_and_answered(port: int, heard: Heard) -> None:
    reply = command(port, text="Łódź & co")
    assert (reply.status, reply.text) == (200, "heard Łódź & co")
    assert heard.said == ["Łódź & co"]


def test_an_event_and_a_click_are_heard(port: int, heard: Heard) -> None:
    assert send_json(port, EVENT).status == 200
    click = {
        "type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"},
        "actions": [{"type": "button", "block_id": "b", "action_id": "approve", "value": "7.1"}],
    }  # fmt: skip
    assert send_form(port, payload=json.dumps(click)).status == 200
    assert heard.said == ["hello", "7.1"]


def test_an_event_whose_listener_fails_is_not_acknowledged(port: int, heard: Heard) -> None:
    assert send_json(port, {**EVENT, "event": {**EVENT["event"], "text": "fail"}}).status == 500
    assert heard.errors == ["KeyError"]


BODY = b"command=%2Fsource&text=forged&team_id=T1&user_id=U1&channel_id=C1"
GOOD = signed(BODY)


UNSIGNED = {
    "secret": signed(BODY, secret="another secret"),
    "old": signed(BODY, at=time.time() - 3600),
    "ahead": signed(BODY, at=time.time() + 3600),
    "body": signed(BODY + b"&text=other"),
    "none": {"content-type": GOOD["content-type"]},
    "no number": {**GOOD, "x-slack-request-timestamp": "soon"},
    "negative": {**GOOD, "x-slack-request-timestamp": "-1"},
    "endless": {**GOOD, "x-slack-request-timestamp": "9" * 500},
    "empty": {**GOOD, "x-slack-signature": ""},
    "not ASCII": {**GOOD, "x-slack-signature": "v0=é"},
}


def test_what_slack_did_not_sign_reaches_nobody(port: int, heard: Heard) -> None:
    for name, headers in UNSIGNED.items():
        assert ask(port, "POST", "/slack/events", BODY, headers).status == 401, name
        assert (heard.said, heard.errors) == ([], []), name


SHAPELESS = [
    b"", b"{", b'{"a": 1', b"\xff\xfe", b"payload=", b"payload=nonsense", b"payload=null", b"payload=[1]", b"payload=7",
    b'{"authorizations": 5}', b'{"authorizations": [5]}', b'{"team": 5, "event": 5, "user": 5}',
    b"[" * 100_000, b'{"a":' * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded; charset=utf-8"])
def test_a_body_of_another_shape_is_refused_in_plain_words(port: int, heard: Heard, content_type: str) -> None:
    for body in SHAPELESS:
        signature = {"x-slack-request-timestamp": str(int(time.time())), "x-slack-signature": "v0=0"}
        reply = ask(port, "POST", "/slack/events", body, {"content-type": content_type, **signature})
        assert reply.status in (400, 401), body[:20]
        assert "Traceback" not in reply.text, body[:20]
        assert reply.status == 401 or "no request as Slack sends them" in reply.text, body[:20]
        assert (heard.said, heard.errors) == ([], []), body[:20]


def test_another_kind_of_content_is_refused(port: int) -> None:
    for content_type in ("", "text/plain", "multipart/form-data; boundary=x", "text/json"):
        assert ask(port, "POST", "/slack/events", BODY, {**GOOD, "content-type": content_type}).status == 400, content_type


def test_a_body_that_is_too_large_is_refused(port: int) -> None:
    body = b"a=" + b"x" * MOST_BYTES
    assert ask(port, "POST", "/slack/events", body, signed(body)).status == 413


def test_a_body_without_a_length_is_counted_as_it_comes(port: int, heard: Heard) -> None:
    halves = iter([BODY[:20], BODY[20:]])
    assert ask(port, "POST", "/slack/events", halves, signed(BODY)).status == 200
    assert heard.said == ["forged"]
    pieces = (b"x" * 1024 for _ in range(1025))
    assert ask(port, "POST", "/slack/events", pieces, GOOD).status == 413


def test_a_body_that_trickles_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.1)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(
            b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 408")


def test_headers_that_trickle_are_given_up_however_often_a_byte_comes(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.1)
    for begun in (b"", b"GET /healthz HTTP/1.1\r\nhost: x\r\n", b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /he"):
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(begun)
            said = b""
            while more := connection.recv(1000):
                said += more
        assert (b" 200 " in said) == (b"\r\n\r\n" in begun)


def test_there_are_only_so_many_connections(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 2)
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60)) for _ in range(3)]
        assert held[-1].recv(1) == b""
    wait_for(lambda: ask(port, "GET", "/healthz").status == 200)


def test_a_slow_listener_keeps_nobody_else_waiting(port: int, heard: Heard) -> None:
    slow = [threading.Thread(target=command, args=(port, "/slow"), daemon=True) for _ in range(5)]
    for thread in slow:
        thread.start()
    assert ask(port, "GET", "/healthz").status == 200
    assert command(port).status == 200
    assert all(thread.is_alive() for thread in slow)
    heard.gate.set()
    end(*slow)


def test_health_both_ways(port: int, faults: list[str]) -> None:
    reply = ask(port, "GET", "/healthz")
    assert (reply.status, reply.text) == (200, '{"ok":true}')
    faults.append("No connection to Slack.")
    reply = ask(port, "GET", "/healthz")
    assert (reply.status, json.loads(reply.text)) == (503, {"ok": False, "faults": ["No connection to Slack."]})


NOTHING = [
    ("GET", "/"), ("GET", "/slack/events"), ("DELETE", "/slack/events"), ("POST", "/healthz"), ("GET", "/slack/events/x"),
    ("GET", "/slack/install"), ("GET", "/slack/oauth_redirect"), ("GET", "/../etc/passwd"),
]  # fmt: skip


def test_there_is_nothing_else(port: int) -> None:
    for method, path in NOTHING:
        reply = ask(port, method, path)
        assert (reply.status, reply.text) == (404, NOTHING_HERE), (method, path)
        assert reply.headers["content-type"].startswith("text/plain")


def test_the_server_does_not_say_what_it_is(port: int) -> None:
    assert "server" not in ask(port, "GET", "/healthz").headers


def test_without_events_there_is_nothing_to_forge(heard: Heard) -> None:
    bolt = bolt_app()
    heard.listen(bolt)
    with serving(web_app(bolt, healthy=list, events=False)) as port:
        assert ask(port, "POST", "/slack/events", BODY, GOOD).status == 404
        assert ask(port, "GET", "/healthz").status == 200


def test_what_nobody_foresaw_becomes_a_sentence_with_a_number() -> None:
    def broken() -> list[str]:
        raise RuntimeError("a detail that is nobody's business")

    with serving(web_app(bolt_app(), healthy=broken)) as port:
        reply = ask(port, "GET", "/healthz")
    assert reply.status == 500
    assert reply.text.startswith("Something went wrong on our side.")
    assert "detail that" not in reply.text


def test_it_ends_when_told_though_somebody_stays_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SHUTDOWN_SECONDS", 1000)
    with serving(web_app(bolt_app(), healthy=list)) as port:
        idle = socket.create_connection(("127.0.0.1", port))
        idle.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        assert idle.recv(100).startswith(b"HTTP/1.1 200")
    idle.close()


def test_signals_stay_with_the_caller() -> None:
    stop, port = threading.Event(), closed_port()
    before, during = signal.getsignal(signal.SIGTERM), []

    def look() -> None:
        wait_for(lambda: ask(port, "GET", "/healthz").status == 200)
        during.append(signal.getsignal(signal.SIGTERM))
        stop.set()

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    serve_http(web_app(bolt_app(), healthy=list), "127.0.0.1", port, stop=stop)
    end(looking)
    assert during == [before]


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_an_address_that_is_taken_or_unknown_is_said(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with pytest.raises(Cannot, match="SECOND_SOURCE_PORT"):
            serve_http(web_app(bolt_app(), healthy=list), host, port, stop=threading.Event())
