"""Socket Mode: two connections, so that one still listens when the other drops."""

import contextlib
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient

from bot.slack.clients import new_client

CONNECTIONS = 2


@contextmanager
def connected(bolt: App, app_token: str, base_url: str) -> Iterator[Callable[[], list[str]]]:
    """Keep two connections open until the context ends; yields a function that lists what is wrong, for /healthz."""
    handlers = [
        SocketModeHandler(bolt, app_token, web_client=new_client(base_url, None), logger=logging.getLogger("slack_sdk"))
        for _ in range(CONNECTIONS)
    ]
    for handler in handlers:
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    def faults() -> list[str]:
        down = sum(not handler.client.is_connected() for handler in handlers)
        return [f"{down} of {CONNECTIONS} connections to Slack are down."] if down == CONNECTIONS else []

    try:
        yield faults
    finally:
        hang_up([handler.client for handler in handlers])


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
