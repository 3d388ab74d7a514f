"""Makes the pictures of the README anew, from the newsroom in a real browser: `python -m tests.browser.screenshots`."""

import datetime as dt
import re
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from bot.domain.model import Basis, Hop, HopKind, Report, Stance, Tone
from bot.sandbox.clock import MovingClock
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Person
from bot.sandbox.newsroom import MISSING, ORIGINAL
from bot.sandbox.running import open_pages
from bot.sandbox.town import EDDA, JONAS, MIRA, PETRA, RECORD, TOBIAS, VERIFICATION
from storage import events, outlets, reports
from storage.db import Database
from tests.browser.chromium import MISSING as NO_CHROMIUM
from tests.browser.chromium import get_chromium, launch
from tests.browser.seats import DESKTOP, EDIT, PATIENCE_MS, PHONE, UNDO, OpenViews, Seat, open_alone
from tests.browser.test_digests import set_up
from tests.doubting import ON_THE_FIRE, doubting

FOLDER = Path(__file__).parents[2] / ".github" / "screenshots"
MOST_BYTES = 250_000
CHIEF = "http://orsany-radio.example/news/2026/ferry-fire-chief-tal"
MAYOR = "http://harbour-courier.example/2026/10/07/quill-sprinklers"
PARTIAL = "http://the-meridian.example/orsany/who-turned-the-valve"
FIRE = "maravale-ferry-terminal-fire"
VOTE = "http://lowfield-gazette.example/2026/elm-street-library-vote"


class Studio:
    """Takes the pictures; people sit down and leave again, one after the other."""

    def __init__(self, browser: Browser, slack: LocalSlack, folder: Path) -> None:
        self._windows, self._slack, self._folder = OpenViews(browser), slack, folder

    def take(self, name: str, person: Person, pose: Callable[[Seat], object], *, phone: bool = False) -> None:
        """Let somebody do something, and take a picture of what they see then."""
        seat = Seat(self._windows, self._slack, person, PHONE if phone else DESKTOP)
        pose(seat)
        seat.page.mouse.move(0, 0)
        # What has just appeared fades in.
        seat.page.wait_for_timeout(400)
        picture = seat.page.screenshot()
        seat.leave()
        keep(self._folder, name, picture)

    def bring(self, url: str) -> None:
        """Let Mira paste a link, and wait for its card."""
        slack = self._slack
        pasted = slack.post(MIRA.id, VERIFICATION.id, url)
        slack.wait_for(lambda: len(slack.thread(VERIFICATION.id, pasted.ts, MIRA.id)) > 1, seconds=PATIENCE_MS / 1000)

    def let(self, person: Person, act: Callable[[Seat], object]) -> None:
        """Let somebody do something, without a picture."""
        seat = Seat(self._windows, self._slack, person)
        act(seat)
        seat.leave()

    def sleep(self, time: dt.timedelta) -> None:
        """Let time pass, and everything come that is due in it."""
        clock = self._slack.world.clock
        if isinstance(clock, MovingClock):
            clock.let_pass(time)

    def wait(self, time: dt.timedelta) -> None:
        """Let time pass."""
        clock = self._slack.world.clock
        if isinstance(clock, MovingClock):
            clock.move(time)


def day(studio: Studio) -> None:
    """Go through a day, with a picture where there is something to see."""
    studio.take("try-desktop", MIRA, lambda _: None)
    studio.take("try-phone", MIRA, lambda _: None, phone=True)
    studio.take("channel-desktop", MIRA, lambda mira: mira.bring(ORIGINAL))
    studio.take("card-phone", EDDA, lambda edda: edda.open_thread(ORIGINAL), phone=True)
    studio.take("edit-desktop", EDDA, _edit)
    studio.take("edit-phone", EDDA, _edit, phone=True)
    studio.take("decided-desktop", EDDA, _approve(ORIGINAL))
    studio.take("refused-desktop", EDDA, _approve_own)
    studio.take("failure-phone", JONAS, lambda jonas: jonas.bring(MISSING), phone=True)
    for url in (MAYOR, PARTIAL, VOTE):
        studio.bring(url)
        studio.wait(dt.timedelta(minutes=20))
    studio.wait(dt.timedelta(hours=1))
    studio.take("home-journalist-phone", MIRA, lambda mira: mira.open_channel("Second Source"), phone=True)
    studio.take("home-editor-desktop", TOBIAS, lambda tobias: tobias.open_channel("Second Source"))
    studio.take("settings-desktop", PETRA, _settings)
    studio.take("decided-phone", TOBIAS, _approve(CHIEF), phone=True)
    studio.take("event-phone", MIRA, _event, phone=True)
    studio.take("event-desktop", TOBIAS, _whole_record)
    studio.take("digest-window-phone", EDDA, _digest_window, phone=True)
    studio.let(EDDA, _set_up)
    studio.sleep(dt.timedelta(days=1))
    studio.take("digest-desktop", MIRA, _digest)
    studio.take("digest-phone", EDDA, _digest, phone=True)


def doubt(studio: Studio) -> None:
    """Bring an article whose origin is perhaps on record under another name, and let an editor be asked."""
    studio.bring(CHIEF)
    studio.take("question-phone", EDDA, _question, phone=True)
    studio.let(EDDA, _approve(CHIEF))
    studio.take("origins-desktop", EDDA, _origins)


def left_open(studio: Studio) -> None:
    """Bring an article of which the reader leaves open what its passages mean, and let an editor settle one."""
    studio.bring(ORIGINAL)
    studio.take("open-desktop", EDDA, _left_open)
    studio.take("open-phone", EDDA, _left_open, phone=True)


def _left_open(seat: Seat) -> None:
    seat.open_thread(ORIGINAL)
    confirms = seat.card.get_by_role("button", name=re.compile("^Confirms:")).first
    expect(confirms).to_be_visible()
    seat.card.get_by_text("You decide:").evaluate("found => found.scrollIntoView(true)")


def readers(browser: Browser, folder: Path, address: str) -> None:
    """Take pictures of the event pages that readers see."""
    for name, size, scheme in (("page-desktop", DESKTOP, "light"), ("page-phone", PHONE, "dark")):
        page = browser.new_page(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page.goto(f"{address}/{FIRE}")
        if scheme == "dark":
            page.locator(".claim h3").first.evaluate("found => found.scrollIntoView(true)")
        keep(folder, name, page.screenshot())
        page.close()


def keep(folder: Path, name: str, png: bytes) -> None:
    """Keep a picture, unless it is too large."""
    picture = smaller(png)
    if len(picture) > MOST_BYTES:
        sys.exit(f"{name}.png has {len(picture):,} bytes; {MOST_BYTES:,} are allowed.")
    (folder / f"{name}.png").write_bytes(picture)
    sys.stdout.write(f"{name}.png, {len(picture):,} bytes\n")


def put_on_record(database: Database, workspace: str, name: str) -> None:
    """Put a report of somebody with this name on record, for both claims on the fire."""
    with database.transaction(workspace) as s:
        agency = outlets.by_name(s, "Coastal Press Agency")
        assert agency is not None
        made = [
            Report(
                id=f"file-{claim.key}",
                claim=claim.key,
                outlet=agency,
                url="http://coastal-press.example/a/20261006-0409",
                stance=Stance.CONFIRMS,
                tone=Tone.CERTAIN,
                basis=Basis.ON_RECORD,
                path=(Hop(kind=HopKind.PERSON, name=name),),
                quote=f"It is so, said {name}.",
            )
            for claim in events.get(s, FIRE).claims
        ]
        reports.add(s, FIRE, made, decision_id=None, at=dt.datetime.now(dt.UTC))


def smaller(png: bytes) -> bytes:
    """Pack a PNG's pixels (W3C's “PNG specification”) more tightly than a browser does, without a loss."""
    head, packed, at = png[:8], b"", 8
    chunks: list[tuple[bytes, bytes]] = []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IDAT":
            packed += data
        else:
            chunks.append((kind, data))
    repacked = min(packed, zlib.compress(zlib.decompress(packed), 9), key=len)
    chunks.insert(len(chunks) - 1, (b"IDAT", repacked))
    return head + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _edit(seat: Seat) -> None:
    seat.open_thread(ORIGINAL)
    seat.press(EDIT)
    seat.window.get_by_label("Tone", exact=True).first.select_option(label="Tone: likely")


def _approve(url: str) -> Callable[[Seat], None]:
    def approving(seat: Seat) -> None:
        seat.open_thread(url)
        seat.approve()
        expect(seat.card.get_by_role("button", name=UNDO)).to_be_visible()
        seat.card.get_by_text("Approved by").scroll_into_view_if_needed()

    return approving


def _approve_own(seat: Seat) -> None:
    seat.bring(CHIEF)
    seat.approve()
    expect(seat.ephemeral).to_be_in_viewport()


def _question(seat: Seat) -> None:
    seat.open_thread(CHIEF)
    asked = seat.card.get_by_text("one person?")
    expect(asked).to_be_visible()
    asked.scroll_into_view_if_needed()


def _origins(seat: Seat) -> None:
    _whole_record(seat)
    seat.press("Show origins: ", seat.window)
    expect(seat.window).to_contain_text("Open questions")


def _settings(seat: Seat) -> None:
    seat.open_channel("Second Source")
    seat.press("Change settings", seat.home)
    expect(seat.window).to_contain_text("Watched channels")


def _event(seat: Seat) -> None:
    seat.write("/event maravale-ferry-terminal-fire")
    expect(seat.ephemeral.get_by_role("heading")).to_be_in_viewport()


def _digest_window(seat: Seat) -> None:
    seat.open_channel(RECORD.name)
    seat.write("/digest")
    expect(seat.window).to_contain_text("What it tells")


def _set_up(seat: Seat) -> None:
    seat.open_channel(RECORD.name)
    set_up(seat, at="08:30")


def _digest(seat: Seat) -> None:
    seat.open_channel(RECORD.name)
    expect(seat.message("Verification digest, ")).to_be_visible()
    seat.page.get_by_role("heading", name="Verification digest, ").evaluate("found => found.scrollIntoView(true)")


def _whole_record(seat: Seat) -> None:
    _event(seat)
    seat.press("Whole record", seat.ephemeral)
    expect(seat.window).to_contain_text("Know another source?")


def main() -> None:
    """Make all pictures, and say how large they are."""
    path = get_chromium()
    if path is None:
        sys.exit(NO_CHROMIUM)
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with (
        tempfile.TemporaryDirectory() as home,
        open_alone(Path(home)) as slack,
        sync_playwright() as playwright,
        launch(playwright, path) as browser,
    ):
        day(Studio(browser, slack, FOLDER))
    with (
        tempfile.TemporaryDirectory() as home,
        doubting(*ON_THE_FIRE),
        open_alone(Path(home)) as slack,
        sync_playwright() as playwright,
        launch(playwright, path) as browser,
    ):
        left_open(Studio(browser, slack, FOLDER))
    with (
        tempfile.TemporaryDirectory() as home,
        open_alone(Path(home)) as slack,
        sync_playwright() as playwright,
        launch(playwright, path) as browser,
    ):
        database = Database(f"sqlite:///{home}/second-source.db")
        put_on_record(database, slack.team, "R. Tal")
        with open_pages(Path(home), slack) as address:
            readers(browser, FOLDER, address)
        doubt(Studio(browser, slack, FOLDER))
        database.dispose()


if __name__ == "__main__":
    main()
