"""A Bolt app behind the real web server on loopback, and requests as Slack sends and signs them."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette

from bot.web.server import serve_http
from tests.ending import end
from tests.page_server import closed_port

SECRET = "a secret for tests"
FORM = "application/x-www-form-urlencoded"
Headers = Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str


def bolt_app() -> App:
    """Make an app that takes all for one workspace's, without a call to Slack."""

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0BOT")

    return App(signing_secret=SECRET, authorize=authorize, process_before_response=True)


@contextmanager
def serving(app: Starlette) -> Iterator[int]:
    """Serve an app in a thread; returns the port."""
    port, stop = closed_port(), threading.Event()
    thread = threading.Thread(target=serve_http, args=(app, "127.0.0.1", port), kwargs={"stop": stop}, daemon=True)
    thread.start()
    try:
        wait_for(lambda: ask(port, "GET", "/healthz").status > 0)
        yield port
    finally:
        stop.set()
        end(thread)


def wait_for(answers: Callable[[], bool], seconds: float = 60) -> None:
    """Try until the server answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if answers():
                return
        except OSError:
            pass
        time.sleep(0.01)
    raise TimeoutError


def ask(
    port: int, method: str, path: str, body: bytes | Iterator[bytes] | None = None, headers: Headers | None = None
) -> Reply:
    """Send one request; an iterator is sent in chunks, without a length."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, dict(headers or {}), encode_chunked=not isinstance(body, bytes | None))
        answer = connection.getresponse()
        return Reply(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.headers.get_all("set-cookie") or [],
            answer.read().decode(),
        )
    finally:
        connection.close()


def signed(body: bytes, *, content_type: str = FORM, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Return the headers with which Slack sends a body."""
    timestamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    assert signature is not None
    return {"content-type": content_type, "x-slack-request-timestamp": timestamp, "x-slack-signature": signature}


def send_form(port: int, **fields: str) -> Reply:
    """Send a form as Slack does: a command, or a click as its `payload`."""
    body = urlencode(fields).encode()
    return ask(port, "POST", "/slack/events", body, signed(body))


def send_json(port: int, data: object) -> Reply:
    """Send JSON as Slack does: an event."""
    body = json.dumps(data).encode()
    return ask(port, "POST", "/slack/events", body, signed(body, content_type="application/json"))
