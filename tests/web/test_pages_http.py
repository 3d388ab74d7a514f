"""The pages as good citizens of the web: headers, unchanged and compressed answers, feeds, the map, cards for other sites."""

import asyncio
import gzip
import itertools
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.domain.merging import moving
from bot.domain.page_access import PageAccess
from bot.domain.record import EditKind
from bot.web import event_page
from bot.web.answers import Answer
from bot.web.card_picture import SIZE, picture_of, plain_letters
from bot.web.drawing import STYLES, STYLES_AT, PageSite
from bot.web.kept import Once, Shelf, Together
from bot.web.pages import Pages
from bot.web.record import load
from bot.web.server import serving_pages
from storage import events, pages
from storage.db import Database
from storage.session import WorkspaceSession
from tests.web.pages import LINKS, NOON, client, filled
from tests.web.serving import ask

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FIRE = "/events/quay-fire"


@pytest.mark.parametrize(
    "path", ["/events", FIRE, f"{FIRE}.json", f"{FIRE}/card", "/confidence", "/feed.atom", "/nothing-here"]
)
def test_security_headers_and_no_cookie(shown: TestClient, path: str) -> None:
    answer = shown.get(path)
    if answer.status_code == 404:
        return
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in policy
    assert ("frame-ancestors *" in policy) is path.endswith("/card")
    assert ("x-frame-options" in answer.headers) is not path.endswith("/card")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert " style=" not in answer.text


def test_an_unchanged_page_is_not_sent_again(shown: TestClient) -> None:
    first = shown.get(FIRE)
    for headers in (
        {"if-none-match": first.headers["etag"]},
        {"if-none-match": f'"other", {first.headers["etag"]}'},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        again = shown.get(FIRE, headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    for headers in (
        {"if-none-match": '"other"'},
        {"if-modified-since": "Mon, 02 Mar 2020 00:00:00 GMT"},
        {"if-modified-since": "x"},
    ):
        assert shown.get(FIRE, headers=headers).status_code == 200
    assert shown.head(FIRE).content == b""


def test_a_page_is_light_and_needs_two_requests(shown: TestClient) -> None:
    for path in ("/events", FIRE, "/events/holm-on-the-dam", "/confidence"):
        page = shown.get(path)
        assert len(page.content) + len(STYLES) < 60_000
        loaded = re.findall(r"<(?:link rel=\"stylesheet\" href|script src|img src|iframe src)=\"([^\"]+)\"", page.text)
        assert loaded == [STYLES_AT]
    styles = shown.get(STYLES_AT)
    assert (styles.status_code, styles.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert b"url(" not in STYLES
    assert b"@import" not in STYLES


def test_the_same_address_answers_in_json(shown: TestClient) -> None:
    by_ending = shown.get(f"{FIRE}.json")
    by_header = shown.get(FIRE, headers={"accept": "application/json"})
    assert by_ending.json() == by_header.json()
    data = by_ending.json()
    assert (data["level"], data["url"]) == ("verified", "https://verify.example/events/quay-fire")
    assert [report["outlet"]["name"] for report in data["reports"]][:2] == ["Orrin Courier", "Dale Press Agency"]
    assert data["claims"][0]["reasons"][0].startswith("Confirmed by 3 outlets, from 2 origins")
    assert by_ending.headers["access-control-allow-origin"] == "*"
    assert "Accept" in by_ending.headers["vary"]


@pytest.mark.parametrize("slug", ["quay-fire", "unlisted-event"])
def test_a_large_event_comes_in_parts(pages_database: Database, monkeypatch: pytest.MonkeyPatch, slug: str) -> None:
    at = LINKS.event(slug, signed=slug != "quay-fire", ending=".json").removeprefix(LINKS.base)
    whole = client(pages_database).get(at).json()
    assert (whole["claims_left_out"], whole["history_left_out"], whole["earlier_reports"]) == (0, 0, None)
    for name in ("MOST_REPORTS", "MOST_TOLD"):
        monkeypatch.setattr(event_page, name, 1)
    shown, seen = client(pages_database), list[str]()
    part = shown.get(at).json()
    assert (len(part["history"]), part["history_left_out"]) == (
        min(len(whole["history"]), 1),
        max(len(whole["history"]) - 1, 0),
    )
    assert [len(part["claims"][0][name]) for name in ("origins_found", "not_counted")] == [1, 1]
    while True:
        seen += [report["outlet"]["name"] for report in part["reports"]]
        assert len(part["reports"]) == 1
        if part["earlier_reports"] is None:
            break
        part = shown.get(part["earlier_reports"].removeprefix(LINKS.base)).json()
    assert seen == [report["outlet"]["name"] for report in reversed(whole["reports"])]
    monkeypatch.setattr(event_page, "MOST_CLAIMS", 0)
    bare = client(pages_database).get(at).json()
    assert (bare["claims"], bare["claims_left_out"]) == ([], len(whole["claims"]))


def test_feeds_tell_the_changes_of_level(shown: TestClient) -> None:
    titles = [entry.text for entry in ElementTree.fromstring(shown.get("/feed.atom").content).findall("a:entry/a:title", ATOM)]
    assert titles[0] == "Fire destroys the passenger hall at Orrin quay: reported → verified"
    items = shown.get("/feed.json").json()["items"]
    assert [item["title"] for item in items] == titles
    assert len({item["id"] for item in items}) == len(items)


def test_the_map_and_the_canonical_addresses_are_the_public_ones(shown: TestClient) -> None:
    addresses = re.findall(r"<loc>([^<]+)</loc>", shown.get("/sitemap.xml").text)
    assert "https://verify.example/events/quay-fire" in addresses
    page = shown.get(FIRE, headers={"host": "evil.example"}).text
    assert '<link rel="canonical" href="https://verify.example/events/quay-fire">' in page
    assert "evil.example" not in page


def test_a_large_map_comes_in_parts(shown: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = re.findall(r"<loc>([^<]+)</loc>", shown.get("/sitemap.xml").text)
    monkeypatch.setattr("bot.web.pages.MAPPED", 2)
    parts = re.findall(r"<loc>https://verify.example([^<]+)</loc>", shown.get("/sitemap.xml").text)
    assert parts[0] == "/sitemap-1.xml"
    answers = [shown.get(part) for part in parts]
    found = [address for one in answers for address in re.findall(r"<loc>([^<]+)</loc>", one.text) if one.status_code == 200]
    assert sorted(found) == sorted(whole)
    assert shown.get("/sitemap-99.xml").status_code == 404


def test_only_a_verified_claim_is_said_to_be_reviewed(shown: TestClient) -> None:
    def types(path: str) -> list[str]:
        found = re.search(r"<script type=\"application/ld\+json\">(.*?)</script>", shown.get(path).text)
        assert found is not None
        return [part["@type"] for part in json.loads(found[1])["@graph"]]

    assert types(FIRE) == ["Claim", "ClaimReview"]
    assert types("/events/holm-on-the-dam") == ["Claim", "Claim"]
    assert types("/events/retracted-event") == ["Claim"]


def test_other_sites_can_show_a_card(shown: TestClient) -> None:
    embedded = shown.get("/oembed", params={"url": "https://verify.example/events/quay-fire", "maxwidth": "300"}).json()
    assert (embedded["type"], embedded["width"]) == ("rich", 300)
    assert 'src="https://verify.example/events/quay-fire/card"' in embedded["html"]
    assert "Verified" in shown.get(f"{FIRE}/card").text
    assert shown.get("/oembed", params={"url": "https://evil.example/events/quay-fire"}).status_code == 404
    assert shown.get("/oembed", params={"url": "https://verify.example/events/quay-fire", "format": "xml"}).status_code == 501


def test_lists_are_narrowed_and_go_on(shown: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def slugs(query: str) -> list[str]:
        return [one["slug"] for one in shown.get(f"/events.json{query}").json()["events"]]

    assert slugs("") == ["retracted-event", "quay-fire", "holm-on-the-dam"]
    assert slugs("?level=verified") == ["quay-fire"]
    assert slugs("?level=retracted") == ["retracted-event"]
    assert slugs("?kind=statement") == ["holm-on-the-dam"]
    assert slugs("?q=vera failed") == ["holm-on-the-dam"]
    assert slugs("?place=ORR&from=2026-03-03") == ["retracted-event", "quay-fire"]
    assert slugs("?to=2026-03-02") == ["holm-on-the-dam"]
    monkeypatch.setattr("bot.web.pages.LISTED", 2)
    first = shown.get("/events.json").json()
    assert [one["slug"] for one in first["events"]] == ["retracted-event", "quay-fire"]
    rest = shown.get(first["next"].removeprefix(LINKS.base)).json()
    assert ([one["slug"] for one in rest["events"]], rest["next"]) == (["holm-on-the-dam"], None)
    assert 'rel="next" href="/events?before=' in shown.get("/events").text


def test_over_real_http(pages_database: Database) -> None:
    site = PageSite("The Desk", LINKS)
    with serving_pages(lambda _address: Pages(pages_database, site).routes(), "127.0.0.1", 0) as address:
        port = int(address.rpartition(":")[2])
        plain = ask(port, "GET", FIRE)
        assert "server" not in plain.headers
        assert plain.text.startswith("<!doctype html>")
        assert ask(port, "GET", "/elsewhere").status == 404
        # A name of another site may lead to this machine, too.
        for name, status in (("evil.example", 400), (f"127.0.0.1.evil.example:{port}", 400), (f"localhost:{port}", 200)):
            assert ask(port, "GET", FIRE, headers={"host": name}).status == status


def test_a_compressed_page_is_the_same_page(pages_database: Database) -> None:
    app = Starlette(routes=Pages(pages_database, PageSite("The Desk", LINKS)).routes())
    with TestClient(app) as pages:
        packed = pages.get(FIRE, headers={"accept-encoding": "gzip"})
        plain = pages.get(FIRE, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert len(gzip.compress(plain.content)) < 10_000


def test_the_shelf_gives_an_answer_again_for_a_moment_only() -> None:
    now, of = 100.0, ("one",)
    shelf = Shelf(seconds=2, clock=lambda: now)
    shelf.keep("a", of, Answer(b"found"))
    shelf.keep("b", of, Answer(b"missing", status=404))
    assert (shelf.find("a", of), shelf.find("a", ("two",)), shelf.find("b", of)) == (Answer(b"found"), None, None)
    now = 102.0
    assert shelf.find("a", of) is None
    for number in range(600):
        shelf.keep(str(number), of, Answer(b"x"))
    assert shelf.find("0", of) is None
    assert shelf.find("599", of) is not None
    for number in range(8):
        shelf.keep(f"large {number}", of, Answer(b"x" * 6_000_000))
    assert [shelf.find(f"large {number}", of) is not None for number in range(8)] == [False] * 3 + [True] * 5
    shelf.keep("larger than all", of, Answer(b"x" * 40_000_000))
    assert shelf.find("larger than all", of) is None


def test_what_many_ask_for_at_once_is_done_once() -> None:
    made: list[int] = []

    async def asked() -> None:
        version, making, first_may_end = Once(pause=0), Together(), asyncio.Event()

        async def look() -> tuple[int]:
            made.append(len(made))
            found = made[-1]
            if found == 0:
                await first_may_end.wait()
            return (found,)

        async def make() -> Answer:
            made.append(len(made))
            return Answer(b"made")

        early = [asyncio.create_task(version.now(look)) for _ in range(5)]
        while not made:
            await asyncio.sleep(0)
        # Whoever comes after a look has begun cannot take what it finds.
        assert await version.now(look) == (1,)
        first_may_end.set()
        assert await asyncio.gather(*early) == [(0,)] * 5
        await asyncio.gather(*(making.make("page", make) for _ in range(5)))
        assert len(made) == 3
        await making.make("page", make)

    asyncio.run(asked())
    assert len(made) == 4


def test_where_only_a_query_tells_the_version_it_holds_for_a_moment() -> None:
    async def asked(mark: Callable[[], int | None], fresh: float) -> list[int]:
        looked = itertools.count()
        version = Once(mark, pause=0, fresh=fresh)

        async def look() -> tuple[object, ...]:
            return (next(looked),)

        return [int(str((await version.now(look))[0])) for _ in range(3)]

    marks = itertools.count()
    assert asyncio.run(asked(lambda: None, 60)) == [0, 0, 0]
    assert asyncio.run(asked(lambda: None, 0)) == [0, 1, 2]
    # A mark tells more than the time.
    assert asyncio.run(asked(lambda: next(marks), 60)) == [0, 1, 2]
    assert asyncio.run(asked(lambda: 7, 0)) == [0, 0, 0]


def test_a_page_is_kept_only_until_something_changes(tmp_path: Path, migrated_sqlite: Path) -> None:
    database = filled(Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'own.db')}"))
    made: list[str] = []

    class Noting(Shelf):
        def keep(self, key: str, version: tuple[object, ...], answer: Answer) -> None:
            made.append(key)
            super().keep(key, version, answer)

    site = PageSite("The Desk", LINKS)
    lists = ("/events", "/feed.atom", "/sitemap.xml")

    def change(act: Callable[[WorkspaceSession], object]) -> None:
        with database.transaction(LINKS.workspace) as s:
            act(s)

    def close(s: WorkspaceSession, slug: str | None, access: PageAccess | None) -> None:
        pages.give_access(s, slug, access, by="U0EDDA", at=NOON)

    given: dict[str, Any] = {"by": "U0EDDA", "reason": "It was wrong.", "at": NOON}
    fire, off, public = "quay-fire", PageAccess.OFF, PageAccess.PUBLIC
    with TestClient(Starlette(routes=Pages(database, site, Noting(clock=lambda: 0.0)).routes())) as shown:
        assert [shown.get(FIRE).status_code for _ in range(3)] == [200] * 3
        assert len(made) == 1
        before = shown.get(FIRE).text
        change(lambda s: close(s, fire, off))
        assert shown.get(FIRE).status_code == 404
        change(lambda s: close(s, fire, public))
        assert shown.get(FIRE).text == before
        change(lambda s: events.edit(s, fire, EditKind.RETRACT, **given))
        assert "It was wrong." in shown.get(FIRE).text
        change(lambda s: events.correct(s, fire, place="Farhaven", date=None, **given))
        assert "Farhaven" in shown.get(FIRE).text
        assert shown.get(FIRE, headers={"if-none-match": shown.get(FIRE).headers["etag"]}).status_code == 304
        assert [fire in shown.get(path).text for path in lists] == [True] * 3
        change(lambda s: close(s, None, off))
        change(lambda s: close(s, fire, None))
        assert shown.get(FIRE).status_code == 404
        assert [fire in shown.get(path).text for path in lists] == [False] * 3
    database.dispose()


def test_the_picture_for_other_sites(shown: TestClient) -> None:
    answer = shown.get(f"{FIRE}/card.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert (Image.open(BytesIO(answer.content)).size, len(answer.content) < 60_000) == (SIZE, True)
    again = shown.get(f"{FIRE}/card.png", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = shown.get(FIRE).text
    for said in (f"{LINKS.base}{FIRE}/card.png", 'content="1200"', 'content="630"', 'content="Verified: Fire destroys'):
        assert said in head
    unlisted = "/events/unlisted-event/card.png"
    for hidden in (unlisted, "/events/closed-event/card.png", "/events/no-such/card.png"):
        assert shown.get(hidden).status_code == 404
    assert shown.get(f"{unlisted}?key={LINKS.key('unlisted-event')}").headers["x-robots-tag"] == "noindex"


def test_what_the_pictures_font_lacks_is_not_drawn_wrong(pages_database: Database) -> None:
    plain = {
        "Café “Zum Großen Łabędź” – 3 × 5…": 'Cafe "Zum Grossen Labedz" - 3 x 5...',
        "Fire 🔥 at the quay": "Fire at the quay",
        "2½ million": "2 1/2 million",
        "Пожар": None, "港口火灾": None, "حريق": None, "Fire at 港": None, "🔥": None, "\u202e": None,
    }  # fmt: skip
    assert {text: plain_letters(text) for text in plain} == plain
    with pages_database.transaction(LINKS.workspace, read_only=True) as s:
        fire = load(s, pages.place_of(s, "quay-fire"))
    for headline in ("Пожар", "W" * 900, "word " * 200, "<b>" * 100):
        drawn = picture_of(replace(fire, event=fire.event.model_copy(update={"headline": headline})), headline)
        assert Image.open(BytesIO(drawn)).size == SIZE


def test_the_address_of_a_merged_event_leads_to_the_other(tmp_path: Path, migrated_sqlite: Path) -> None:
    database = filled(Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'own.db')}"))
    with database.transaction(LINKS.workspace) as s:
        gone, kept = events.get(s, "unlisted-event"), events.get(s, "quay-fire")
        events.merge(s, gone, kept, moving(gone, kept, {"burned": "burned"}), by="ed", reason="SECRET", at=NOON)
        unlisted = events.get(s, "closed-event")
        events.merge(
            s,
            events.get(s, "holm-on-the-dam"),
            unlisted,
            moving(events.get(s, "holm-on-the-dam"), unlisted, {}),
            by="ed",
            reason="x",
            at=NOON,
        )
    pages = client(database)
    for ending in ("", ".json", "/card", "/card.png"):
        answer = pages.get(f"/events/unlisted-event{ending}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (301, f"{LINKS.base}/events/quay-fire{ending}")
        # The other one is closed: who asks for the one that went learns nothing of it.
        assert pages.get(f"/events/holm-on-the-dam{ending}", follow_redirects=False).status_code == 404
    shown = pages.get(FIRE).text
    assert "Merged with another event" in shown
    for hidden in (gone.headline, "SECRET"):
        assert hidden not in shown
    assert "unlisted-event" not in pages.get("/sitemap.xml").text
    database.dispose()
