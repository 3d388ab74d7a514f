"""An editor grades an outlet that nobody has graded yet, at the browser."""

from playwright.sync_api import expect

from bot.sandbox.town import EDDA, MIRA
from tests.browser.conftest import Sit
from tests.browser.seats import PHONE

INSIDERS = "http://open-harbour-news.example/breaking/insiders-confirm-sprinklers"
WHY = "Quotes insiders that nobody else can find."


def test_an_editor_grades_an_unknown_outlet_from_its_card(sit: Sit) -> None:
    mira, edda = sit(MIRA), sit(EDDA, PHONE)
    mira.bring(INSIDERS)
    edda.open_thread(INSIDERS)
    expect(edda.card).to_contain_text("Nobody has graded")
    edda.press("Grade outlet")
    expect(edda.window).to_contain_text("Track record: No approved report yet.")
    edda.window.get_by_label("Grade", exact=True).select_option(label="D: not usually reliable")
    edda.window.get_by_label("Why?").fill(WHY)
    edda.answer("Grade")
    for seat in (edda, mira):
        expect(seat.card).to_contain_text("grade D")
        expect(seat.card).not_to_contain_text("Nobody has graded")


def test_a_journalist_cannot_and_is_told(sit: Sit) -> None:
    mira = sit(MIRA)
    mira.open_thread(INSIDERS)
    mira.choose("Show the full reading")
    expect(mira.window).to_contain_text(WHY)
    mira.press("Grade outlet", mira.window)
    expect(mira.window).to_contain_text("Only editors can decide")
