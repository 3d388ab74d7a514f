"""People at their browsers: what they see on the page, and what they do there, as they would."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from bot.pipeline.ports import call_here
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import TEAM, Person
from bot.sandbox.running import open_newsroom
from bot.sandbox.town import VERIFICATION
from bot.settings import Settings
from tests.fresh_database import put_fresh_database

DESKTOP = (1280, 800)
PHONE = (390, 844)
PATIENCE_MS = 60_000
"""So long a state is waited for; it comes in a fraction of that, but on a machine that has much else to do."""
A_DAY_MS = 150_000
"""So long a day may take to pass: each of its hours waits until all is at rest."""
APPROVE = re.compile(r"^Approve:")
EDIT = re.compile(r"^Edit:")
REJECT = re.compile(r"^Reject:")
UNDO = re.compile(r"^Undo:")


@contextmanager
def open_alone(home: Path) -> Iterator[LocalSlack]:
    """Open the newsroom of the demo, whatever the environment says about models and databases.

    Pages are read in this process: that each newsroom starts its own for that is tested once, with the demo's day.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("OPENAI_", "SECOND_SOURCE_"))]:
            patch.delenv(name)
        put_fresh_database(home, TEAM)
        with open_newsroom(Settings(), home, compute=call_here) as slack:
            yield slack


class OpenViews:
    """Browser windows by their size, each for one person at a time; a new one costs more than most tests do in it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[tuple[int, int], list[Page]] = {}

    def take(self, size: tuple[int, int]) -> Page:
        """Return a window that nobody sits at."""
        if free := self._free.get(size):
            return free.pop()
        phone = size == PHONE
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        # Nothing moves on the page for its own sake: drawing that takes most of a browser's time here.
        context = self._browser.new_context(viewport=viewport, has_touch=phone, is_mobile=phone, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    def apart(self, size: tuple[int, int], scheme: Literal["light", "dark"]) -> Page:
        """Return a window of its own, for one test, in light or dark colours; whoever takes it closes it."""
        phone = size == PHONE
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        page = self._browser.new_page(viewport=viewport, has_touch=phone, is_mobile=phone, color_scheme=scheme)
        page.set_default_timeout(PATIENCE_MS)
        return page

    def give_back(self, page: Page, size: tuple[int, int], empty: str) -> None:
        """Let somebody else sit there, who finds nothing of what was there before; `empty` is a page without a script."""
        # Evaluating would wait without end for a page that is stuck.
        page.wait_for_function("() => { localStorage.clear(); sessionStorage.clear(); return true; }", polling=10)
        page.goto(empty)
        self._free.setdefault(size, []).append(page)


class Seat:
    """One person at one browser window; `size` is its width and height in pixels."""

    def __init__(self, windows: OpenViews, slack: LocalSlack, person: Person, size: tuple[int, int] = DESKTOP) -> None:
        self.phone = size == PHONE
        self._windows = windows
        self._size = size
        self._slack = slack
        self._person = person
        self.page = windows.take(size)
        self.go()

    # what is there to see

    @property
    def thread(self) -> Locator:
        """The thread's pane."""
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def window(self) -> Locator:
        """The window that lies over the page: a modal, or a question."""
        return self.page.get_by_role("dialog")

    @property
    def card(self) -> Locator:
        """The first answer in the thread that is open."""
        return self.thread.locator("article[data-ts]").nth(1)

    @property
    def ephemeral(self) -> Locator:
        """The latest message that only this person sees."""
        return self.page.locator("article.ephemeral").filter(visible=True).last

    @property
    def home(self) -> Locator:
        """What App Home shows."""
        return self.page.locator(".home-view")

    def message(self, words: str) -> Locator:
        """Return the latest message of the channel that holds these words."""
        return self.page.get_by_role("main").locator("article[data-ts]").filter(has_text=words).last

    # what they do

    def go(self, at: str = VERIFICATION.id, thread: str = "") -> None:
        """Open a place by its address."""
        parts = {"as": self._person.id, "at": at, "thread": thread}
        self.page.goto(f"{self._slack.url}/?{urlencode({key: value for key, value in parts.items() if value})}")

    def become(self, person: Person) -> None:
        """Choose who one is."""
        self.show_channels()
        self.page.get_by_label("You are").select_option(person.id)
        self._person = person

    def show_channels(self) -> None:
        """Go back to the list of channels, on a phone."""
        for way_back in ("Back to the conversation", "Back to channels"):
            link = self.page.get_by_role("link", name=way_back)
            if self.phone and link.is_visible():
                link.click()
                expect(link).to_be_hidden()

    def let_a_day_pass(self) -> None:
        """Move the time a day ahead, and wait until it is there."""
        with self.page.expect_response(lambda answer: "minutes" in (answer.request.post_data or ""), timeout=A_DAY_MS):
            self.page.get_by_role("button", name="1 day ahead").click()

    def open_channel(self, name: str) -> None:
        """Choose a channel or the app in the sidebar."""
        self.show_channels()
        self.page.get_by_role("navigation", name="Workspace").get_by_role("link", name=name).click()
        expect(self.page.get_by_role("main").get_by_role("heading", name=name).first).to_be_visible()

    def write(self, text: str, box: str = "Message") -> None:
        """Write into the channel's box, or into the thread's (“Reply”), and send it."""
        field = self.page.get_by_label(box, exact=True)
        field.fill(text)
        field.press("Enter")

    def open_thread(self, words: str) -> Locator:
        """Open the thread under the message with these words; returns its first answer."""
        self.message(words).get_by_role("link", name=re.compile(r"^\d+ repl")).click()
        expect(self.card).to_be_visible()
        return self.card

    def bring(self, url: str) -> Locator:
        """Paste a link into the channel, and open the card that comes of it."""
        self.write(url)
        return self.open_thread(url)

    def press(self, button: str | re.Pattern[str], on: Locator | None = None) -> None:
        """Press a button of the card, or on something else."""
        (on or self.card).get_by_role("button", name=button).click()

    def answer(self, button: str) -> None:
        """Press a button of the window that lies over the page."""
        pressed = self.window.get_by_role("button", name=button, exact=True).last
        pressed.click()
        expect(pressed).to_be_hidden()

    def approve(self) -> None:
        """Press Approve on the card, and say yes."""
        self.press(APPROVE)
        self.answer("Approve")

    def leave(self) -> None:
        """Leave the browser to others, and close what was left open in the app."""
        self._windows.give_back(self.page, self._size, f"{self._slack.url}/browser/static/source.svg")
        while (view := self._slack.modal(self._person.id)) is not None:
            self._slack.close(self._person.id, view.id)

    def choose(self, item: str) -> None:
        """Choose from the card's menu."""
        self.press("More options")
        self.page.get_by_role("menuitem", name=item).click()
