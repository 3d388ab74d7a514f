"""What a card's menu leads to: another event, a new event, the article once more, all that was read, the archived page."""

from playwright.sync_api import expect

from bot.sandbox.newsroom import ORIGINAL
from bot.sandbox.town import EDDA, JONAS, MIRA
from tests.browser.conftest import Sit
from tests.browser.seats import APPROVE, PHONE, REJECT

OUTLOOK = "http://port-freight.example/ferries/skerry-crossing-outlook"
MAYOR = "http://harbour-courier.example/2026/10/07/quill-sprinklers"


def test_everybody_may_look_at_the_full_reading_and_the_archived_page(sit: Sit) -> None:
    mira = sit(MIRA, PHONE)
    mira.bring(ORIGINAL)
    mira.choose("Show the full reading")
    expect(mira.window).to_contain_text("The article's own statements")
    expect(mira.window).to_contain_text("At 7.20am the reporter watched the steel roof fall in")
    mira.answer("Close")
    mira.choose("Show the archived article")
    expect(mira.window).to_contain_text("About 90 people were waiting for the 7am boat to Little Skerry")
    expect(mira.window).to_contain_text("SHA-256")
    mira.press("Send me the page", mira.window)
    mira.answer("Close")
    mira.open_channel("Second Source")
    mira.page.get_by_role("link", name="Messages").click()
    expect(mira.message("The archived page, as text")).to_be_visible()
    expect(mira.page.get_by_role("main").locator("a.file")).to_contain_text("Fire destroys passenger hall")


def test_a_link_is_compared_with_another_event_which_does_not_fit(sit: Sit) -> None:
    jonas, edda = sit(JONAS), sit(EDDA, PHONE)
    jonas.bring(OUTLOOK)
    edda.open_thread(OUTLOOK)
    edda.choose("It is about another event")
    search = edda.window.get_by_role("combobox", name="Which event is it about?")
    search.fill("crane")
    edda.window.get_by_role("option", name="Crane drivers").click()
    expect(search).to_have_value("Crane drivers at Maravale's container port stop work for a day")
    edda.answer("Compare")
    for seat in (edda, jonas):
        expect(seat.thread).to_contain_text("the reader finds nothing in the article that bears on its claims")
        expect(seat.card.get_by_role("button", name=REJECT)).to_be_visible()


def test_an_editor_makes_a_new_event_of_a_link(sit: Sit) -> None:
    mira, edda = sit(MIRA), sit(EDDA)
    mira.bring(MAYOR)
    edda.open_thread(MAYOR)
    edda.choose("It is a new event")
    headline = edda.window.get_by_label("Headline")
    expect(headline).not_to_have_value("")
    headline.fill("Mayor Quill speaks about sprinklers at City Hall")
    edda.window.get_by_label("What is it?").select_option(label="📌 Other")
    edda.window.get_by_label("Where?").fill("Maravale")
    edda.answer("Propose event")
    made = edda.thread.locator("article").filter(has_text="Maravale · 7 Oct 2026")
    expect(made).to_contain_text("Mayor Quill speaks about sprinklers at City Hall")
    expect(made.get_by_role("button", name=APPROVE)).to_be_visible()


def test_a_link_is_read_again(sit: Sit) -> None:
    edda = sit(EDDA)
    edda.open_thread(ORIGINAL)
    approve = edda.card.get_by_role("button", name=APPROVE)
    before = approve.get_attribute("data-value") or ""
    edda.choose("Read the article again")
    expect(approve).not_to_have_attribute("data-value", before)
    edda.approve()
    expect(edda.card).to_contain_text("Approved by @Edda Voss")
