"""Socket Mode: two connections, so that one still listens when the other drops."""

import contextlib
import logging
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient

from bot.slack.clients import new_client

CONNECTIONS = 2
PING_SECONDS = 3.0
SILENT_SECONDS = 10.0
"""After so long without an answer to our pings a connection counts as dead, though its socket still looks open."""


@contextmanager
def connected(
    bolt: App, app_token: str, base_url: str, *, clock: Callable[[], float] = time.time
) -> Iterator[Callable[[], list[str]]]:
    """Keep two connections open until the context ends; yields a function that lists what is wrong, for /healthz.

    `clock` returns the seconds since 1970.
    """
    log = logging.getLogger("slack_sdk")
    handlers = [
        SocketModeHandler(bolt, app_token, web_client=new_client(base_url, None), logger=log, ping_interval=PING_SECONDS)
        for _ in range(CONNECTIONS)
    ]
    for handler in handlers:
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    def faults() -> list[str]:
        down = sum(not _is_alive(handler.client, clock()) for handler in handlers)
        return [f"{down} of {CONNECTIONS} connections to Slack are down."] if down == CONNECTIONS else []

    try:
        yield faults
    finally:
        hang_up([handler.client for handler in handlers])


def _is_alive(client: SocketModeClient, now: float) -> bool:
    """Tell whether a connection is open and Slack answers on it; a new one has not been asked yet."""
    session = client.current_session
    answered = None if session is None else session.last_ping_pong_time
    return client.is_connected() and (answered is None or now - answered <= SILENT_SECONDS)


def hang_up(clients: Sequence[SocketModeClient]) -> None:
    """Close all connections together: all are told to stop before any is waited for."""
    for client in clients:
        client.closed, client.auto_reconnect_enabled = True, False
        # An empty message wakes the thread that reads the queue, which otherwise checks only once a second.
        client.message_queue.put(None)
        client.current_app_monitor.event.set()
        client.current_session_runner.event.set()
        _shut_down_socket(client)
    for client in clients:
        while client.current_session_runner.is_alive():
            # A connection that starts to read only now resets this state and would never stop, so it is set again.
            client.current_session_state.terminated = True
            _shut_down_socket(client)
            client.current_session_runner.thread.join(0.01)
        client.close()


def _shut_down_socket(client: SocketModeClient) -> None:
    session = client.current_session
    if session is not None and session.sock is not None:
        # Closing alone would leave the reading thread waiting until its timeout.
        with contextlib.suppress(OSError):
            session.sock.shutdown(socket.SHUT_RDWR)
