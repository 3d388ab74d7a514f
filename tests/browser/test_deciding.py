"""Decisions at more than one browser, and what time does to them."""

from playwright.sync_api import expect

from bot.sandbox.newsroom import ORIGINAL
from bot.sandbox.town import EDDA, LEILA, MIRA, RECORD, TOBIAS
from tests.browser.conftest import Sit
from tests.browser.seats import APPROVE, PHONE, REJECT, UNDO

BLOG = "http://tideline.example/2026/what-people-are-saying"


def test_two_people_see_the_same_card_change_as_it_happens(sit: Sit) -> None:
    mira, edda, tobias = sit(MIRA), sit(EDDA, PHONE), sit(TOBIAS)
    mira.write(ORIGINAL)
    for seat in (mira, edda, tobias):
        seat.open_thread(ORIGINAL)
        expect(seat.card.get_by_role("button", name=APPROVE)).to_be_visible()
    edda.approve()
    for seat in (mira, edda, tobias):
        expect(seat.card).to_contain_text("Approved by @Edda Voss")
        expect(seat.card.get_by_role("button", name=APPROVE)).to_be_hidden()
        expect(seat.card.get_by_role("button", name=UNDO)).to_be_visible()
    tobias.press(UNDO)
    tobias.answer("Undo")
    expect(edda.card).to_contain_text("@Tobias Lund took back the approval by @Edda Voss")
    edda.approve()
    expect(tobias.card).to_contain_text("Approved by @Edda Voss")
    tobias.go(RECORD.id)
    expect(tobias.message("unverified → reported")).to_contain_text("Confirmed by 1 origin: Harbour Courier.")


def test_undo_goes_away_by_itself_after_a_quarter_of_an_hour(sit: Sit) -> None:
    edda = sit(EDDA)
    card = edda.open_thread(ORIGINAL)
    expect(card.get_by_role("button", name=UNDO)).to_be_visible()
    before = edda.page.locator(".clock-face").inner_text()
    edda.page.get_by_role("button", name="15 minutes ahead").click()
    expect(edda.page.locator(".clock-face")).not_to_have_text(before)
    expect(card.get_by_role("button", name=UNDO)).to_be_hidden()
    expect(card.get_by_role("button", name="Show event")).to_be_visible()
    expect(card).to_contain_text("Approved by @Edda Voss")


def test_time_moves_ahead_for_everybody(sit: Sit) -> None:
    edda, mira = sit(EDDA), sit(MIRA, PHONE)
    edda.write("Before")
    mira.show_channels()
    mira.let_a_day_pass()
    mira.open_channel("verification")
    mira.write("After")
    expect(edda.message("After")).to_be_visible()
    expect(edda.page.locator(".day:has(span)")).to_have_count(2)


def test_a_rejection_says_why_to_whoever_brought_the_link(sit: Sit) -> None:
    leila, edda = sit(LEILA), sit(EDDA, PHONE)
    leila.bring(BLOG)
    edda.open_thread(BLOG)
    edda.press(REJECT)
    expect(edda.window).to_contain_text("Whoever brought the link is told.")
    expect(edda.window.get_by_label("Why?")).to_be_focused()
    edda.window.get_by_role("button", name="Reject").click()
    expect(edda.window.get_by_role("alert")).to_be_visible()
    edda.window.get_by_label("Why?").fill("Rumours that nobody can check.")
    edda.answer("Reject")
    for seat in (leila, edda):
        expect(seat.card).to_contain_text("Rejected by @Edda Voss")
        expect(seat.card).to_contain_text("“Rumours that nobody can check.”")
        expect(seat.card.get_by_role("button", name=APPROVE)).to_be_hidden()
    expect(leila.thread).to_contain_text("Nothing of it entered the record.")
