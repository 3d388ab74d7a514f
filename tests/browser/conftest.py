"""A Chromium for all tests of the folder, and a newsroom for each file."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect, sync_playwright

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Person
from tests.browser.chromium import MISSING, find_chromium, launch
from tests.browser.seats import DESKTOP, PATIENCE_MS, OpenViews, Seat, open_alone

Sit = Callable[..., Seat]


@pytest.fixture(scope="package")
def windows() -> Iterator[OpenViews]:
    # Not for the whole session: while Playwright runs, no other test of this thread could start an event loop.
    path = find_chromium()
    if path is None:
        pytest.fail(MISSING)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright, launch(playwright, path) as browser:
        yield OpenViews(browser)


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with open_alone(tmp_path_factory.mktemp("newsroom")) as opened:
        yield opened


@pytest.fixture
def sit(windows: OpenViews, slack: LocalSlack) -> Iterator[Sit]:
    """Put people at browsers of their own, which others find empty after the test."""
    taken: list[Seat] = []

    def sitting(person: Person, size: tuple[int, int] = DESKTOP) -> Seat:
        taken.append(Seat(windows, slack, person, size))
        return taken[-1]

    yield sitting
    for seat in taken:
        seat.leave()
