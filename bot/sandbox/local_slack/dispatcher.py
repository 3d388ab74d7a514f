"""Delivers events and interactions to the app, with timeouts, retries, and faults if they are set."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.values import Json

_LOG = logging.getLogger(__name__)

ACK_SECONDS = 3.0
SLACKS_DELAYS = (0.0, 60.0, 300.0)
"""Slack's own seconds before each retry (docs.slack.dev, "Events API", retries)."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A payload for the app. `kind` is events_api, interactive or slash_commands."""

    kind: str
    payload: Json
    name: str
    """The event's or the interaction's type."""
    event_id: str = ""
    answerable: bool = False


@dataclass(frozen=True, slots=True)
class Retry:
    """The number of a retry, and its reason."""

    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The app's response: acknowledged, with or without a body, or why not."""

    acked: bool
    body: Any = None
    problem: str = ""
    final: bool = False
    """The app asked for no retry."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try of a delivery, for tests and statistics."""

    kind: str
    event_type: str
    event_id: str
    attempt: int
    seconds: float
    acked: bool
    began: float = 0.0
    """When, on the monotonic clock."""


class Transport(Protocol):
    """How one try is made: over Socket Mode or HTTP."""

    def is_there(self) -> bool:
        """Return whether the app can be reached now."""

    async def arrival(self) -> None:
        """Wait until the app can be reached."""

    async def send(self, outgoing: Outgoing, retry: Retry | None, seconds: float) -> Answer:
        """Send once and wait for the acknowledgement."""


class Dispatcher:
    """Sends payloads to the app. Deliveries run in the server's loop; `send` may be called from any thread."""

    def __init__(
        self,
        transport: Transport,
        faults: Callable[[], Faults],
        rng: random.Random,
        retry_delays: Sequence[float],
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.ack_seconds = ack_seconds
        self.transport = transport
        self.deliveries: list[Delivery] = []
        self.lost: list[Outgoing] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        self._faults = faults
        self._rng = rng
        self._delays = tuple(retry_delays)
        self._under_way: set[Future[Answer]] = set()

    def under_way(self) -> int:
        """Return how many deliveries are not finished, including those that wait for a connection."""
        return len(self._under_way)

    def send(self, outgoing: Outgoing) -> Future[Answer]:
        """Start a delivery; events are retried, interactions are not (the person clicks again)."""
        if outgoing.kind != "events_api":
            return self._start(self._interaction(outgoing))
        if self._faults().twice:
            self._start(self._event(outgoing, late=self._rng.random() * 0.3, again=self._rng.random() < 0.5))
        late = self._rng.random() * self._faults().late_seconds if self._rng.random() < self._faults().late else 0.0
        return self._start(self._event(outgoing, late=late))

    def _start(self, delivery: Coroutine[Any, Any, Answer]) -> "Future[Answer]":
        if self.loop is None:
            delivery.close()
            raise RuntimeError("The local Slack is not running: enter it with 'with' first.")
        future = asyncio.run_coroutine_threadsafe(delivery, self.loop)
        self._under_way.add(future)
        future.add_done_callback(self._finished)
        return future

    def _finished(self, future: "Future[Answer]") -> None:
        self._under_way.discard(future)
        if not future.cancelled() and (error := future.exception()) is not None:
            _LOG.error("a delivery broke inside the local Slack", exc_info=error)

    async def _interaction(self, outgoing: Outgoing) -> Answer:
        if not self.transport.is_there():
            return Answer(False, problem="nobody_there")
        return await self._try(outgoing, None)

    async def _event(self, outgoing: Outgoing, *, late: float, again: bool = False) -> Answer:
        if late:
            await asyncio.sleep(late)
        retry = Retry(1, "timeout") if again else None
        for delay in (*self._delays, None):
            await self.transport.arrival()
            answer = await self._try(outgoing, retry)
            if answer.acked or answer.final:
                return answer
            if delay is not None:
                await asyncio.sleep(delay)
                retry = Retry(1 if retry is None else retry.attempt + 1, answer.problem)
        self.lost.append(outgoing)
        return answer

    async def _try(self, outgoing: Outgoing, retry: Retry | None) -> Answer:
        started = time.monotonic()
        answer = await self.transport.send(outgoing, retry, self.ack_seconds)
        self.deliveries.append(
            Delivery(
                kind=outgoing.kind,
                event_type=outgoing.name,
                event_id=outgoing.event_id,
                attempt=retry.attempt if retry else 0,
                seconds=time.monotonic() - started,
                acked=answer.acked,
                began=started,
            )
        )
        return answer
