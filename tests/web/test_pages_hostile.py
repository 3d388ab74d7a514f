"""Hostile texts, in every place of an event that somebody outside can fill, stay texts in every format."""

import json
import re
from html.parser import HTMLParser
from random import Random
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.domain.model import Claim, Event, Grade, Hop, HopKind, Outlet, Report
from bot.domain.page_access import PageAccess
from bot.web.drawing import PageSite
from bot.web.pages import Pages
from storage.db import Database
from tests.web.pages import DESK, FIRE, LINKS, added, client, open_to, report

REQUESTS = 120
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus=alert(1) x="',
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!--<script>-->",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<style>*{display:none}</style>",
    "<base href='//evil.example'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "\u202egnp.exe\u202c \u2066<b>\u2069 \u200b",
    "a\nb\r\nSet-Cookie: x=1",
    "\ufffe\uffff \x0b \x0c",
    "${7*7} #{7*7} <%= 7*7 %>",
    "`<x onclick=alert(1)>`",
)
ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,x",
    "text:abc",
    "https://",
    "//evil.example/x",
    'HTTPS://ok.example/"><script>',
)


class Parts(HTMLParser):
    """All elements of a page with their attributes, and where they lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.leads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag} {name}" for name, _ in attrs)}
        self.leads += [value or "" for name, value in attrs if name in ("href", "src", "cite", "action")]


@pytest.fixture(scope="module")
def plain(shown: TestClient) -> set[str]:
    """Return the elements and attributes of ordinary pages."""
    pages = ("holm-on-the-dam", "quay-fire", "quay-fire/card", "retracted-event")
    return {part for path in pages for part in Parts(shown.get(f"/events/{path}").text).found}


def test_hostile_texts_stay_texts(sqlite_database: Database, plain: set[str]) -> None:
    with sqlite_database.transaction(DESK) as s:
        open_to(s, None, PageAccess.PUBLIC)
        for number, text in enumerate(HOSTILE):
            added(s, *hostile(number, text))
    pages = client(sqlite_database)
    for number, text in enumerate(HOSTILE):
        for form in ("", "/card"):
            page = pages.get(f"/events/hostile-{number}{form}").text
            parts = Parts(page)
            assert parts.found <= plain, (text, form, parts.found - plain)
            for lead in parts.leads:
                assert re.match(r"https?://[^/]|/(?!/)|#|mailto:\?|data:,$", lead, re.IGNORECASE), (text, lead)
            assert not set("\u202e\u2066\u200b\ufffe\x0b") & set(page.replace("&#", ""))
            assert ">49" not in page
        data = pages.get(f"/events/hostile-{number}.json")
        assert json.loads(data.text)["slug"] == f"hostile-{number}"
        assert data.headers["x-content-type-options"] == "nosniff"
    for path in ("/feed.atom", "/sitemap.xml"):
        ElementTree.fromstring(pages.get(path).content)
    json.loads(pages.get("/feed.json").text)
    asked = pages.get(
        "/events", params={"q": HOSTILE[4], "place": HOSTILE[6], "level": HOSTILE[0], "from": "'", "before": "9" * 30}
    )
    assert asked.status_code == 200
    assert Parts(asked.text).found <= {*Parts(pages.get("/events?q=fire").text).found, "option selected"}


def hostile(number: int, text: str) -> tuple[Event, list[Report]]:
    """Make an event that has a hostile text in all its places, with a report that has it too, at a hostile address."""
    words = " ".join(text.split())
    claim = Claim(key="burned", text=f"{words} burned", speaker=words, parties=(words,))
    changes = {"slug": f"hostile-{number}", "headline": words, "place": words, "claims": (claim,), "entities": (words, text)}
    outlet = Outlet(name=f"{words} {number}"[:200], grade=Grade.B, grade_reason=words)
    path = Hop(kind=HopKind.PERSON, name=words, role=words, body=words, words=words)
    url = ADDRESSES[number % len(ADDRESSES)]
    made = report("r1", "burned", outlet, f"{text} quote", path, url=url, copy_of=f"{words} agency", translation=f"{text} t")
    return FIRE.model_copy(update={**changes, "source_story": text}), [made]


ODD: tuple[str, ...] = (
    "",
    "\0",
    "%",
    "'",
    '"',
    "é",
    "\ud800",
    "\u202e",
    "{}",
    "[]",
    "-1",
    "1e309",
    "9" * 400,
    "a" * 9000,
    "../",
    "//",
    "\r\nX: y",
    "*",
    "?#",
)


def test_no_request_breaks_a_page_or_opens_what_is_closed(pages_database: Database) -> None:
    app = Starlette(routes=Pages(pages_database, PageSite("The Desk", LINKS)).routes())
    pages, some = TestClient(app), Random(18)
    of_event = ("/events/quay-fire", "/events/{}", "/events/{}.json", "/events/{}/card")
    paths = ("/events", "/events.json", "/feed.atom", "/oembed", *of_event)
    names = ("q", "level", "kind", "place", "from", "to", "before", "key", "url", "format", "maxwidth", "other")
    values = (*ODD, LINKS.key("quay-fire"), "unlisted-event", "2026-03-02", "verified", "5", LINKS.event("closed-event"))
    slugs = ("closed-event", "unlisted-event", "foreign-event", "secret-event", *ODD)
    kept = ("host", "accept", "accept-encoding", "if-none-match", "if-modified-since", "x-forwarded-host", "range")
    for _ in range(REQUESTS):
        path = some.choice(paths).format(quote(some.choice(slugs), errors="replace", safe=""))
        query = urlencode([(some.choice(names), some.choice(values)) for _ in range(some.randrange(4))], errors="replace")
        odd = [(name, some.choice(ODD).encode(errors="replace").replace(b"\r\n", b"")) for name in some.sample(kept, 2)]
        headers = [(name.encode(), value) for name, value in odd]
        answer = pages.get(f"{path}?{query}", headers=headers)
        assert answer.status_code in (200, 304, 404, 501), (path, query, headers)
        told = re.findall("SECRET|CLOSED|UNLISTED|FOREIGN|U0EDDA", answer.text)
        assert not told, (path, query, headers)
    poisoned = pages.get("/events/holm-on-the-dam", headers={"host": "x/events/quay-fire#"})
    assert poisoned.status_code == 200
    assert "Vera Holm says" not in pages.get("/events/quay-fire").text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_pages_only_answer_who_reads(shown: TestClient, method: str) -> None:
    assert shown.request(method, "/events/quay-fire").status_code == 405
