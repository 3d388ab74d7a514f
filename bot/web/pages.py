"""The event pages: who may see which, at which address, in which form."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.errors import NotFound, TryLater
from bot.domain.model import EventKind, Grade, Level
from bot.domain.page_access import PageAccess
from bot.domain.visible import visible
from bot.domain.weighing import RULES
from bot.domain.wording import GRADES, LEVEL_MEANS, known_by, moved
from bot.web.access import NOT_HERE, is_slug, may_see
from bot.web.answers import HTML, JSON, PNG, Answer
from bot.web.card_picture import picture_of
from bot.web.description import described
from bot.web.drawing import STYLES, STYLES_AT, PageSite, method, page
from bot.web.event_page import event_frame, event_page, page_data
from bot.web.kept import FRESH_SECONDS, Once, Shelf, Together
from bot.web.record import EventShown, load
from storage import pages
from storage.db import Database
from storage.pages import Moved, Wanted
from storage.session import WorkspaceSession

LISTED = 25
FED = 50
MAPPED = 2_000
"""How many ids a part of the map covers."""
_ATOM, _XML, _FEED = "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8", "application/feed+json"
_DATE: TypeAdapter[dt.date] = TypeAdapter(dt.date)
_MOST_PARTS = 50_000
_FRAME_HEIGHT, _FRAME_WIDTH, _NARROWEST, _LOWEST = 220, 560, 240, 120
_FILTERS = ("q", "level", "kind", "place", "from", "to")
_READ = frozenset({*_FILTERS, "before", "key", "url", "format", "maxwidth", "maxheight"})
"""The parameters that any page reads: all others are left out, so that they make no other address of the same page."""


@dataclass
class Pages:
    """The pages of one workspace, on its record."""

    database: Database
    site: PageSite
    shelf: Shelf = field(default_factory=Shelf)
    version: Once = field(init=False)
    making: Together = field(default_factory=Together)

    def __post_init__(self) -> None:
        self.version = Once(self.database.mark, fresh=FRESH_SECONDS)

    def routes(self) -> list[Route]:
        """Return all addresses of the pages."""
        served: list[tuple[str, Callable[[Request], Answer]]] = [
            ("/events", self._list),
            ("/events.json", self._list),
            ("/events/{slug}.json", self._data),
            ("/events/{slug}/card", self._frame),
            ("/events/{slug}/card.png", self._picture),
            ("/events/{slug}", self._event),
            ("/confidence", self._method),
            ("/feed.atom", self._atom),
            ("/feed.json", self._feed),
            ("/sitemap.xml", self._map),
            ("/sitemap-{part:int}.xml", self._part_of_map),
            ("/robots.txt", self._robots),
            ("/openapi.json", self._description),
            ("/oembed", self._oembed),
            (STYLES_AT, lambda _request: Answer(STYLES, "text/css; charset=utf-8", lasting=True)),
        ]
        return [Route(path, self._serving(answer)) for path, answer in served]

    def _serving(self, make: Callable[[Request], Answer]) -> Callable[[Request], Any]:
        def made(request: Request) -> Answer:
            try:
                return make(request).packed()
            except NotFound:
                return self._missing()
            except _MergedError as merged:
                return Answer(b"", status=301, to_address=merged.address)
            except TryLater:
                return self._said("Try again in a moment", "The record is busy just now.", 503)

        look = partial(run_in_threadpool, self._version)

        async def serve(request: Request) -> Response:
            # Not `request.url`: the sender's Host is a part of that.
            asked = [(name, value) for name, value in request.query_params.multi_items() if name in _READ]
            key = f"{_wants_json(request)} {request.scope['path']}?{urlencode(asked)}"
            try:
                version = await self.version.now(look)
            except TryLater:
                return (await run_in_threadpool(made, request)).to(request)
            answer = self.shelf.find(key, version)
            if answer is None:
                answer = await self.making.make((key, version), partial(run_in_threadpool, made, request))
                self.shelf.keep(key, version, answer)
            return answer.to(request)

        return serve

    def _version(self) -> tuple[object, ...]:
        with self._reading() as s:
            return pages.version(s)

    def _event(self, request: Request) -> Answer:
        if _wants_json(request):
            return self._data(request)
        shown, unlisted = self._found(request)
        body = event_page(shown, self.site, unlisted=unlisted, today=dt.datetime.now(dt.UTC).date())
        return Answer(body, changed=shown.changed, listed=not unlisted)

    def _data(self, request: Request) -> Answer:
        shown, unlisted = self._found(request)
        before = _number(request.query_params.get("before", ""))
        data = page_data(shown, self.site, unlisted=unlisted, before=before)
        return Answer(_json(data), JSON, changed=shown.changed, listed=not unlisted)

    def _frame(self, request: Request) -> Answer:
        shown, unlisted = self._found(request)
        body = event_frame(shown, self.site, unlisted=unlisted)
        return Answer(body, changed=shown.changed, listed=not unlisted, frames=True)

    def _picture(self, request: Request) -> Answer:
        shown, unlisted = self._found(request)
        return Answer(picture_of(shown, self.site.name), PNG, changed=shown.changed, listed=not unlisted)

    def _found(self, request: Request) -> tuple[EventShown, bool]:
        """Return an event that whoever asks may see, and whether it is unlisted; raises NotFound for all others alike."""
        slug = request.path_params["slug"]
        with self._reading() as s:
            place = may_see(s, self.site.links, slug, request.query_params.get("key", ""))
            shown, unlisted = load(s, place), place.access is PageAccess.UNLISTED
        if shown.event.slug != slug:
            ending = request.scope["path"].removeprefix(f"/events/{slug}")
            raise _MergedError(self.site.links.event(shown.event.slug, signed=unlisted, ending=ending))
        return shown, unlisted

    def _list(self, request: Request) -> Answer:
        asked = {name: _line(request.query_params.get(name, "")) for name in _FILTERS}
        wanted = Wanted(
            words=asked["q"],
            level=Level(asked["level"]) if asked["level"] in [*Level] else None,
            kind=EventKind(asked["kind"]) if asked["kind"] in [*EventKind] else None,
            place=asked["place"],
            since=_day(asked["from"]),
            until=_day(asked["to"]),
        )
        with self._reading() as s:
            self._refuse_closed(s)
            listed, behind = pages.list_public(s, wanted, before=_number(request.query_params.get("before", "")), limit=LISTED)
        given = {name: value for name, value in asked.items() if value}
        if request.scope["path"].endswith(".json") or _wants_json(request):
            further = self.site.links.to(f"/events.json?{urlencode({**given, 'before': behind})}") if behind else None
            rows = [
                {
                    "url": self.site.links.event(one.event.slug),
                    **one.event.model_dump(mode="json", include={"slug", "kind", "headline", "place", "date"}),
                    "level": one.level,
                }
                for one in listed
            ]
            return Answer(_json({"events": rows, "next": further}), JSON)
        values = {
            "listed": listed,
            "asked": asked,
            "narrowed": bool(given),
            "levels": [*Level],
            "kinds": [*EventKind],
            "further": f"/events?{urlencode({**given, 'before': behind})}" if behind else None,
        }
        return Answer(page("events.html", self.site, values))

    def _method(self, request: Request) -> Answer:
        with self._reading() as s:
            self._refuse_closed(s)
        if _wants_json(request):
            return Answer(_json(RULES.model_dump(mode="json")), JSON)
        single = [
            (str(about.description).capitalize(), getattr(RULES, name))
            for name, about in type(RULES).model_fields.items()
            if about.description
        ]
        numbers = [
            ("Grade of the outlet", [(f"{grade}, {GRADES[Grade(grade)]}", weight) for grade, weight in RULES.grade.items()]),
            ("Tone, multiplied", list(RULES.tone.items())),
            ("How the outlet knows, multiplied", [(known_by(basis), weight) for basis, weight in RULES.basis.items()]),
            ("The rest", single),
        ]
        values = {"method": method(), "numbers": numbers, "level_means": LEVEL_MEANS}
        return Answer(page("confidence.html", self.site, values))

    def _atom(self, _request: Request) -> Answer:
        moves = self._moves()
        entries = [self._entry(move) for move in moves]
        updated = moves[0].at if moves else dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        body = page("feed.xml", self.site, {"entries": entries, "updated": updated})
        return Answer(body, _ATOM, changed=updated)

    def _feed(self, _request: Request) -> Answer:
        moves = self._moves()
        items = [
            {
                "id": entry["id"],
                "url": entry["url"],
                "title": entry["title"],
                "content_text": entry["summary"],
                "date_published": entry["at"].isoformat(),
            }
            for entry in map(self._entry, moves)
        ]
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"{self.site.name}: changes of level",
            "home_page_url": self.site.links.to("/events"),
            "feed_url": self.site.links.to("/feed.json"),
            "items": items,
        }
        return Answer(_json(feed), _FEED, changed=moves[0].at if moves else None)

    def _entry(self, move: Moved) -> dict[str, Any]:
        url = self.site.links.event(move.event.slug)
        return {
            "id": f"{url}#move-{move.id}",
            "url": url,
            "title": visible(f"{move.event.headline}: {moved(move.before, move.after)}"),
            "summary": visible(move.reasons[0]) if move.reasons else LEVEL_MEANS[move.after],
            "at": move.at,
        }

    def _moves(self) -> list[Moved]:
        with self._reading() as s:
            self._refuse_closed(s)
            return pages.recent_moves(s, FED)

    def _map(self, _request: Request) -> Answer:
        with self._reading() as s:
            self._refuse_closed(s)
            parts = -(-pages.newest_public(s) // MAPPED)
        if parts > 1:
            return Answer(page("sitemaps.xml", self.site, {"parts": range(1, parts + 1)}), _XML)
        return self._mapped(1)

    def _part_of_map(self, request: Request) -> Answer:
        return self._mapped(int(request.path_params["part"]))

    def _mapped(self, part: int) -> Answer:
        with self._reading() as s:
            self._refuse_closed(s)
            slugs = [] if part > _MOST_PARTS else pages.public_slugs(s, (part - 1) * MAPPED + 1, part * MAPPED)
        if not slugs and part != 1:
            raise NotFound(NOT_HERE)
        return Answer(page("sitemap.xml", self.site, {"slugs": slugs, "first": part == 1}), _XML)

    def _description(self, _request: Request) -> Answer:
        # It says nothing of the record, and programs need it where the pages are closed too.
        return Answer(_json(described(self.site.name, self.site.links.base)), JSON)

    def _robots(self, _request: Request) -> Answer:
        with self._reading() as s:
            closed = not pages.any_open(s)
        rule = "Disallow: /" if closed else f"Disallow: /oembed\nSitemap: {self.site.links.to('/sitemap.xml')}"
        return Answer(f"User-agent: *\n{rule}\n".encode(), "text/plain; charset=utf-8")

    def _oembed(self, request: Request) -> Answer:
        """Answer as oembed.com says, for public events alone."""
        url, form = request.query_params.get("url", ""), request.query_params.get("format", "json")
        if form != "json":
            return self._said("Only JSON", "This address answers in JSON only.", 501)
        slug = _slug_at(url, self.site.links.to("/events/"))
        with self._reading() as s:
            place = None if slug is None else pages.place_of(s, slug)
            if place is None or place.access is not PageAccess.PUBLIC:
                raise NotFound(NOT_HERE)
            shown = load(s, place)
        width = max(_NARROWEST, min(_FRAME_WIDTH, _number(request.query_params.get("maxwidth", "")) or _FRAME_WIDTH))
        height = max(_LOWEST, min(_FRAME_HEIGHT, _number(request.query_params.get("maxheight", "")) or _FRAME_HEIGHT))
        frame = self.site.links.event(shown.event.slug, ending="/card")
        return Answer(
            _json(
                {
                    "version": "1.0",
                    "type": "rich",
                    "title": visible(shown.event.headline),
                    "provider_name": self.site.name,
                    "provider_url": self.site.links.to("/events"),
                    "width": width,
                    "height": height,
                    "html": f'<iframe src="{frame}" width="{width}" height="{height}" loading="lazy"'
                    ' sandbox="allow-popups allow-top-navigation-by-user-activation" title="Event"></iframe>',
                }
            ),
            JSON,
            changed=shown.changed,
        )

    def _missing(self) -> Answer:
        return self._said("Nothing here", NOT_HERE, 404)

    def _said(self, title: str, said: str, status: int) -> Answer:
        return Answer(page("missing.html", self.site, {"title": title, "said": said}), HTML, status)

    def _refuse_closed(self, s: WorkspaceSession) -> None:
        if not pages.any_open(s):
            raise NotFound(NOT_HERE)

    def _reading(self) -> Any:
        return self.database.transaction(self.site.links.workspace, read_only=True)


class _MergedError(Exception):
    """The event went into another one, whose page is at `address`."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _slug_at(url: str, start: str) -> str | None:
    slug = urlsplit(url)._replace(query="", fragment="").geturl().removeprefix(start) if url.startswith(start) else ""
    return slug if is_slug(slug) else None


def _line(written: str) -> str:
    return visible(written[:200].replace("\n", " ")).strip()


def _day(written: str) -> dt.date | None:
    try:
        return _DATE.validate_strings(written)
    except ValidationError:
        return None


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
