"""A digest at a real browser: set up by its window, asked for, paused, turned off; and it comes at its time."""

import re

from playwright.sync_api import expect

from bot.sandbox.newsroom import ORIGINAL
from bot.sandbox.town import EDDA, MIRA, RECORD
from tests.browser.conftest import Sit
from tests.browser.seats import PHONE, Seat

TITLE = re.compile(r"^Verification digest, ")
EVERY_DAY = ("Saturday", "Sunday")


def set_up(seat: Seat, *, at: str) -> None:
    """Fill the window of `/digest` in, for every day at a time."""
    seat.write("/digest")
    expect(seat.window).to_contain_text("What it tells")
    for day in EVERY_DAY:
        seat.window.get_by_label(day, exact=True).check()
    seat.window.get_by_label("Time", exact=True).fill(at)
    seat.answer("Save")
    expect(seat.ephemeral).to_contain_text("comes next")


def test_a_digest_is_set_up_by_its_window_and_comes_at_its_time(sit: Sit) -> None:
    mira, edda = sit(MIRA), sit(EDDA, PHONE)
    mira.bring(ORIGINAL)
    edda.open_thread(ORIGINAL)
    edda.approve()
    expect(edda.card).to_contain_text("Approved by @Edda Voss")
    edda.open_channel(RECORD.name)
    set_up(edda, at="07:30")
    edda.write("/digest show")
    expect(edda.ephemeral).to_contain_text("Every day at 07:30")
    mira.let_a_day_pass()
    mira.open_channel(RECORD.name)
    digest = mira.message("Verification digest, ")
    expect(digest.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(digest).not_to_contain_text("comes late")
    expect(digest).to_contain_text("1 link brought")
    expect(digest).to_contain_text("1 decision: 1 approved")
    expect(mira.page.get_by_role("main").get_by_role("heading", name=TITLE)).to_have_count(1)


def test_a_digest_is_sent_now_paused_let_go_on_and_turned_off(sit: Sit) -> None:
    edda = sit(EDDA, PHONE)
    edda.open_channel(RECORD.name)
    edda.write("/digest now")
    expect(edda.ephemeral).to_contain_text("Shall I?")
    edda.press(re.compile("^Post it"), edda.ephemeral)
    expect(edda.ephemeral).to_contain_text("I am posting")
    expect(edda.message("Nothing changed and nothing waits.")).to_be_visible()
    edda.write("/digest show")
    expect(edda.ephemeral).to_contain_text("Comes next")
    edda.press(re.compile("^Pause"), edda.ephemeral)
    expect(edda.ephemeral).to_contain_text("Paused")
    edda.write("/digest resume")
    expect(edda.ephemeral).to_contain_text("1 digest is on again")
    edda.write("/digest pause")
    expect(edda.ephemeral).to_contain_text("aused")
    edda.write("/digest show")
    expect(edda.ephemeral).to_contain_text("⏸️ Paused")
    edda.press(re.compile("^Turn off"), edda.ephemeral)
    edda.answer("Turn off")
    expect(edda.ephemeral).to_contain_text("There is no digest in this channel yet.")
