"""HTTP on Starlette and uvicorn: Slack's events, interactions and commands, installation by OAuth, /healthz, pages, the API."""

import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import structlog
import uvicorn
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.domain.errors import Cannot, TryLater
from bot.web.body import FORM, read_body
from bot.web.connections import Connection

EVENTS_PATH = "/slack/events"
MOST_BYTES = 1024 * 1024
SHUTDOWN_SECONDS = 5
CONTENT_TYPES = ("application/json", FORM)

NOTHING_HERE = "There is nothing at this address. Slack sends its requests to /slack/events (POST); /healthz tells how we are."
NOT_SLACK = "This is no request as Slack sends them."
UNSIGNED = "The request carries no signature of Slack's."


def web_app(bolt: App, *, healthy: Callable[[], list[str]], events: bool = True, pages: Sequence[BaseRoute] = ()) -> Starlette:
    """Make the web app around a Bolt app; `healthy` lists what is wrong, one sentence each.

    Requests are handled in threads, so that a slow handler does not block the others. `events=False` leaves out /slack/events,
    for Socket Mode: without a signing secret, Slack's requests cannot be told from forged ones. `pages` are all else that
    is served.
    """

    async def slack(request: Request) -> Response:
        bolt_request = _from_slack(request, await read_body(request, MOST_BYTES, CONTENT_TYPES, NOT_SLACK))
        return to_starlette_response(await run_in_threadpool(bolt.dispatch, bolt_request))

    async def healthz(_request: Request) -> Response:
        faults = await run_in_threadpool(healthy)
        return JSONResponse({"ok": False, "faults": faults}, 503) if faults else JSONResponse({"ok": True})

    routes: list[BaseRoute] = [Route("/healthz", healthz)]
    if events:
        routes.append(Route(EVENTS_PATH, slack, methods=["POST"]))
    if (flow := bolt.oauth_flow) is not None:

        async def install(request: Request) -> Response:
            try:
                begun = await run_in_threadpool(flow.handle_installation, to_bolt_request(request, b""))
            except TryLater as error:
                return PlainTextResponse(error.sentence, 503, {"Retry-After": "600"})
            return to_starlette_response(begun)

        async def installed(request: Request) -> Response:
            return to_starlette_response(await run_in_threadpool(flow.handle_callback, to_bolt_request(request, b"")))

        routes += [Route(flow.install_path, install), Route(flow.redirect_uri_path, installed)]
    return _answering([*routes, *pages])


def _answering(routes: Sequence[BaseRoute]) -> Starlette:
    return Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_found, Exception: _unexpected})


def serve_http(app: Starlette, host: str, port: int, *, stop: threading.Event) -> None:
    """Serve until `stop` is set, in any thread; the caller handles signals.

    Raises Cannot if this address cannot be listened on.
    """
    with _listening(host, port) as listener:
        _Server(_config(app), stop).run(sockets=[listener])


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Connection,
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


@contextmanager
def serving_pages(routes_at: Callable[[str], Sequence[BaseRoute]], host: str, port: int) -> Iterator[str]:
    """Serve event pages alone, in a thread, to whoever asks this host; yields their address. Port 0 takes a free one.

    `routes_at` makes the pages for the address. Raises Cannot if it cannot be listened on.
    """
    with _listening(host, port) as listener:
        address = f"http://{host}:{listener.getsockname()[1]}"
        stop = threading.Event()
        # Another site may give a name of its own the address of this machine, and drive what it serves through a browser.
        ours = TrustedHostMiddleware(_answering(routes_at(address)), [host, "localhost"], www_redirect=False)
        serve = partial(_Server(_config(ours), stop).run, sockets=[listener])
        thread = threading.Thread(target=serve, name="event pages", daemon=True)
        thread.start()
        try:
            yield address
        finally:
            stop.set()
            thread.join()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, stop: threading.Event) -> None:
        super().__init__(config)
        self._stop = stop

    @contextmanager
    def capture_signals(self) -> Iterator[None]:  # uvicorn would take SIGINT and SIGTERM for itself
        yield

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self._stop.is_set()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family)
        # Otherwise a kept connection waits 40 ms between an answer's headers and its body; those accepted here inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Cannot(
            f"Nothing can listen on {host}:{port}: {why}. Set SECOND_SOURCE_HOST or SECOND_SOURCE_PORT to another one."
        ) from error
    return listener


def _from_slack(request: Request, body: bytes) -> BoltRequest:
    # Bolt verifies the signature, but raises on a timestamp that is not a number or a signature that is not ASCII, and then
    # calls the error handler with an unverified request.
    timestamp, signature = (request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16 and signature.isascii() and signature):
        raise HTTPException(401, UNSIGNED)
    try:
        bolt_request = to_bolt_request(request, body)
    # Bolt parses the body before it verifies the signature, and trusts its shape.
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        raise HTTPException(400, NOT_SLACK) from None
    if not isinstance(bolt_request.body, dict) or not bolt_request.body:
        raise HTTPException(400, NOT_SLACK)
    return bolt_request


async def _not_found(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse(NOTHING_HERE, 404)


async def _unexpected(request: Request, error: Exception) -> Response:
    number = secrets.token_hex(4)
    structlog.get_logger().error("unexpected", id=number, path=request.scope["path"], exc_info=error)
    return PlainTextResponse(f"Something went wrong on our side. The details are in our log under {number}.", 500)
