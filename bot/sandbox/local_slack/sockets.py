"""Socket Mode: up to ten websockets; each payload goes to one of them at random."""

import asyncio
import contextlib
import json
import random
import uuid
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.sandbox.local_slack.dispatcher import Answer, Outgoing, Retry
from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.values import Json

MOST_CONNECTIONS = 10
_GOING_AWAY = 1001
_BROKEN = 1011


class Sockets:
    """The open connections and their unacknowledged payloads. Everything but `ticket` runs in the server's loop."""

    def __init__(self, app_id: str, rng: random.Random, faults: Callable[[], Faults]) -> None:
        self._app_id = app_id
        self._rng = rng
        self._faults = faults
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Answer]]] = {}
        self._arrived = asyncio.Event()

    def ticket(self) -> str:
        """Return a ticket for one connection; used by apps.connections.open."""
        ticket = self._uuid()
        self._tickets.add(ticket)
        return ticket

    @property
    def connections(self) -> int:
        """Return how many are open."""
        return len(self._open)

    def is_there(self) -> bool:
        """Return whether any connection is open."""
        return bool(self._open)

    async def arrival(self) -> None:
        """Wait for a connection."""
        while not self._open:
            await self._arrived.wait()

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection, from the handshake to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close()
            return
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self._open) >= MOST_CONNECTIONS:
            await socket.send_text(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
            await socket.close(_GOING_AWAY)
            return
        await socket.send_text(json.dumps(self._hello(len(self._open) + 1)))
        self._open.append(socket)
        self._arrived.set()
        try:
            while True:
                self._receive(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            # A RuntimeError means that we closed it ourselves meanwhile.
            pass
        finally:
            self._forget(socket)

    async def send(self, outgoing: Outgoing, retry: Retry | None, seconds: float) -> Answer:
        """Send an envelope to one connection and wait for its acknowledgement."""
        socket = self._rng.choice(self._open)
        envelope_id = self._uuid()
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": outgoing.kind,
            "accepts_response_payload": outgoing.answerable,
            "payload": outgoing.payload,
        }
        if outgoing.kind == "events_api":
            envelope |= {"retry_attempt": retry.attempt if retry else 0, "retry_reason": retry.reason if retry else ""}
        dropped = self._rng.random() < self._faults().dropped_connections
        if dropped and self._rng.random() < 0.5:
            await self._close(socket, _BROKEN)
            return Answer(False, problem="connection_failed")
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, answer)
        try:
            await socket.send_text(json.dumps(envelope))
            if dropped:
                await self._close(socket, _BROKEN)
            return await asyncio.wait_for(answer, seconds)
        except TimeoutError:
            return Answer(False, problem="timeout")
        except (RuntimeError, WebSocketDisconnect):
            return Answer(False, problem="connection_failed")
        finally:
            self._waiting.pop(envelope_id, None)

    async def refresh(self, reason: str = "refresh_requested", *, close_after: float = 0.5) -> None:
        """Ask every connection to reconnect, and close the old ones a little later."""
        old = list(self._open)
        for socket in old:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_text(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}))
        await asyncio.sleep(close_after)
        for socket in old:
            await self._close(socket, _GOING_AWAY)

    async def drop(self, *, all_of_them: bool) -> None:
        """Close connections without a `disconnect` message."""
        for socket in list(self._open) if all_of_them else self._open[:1]:
            await self._close(socket, _BROKEN)

    def _receive(self, text: str) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(message, dict):
            return
        _, answer = self._waiting.get(str(message.get("envelope_id")), (None, None))
        if answer is not None and not answer.done():
            answer.set_result(Answer(True, message.get("payload")))

    async def _close(self, socket: WebSocket, code: int) -> None:
        self._forget(socket)
        if socket.application_state is WebSocketState.CONNECTED:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(code)

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._open:
            self._open.remove(socket)
        if not self._open:
            self._arrived.clear()
        for on, answer in self._waiting.values():
            if on is socket and not answer.done():
                answer.set_result(Answer(False, problem="connection_failed"))

    def _hello(self, number: int) -> Json:
        return {
            "type": "hello",
            "num_connections": number,
            "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
