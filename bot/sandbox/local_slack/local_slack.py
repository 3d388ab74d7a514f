"""The local Slack: starts the server on loopback, and has methods for what people do and see."""

import asyncio
import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import uvicorn
from starlette.routing import BaseRoute

from bot.sandbox.local_slack.dispatcher import ACK_SECONDS, Delivery, Dispatcher, Outgoing
from bot.sandbox.local_slack.events import Events
from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.http_delivery import HttpDelivery
from bot.sandbox.local_slack.identity import Identity
from bot.sandbox.local_slack.interactions import Interactions
from bot.sandbox.local_slack.manifest import Manifest
from bot.sandbox.local_slack.own_page import OwnPageOnly
from bot.sandbox.local_slack.server import Call, Server
from bot.sandbox.local_slack.sockets import Sockets
from bot.sandbox.local_slack.triggers import TRIGGER_SECONDS, Triggers
from bot.sandbox.local_slack.values import Channel, Person, UserGroup
from bot.sandbox.local_slack.visibility import Visibility
from bot.sandbox.local_slack.workspace import Workspace
from bot.sandbox.local_slack.world import World

QUICK_RETRIES = (0.2, 1.0, 3.0)
"""Seconds before each retry here; dispatcher.SLACKS_DELAYS are Slack's own."""
_START_SECONDS = 60
_END_SECONDS = 60
_LOOK_AGAIN = 0.05
_STILL_OPEN = 0.005
"""Seconds between looks at what is still open when all is closed."""

T = TypeVar("T")


class LocalSlack(Interactions, Visibility):
    """One workspace on loopback, used with `with`. Everything goes to `http_target` if it is set, else over Socket Mode."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        rng: random.Random,
        people: Iterable[Person],
        channels: Iterable[Channel],
        groups: Iterable[UserGroup] = (),
        manifest: Manifest | None = None,
        port: int = 0,
        http_target: str | None = None,
        faults: Faults | None = None,
        browser_routes: "Callable[[LocalSlack], Sequence[BaseRoute]] | None" = None,
        retry_delays: Sequence[float] = QUICK_RETRIES,
        ack_seconds: float = ACK_SECONDS,
        trigger_seconds: float = TRIGGER_SECONDS,
    ) -> None:
        self.identity = Identity()
        self.world = World(clock, rng, manifest or Manifest.read(), people, channels, groups, self.identity)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._sockets = Sockets(self.identity.app_id, rng, self._faults_now)
        self._http = HttpDelivery(http_target, self.identity.signing_secret) if http_target else None
        self._dispatcher = Dispatcher(self._http or self._sockets, self._faults_now, rng, retry_delays, ack_seconds)
        self.workspace = Workspace(
            world=self.world,
            dispatcher=self._dispatcher,
            events=Events(self.world, self._dispatcher, self.url),
            triggers=Triggers(self.world.now, rng, trigger_seconds),
            sockets=self._sockets,
            faults=faults or Faults(),
        )
        self._server = Server(self.workspace)
        self._browser_routes = browser_routes
        self._uvicorn: _Server | None = None
        self._thread: threading.Thread | None = None

    # what a client of Slack needs

    @property
    def api_url(self) -> str:
        """Return the base address of the Web API, for WebClient(base_url=…)."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """Return the bot's token."""
        return self.identity.bot_token

    @property
    def app_token(self) -> str:
        """Return the app-level token, for Socket Mode."""
        return self.identity.app_token

    @property
    def signing_secret(self) -> str:
        """Return the secret that signs HTTP deliveries."""
        return self.identity.signing_secret

    @property
    def team(self) -> str:
        """Return the workspace's id."""
        return self.identity.team

    @property
    def bot_user(self) -> str:
        """Return the app's own user id."""
        return self.identity.bot_user

    @property
    def app_id(self) -> str:
        """Return the app's id."""
        return self.identity.app_id

    # what happened

    @property
    def faults(self) -> Faults:
        """Return what goes wrong on purpose; change its fields, or set another one."""
        return self.workspace.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self.workspace.faults = faults

    @property
    def calls(self) -> list[Call]:
        """Return all calls of the Web API and uses of a response_url, in order."""
        return self._server.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Return all tries of deliveries to the app."""
        return self._dispatcher.deliveries

    @property
    def lost(self) -> list[Outgoing]:
        """Return the events that failed after the last retry."""
        return self._dispatcher.lost

    def under_way(self) -> int:
        """Return how many deliveries are not finished."""
        return self._dispatcher.under_way()

    @property
    def connections(self) -> int:
        """Return how many websockets are open."""
        return self._sockets.connections

    # the connections

    def refresh_connections(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` on every websocket and close it a little later, as Slack does every few hours."""
        self._run(self._sockets.refresh(reason))

    def drop_connections(self, *, all_of_them: bool = True) -> None:
        """Close websockets without a `disconnect` message."""
        self._run(self._sockets.drop(all_of_them=all_of_them))

    def verify_url(self) -> bool:
        """Send Slack's url_verification to the HTTP target; returns whether the challenge came back."""
        if self._http is None:
            raise RuntimeError("There is no HTTP target to verify.")
        return self._http.verify_url(self.world.new_id("challenge-", 20), self.identity.verification_token)

    # waiting

    def version(self) -> int:
        """Return a number that grows with every visible change."""
        return self.world.version()

    def wait(self, version: int, seconds: float) -> int:
        """Wait for a newer version than this one; returns the version then."""
        return self.world.wait(version, seconds)

    def wait_for(self, condition: Callable[[], T], seconds: float = 60) -> T:
        """Wait until a condition is truthy and return its result; raises TimeoutError, which names the condition."""
        until = time.monotonic() + seconds
        while True:
            version = self.version()
            if found := condition():
                return found
            if time.monotonic() >= until:
                recent = [f"{call.method}: {call.answer}" for call in self.calls[-5:]]
                raise TimeoutError(f"Not within {seconds} s: {_named(condition)}. The app's last calls: {recent}")
            self.wait(version, _LOOK_AGAIN)

    # starting and stopping

    def __enter__(self) -> Self:
        ready = threading.Event()
        app = self._server.app(self._browser_routes(self) if self._browser_routes else ())
        own = OwnPageOnly(app, self._socket.getsockname()[1])
        config = uvicorn.Config(own, log_level="error", access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        server = self._uvicorn = _Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(server, ready)), name="local Slack", daemon=True)
        self._thread.start()
        if not ready.wait(_START_SECONDS):
            raise RuntimeError("The local Slack did not start.")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._uvicorn is not None and self._thread is not None:
            self._uvicorn.end()
            self._thread.join(_END_SECONDS)
            if self._thread.is_alive():
                raise RuntimeError("The local Slack did not end.")
        if self._http is not None:
            self._http.close()
        self._socket.close()

    async def _serve(self, server: "_Server", ready: threading.Event) -> None:
        self._dispatcher.loop = asyncio.get_running_loop()
        self._socket.listen(128)
        ready.set()
        await server.serve(sockets=[self._socket])
        self._dispatcher.loop = None

    def _faults_now(self) -> Faults:
        return self.workspace.faults

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        loop = self._dispatcher.loop
        if loop is None:
            work.close()
            raise RuntimeError("The local Slack is not running.")
        asyncio.run_coroutine_threadsafe(work, loop).result(_START_SECONDS)


class _Server(uvicorn.Server):
    """Ends as soon as it is told to, where uvicorn would look for it ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended: Callable[[], object] = lambda: None

    def end(self) -> None:
        """Stop serving; may be called from any thread, and again."""
        self.should_exit = True
        self._ended()

    async def main_loop(self) -> None:
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        self._ended = lambda: loop.is_closed() or loop.call_soon_threadsafe(ended.set)
        if not await self.on_tick(0):
            await ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close all; uvicorn would rest a tenth of a second first, and as long again while anything is open."""
        for listening in (*self.servers, *(sockets or ())):
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(_STILL_OPEN)
        for task in self.server_state.tasks:
            task.cancel()


def _named(condition: Callable[[], object]) -> str:
    code = getattr(condition, "__code__", None)
    where = f" ({code.co_filename}:{code.co_firstlineno})" if code else ""
    return f"{getattr(condition, '__name__', condition)}{where}"
