"""The first two minutes in the demo, at a desk and on a phone: links to paste, a sure card, an open one, a real link."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.newsroom import CRANES, OFFERED, ORIGINAL
from bot.sandbox.page_server import NO_WAY_OUT
from bot.sandbox.town import MIRA
from tests.browser.conftest import Sit
from tests.browser.seats import APPROVE, DESKTOP, PHONE, Seat, open_alone

CONFIRMS = re.compile(r"^Confirms:")


@pytest.fixture(scope="module", params=[DESKTOP, pytest.param(PHONE, marks=pytest.mark.slow)], ids=["desktop", "phone"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture(scope="module")
def slack(size: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with open_alone(tmp_path_factory.mktemp(f"newsroom-{size[0]}")) as opened:
        yield opened


@pytest.fixture
def newcomer(sit: Sit, size: tuple[int, int]) -> Seat:
    return sit(MIRA, size)


def paste_button(seat: Seat, url: str) -> Locator:
    return seat.page.get_by_role("button", name=f"Paste {url}", exact=True)


def back(seat: Seat) -> None:
    if seat.phone:
        seat.page.get_by_role("link", name="Back to the conversation").click()


def try_link(seat: Seat, url: str) -> None:
    """Open the list of links if it is closed, and paste one."""
    if not paste_button(seat, url).is_visible():
        seat.page.get_by_text("Links to try").click()
    paste_button(seat, url).click()
    expect(seat.card).to_be_visible()
    expect(seat.thread.locator(".status-line")).to_be_hidden()


def test_a_newcomer_pastes_and_decides_a_sure_card_and_an_open_one(newcomer: Seat) -> None:
    for url in (ORIGINAL, CRANES):
        expect(paste_button(newcomer, url)).to_be_in_viewport(ratio=1)
        expect(newcomer.page.get_by_text(OFFERED[url])).to_be_in_viewport(ratio=1)
    try_link(newcomer, ORIGINAL)
    expect(newcomer.card.get_by_role("button", name=APPROVE)).to_be_visible()
    back(newcomer)
    expect(paste_button(newcomer, CRANES)).to_be_hidden()
    try_link(newcomer, CRANES)
    expect(newcomer.card.get_by_role("button", name=APPROVE)).to_be_hidden()

    newcomer.page.get_by_role("button", name="Become Edda, an editor").click()
    expect(newcomer.page.get_by_role("button", name="Become Mira, a journalist")).to_be_visible()
    newcomer.press(CONFIRMS)
    newcomer.approve()
    expect(newcomer.card).to_contain_text("Approved by @Edda Voss")


def test_a_real_link_gets_the_true_reason_and_a_way_on(newcomer: Seat) -> None:
    card = newcomer.bring("https://www.bbc.co.uk/news/articles/c0example")
    expect(card).to_contain_text(NO_WAY_OUT)
    expect(newcomer.thread.locator(".status-line")).to_be_hidden()
    newcomer.press(re.compile("^Paste the text"))
    expect(newcomer.window).to_contain_text("Paste the text")
    newcomer.window.get_by_role("button", name="Cancel").click()
