"""Socket Mode: two connections, so that one may drop while the other listens."""

import contextlib
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.slack.clients import new_client

CONNECTIONS = 2


@contextmanager
def connected(bolt: App, app_token: str, base_url: str) -> Iterator[Callable[[], list[str]]]:
    """Keep two connections while it lasts; gives a function that lists what is wrong with them, for /healthz."""
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
        for handler in handlers:
            _hang_up(handler)


def _hang_up(handler: SocketModeHandler) -> None:
    handler.client.auto_reconnect_enabled = False
    session = handler.client.current_session
    if session is not None and session.sock is not None:
        # Closing alone would leave the reading thread waiting until its time is up.
        with contextlib.suppress(OSError):
            session.sock.shutdown(socket.SHUT_RDWR)
    reading = handler.client.current_session_runner
    reading.event.set()
    while reading.is_alive():
        # A connection that only now begins to read takes its state for new, and would read on for ever.
        handler.client.current_session_state.terminated = True
        reading.thread.join(0.1)
    handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
