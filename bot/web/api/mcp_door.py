"""The address /mcp: who comes in by which token; the SDK is loaded when the first one does."""

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from bot.domain.errors import SecondSourceError
from bot.web.api.entry import Entry
from bot.web.api.problems import Problem, problem_of
from bot.web.api.tools import Toolbox
from bot.web.body import read_body

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

AT = "/mcp"
CALLER = "second_source_caller"
"""Under which name a request's scope has its caller."""
MOST_BYTES = 500_000
_POST = "Send a request of MCP by POST. Each is answered by itself, so there is no stream to listen to and no session to end."
_JSON = "Send JSON-RPC of MCP: Content-Type: application/json."
_DEEP = "The body is no JSON, or nested too deeply. Send one request of MCP, in UTF-8."


class McpDoor:
    """Answers MCP over HTTP for callers with a token."""

    def __init__(self, toolbox: Toolbox, entry: Entry) -> None:
        self._toolbox, self._entry = toolbox, entry
        self._running: (
            tuple[asyncio.AbstractEventLoop, asyncio.Task[None], asyncio.Future[StreamableHTTPSessionManager]] | None
        ) = None

    def routes(self) -> list[BaseRoute]:
        """Return the address."""
        return [Route(AT, _App(self))]

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await self._let_in(scope, receive)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        sessions = await self._sessions()
        await sessions.handle_request(scope, _replayed(body, receive), send)

    async def _let_in(self, scope: Scope, receive: Receive) -> bytes:
        """Return the body of a request whose caller may come in, who is noted in its scope; raises Problem."""
        request = Request(scope, receive)
        if request.method != "POST":
            raise Problem(405, _POST, headers={"Allow": "POST"})
        try:
            scope[CALLER] = await run_in_threadpool(self._entry.let_in, request.headers.get("authorization", ""))
            body = await read_body(request, MOST_BYTES, ("application/json",), _JSON)
        except SecondSourceError as error:
            raise problem_of(error) from error
        except HTTPException as error:
            raise Problem(error.status_code, error.detail) from error
        try:
            from_json(body)
        except ValueError:
            raise Problem(400, _DEEP) from None
        return body

    async def _sessions(self) -> "StreamableHTTPSessionManager":
        """Return what answers; it runs in a task of its own for as long as the loop that serves does."""
        loop = asyncio.get_running_loop()
        if self._running is None or self._running[0] is not loop or self._running[1].done():
            ready: asyncio.Future[StreamableHTTPSessionManager] = loop.create_future()
            self._running = loop, loop.create_task(self._run(ready)), ready
        _, task, ready = self._running
        either: set[asyncio.Future[Any]] = {task, ready}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            task.result()
        return ready.result()

    async def _run(self, ready: "asyncio.Future[StreamableHTTPSessionManager]") -> None:
        # To load the SDK takes a while, in which Slack is answered too.
        server = await run_in_threadpool(import_module, "bot.web.api.mcp_server")
        async with server.http_sessions(self._toolbox, self._toolbox.site.links.base, MOST_BYTES) as sessions:
            ready.set_result(sessions)
            await asyncio.Event().wait()


class _App:
    """An application of its own: Starlette hands on its requests as they come."""

    def __init__(self, door: McpDoor) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._door.answer(scope, receive, send)


def _replayed(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
