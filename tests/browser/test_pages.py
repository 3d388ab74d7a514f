"""The event pages in a browser: no fault that axe-core finds, light and dark, on a phone and at a desk; small, soon there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect
from starlette.routing import BaseRoute

from bot.domain.workspace import WorkspaceSettings
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.web import WebFetcher
from bot.pipeline.services import Services
from bot.web.drawing import PageSite
from bot.web.links import PageLinks
from bot.web.pages import Pages
from bot.web.server import serving_pages
from bot.web.sources import Sources
from storage import workspace_settings
from storage.db import Database
from tests.browser.seats import DESKTOP, PHONE, OpenViews
from tests.web.pages import DESK, FIRE, LINKS, NOON, STATEMENT, filled

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
AT = {
    "an event": f"/events/{FIRE.slug}",
    "a statement": f"/events/{STATEMENT.slug}",
    "a retracted event": "/events/retracted-event",
    "the list": "/events",
    "the method": "/confidence",
    "a card": f"/events/{FIRE.slug}/card",
    "no page": "/events/no-such-event",
}
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """Serve the pages of a filled record with the form for readers; yields the address."""
    path = tmp_path_factory.mktemp("pages") / "pages.db"
    database = filled(Database(f"sqlite:///{shutil.copy(migrated_sqlite, path)}"))
    with database.transaction(DESK) as s:
        workspace_settings.save(s, WorkspaceSettings(public_channel="C0PUBLIC"), "ed", NOON)
    reader = BuiltinReader()
    services = Services(database=database, clock=lambda: NOON, fetcher=WebFetcher(), reader=reader, fallback=reader)

    def routes(address: str) -> list[BaseRoute]:
        shown = PageSite("The Desk", PageLinks(address, DESK, LINKS.secret))
        return [*Pages(database, shown).routes(), *Sources(services, shown).routes()]

    with serving_pages(routes, "127.0.0.1", 0) as address:
        yield address
    database.dispose()


# Each size and each colour scheme once in every run.
LOOKS = [
    (PHONE, "light"),
    pytest.param((PHONE, "dark"), marks=pytest.mark.slow),
    pytest.param((DESKTOP, "light"), marks=pytest.mark.slow),
    (DESKTOP, "dark"),
]


@pytest.fixture(params=LOOKS, ids=["phone", "phone-dark", "desk", "desk-dark"])
def page(request: pytest.FixtureRequest, windows: OpenViews) -> Iterator[Page]:
    opened = windows.apart(*request.param)
    yield opened
    opened.close()


def faults(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page, with all that can be folded out open."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def test_axe_finds_no_fault(page: Page, site: str) -> None:
    wrong = {}
    for name, at in AT.items():
        page.goto(f"{site}{at}")
        if found := faults(page):
            wrong[name] = found
    assert wrong == {}


def test_a_reader_brings_a_source_and_axe_finds_no_fault_on_the_way(page: Page, site: str) -> None:
    page.goto(f"{site}/events/{FIRE.slug}")
    page.get_by_role("button", name="Send it to the newsroom").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Link to an article").fill(f"https://paper.example/{page.evaluate('innerWidth')}")
    page.get_by_role("button", name="Send it to the newsroom").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("your source")
    assert faults(page) == []


def test_axe_finds_a_fault_where_there_is_one(page: Page) -> None:
    page.set_content("<html lang=en><title>A page</title><main><h1>A page</h1><input></main>")
    assert any(fault.startswith("label: ") for fault in faults(page))


def test_a_page_is_small_and_takes_two_requests(page: Page, site: str) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(f"{site}/events/{FIRE.slug}", wait_until="networkidle")
    assert [request.resource_type for request in asked] == ["document", "stylesheet"]
    assert sum(len(answer.body()) for request in asked if (answer := request.response())) < MOST_BYTES


def test_nothing_is_wider_than_the_screen(page: Page, site: str) -> None:
    for at in AT.values():
        page.goto(f"{site}{at}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), at
