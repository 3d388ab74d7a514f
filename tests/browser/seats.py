"""People at their browsers: what they see on the page, and what they do there, as they would."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Person
from bot.sandbox.running import open_newsroom
from bot.sandbox.town import VERIFICATION
from bot.settings import Settings

DESKTOP = (1280, 800)
PHONE = (390, 844)
PATIENCE_MS = 15_000
A_DAY_MS = 60_000
"""So long a day may take to pass: each of its hours waits until all is at rest."""
APPROVE = re.compile(r"^Approve:")
EDIT = re.compile(r"^Edit:")
REJECT = re.compile(r"^Reject:")
UNDO = re.compile(r"^Undo:")


@contextmanager
def open_alone(home: Path) -> Iterator[LocalSlack]:
    """Open the newsroom of the demo, whatever the environment says about models and databases."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("OPENAI_", "SECOND_SOURCE_"))]:
            patch.delenv(name)
        with open_newsroom(Settings(), home) as slack:
            yield slack


class Seat:
    """One person at one browser window; `size` is its width and height in pixels."""

    def __init__(self, browser: Browser, slack: LocalSlack, person: Person, size: tuple[int, int] = DESKTOP) -> None:
        self.phone = size == PHONE
        self._slack = slack
        self._person = person
        viewport = {"width": size[0], "height": size[1]}
        self.context: BrowserContext = browser.new_context(viewport=viewport, has_touch=self.phone, is_mobile=self.phone)  # type: ignore[arg-type]  # a TypedDict
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
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
    def whisper(self) -> Locator:
        """The latest message that only this person sees."""
        return self.page.locator("article.ephemeral").filter(visible=True).last

    @property
    def home(self) -> Locator:
        """What App Home shows."""
        return self.page.locator(".home-view")

    def message(self, words: str) -> Locator:
        """Give the latest message of the channel that holds these words."""
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
        """Open the thread under the message with these words; gives its first answer."""
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
        """Close the browser, and the windows that were left open."""
        self.context.close()
        while (view := self._slack.modal(self._person.id)) is not None:
            self._slack.close(self._person.id, view.id)

    def choose(self, item: str) -> None:
        """Choose from the card's menu."""
        self.press("More options")
        self.page.get_by_role("menuitem", name=item).click()
