"""The door for readers who know another source: the form is taken in, and a private link says what became of it."""

import re
import secrets
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.errors import Busy, Cannot, NotFound, OutOfReach, TryLater
from bot.domain.page_access import PageAccess
from bot.domain.public_source import Became
from bot.pipeline import public_sources
from bot.pipeline.public_sources import Given
from bot.pipeline.services import Services
from bot.web.access import NOT_HERE, may_see
from bot.web.answers import HTML, Answer
from bot.web.body import read_form
from bot.web.drawing import PageSite, page
from bot.web.links import PageLinks
from bot.web.source_form import MOST_BYTES, Filled, form_key, is_from_our_page, parse, sender_of
from storage import events, workspace_settings
from storage.session import WorkspaceSession

NO_STATUS = "There is no such status; perhaps a part of its address is missing."
ELSEWHERE = "This form was sent from another site, so it was not taken in. Please fill in the one below."
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass
class Sources:
    """Takes in what readers send about the events of one workspace; `proxies` are the addresses of our own."""

    services: Services
    site: PageSite
    proxies: frozenset[str] = frozenset()

    def routes(self) -> list[Route]:
        """Return the addresses of the form and of the status."""
        return [
            Route("/events/{slug}/sources", self._taken, methods=["POST"]),
            Route("/sources/{token}", self._status, methods=["GET"]),
        ]

    async def _taken(self, request: Request) -> Response:
        body = await read_form(request, MOST_BYTES)
        return (await run_in_threadpool(self._take, request, body)).to(request)

    async def _status(self, request: Request) -> Response:
        return (await run_in_threadpool(self._say, request.path_params["token"])).to(request)

    def _take(self, request: Request, body: bytes) -> Answer:
        slug, key = request.path_params["slug"], request.query_params.get("key", "")
        links, today = self.site.links, self.services.clock().date()
        try:
            with self.services.database.transaction(links.workspace, read_only=True) as s:
                access = may_see(s, links, slug, key).access
                _refuse_closed(s, links)
                headline = events.get(s, slug).headline
            filled = parse(body, links, slug, today)
            if not is_from_our_page(request, links):
                filled = Filled(filled.values, {"": ELSEWHERE})
            if not filled.faults:
                token = secrets.token_urlsafe(16)
                filled = self._bring(self._given(request, slug, token, filled), filled)
            if not filled.faults:
                return Answer(b"", HTML, 303, to_address=f"/sources/{token}")
        except NotFound:
            return self._missing(NOT_HERE)
        except TryLater:
            return self._busy("The record is busy just now. Go back, and send the form again.")
        values = {
            "slug": slug,
            "headline": headline,
            "key": key if access is PageAccess.UNLISTED else "",
            "form_key": form_key(links, slug, today),
            "filled": filled,
        }
        return Answer(page("source.html", self.site, values), HTML, filled.status)

    def _bring(self, given: Given, filled: Filled) -> Filled:
        """Bring what a form has; returns the form with what is wrong with it. Raises NotFound and TryLater."""
        try:
            public_sources.bring(self.services, self.site.links.workspace, given)
        except (NotFound, OutOfReach):
            raise
        except Busy as busy:
            return Filled(filled.values, {"": busy.sentence}, 429)
        except Cannot as cannot:
            return Filled(filled.values, {"link" if given.url else "text": cannot.sentence})
        return filled

    def _given(self, request: Request, slug: str, token: str, filled: Filled) -> Given:
        values = filled.values
        return Given(
            event=slug,
            token=token,
            address_hash=self.site.links.seal("address", sender_of(request, self.proxies)),
            url=values["link"] or None,
            text=values["text"] or None,
            note=values["note"],
            email=values["email"] or None,
        )

    def _say(self, token: str) -> Answer:
        if not _TOKEN.fullmatch(token):
            return self._missing(NO_STATUS)
        try:
            with self.services.database.transaction(self.site.links.workspace, read_only=True) as s:
                status = public_sources.status(s, token)
                event = None if status.event is None else events.get(s, status.event)
        except NotFound:
            return self._missing(NO_STATUS)
        except TryLater:
            return self._busy("The record is busy just now. Nothing is lost: load this page again.")
        values = {"status": status, "event": event, "address": self.site.links.to(f"/sources/{token}"), "became": Became}
        return Answer(page("status.html", self.site, values), private=True)

    def _missing(self, said: str) -> Answer:
        return Answer(page("missing.html", self.site, {"title": "Nothing here", "said": said}), HTML, 404)

    def _busy(self, said: str) -> Answer:
        return Answer(page("missing.html", self.site, {"title": "Try again in a moment", "said": said}), HTML, 503)


def _refuse_closed(s: WorkspaceSession, links: PageLinks) -> None:
    """Raise NotFound where there is no form: without a secret it would have no key, without a channel nobody would see it."""
    if links.secret is None or workspace_settings.get(s).public_channel is None:
        raise NotFound(NOT_HERE)
