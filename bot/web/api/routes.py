"""The addresses under /api/v1: each asks for a token, reads the record or brings a source, and decides nothing."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from bot.domain.api_token import Caller, Scope
from bot.domain.errors import SecondSourceError
from bot.pipeline import program_sources
from bot.pipeline.program_sources import Brought
from bot.pipeline.services import Services
from bot.web.answers import JSON, Answer
from bot.web.api.asked import HIGHEST_ID, Asked, EventsAsked, NothingAsked, ProposalsAsked, ReportsAsked, parameters, sent
from bot.web.api.entry import Entry
from bot.web.api.mcp_door import McpDoor
from bot.web.api.problems import Problem, problem_of, unexpected
from bot.web.api.resources import (
    API,
    claim_resources,
    event_resource,
    find_event,
    listed_resource,
    proposal_resource,
    report_resources,
    source_resource,
)
from bot.web.api.tools import Toolbox
from bot.web.body import read_body
from bot.web.drawing import PageSite
from bot.web.event_page import event_data
from storage import pages

MOST_BYTES = 500_000
NOTHING_HERE = f"There is nothing at this address. /openapi.json describes all that is under {API}."
NO_METHOD = "This address takes no such method. /openapi.json says which it takes."
NO_JSON = "Send the source as JSON: Content-Type: application/json."
NO_KEY = "An Idempotency-Key has 1 to 255 characters of ASCII, printable and without blanks."
_REPORTED = {
    400: "The request broke off, or is none. Send it again.",
    404: NOTHING_HERE,
    405: NO_METHOD,
    408: "The request did not arrive in time. Send it again, in one go.",
    413: f"The request is too large: {MOST_BYTES:,} bytes are taken at most. Send the text of the article alone.",
}
Make = Callable[[Caller, Request], Answer]


@dataclass
class Api:
    """Answers programs; each token's workspace is the one that it was made in."""

    services: Services
    site: PageSite
    entry: Entry = field(init=False)

    def __post_init__(self) -> None:
        self.entry = Entry(self.services)

    def routes(self) -> list[BaseRoute]:
        """Return the route that has all addresses of the API under it, and that of MCP beside it."""
        served: list[tuple[str, Scope | None, Make]] = [
            ("/token", None, self._token),
            ("/events", Scope.READ, self._events),
            ("/events/{slug}", Scope.READ, self._event),
            ("/events/{slug}/claims", Scope.READ, self._claims),
            ("/events/{slug}/reports", Scope.READ, self._reports),
            ("/proposals", Scope.READ, self._proposals),
            ("/proposals/{id}", Scope.READ, self._proposal),
            ("/sources/{id}", Scope.PROPOSE, self._source),
        ]
        routes = [Route(path, self._reading(scope, make), methods=["GET"]) for path, scope, make in served]
        routes.append(Route("/sources", self._taking, methods=["POST"]))
        handlers: Any = {HTTPException: _http_problem, Problem: _problem, Exception: _unexpected}
        app = Starlette(routes=routes, exception_handlers=handlers)
        # A redirect would be to the sender's Host.
        app.router.redirect_slashes = False
        here = Mount(API, app=app)
        # Starlette's own expression ends at a line break.
        here.path_regex = re.compile(rf"^{API}/(?P<path>.*)\Z", re.DOTALL)
        return [here, *McpDoor(Toolbox(self.services, self.site), self.entry).routes()]

    def _reading(self, scope: Scope | None, make: Make) -> Callable[[Request], Any]:
        def made(request: Request) -> Answer:
            try:
                return make(self._caller(request, scope), request).packed()
            except SecondSourceError as error:
                raise problem_of(error) from error

        async def serve(request: Request) -> Response:
            return (await run_in_threadpool(made, request)).to(request)

        return serve

    async def _taking(self, request: Request) -> Response:
        # First who calls, then what: strangers send no large bodies.
        caller = await run_in_threadpool(self._caller, request, Scope.PROPOSE)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Problem(415, NO_JSON)
        body = await read_body(request, MOST_BYTES, ("application/json",), NO_JSON)
        return await run_in_threadpool(self._take, caller, request, body)

    def _take(self, caller: Caller, request: Request, body: bytes) -> Response:
        parameters(NothingAsked, request.query_params)
        given, key = sent(body), _key_of(request)
        brought = Brought(url=given.url, text=given.text, note=given.note, event=given.event)
        try:
            status = program_sources.bring(self.services, caller, brought, key=key)
        except SecondSourceError as error:
            raise problem_of(error) from error
        data = source_resource(status, self.site)
        answer = Answer(_json(data), JSON, 202, private=True).to(request)
        answer.headers["Location"] = data["self"]
        return answer

    def _caller(self, request: Request, scope: Scope | None) -> Caller:
        try:
            return self.entry.let_in(request.headers.get("authorization", ""), scope)
        except SecondSourceError as error:
            raise problem_of(error) from error

    def _token(self, caller: Caller, request: Request) -> Answer:
        parameters(NothingAsked, request.query_params)
        token = caller.token
        return _answer(
            {
                "workspace": caller.workspace,
                "name": token.name,
                "scopes": list(token.scopes),
                "made_at": token.made_at.isoformat(),
                "ends_at": token.ends_at.isoformat() if token.ends_at else None,
            }
        )

    def _events(self, caller: Caller, request: Request) -> Answer:
        asked, site = parameters(EventsAsked, request.query_params), self.site
        with self._transaction(caller) as s:
            found, behind = pages.list_on_record(s, asked.wanted, before=asked.before, limit=asked.limit)
        rows = [listed_resource(one, site) for one in found]
        return _answer({"events": rows, "next": self._next(request, "/events", behind)})

    def _event(self, caller: Caller, request: Request) -> Answer:
        parameters(NothingAsked, request.query_params)
        slug = request.path_params["slug"]
        with self._transaction(caller) as s:
            shown = find_event(s, slug)
        return _answer(event_resource(shown, self.site, caller))

    def _claims(self, caller: Caller, request: Request) -> Answer:
        asked, slug = parameters(Asked, request.query_params), request.path_params["slug"]
        with self._transaction(caller) as s:
            shown = find_event(s, slug)
        # The last first, by their places, which stay.
        last = min(len(shown.claims), (asked.before or HIGHEST_ID) - 1)
        places = range(last, 0, -1)[: asked.limit]
        told = event_data(shown, self.site)["claims"]
        rows = claim_resources(shown, [told[at - 1] for at in places], [shown.claims[at - 1] for at in places])
        behind = places[-1] if places and places[-1] > 1 else None
        return _answer({"claims": rows, "next": self._next(request, f"/events/{slug}/claims", behind)})

    def _reports(self, caller: Caller, request: Request) -> Answer:
        asked, slug = parameters(ReportsAsked, request.query_params), request.path_params["slug"]
        with self._transaction(caller) as s:
            shown = find_event(s, slug)
        wanted = [
            one
            for one in sorted(shown.sources, key=lambda one: one.id, reverse=True)
            if asked.claim in ("", one.report.claim) and (asked.before is None or one.id < asked.before)
        ]
        given = wanted[: asked.limit]
        behind = given[-1].id if len(wanted) > len(given) else None
        rows = report_resources(shown, given)
        return _answer({"reports": rows, "next": self._next(request, f"/events/{slug}/reports", behind)})

    def _proposals(self, caller: Caller, request: Request) -> Answer:
        asked, site = parameters(ProposalsAsked, request.query_params), self.site
        with self._transaction(caller) as s:
            found = pages.proposals_seen(s, state=asked.state, before=asked.before, limit=asked.limit + 1)
        shown = found[: asked.limit]
        behind = shown[-1].id if len(found) > len(shown) else None
        rows = [proposal_resource(one, site) for one in shown]
        return _answer({"proposals": rows, "next": self._next(request, "/proposals", behind)})

    def _proposal(self, caller: Caller, request: Request) -> Answer:
        parameters(NothingAsked, request.query_params)
        with self._transaction(caller) as s:
            return _answer(proposal_resource(pages.proposal_seen(s, _id_of(request)), self.site))

    def _source(self, caller: Caller, request: Request) -> Answer:
        parameters(NothingAsked, request.query_params)
        with self._transaction(caller) as s:
            status = program_sources.status(s, caller, _id_of(request))
        return _answer(source_resource(status, self.site))

    def _next(self, request: Request, path: str, behind: int | None) -> str | None:
        if behind is None:
            return None
        asked = {name: value for name, value in request.query_params.items() if name != "before"}
        return self.site.links.to(f"{API}{path}?{urlencode({**asked, 'before': behind}, errors='replace')}")

    def _transaction(self, caller: Caller) -> Any:
        return self.services.database.transaction(caller.workspace, read_only=True)


def _id_of(request: Request) -> int:
    written = request.path_params["id"]
    if not (written.isascii() and written.isdigit() and len(written) < 11 and 0 < int(written) <= HIGHEST_ID):
        raise Problem(404, NOTHING_HERE)
    return int(written)


def _key_of(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not (0 < len(key) <= 255 and all("!" <= each <= "~" for each in key)):
        raise Problem(400, NO_KEY)
    return key


def _answer(data: object) -> Answer:
    return Answer(_json(data), JSON, private=True)


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - Starlette calls it for no other
    return error.response()


async def _http_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette calls it for no other
    headers: dict[str, str] = dict(error.headers or {})
    return Problem(error.status_code, _REPORTED.get(error.status_code, error.detail), headers=headers).response()


async def _unexpected(request: Request, error: Exception) -> Response:
    return unexpected(error, path=request.scope["path"]).response()
