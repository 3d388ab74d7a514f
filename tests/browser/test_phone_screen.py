"""What has to fit on one phone screen: a proposal, from the top of its message to Approve and Reject, and a catch-up."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from bot.domain.answer import QuotedJudgement
from bot.domain.model import OWN_WORK, Basis, Claim, Event, EventKind, Hop, HopKind, Stance
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Message
from bot.sandbox.newsroom import ORIGINAL
from bot.sandbox.town import EDDA, MIRA, VERIFICATION
from storage import events
from storage.db import Database
from tests.browser.seats import APPROVE, PATIENCE_MS, PHONE, REJECT, OpenViews, Seat, open_alone
from tests.browser.worst_cards import worst_cards
from tests.doubting import ON_THE_FIRE, doubting, open_on

MAYOR = "http://harbour-courier.example/2026/10/07/quill-sprinklers"
EVENT = "the-day-after-the-ferry-fire"
CLAIMED = (
    "The sprinklers of the Maravale ferry terminal had been switched off before the fire on Tuesday.",
    "A man of 61 who was injured in the fire was still in Saint Brannoc Hospital on Wednesday.",
    "The Maravale Harbour Authority left questions about the fire at the terminal unanswered.",
)
QUOTED = (
    "The sprinklers of the ferry terminal had been switched off before this fire, and nobody told the city",
    "One of the injured, a man of 61 with burns on both hands, was still in Saint Brannoc Hospital on Wednesday.",
    "The Maravale Harbour Authority, which runs the terminal, did not reply to questions that the Courier sent at 9am.",
)
QUILL = Hop(kind=HopKind.PERSON, name="Ada Quill")
CAMPAIGN = "“If she has evidence, the inspectorate needs it. If she has none, this is a campaign speech,” said Ostley."


def day_after(claims: int) -> Event:
    """Return an event on which the mayor's article speaks to each claim."""
    return Event(
        slug=EVENT,
        kind=EventKind.ACCIDENT,
        headline="The day after the fire at the Maravale ferry terminal",
        place="Maravale",
        date=dt.date(2026, 10, 7),
        claims=tuple(Claim(key=f"c{n}", text=text) for n, text in enumerate(CLAIMED[:claims])),
        entities=("Ada Quill", "Maravale Harbour Authority", "Saint Brannoc Hospital"),
    )


def confirming(claims: int) -> Sequence[QuotedJudgement]:
    origins = ((QUILL, Basis.ON_RECORD), (OWN_WORK, Basis.WITNESSED), (OWN_WORK, Basis.WITNESSED))
    found = [open_on(EVENT, f"c{n}", quote, *origins[n]) for n, quote in enumerate(QUOTED[:claims])]
    return [judgement.model_copy(update={"stance": Stance.CONFIRMS}) for judgement in found]


@contextmanager
def opened(windows: OpenViews, home: Path, url: str, found: Sequence[QuotedJudgement], event: Event | None) -> Iterator[Seat]:
    """Let Mira bring an article, and Edda open its card on a phone."""
    with doubting(*found), open_alone(home) as slack:
        if event:
            database = Database(f"sqlite:///{home}/second-source.db")
            with database.transaction(slack.team) as s:
                events.add(s, event, dt.datetime.now(dt.UTC))
            database.dispose()
        pasted = slack.post(MIRA.id, VERIFICATION.id, url)
        slack.wait_for(lambda: len(slack.thread(VERIFICATION.id, pasted.ts, MIRA.id)) > 1, seconds=PATIENCE_MS / 1000)
        edda = Seat(windows, slack, EDDA, PHONE)
        edda.open_thread(url)
        yield edda
        edda.leave()


def edges(part: Locator) -> tuple[float, float]:
    """Return the top and bottom of a part of the page, in pixels."""
    box = part.bounding_box()
    assert box is not None, "it is not on the page"
    return box["y"], box["y"] + box["height"]


def assert_on_one_screen(seat: Seat) -> None:
    """See that a card, down to its row of decisions, fits between the thread's head and the composer."""
    top, _ = edges(seat.card)
    _, bottom = edges(seat.card.get_by_role("button", name=REJECT))
    _, head = edges(seat.thread.locator(".head-row"))
    composer, _ = edges(seat.thread.locator(".composer"))
    takes, free = bottom - top, composer - head
    assert takes <= free, f"down to Reject the card takes {takes:.0f} px; {free:.0f} px are free on a phone of {PHONE} px"


def _assert_takes_one_screen(seat: Seat, shown: Locator) -> None:
    """See that a message, with all its buttons, fits between the channel's head and the composer."""
    top, bottom = edges(shown)
    main = seat.page.get_by_role("main")
    _, head = edges(main.locator(".head-row"))
    composer, _ = edges(main.locator(".composer"))
    takes, free = bottom - top, composer - head
    assert takes <= free, f"it takes {takes:.0f} px; {free:.0f} px are free on a phone of {PHONE} px"


def test_a_card_of_three_claims_with_a_warning_is_decided_on_one_screen(windows: OpenViews, tmp_path: Path) -> None:
    with opened(windows, tmp_path, MAYOR, confirming(3), day_after(3)) as edda:
        expect(edda.card.get_by_text("Unverified → reported:")).to_have_count(3)
        expect(edda.card).to_contain_text("⚠️ Not verified by Harbour Courier")
        expect(edda.card.get_by_role("button", name=APPROVE)).to_be_visible()
        assert_on_one_screen(edda)


def test_a_card_on_which_one_article_adds_two_origins_is_decided_on_one_screen(windows: OpenViews, tmp_path: Path) -> None:
    ostley = open_on(EVENT, "c0", CAMPAIGN, Hop(kind=HopKind.PERSON, name="Bram Ostley"))
    found = [*confirming(1), ostley.model_copy(update={"stance": Stance.CONFIRMS})]
    with opened(windows, tmp_path, MAYOR, found, day_after(1)) as edda:
        expect(edda.card.get_by_text("This one article adds 2 origins, Ada Quill and Bram Ostley")).to_be_visible()
        expect(edda.card.locator("blockquote")).to_have_count(2)
        assert_on_one_screen(edda)


def test_a_catch_up_of_three_claims_with_all_that_is_open_stands_on_one_screen(windows: OpenViews, tmp_path: Path) -> None:
    with opened(windows, tmp_path, MAYOR, confirming(3), day_after(3)) as edda:
        edda.show_channels()
        edda.open_channel(VERIFICATION.name)
        edda.write(f"/event {EVENT}")
        shown = edda.ephemeral
        expect(shown).to_contain_text("1 proposal has waited for a decision for ")
        for part in ("Changed last:", "Open:", "In doubt:"):
            expect(shown).to_contain_text(part)
        _assert_takes_one_screen(edda, shown)
        edda.press("Whole record", shown)
        edda.press("Catch up", edda.window)
        expect(edda.window).to_contain_text("Changed last:")
        top, _ = edges(edda.window)
        _, bottom = edges(edda.window.get_by_role("button", name="Know another source?"))
        assert bottom - top <= PHONE[1], f"the window takes {bottom - top:.0f} px down to its buttons"


def test_two_open_passages_are_answered_on_one_screen(windows: OpenViews, tmp_path: Path) -> None:
    with opened(windows, tmp_path, ORIGINAL, ON_THE_FIRE, None) as edda:
        expect(edda.card.get_by_role("button", name="Confirms")).to_have_count(2)
        assert_on_one_screen(edda)


REJECTS = """cards => cards.map(card => {
    const reject = [...card.querySelectorAll("button")].find(each => /^Reject:/.test(each.ariaLabel));
    return reject ? reject.getBoundingClientRect().bottom - card.getBoundingClientRect().top : null;
})"""


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_no_card_of_up_to_three_claims_is_too_high_whatever_it_holds(windows: OpenViews, slack: LocalSlack, every: int) -> None:
    worst = list(worst_cards())[::every]
    asked = slack.post(MIRA.id, VERIFICATION.id, "Which cards are the highest?")
    for _, card in worst:
        message, ts = card.payload(), slack.world.ts()
        blocks = slack.world.with_ids(message["blocks"])
        slack.world.put(Message(VERIFICATION.id, ts, slack.bot_user, message["text"], blocks, thread_ts=asked.ts, app=True))
    edda = Seat(windows, slack, EDDA, PHONE)
    edda.go(thread=asked.ts)
    shown = edda.thread.locator("article[data-ts]")
    expect(shown).to_have_count(len(worst) + 1)
    (_, head), (composer, _) = (edges(edda.thread.locator(part)) for part in (".head-row", ".composer"))
    heights = shown.evaluate_all(REJECTS)[1:]
    edda.leave()
    named = [
        f"{name}: {height}" for (name, _), height in zip(worst, heights, strict=True) if not height or height > composer - head
    ]
    assert named == [], f"{composer - head} px are free"
