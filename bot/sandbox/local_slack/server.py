"""The server: the Web API, the websocket, uploads, files, response_urls, and the page at the root."""

import asyncio
import json
import mimetypes
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.sandbox.local_slack.answers import at_response_url
from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.faults import Fault
from bot.sandbox.local_slack.methods import METHODS
from bot.sandbox.local_slack.methods.registry import Arguments, Method, need_scope
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.workspace import Workspace

_SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/gif", "image/webp", "text/plain")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API and its answer ("ok" or the error's code), for tests and statistics."""

    method: str
    arguments: Json
    answer: str
    at: datetime
    ts: str = ""
    """The ts of the message that it posted or changed."""


class Server:
    """The routes of one workspace. State changes are quick and happen in the server's loop, under the world's lock."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.calls: list[Call] = []

    def app(self, browser_routes: Sequence[BaseRoute]) -> Starlette:
        """Make the application; the page's routes come last."""
        return Starlette(
            routes=[
                Route("/api/{method}", self._api, methods=["GET", "POST"]),
                WebSocketRoute("/link/", self._workspace.sockets.serve),
                Route("/upload/v1/{file}", self._upload, methods=["POST"]),
                Route("/files/{file}/{name:path}", self._file),
                Route("/actions/{team}/{key}", self._respond, methods=["POST"]),
                Route("/oauth/v2/authorize", self._authorize),
                *browser_routes,
            ]
        )

    async def _api(self, request: Request) -> Response:
        name = request.path_params["method"]
        given = await _arguments(request)
        token = _token(request, given)
        world = self._workspace.world
        with world.lock:
            fault = self._workspace.faults.draw(name, world.rng)
        answer = await self._with_fault(name, given, token, fault) if fault else self._answer(name, given, token)
        self.calls.append(_call(name, given, answer, world.clock()))
        return self._response(answer, fault)

    async def _with_fault(self, name: str, given: Json, token: str, fault: Fault) -> Json:
        answer = self._answer(name, given, token) if fault.done else {}
        await asyncio.sleep(fault.stall)
        failed: Json = {"ok": False, "error": fault.error}
        if fault.retry_after is not None:
            failed["retry_after"] = fault.retry_after
        return {**failed, **{key: answer[key] for key in ("ts",) if key in answer}}

    def _answer(self, name: str, given: Json, token: str) -> Json:
        world = self._workspace.world
        try:
            with world.lock:
                method = _known(name)
                self._authorize_call(method, token)
                return {"ok": True, **method.work(self._workspace, Arguments(given))}
        except SlackError as error:
            return {"ok": False, "error": error.code, **error.more}

    def _authorize_call(self, method: Method, token: str) -> None:
        me = self._workspace.world.identity
        if method.caller == "anyone":
            return
        if not token:
            raise SlackError("not_authed")
        if token not in (me.bot_token, me.app_token):
            raise SlackError("invalid_auth")
        if token in self._workspace.revoked:
            raise SlackError("account_inactive" if method.name == "auth.test" else "token_revoked")
        if token != (me.app_token if method.caller == "app" else me.bot_token):
            raise SlackError("not_allowed_token_type")
        if method.scope is not None:
            need_scope(self._workspace, method.scope)

    def _response(self, answer: Json, fault: Fault | None) -> Response:
        status = fault.status if fault else 200
        headers = {"x-oauth-scopes": ",".join(sorted(self._workspace.world.manifest.scopes)), "x-slack-req-id": "local"}
        retry_after = answer.pop("retry_after", None)
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
            status = 429
        if status >= 500:
            return PlainTextResponse("upstream error", status_code=status, headers=headers)
        if fault is not None:
            answer = {key: value for key, value in answer.items() if key != "ts"}
        return JSONResponse(answer, status_code=status, headers=headers)

    async def _upload(self, request: Request) -> Response:
        world = self._workspace.world
        content = await request.body()
        if request.headers.get("content-type", "").startswith("multipart/"):
            form = await request.form()
            for part in form.values():
                content = part.encode() if isinstance(part, str) else await part.read()
        with world.lock:
            file = world.files.get(request.path_params["file"])
            if file is None or file.content:
                return PlainTextResponse("no such upload", status_code=404)
            if str(len(content)) != request.query_params.get("length"):
                return PlainTextResponse("the length is not the one that was announced", status_code=400)
            world.files[file.id] = replace(file, content=content)
        return PlainTextResponse(f"OK - {len(content)}")

    async def _file(self, request: Request) -> Response:
        file = self._workspace.world.files.get(request.path_params["file"])
        if file is None or not file.content:
            return PlainTextResponse("no such file", status_code=404)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        # A file may be a hostile page, so it never runs in the page's own origin.
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        if kind not in _SHOWN_IN_PLACE:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return Response(file.content, media_type=kind, headers=headers)

    async def _respond(self, request: Request) -> Response:
        try:
            body = json.loads(await request.body())
            if not isinstance(body, dict):
                return PlainTextResponse("invalid_payload", status_code=400)
        except (ValueError, RecursionError):
            return PlainTextResponse("invalid_payload", status_code=400)
        try:
            with self._workspace.world.lock:
                at_response_url(self._workspace, request.path_params["key"], body)
        except SlackError as error:
            self.calls.append(Call("response_url", body, error.code, self._workspace.world.clock()))
            gone = error.code in ("used_url", "expired_url", "no_such_url", "message_not_found")
            return JSONResponse({"ok": False, "error": error.code, **error.more}, status_code=404 if gone else 400)
        self.calls.append(Call("response_url", body, "ok", self._workspace.world.clock()))
        return PlainTextResponse("ok")

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        target = asked.get("redirect_uri", "")
        if asked.get("client_id") != self._workspace.world.identity.client_id or urlsplit(target).scheme not in (
            "http",
            "https",
        ):
            return PlainTextResponse("invalid client_id or redirect_uri", status_code=400)
        code = self._workspace.world.new_id("code-", 20)
        self._workspace.oauth_codes.add(code)
        sign = "&" if urlsplit(target).query else "?"
        return RedirectResponse(target + sign + urlencode({"code": code, "state": asked.get("state", "")}), status_code=302)


def _known(name: str) -> Method:
    found = METHODS.get(name)
    if found is None:
        raise SlackError("unknown_method", req_method=name)
    return found


async def _arguments(request: Request) -> Json:
    """Read the arguments: from the query, then from the form or JSON, which take precedence."""
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    body = await request.body()
    if kind == "application/json" and body:
        try:
            sent: Any = json.loads(body)
        except (ValueError, RecursionError):
            sent = None
        given |= sent if isinstance(sent, dict) else {}
    elif kind == "multipart/form-data":
        form = await request.form()
        given |= {key: value for key, value in form.items() if isinstance(value, str)}
    elif body:
        given |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return given


def _token(request: Request, given: Json) -> str:
    """Read the token from the header or the form; Basic authentication has a client's id and secret instead."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    sent = given.pop("token", "")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        client, _, secret = b64decode(rest).decode("utf-8", "replace").partition(":")
        given.setdefault("client_id", client)
        given.setdefault("client_secret", secret)
    return str(sent)


def _call(name: str, given: Json, answer: Json, at: datetime) -> Call:
    ts = answer.get("ts") or answer.get("message_ts") or given.get("ts") or ""
    return Call(name, given, "ok" if answer.get("ok") else str(answer.get("error")), at, str(ts))
