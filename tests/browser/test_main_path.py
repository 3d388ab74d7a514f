"""A link's way through the newsroom, as people see it: pasted, shown, edited, approved, taken back, on record."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.sandbox.newsroom import ORIGINAL
from bot.sandbox.town import EDDA, MIRA
from tests.browser.seats import APPROVE, DESKTOP, EDIT, PHONE, UNDO, OpenViews, Seat, open_alone


@pytest.fixture(params=[pytest.param(DESKTOP, marks=pytest.mark.slow), PHONE], ids=["desktop", "phone"])
def mira(request: pytest.FixtureRequest, windows: OpenViews, tmp_path: Path) -> Iterator[Seat]:
    """Return Mira's browser in a newsroom of its own, once on a desk and once on a phone."""
    with open_alone(tmp_path) as slack:
        seat = Seat(windows, slack, MIRA, request.param)
        yield seat
        seat.leave()


def test_a_link_is_pasted_edited_approved_taken_back_and_ends_on_record(mira: Seat) -> None:
    card = mira.bring(ORIGINAL)
    expect(card).to_contain_text("Harbour Courier moves 2 claims.")
    expect(card).to_contain_text("Fire destroyed the passenger hall of the Maravale ferry terminal on Tuesday morning")
    _assert_buttons_in_sight(mira)

    mira.become(EDDA)
    mira.open_channel("verification")
    card = mira.open_thread(ORIGINAL)
    _amend_a_tone(mira)
    expect(card).to_contain_text("Amended and approved by @Edda Voss")
    expect(card).to_contain_text("Report 1: tone certain → likely")
    expect(card.get_by_role("button", name=APPROVE)).to_be_hidden()
    expect(mira.thread).to_contain_text("@Edda Voss approved your link on “Fire destroys the passenger hall")
    expect(mira.thread).to_contain_text("with changes: “She saw the roof, not the whole hall.”")

    mira.press(UNDO)
    expect(mira.window).to_contain_text("Its reports leave the record")
    mira.answer("Undo")
    expect(card).to_contain_text("@Edda Voss took back the approval by @Edda Voss")
    expect(card).to_contain_text("It waits for an editor again.")
    mira.approve()
    expect(card).to_contain_text("Approved by @Edda Voss")

    _assert_on_record(mira)
    _assert_homes(mira)


def _amend_a_tone(seat: Seat) -> None:
    seat.press(EDIT)
    expect(seat.window).to_contain_text("Report 1: A fire destroyed the passenger hall")
    seat.window.get_by_label("Tone", exact=True).first.select_option(label="Tone: likely")
    seat.window.get_by_label("Why?").fill("She saw the roof, not the whole hall.")
    seat.answer("Approve as edited")


def _assert_buttons_in_sight(seat: Seat) -> None:
    """The verdict and the buttons stand on one screen."""
    expect(seat.card.get_by_text("Harbour Courier moves 2 claims.")).to_be_in_viewport()
    for button in (APPROVE, EDIT):
        expect(seat.card.get_by_role("button", name=button)).to_be_in_viewport()


def _assert_on_record(seat: Seat) -> None:
    if seat.phone:
        seat.page.get_by_role("link", name="Back to the conversation").click()
    seat.write("/event maravale-ferry-terminal-fire")
    shown = seat.ephemeral
    expect(shown).to_contain_text("Only visible to you")
    expect(shown.get_by_role("heading")).to_contain_text("Fire destroys the passenger hall of the Maravale ferry terminal")
    expect(shown.get_by_role("heading")).to_be_in_viewport()
    expect(shown).to_contain_text("Reported: ")
    expect(shown).to_contain_text("1 origin: Saint Brannoc Hospital")
    for button in ("Know another source?", "Follow", "Whole record"):
        expect(shown.get_by_role("button", name=button)).to_be_visible()
    seat.press("Whole record", shown)
    expect(seat.window).to_contain_text("Confirms · origin: Hana Osk")
    for button in ("Share this event", "How we assess confidence"):
        expect(seat.window.get_by_role("button", name=button)).to_be_visible()
    seat.answer("Close")
    seat.open_channel("the-record")
    expect(seat.message("unverified → reported")).to_contain_text("Decided by @Edda Voss")


def _assert_homes(seat: Seat) -> None:
    seat.open_channel("Second Source")
    expect(seat.home).to_contain_text("Nothing waits for a decision")
    seat.become(MIRA)
    seat.open_channel("Second Source")
    expect(seat.home).to_contain_text("Your links")
    expect(seat.home).to_contain_text("“Fire destroys the passenger hall of the Maravale ferry terminal”: approved")
    expect(seat.home).to_contain_text("An editor decides.")
    expect(seat.home.get_by_role("button", name="Change settings")).to_be_hidden()
