"""What no editor has approved, what was taken back, and what is closed or another workspace's never appears, in no format."""

import pytest
from starlette.testclient import TestClient

from bot.domain.page_access import PageAccess
from storage.db import Database
from tests.web.pages import DESK, FIRE, LINKS, added, client, open_to

FORMS = (
    "/events",
    "/events.json",
    "/events?q=secret",
    "/events?q=headline",
    "/events?q=unlisted-event",
    "/events?level=unverified",
    "/events?kind=accident&place=orrin",
    "/feed.atom",
    "/feed.json",
    "/sitemap.xml",
    "/robots.txt",
    "/confidence",
    *(
        f"/events/{slug}{form}"
        for slug in ("quay-fire", "holm-on-the-dam", "retracted-event")
        for form in ("", ".json", "/card")
    ),
    "/oembed?url=https://verify.example/events/quay-fire",
)
CLOSED = (
    "closed-event",
    "secret-event",
    "unlisted-event",
    "foreign-event",
    "no-such-event",
    "draft",
    "Quay-Fire",
    "quay-fire%00",
)
HIDDEN = (
    "SECRET",
    "CLOSED",
    "UNLISTED",
    "FOREIGN",
    "U0EDDA",
    "First look",
    "vouched_by",
    "burned-2",
    *CLOSED[:2],
    "foreign-event",
)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_no_format_says_what_is_not_public(shown: TestClient, path: str, accept: str) -> None:
    answer = shown.get(path, headers={"accept": accept})
    assert answer.status_code == 200
    for hidden in HIDDEN:
        assert hidden not in answer.text.replace("q=secret", "").replace('value="unlisted-event"', "")


@pytest.mark.parametrize("slug", CLOSED)
@pytest.mark.parametrize("form", ["", ".json", "/card", "?key=", "?key=x"])
def test_what_is_closed_answers_as_if_it_were_not_there(shown: TestClient, slug: str, form: str) -> None:
    answer = shown.get(f"/events/{slug}{form}")
    assert (answer.status_code, "There is no such page here" in answer.text) == (404, True)
    embedded = shown.get(f"/oembed?url=https://verify.example/events/{slug}")
    assert embedded.status_code == 404


def test_nothing_at_all_is_shown_until_somebody_opens_the_pages(sqlite_database: Database) -> None:
    with sqlite_database.transaction(DESK) as s:
        added(s, FIRE, ())
    pages = client(sqlite_database)
    for path in ("/events", "/confidence", "/feed.atom", "/feed.json", "/sitemap.xml", "/events/quay-fire", "/events.json"):
        assert pages.get(path).status_code == 404
    assert "Disallow: /\n" in pages.get("/robots.txt").text
    with sqlite_database.transaction(DESK) as s:
        open_to(s, "quay-fire", PageAccess.UNLISTED)
    assert pages.get(LINKS.event("quay-fire", signed=True).removeprefix(LINKS.base)).status_code == 200
    assert "quay" not in pages.get("/events").text
    with sqlite_database.transaction(DESK) as s:
        open_to(s, "quay-fire", PageAccess.PUBLIC)
    assert "quay-fire" in pages.get("/events").text
    with sqlite_database.transaction(DESK) as s:
        open_to(s, "quay-fire", PageAccess.OFF)
    assert pages.get("/events/quay-fire").status_code == 404


def test_without_a_secret_no_signed_link_opens_anything(pages_database: Database) -> None:
    keyless = client(pages_database, type(LINKS)(LINKS.base, DESK))
    for key in ("", LINKS.key("unlisted-event")):
        assert keyless.get(f"/events/unlisted-event?key={key}").status_code == 404
