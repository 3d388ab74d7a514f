"""Ways to bring a source and to look things up: pasted text, shortcuts, commands, the buttons of an event's card."""

from playwright.sync_api import expect

from bot.sandbox.newsroom import MISSING, ORIGINAL
from bot.sandbox.town import DESK, EDDA, JONAS, LEILA, MIRA
from tests.browser.conftest import Sit
from tests.browser.seats import APPROVE, PHONE

CHIEF = "http://orsany-radio.example/news/2026/ferry-fire-chief-tal"
VOTE = "http://lowfield-gazette.example/2026/elm-street-library-vote"
TEXT = (
    "A fire destroyed the passenger hall of the Maravale ferry terminal on Tuesday morning, said Nils Aker, who runs the kiosk"
    " across the quay. Aker said that he saw the roof of the hall fall in soon after seven. Four people were injured in the"
    " fire at the Maravale ferry terminal, a spokeswoman for Saint Brannoc Hospital said on Tuesday afternoon. The harbour"
    " stays closed to passengers until the inspectors have finished their work in the ruin."
)


def test_where_a_page_cannot_be_read_its_text_is_pasted(sit: Sit) -> None:
    jonas = sit(JONAS, PHONE)
    failed = jonas.bring(MISSING)
    expect(failed).to_contain_text("I could not read harbour-courier.example. There is no page at this address (404).")
    jonas.press("Paste the text")
    expect(jonas.window).to_contain_text(MISSING)
    jonas.window.get_by_role("button", name="Read it").click()
    expect(jonas.window.get_by_role("alert")).to_be_visible()
    jonas.window.get_by_label("Text", exact=True).fill(TEXT)
    jonas.answer("Read it")
    card = jonas.thread.locator("article").filter(has=jonas.page.get_by_role("button", name=APPROVE))
    expect(card).to_contain_text("Fire destroys the passenger hall")
    expect(card).to_contain_text("Nils Aker")


def test_the_same_article_again_says_who_brought_it(sit: Sit) -> None:
    mira, jonas = sit(MIRA), sit(JONAS)
    mira.bring(ORIGINAL)
    again = jonas.bring(f"{ORIGINAL}?utm_source=newsletter")
    expect(again).to_contain_text("Already filed by @Mira Sand")
    expect(again).to_contain_text("waits for an editor")
    jonas.press("Show proposal", again)
    expect(jonas.window).to_contain_text("Harbour Courier moves 2 claims.")


def test_an_events_card_leads_to_the_rules_to_a_further_source_and_into_a_channel(sit: Sit) -> None:
    leila = sit(LEILA, PHONE)
    leila.write("/event maravale")
    expect(leila.ephemeral).to_contain_text("3 events on record")
    leila.press("Show: Fire destroys", leila.ephemeral)
    expect(leila.window).to_contain_text("No approved report confirms or denies it.")
    expect(leila.window.get_by_role("button", name="Know another source?")).to_be_in_viewport()
    leila.press("How we assess confidence", leila.window)
    expect(leila.window).to_contain_text("We count origins, not outlets.")
    leila.press("Back", leila.window)
    expect(leila.window).to_contain_text("No approved report confirms or denies it.")
    leila.answer("Close")
    leila.write("/event maravale-ferry-terminal-fire")
    leila.press("Know another source?", leila.ephemeral)
    leila.window.get_by_label("Link to the article").fill(CHIEF)
    leila.window.get_by_label("Note").fill("The chief himself")
    leila.answer("Submit")
    expect(leila.message("“The chief himself”")).to_contain_text("brought by @Leila Orr")
    leila.press("Whole record", leila.ephemeral)
    leila.press("Share this event", leila.window)
    leila.window.get_by_label("Post its card in").select_option(label=f"#{DESK.name}")
    leila.answer("Share")
    leila.open_channel(DESK.name)
    shared = leila.message("Fire destroys the passenger hall of the Maravale ferry terminal")
    expect(shared.get_by_role("button", name="Know another source?")).to_be_visible()
    expect(shared.get_by_role("button", name="Set home channel")).to_be_hidden()


def test_shortcuts_bring_links_too(sit: Sit) -> None:
    edda = sit(EDDA)
    edda.open_channel(DESK.name)
    edda.write(f"Seen this? {VOTE}")
    message = edda.message(VOTE)
    expect(message.get_by_role("link", name="1 reply")).to_be_hidden()
    message.hover()
    edda.press("More actions", message)
    edda.page.get_by_role("menuitem", name="Submit as source").click()
    card = edda.open_thread(VOTE)
    expect(card).to_contain_text("brought by @Edda Voss: “Seen this?”")
    edda.press("Shortcuts", edda.page.get_by_role("main"))
    edda.page.get_by_role("menuitem", name="Submit a source").click()
    expect(edda.window).to_contain_text("Link to the article")
    edda.answer("Cancel")


def test_help_is_there_when_asked_for(sit: Sit) -> None:
    mira = sit(MIRA)
    mira.write("/source help")
    expect(mira.ephemeral).to_contain_text("Bring a link: paste it in a channel that I watch")
    expect(mira.ephemeral).to_be_in_viewport()
    mira.write("/source nothing")
    expect(mira.ephemeral).to_contain_text("/source help says more.")
