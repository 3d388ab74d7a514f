"""The desk's queue: reactions say how links stand, and what adds nothing is filed from App Home in two presses."""

from collections.abc import Iterator
from functools import partial

import pytest

from bot.domain.model import Stance
from bot.domain.record import ProposalState
from bot.sandbox.local_slack.values import Message, Person
from bot.slack.reactions import APPROVED, FAILED, FILED, WAITING
from storage import proposals
from tests.doubting import ON_THE_DAM, doubting
from tests.newsroom import HOST, page
from tests.slack.harness import ANN, BEN, GIL, SlackHarness, offers, said

FLOOD_URL = f"http://{HOST}/flood"


@pytest.fixture(autouse=True)
def sure_of_one_event() -> Iterator[None]:
    """Let the reader be sure of one event, whatever else the article speaks to."""
    with doubting(*(found.model_copy(update={"stance": Stance.CONFIRMS}) for found in ON_THE_DAM)):
        yield


def reactions(harness: SlackHarness, message: Message) -> list[str]:
    found = harness.slack.world.find(message.channel, message.ts)
    assert found is not None
    return [name for name, people in found.reactions.items() if people]


def stands(harness: SlackHarness, message: Message, mark: str) -> None:
    """Wait until a message has this reaction of ours, and no other."""
    harness.wait(lambda: reactions(harness, message) == [mark] or None)


def waiting(harness: SlackHarness, url: str = FLOOD_URL, *, by: Person = ANN) -> tuple[Message, Message]:
    harness.pages.page(url.removeprefix(f"http://{HOST}"), page())
    message = harness.paste(url, by=by)
    card = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if offers(m, "approve")), None))
    return message, card


def reprinted(harness: SlackHarness, *paths: str) -> list[tuple[Message, Message]]:
    """Approve an article, and bring the same text from other addresses."""
    message, card = waiting(harness)
    harness.press(BEN, card, "approve")
    stands(harness, message, APPROVED)
    return [waiting(harness, f"http://{HOST}{path}") for path in paths]


def test_one_reaction_says_how_a_link_stands_from_the_paste_to_the_decision(harness: SlackHarness) -> None:
    message, card = waiting(harness)
    stands(harness, message, WAITING)
    harness.press(BEN, card, "approve")
    stands(harness, message, APPROVED)
    harness.press(BEN, harness.card(message, "Approved"), "undo")
    stands(harness, message, WAITING)


def test_a_link_that_could_not_be_read_is_marked_so_and_the_worst_stands_for_all_of_a_message(harness: SlackHarness) -> None:
    failed = harness.paste(f"http://{HOST}/nowhere")
    stands(harness, failed, FAILED)
    harness.pages.page("/flood", page())
    both = harness.paste(f"{FLOOD_URL} and http://{HOST}/gone")
    stands(harness, both, WAITING)


def test_no_reaction_where_the_settings_say_so(harness: SlackHarness) -> None:
    harness.settle(reactions=False)
    message, _ = waiting(harness)
    harness.quiet()
    assert reactions(harness, message) == []


def test_what_adds_nothing_is_filed_from_home_by_two_presses(harness: SlackHarness) -> None:
    (first, card), (second, _) = reprinted(harness, "/reprint-1", "/reprint-2")
    assert "Nothing new: " in said(card)
    assert not offers(card, "reject")
    view = harness.home(BEN, "2 proposals wait", "File 2 that add nothing")
    harness.slack.click(BEN.id, action_id="file_all", view_id=view.id)
    listed = harness.window(BEN, "no level moves", "Nothing new")
    assert harness.slack.submit(BEN.id, listed.id) == {}
    harness.window(BEN, "Filed: 2 proposals.")
    for message in (first, second):
        stands(harness, message, FILED)
        assert "Filed" in said(harness.card(message, "Filed"))
    states = {filed.state for filed in harness.record(lambda s: proposals.list_(s))}
    assert states == {ProposalState.APPROVED}


@pytest.mark.slow
def test_nobody_but_an_editor_is_offered_to_file(harness: SlackHarness) -> None:
    reprinted(harness, "/reprint-3")
    for person in (ANN, GIL):
        view = harness.home(person, "How to use it")
        assert "File" not in str(view.payload)
    assert [filed.state for filed in harness.record(lambda s: proposals.waiting(s, 9))] == [ProposalState.PENDING]


def test_the_queue_is_filtered_and_says_what_each_would_change(harness: SlackHarness) -> None:
    waiting(harness)
    view = harness.home(BEN, "1 proposal waits", "2 claims: unverified → reported")
    harness.slack.click(BEN.id, action_id="home_choice", value="nothing", view_id=view.id)
    harness.wait(lambda: "None of them is of this sort." in str(harness.slack.home(BEN.id)) or None)


@pytest.mark.slow
def test_the_queue_is_narrowed_to_an_event_and_to_who_brought_it(harness: SlackHarness) -> None:
    reprinted(harness, *(f"/reprint-{number}" for number in range(4, 7)))
    view = harness.home(BEN, "3 proposals wait", "All events", "All kinds")
    slug = harness.record(lambda s: proposals.waiting(s, 9))[0].proposal.event

    def shows(*parts: tuple[str, bool]) -> bool:
        drawn = str(harness.slack.home(BEN.id))
        return all((words in drawn) is there for words, there in parts)

    nothing, all_ = "None of them is of this sort.", "'Show all'"
    for name, value, parts in (
        ("event", slug, ((nothing, False), (all_, True))),
        ("by", GIL.id, ((nothing, True), (all_, True))),
        ("event", "any", ((nothing, True), (all_, True))),
        ("by", ANN.id, ((nothing, False), (all_, True))),
        ("all", None, ((nothing, False), (all_, False))),
    ):
        harness.slack.click(BEN.id, action_id=f"home_only:{name}", value=value, view_id=view.id)
        harness.wait(partial(shows, *parts))
