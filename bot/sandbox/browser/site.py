"""The page's routes: the page, its changed fragments, what people do, and static files."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.browser.actions import act
from bot.sandbox.browser.guide import Guide
from bot.sandbox.browser.location import location
from bot.sandbox.browser.screen import Fragment, Screen, ScreenRenderer
from bot.sandbox.local_slack.local_slack import LocalSlack

HOLD_SECONDS = 0.8
"""How long a request for changes waits if there are none: less than the second that a stopping server waits."""
_LOOK_AGAIN = 0.04
_STATIC = {
    "base.css": "text/css",
    "messages.css": "text/css",
    "blocks.css": "text/css",
    "browser.js": "text/javascript",
    "clicks.js": "text/javascript",
    "controls.js": "text/javascript",
    "combo.js": "text/javascript",
    "dialogs.js": "text/javascript",
    "writing.js": "text/javascript",
    "source.svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Site:
    """The page of one local Slack."""

    def __init__(self, slack: LocalSlack, guide: Guide | None = None) -> None:
        self._slack = slack
        self._renderer = ScreenRenderer(slack, guide)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes for the local Slack's server."""
        return [
            Route("/", self._page),
            Route("/browser/look", self._look, methods=["POST"]),
            Route("/browser/do/{name}", self._do, methods=["POST"]),
            Route("/browser/static/{name}", self._static),
        ]

    def _page(self, request: Request) -> Response:
        return HTMLResponse(self._renderer.page(location(self._slack, request.query_params)), headers=_HEADERS)

    async def _look(self, request: Request) -> Response:
        """Return the fragments that the browser does not have yet, as soon as something changes."""
        given = await _json(request)
        if given is None:
            return _refused()
        seen = given.get("seen")
        if isinstance(seen, int) and not await self._newer_than(seen):
            return JSONResponse({"unchanged": True}, headers=_HEADERS)
        known = given.get("known")
        look = await run_in_threadpool(lambda: self._renderer.look(location(self._slack, _texts(given))))
        return JSONResponse(_look_json(look, known if isinstance(known, dict) else {}), headers=_HEADERS)

    async def _newer_than(self, seen: int) -> bool:
        # Polling instead of a blocking wait, so that many open pages use no threads.
        until = time.monotonic() + HOLD_SECONDS
        while self._slack.version() <= seen:
            if time.monotonic() >= until:
                return False
            await asyncio.sleep(_LOOK_AGAIN)
        return True

    async def _do(self, request: Request) -> Response:
        given = await _json(request)
        if given is None:
            return _refused()
        try:
            outcome = await run_in_threadpool(act, self._slack, request.path_params["name"], given)
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"problem": f"The page asked for something that there is not: {error}"}, 400, headers=_HEADERS)
        return JSONResponse(outcome.as_json(), headers=_HEADERS)

    def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        kind = _STATIC.get(name)
        if kind is None:
            return Response(status_code=404)
        content = files("bot.sandbox.browser").joinpath("static", name).read_bytes()
        return Response(content, media_type=kind, headers=_HEADERS | {"Cache-Control": "no-cache"})


def _look_json(look: Screen, known: Mapping[str, Any]) -> dict[str, Any]:
    pieces = {name: _piece_json(piece, known.get(name)) for name, piece in look.pieces.items()}
    lists = {
        name: {
            "of": look.of[name],
            "items": [{"id": ident, **_piece_json(piece, known.get(f"{name} {ident}"))} for ident, piece in items.items()],
        }
        for name, items in look.lists.items()
    }
    return {
        "version": look.version,
        "title": look.title,
        "as": look.location.person,
        "at": look.location.at,
        "thread": look.location.thread,
        "pane": look.location.pane,
        "pieces": pieces,
        "lists": lists,
    }


def _piece_json(piece: Fragment, known: object) -> dict[str, str]:
    return {"key": piece.key} if piece.key == known else {"key": piece.key, "html": piece.html}


async def _json(request: Request) -> dict[str, Any] | None:
    """Read a JSON object; other content types are refused, since another site's page could send them (CSRF)."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return None
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    return {key: value for key, value in given.items() if isinstance(value, str)}


def _refused() -> Response:
    return JSONResponse({"problem": "Send a JSON object."}, 415, headers=_HEADERS)
