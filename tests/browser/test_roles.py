"""Who may what, as each of them sees it: journalist, editor, admin, guest, somebody of another workspace."""

from playwright.sync_api import expect

from bot.sandbox.town import EDDA, GUS, JOINT, LEILA, MIRA, PETRA, SAM, TOBIAS
from tests.browser.conftest import Sit
from tests.browser.seats import APPROVE, EDIT, PHONE

CHIEF = "http://orsany-radio.example/news/2026/ferry-fire-chief-tal"
MAYOR = "http://harbour-courier.example/2026/10/07/quill-sprinklers"
VALVE = "http://orsany-radio.example/news/2026/ferry-valve-log"


def test_an_editor_cannot_approve_a_link_of_their_own(sit: Sit) -> None:
    edda = sit(EDDA)
    card = edda.bring(CHIEF)
    edda.approve()
    expect(edda.ephemeral).to_be_in_viewport()
    expect(edda.ephemeral).to_contain_text("Only visible to you")
    expect(edda.ephemeral).to_contain_text("another editor has to decide")
    expect(card.get_by_role("button", name=APPROVE)).to_be_visible()
    tobias = sit(TOBIAS)
    card = tobias.open_thread(CHIEF)
    expect(tobias.page.locator("article.ephemeral")).to_be_hidden()
    tobias.approve()
    expect(card).to_contain_text("Approved by @Tobias Lund")


def test_a_journalist_and_a_guest_are_told_who_decides(sit: Sit) -> None:
    mira = sit(MIRA, PHONE)
    card = mira.bring(MAYOR)
    mira.press(APPROVE)
    expect(mira.page.locator("#toasts")).to_contain_text("only editors decide. Press “Become Edda, an editor” at the top.")
    expect(mira.page.locator("#question")).to_be_hidden()
    expect(mira.page.get_by_role("button", name="Become Edda, an editor")).to_be_in_viewport(ratio=1)
    mira.press(EDIT)
    expect(mira.window).to_contain_text("Only editors can decide.")
    mira.answer("Close")
    gus = sit(GUS)
    gus.open_thread(MAYOR)
    gus.approve()
    expect(gus.ephemeral).to_contain_text("Guests cannot decide. An editor of this newsroom has to.")
    gus.open_channel("Second Source")
    expect(gus.home).to_contain_text("How to use it")
    expect(gus.home.get_by_role("button")).to_have_count(0)
    expect(card.get_by_role("button", name=APPROVE)).to_be_visible()


def test_nothing_is_read_and_nothing_shown_in_a_channel_shared_with_another_workspace(sit: Sit) -> None:
    sam, edda = sit(SAM), sit(EDDA)
    for seat in (sam, edda):
        seat.go(JOINT.id)
    expect(sam.page.get_by_role("link", name="verification")).to_be_hidden()
    sam.write(f"@Second Source {VALVE}")
    expect(edda.message(VALVE)).to_contain_text("Other workspace")
    sam.write("/event maravale-ferry-terminal-fire")
    expect(sam.page.locator("#toasts")).to_contain_text("/event")
    edda.write(f"@Second Source {VALVE} please")
    expect(edda.ephemeral).to_contain_text("Second Source does not work in channels that are shared with another workspace.")
    for seat in (sam, edda):
        expect(seat.page.get_by_role("main")).not_to_contain_text("passenger hall")
        expect(seat.page.get_by_role("link", name="1 reply")).to_be_hidden()


def test_an_editor_finds_the_queue_in_the_home_and_decides_there(sit: Sit) -> None:
    leila = sit(LEILA)
    leila.bring("http://lowfield-gazette.example/2026/elm-street-library-vote")
    tobias = sit(TOBIAS, PHONE)
    tobias.open_channel("Second Source")
    expect(tobias.home).to_contain_text("wait")
    row = "New event: Lowfield council votes to close Elm Street library"
    expect(tobias.home).to_contain_text(row)
    expect(tobias.home).to_contain_text("brought by @Leila Orr")
    tobias.home.get_by_role("button", name="Look and decide: Lowfield").click()
    expect(tobias.window).to_contain_text("Lowfield · 8 Oct 2026")
    expect(tobias.window.get_by_role("button", name=APPROVE)).to_be_in_viewport()
    tobias.press(APPROVE, tobias.window)
    tobias.page.locator("#question").get_by_role("button", name="Approve", exact=True).click()
    expect(tobias.window).to_contain_text("Approved by @Tobias Lund")
    tobias.window.get_by_role("button", name="Close").last.click()
    expect(tobias.home).not_to_contain_text(row)
    expect(leila.card).to_contain_text("Approved by @Tobias Lund")


def test_an_admin_changes_the_settings(sit: Sit) -> None:
    petra = sit(PETRA)
    petra.open_channel("Second Source")
    expect(petra.home).to_contain_text("Undo: for 15 minutes")
    petra.press("Change settings", petra.home)
    window = petra.window
    expect(window).to_contain_text("Watched channels")
    minutes = window.get_by_label("Minutes in which a decision can be undone")
    minutes.fill("2000")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_role("alert")).to_be_visible()
    minutes.fill("20")
    window.get_by_label("Ignored sites").fill("pictures-of-cats.example\nnot a site")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_role("alert")).to_contain_text("“not” is no site. Write it like example.com, one a line.")
    window.get_by_label("Ignored sites").fill("pictures-of-cats.example\ntideline.example")
    petra.answer("Save")
    expect(petra.home).to_contain_text("Undo: for 20 minutes")
    expect(petra.home).to_contain_text("tideline.example")
    petra.open_channel("verification")
    petra.write("/source http://tideline.example/2026/what-people-are-saying")
    expect(petra.ephemeral).to_contain_text("tideline.example")
