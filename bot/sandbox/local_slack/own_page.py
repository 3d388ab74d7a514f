"""Lets only this machine's own page and clients in: a page of another site could have its name lead here (DNS rebinding)."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost")
OTHER_SITE = "The local Slack answers only at its own address, and no page of another site."


class OwnPageOnly:
    """Refuses requests and websockets that name another host, or come from another site's page."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._own = frozenset(f"{host}:{port}" for host in LOOPBACK)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is ours."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        # Some clients leave the port out.
        host = headers.get("host", "").partition(":")[0].lower()
        if host in LOOPBACK and (origin is None or _host_of(origin) in self._own):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(OTHER_SITE, 421)(scope, receive, send)


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
