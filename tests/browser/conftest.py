"""A Chromium for all tests of the folder, and a newsroom for each file."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Person
from tests.browser.chromium import MISSING, find_chromium, launch
from tests.browser.seats import DESKTOP, PATIENCE_MS, Seat, open_alone

Sit = Callable[..., Seat]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    # Not for the whole session: while Playwright runs, no other test of this thread could start an event loop.
    path = find_chromium()
    if path is None:
        pytest.fail(MISSING)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright, launch(playwright, path) as browser:
        yield browser


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with open_alone(tmp_path_factory.mktemp("newsroom")) as opened:
        yield opened


@pytest.fixture
def sit(chromium: Browser, slack: LocalSlack) -> Iterator[Sit]:
    """Put people at browsers of their own; their windows are closed after the test."""
    taken: list[Seat] = []

    def sitting(person: Person, size: tuple[int, int] = DESKTOP) -> Seat:
        taken.append(Seat(chromium, slack, person, size))
        return taken[-1]

    yield sitting
    for seat in taken:
        seat.leave()
