"""A small app for the tests: one websocket, every envelope kept, answered as the test says."""

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Self

from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bot.sandbox.local_slack.local_slack import LocalSlack
from tests.ending import end

Json = dict[str, Any]
SILENT = object()
"""Given back by an answer: do not acknowledge."""


def impatient(slack: LocalSlack, answer: Any = SILENT) -> float:
    """Wait only a moment for an answer that will not come; returns how long answers are waited for otherwise."""
    patience = slack.workspace.dispatcher.ack_seconds
    if answer is SILENT:
        slack.workspace.dispatcher.ack_seconds = 0.1
    return patience


class Listening:
    """Acknowledges everything at once unless `answer` gives a payload or SILENT."""

    def __init__(self, slack: LocalSlack, answer: Callable[[Json], Any] = lambda _envelope: None) -> None:
        self.slack = slack
        self.answer = answer
        self.client = WebClient(slack.bot_token, base_url=slack.api_url)
        self.envelopes: list[Json] = []
        self.others: list[Json] = []
        self._open = ExitStack()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
        end(*self._threads)

    def connect(self) -> ClientConnection:
        url = self.client.apps_connections_open(app_token=self.slack.app_token)["url"]
        connection = self._open.enter_context(connect(url))
        hello = json.loads(connection.recv(timeout=60))
        assert hello["type"] == "hello", hello
        self.others.append(hello)
        thread = threading.Thread(target=self._receive, args=(connection,), daemon=True)
        thread.start()
        self._threads.append(thread)
        return connection

    def events(self, kind: str | None = None) -> list[Json]:
        """The inner events so far, of one type."""
        found = [e["payload"]["event"] for e in self.envelopes if e["type"] == "events_api"]
        return [event for event in found if kind in (None, event["type"])]

    def payloads(self, kind: str) -> list[Json]:
        """The interactions so far, of one type."""
        return [e["payload"] for e in self.envelopes if e["payload"].get("type", e["type"]) == kind]

    def event(self, kind: str, number: int = 0) -> Json:
        """Wait for an event of this type and give it."""
        return self.slack.wait_for(lambda: self.events(kind)[number:])[0]

    def _receive(self, connection: ClientConnection) -> None:
        try:
            for text in connection:
                message = json.loads(text)
                if "envelope_id" not in message:
                    self.others.append(message)
                    continue
                self.envelopes.append(message)
                payload = self.answer(message)
                if payload is not SILENT:
                    reply = {"envelope_id": message["envelope_id"]}
                    connection.send(json.dumps(reply if payload is None else {**reply, "payload": payload}))
        except ConnectionClosed:
            pass
