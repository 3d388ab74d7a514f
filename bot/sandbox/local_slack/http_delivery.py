"""Deliveries over HTTP, with Slack's signature and retry headers."""

import asyncio
import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

from bot.sandbox.local_slack.dispatcher import Answer, Outgoing, Retry
from bot.sandbox.local_slack.values import Json


class HttpDelivery:
    """Posts to one address of the app. The signature has the real time, since the app compares it with its own clock."""

    def __init__(self, target: str, signing_secret: str, wall: Callable[[], float] = time.time) -> None:
        self._target = urlsplit(target)
        self._secret = signing_secret.encode()
        self._wall = wall
        self._threads = ThreadPoolExecutor(16, thread_name_prefix="local Slack deliveries")

    def is_there(self) -> bool:
        """Return True: whether the app listens shows only when it is tried."""
        return True

    async def arrival(self) -> None:
        """Return at once."""

    async def send(self, outgoing: Outgoing, retry: Retry | None, seconds: float) -> Answer:
        """Post once; anything but a 200 within these seconds counts as not acknowledged."""
        content_type, body = _encoded(outgoing)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (local)", **self.signature(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.attempt), "X-Slack-Retry-Reason": retry.reason}
        loop = asyncio.get_running_loop()
        posting = loop.run_in_executor(self._threads, self._post, body, headers, seconds)
        try:
            return await asyncio.wait_for(posting, seconds + 0.5)
        except TimeoutError:
            return Answer(False, problem="http_timeout")

    def verify_url(self, challenge: str, token: str) -> bool:
        """Send a challenge, as Slack does when an address is entered; returns whether it came back."""
        body = json.dumps({"type": "url_verification", "token": token, "challenge": challenge}).encode()
        answer = self._post(body, {"Content-Type": "application/json", **self.signature(body)}, 3.0)
        said = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return answer.acked and said == challenge

    def signature(self, body: bytes) -> dict[str, str]:
        """Sign a body (docs.slack.dev, "Verifying requests from Slack", v0)."""
        stamp = str(int(self._wall()))
        digest = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    def close(self) -> None:
        """Stop the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _post(self, body: bytes, headers: dict[str, str], seconds: float) -> Answer:
        connection = http.client.HTTPConnection(self._target.hostname or "127.0.0.1", self._target.port or 80, timeout=seconds)
        try:
            connection.request("POST", self._target.path or "/", body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            final = response.headers.get("X-Slack-No-Retry") == "1"
            if response.status != 200:
                return Answer(False, problem="http_error", body=response.status, final=final)
            return Answer(True, _decoded(text, response.headers.get_content_type()))
        except TimeoutError:
            return Answer(False, problem="http_timeout")
        except (OSError, http.client.HTTPException):
            return Answer(False, problem="connection_failed")
        finally:
            connection.close()


def _encoded(outgoing: Outgoing) -> tuple[str, bytes]:
    if outgoing.kind == "events_api":
        return "application/json", json.dumps(outgoing.payload).encode()
    form = "application/x-www-form-urlencoded"
    if outgoing.kind == "interactive":
        return form, urlencode({"payload": json.dumps(outgoing.payload)}).encode()
    return form, urlencode(outgoing.payload).encode()


def _decoded(text: str, content_type: str) -> Json | str | None:
    if not text.strip():
        return None
    if content_type == "application/json":
        try:
            found = json.loads(text)
        except ValueError:
            return text
        return found if isinstance(found, dict) else text
    return text
