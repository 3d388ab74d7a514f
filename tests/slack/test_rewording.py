"""Changing a claim's wording from the card: the preview, what is refused, and that one press counts once."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.model import Basis, Hop, HopKind, Outlet, Report, Stance, Tone
from bot.sandbox.local_slack.values import Message
from storage import events, outlets, reports
from tests.newsroom import HOST
from tests.pipeline.fixed import FOUR, TUNNEL, tunnel_page
from tests.slack.harness import ANN, BEN, SlackHarness, machine_time, offers, said

SLUG = TUNNEL.slug
WORDING = "wording:hurt"
RISEN = (
    "Seven workers were hurt when the roof of the Karst tunnel fell in, up from four, the mine rescue service said on Friday."
)
NEW = "Seven workers were hurt when the roof of the Karst tunnel fell in."


@pytest.fixture
def later(harness: SlackHarness) -> tuple[SlackHarness, Message, Message]:
    """Return the newsroom with two reports of four hurt workers, and the link and card of a report of seven."""
    rescue = Hop(kind=HopKind.BODY, name="mine rescue service")
    with harness.database.transaction(harness.slack.team) as s:
        events.add(s, TUNNEL, machine_time())
        for number, name in enumerate(("Vale Gazette", "Quick News"), 1):
            by = outlets.save(s, Outlet(name=name), "tests", machine_time())
            known = Report(
                id=f"file-{number}", claim="hurt", outlet=by, url=f"https://{number}.example/", published=dt.date(2026, 3, 4),
                stance=Stance.CONFIRMS, tone=Tone.CERTAIN, basis=Basis.ON_RECORD, path=(rescue,), quote=FOUR,
            )  # fmt: skip
            reports.add(s, SLUG, [known], decision_id=None, at=machine_time())
    harness.pages.page("/seven", tunnel_page(RISEN, day=6))
    message = harness.paste(f"http://{HOST}/seven")
    return harness, message, harness.card(message, "Change the wording")


def wording(harness: SlackHarness) -> list[str]:
    return [claim.text for claim in harness.record(lambda s: events.get(s, SLUG)).current]


def fill(harness: SlackHarness, view: Any, text: str) -> dict[str, Any]:
    harness.slack.fill(BEN.id, view.id, WORDING, WORDING, text)
    return harness.slack.submit(BEN.id, view.id)


def test_the_change_is_shown_before_it_is_stored_once_and_can_be_taken_back(
    later: tuple[SlackHarness, Message, Message],
) -> None:
    harness, message, card = later
    before = wording(harness)
    harness.press(BEN, card, "reword")
    view = harness.window(BEN, "Preview", "nothing is stored before")
    fill(harness, view, NEW)
    view = harness.window(BEN, "Change and approve", f"becomes “{NEW}”", "the 2 older reports stay with the older wording")
    assert (wording(harness), harness.decisions()) == (before, [])
    fill(harness, view, f"{NEW[:-1]} on Wednesday.")
    view = harness.window(BEN, "Change and approve", "fell in on Wednesday.”")
    assert harness.decisions() == []
    fill(harness, view, NEW)
    view = harness.window(BEN, f"becomes “{NEW}”")
    assert harness.slack.submit(BEN.id, view.id) == {}
    done = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "undo")), None))
    assert wording(harness) == [TUNNEL.claim("roof").text, NEW, TUNNEL.claim("warned").text]
    assert harness.decisions() == [f"amend by {BEN.id}"]
    assert [edit.by for edit in harness.record(lambda s: events.edits_of(s, SLUG))] == [BEN.id]
    harness.press(BEN, done, "undo")
    harness.wait(lambda: wording(harness) == before)


def test_two_presses_change_it_once(later: tuple[SlackHarness, Message, Message]) -> None:
    harness, message, card = later
    harness.press(BEN, card, "reword")
    fill(harness, harness.window(BEN, "Preview"), NEW)
    view = harness.window(BEN, "Change and approve")
    payload = view.payload
    assert harness.slack.submit(BEN.id, view.id) == {}
    harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "undo")), None))
    again = harness.post_as_app(
        {"type": "button", "action_id": "reword", "value": payload["private_metadata"].partition(":")[0],
         "text": {"type": "plain_text", "text": "Change the wording"}}
    )  # fmt: skip
    harness.press(BEN, again, "reword")
    harness.window(BEN, "was approved with changes by")
    assert len(harness.record(lambda s: events.edits_of(s, SLUG))) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TUNNEL.claim("hurt").text.upper(), "It has this wording"),
        (TUNNEL.claim("roof").text, "Another claim of this event has this wording"),
        ("…!", "Write a wording"),
    ],
)
def test_what_is_no_new_wording_is_refused_at_its_place(
    later: tuple[SlackHarness, Message, Message], text: str, words: str
) -> None:
    harness, _, card = later
    harness.press(BEN, card, "reword")
    faults = fill(harness, harness.window(BEN, "Preview"), text)
    assert words in faults[WORDING]
    assert harness.decisions() == []


@pytest.mark.slow
def test_others_cannot_change_a_wording(later: tuple[SlackHarness, Message, Message]) -> None:
    harness, _, card = later
    harness.press(ANN, card, "reword")
    harness.window(ANN, "Only editors")
    assert "Four workers" in said(card)
