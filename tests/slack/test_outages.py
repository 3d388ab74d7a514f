"""When Slack is slow, refuses, or loses things; when channels go; when we are not there for a while."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.app import open_services
from bot.domain.card import CardKind, Spot
from bot.pipeline.decide import approve, reject
from bot.sandbox.local_slack.faults import Fault, Faults
from bot.sandbox.local_slack.values import Message
from storage import cards, proposals, submissions
from tests.newsroom import HOST, page
from tests.slack.harness import ANN, BEN, DAM_URL, SECONDS, SlackHarness, offers, said

TIMEOUT_SECONDS = 2


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the bot wait less long for an answer of Slack's, and before it tries again."""
    monkeypatch.setattr("bot.slack.clients.TIMEOUT_SECONDS", TIMEOUT_SECONDS)
    monkeypatch.setattr("bot.slack.poster.FIRST_RETRY", dt.timedelta(seconds=0.1))


def posted(harness: SlackHarness) -> list[str]:
    """List the keys of the cards that stand in the channel."""
    found = [m for m in harness.slack.world.all_in(harness.watched.id) if m.app and m.ephemeral_for is None and not m.deleted]
    return sorted(str((m.metadata or {})["event_payload"]["card"]) for m in found)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, "ratelimited", retry_after=1),
        pytest.param(Fault(500, "internal_error"), marks=pytest.mark.slow),
        Fault(500, "internal_error", done=True),
        pytest.param(Fault(stall=TIMEOUT_SECONDS + 2), marks=pytest.mark.slow),
        Fault(stall=TIMEOUT_SECONDS + 2, done=True),
    ],
    ids=["429", "500", "500 after posting", "timeout", "timeout after posting"],
)
def test_a_post_that_fails_makes_one_card_in_the_end(harness: SlackHarness, fault: Fault) -> None:
    harness.slack.faults.next_time("chat.postMessage", fault)
    message = harness.paste()
    harness.card(message, "Vera Holm")
    harness.quiet()
    assert len(posted(harness)) == len(set(posted(harness))) == 2


def test_an_update_that_fails_is_tried_again(harness: SlackHarness) -> None:
    message = harness.paste()
    card = harness.card(message, "Vera Holm")
    harness.slack.faults.next_time("chat.update", Fault(500, "internal_error"), Fault(429, "ratelimited", retry_after=1))
    harness.press(BEN, card, "approve")
    harness.wait(lambda: next((m for m in harness.answers(message)[:1] if not offers(m, "approve")), None))


@pytest.mark.slow
def test_a_card_that_somebody_deleted_is_posted_anew_when_it_changes(harness: SlackHarness) -> None:
    message = harness.paste()
    card = harness.card(message, "Vera Holm")
    _remove(harness, card)
    with open_services(harness.settings) as other:
        approve(other, harness.slack.team, 1, by=BEN.id, version=1)
    assert not offers(harness.again(card, f"<@{BEN.id}>"), "approve")


@pytest.mark.slow
def test_a_decision_on_the_command_line_changes_the_card(harness: SlackHarness) -> None:
    message = harness.paste()
    harness.card(message, "Vera Holm")
    with open_services(harness.settings) as other:
        reject(other, harness.slack.team, 1, by="engineer", version=1, reason="Tidying up.")
    after = harness.card(message, "Tidying up.")
    assert not offers(after, "approve")


def test_an_archived_channel_is_said_in_app_home_and_nothing_is_lost(harness: SlackHarness) -> None:
    with slow_page(harness) as url:
        harness.paste(url)
        harness.slack.archive(harness.watched.id)
    harness.wait(lambda: harness.record(lambda s: cards.problems(s)))
    harness.home(BEN, "archived")
    assert harness.record(lambda s: proposals.waiting(s))


def test_a_channel_without_us_gets_its_card_once_we_are_invited(harness: SlackHarness) -> None:
    with slow_page(harness) as url:
        message = harness.paste(f"@Second Source {url}", channel=harness.other)
        harness.wait(lambda: harness.record(lambda s: submissions.unfinished(s, 1)))
        harness.slack.remove(ANN.id, harness.other.id, harness.slack.bot_user)
    harness.wait(lambda: harness.record(lambda s: cards.problems(s)))
    harness.slack.invite(ANN.id, harness.other.id, harness.slack.bot_user)
    # Its two cards were refused each in its own time, and come in either order.
    harness.answer(message, "Vera Holm")


def test_what_came_while_slack_failed_is_done_when_it_is_back(harness: SlackHarness) -> None:
    harness.slack.faults = Faults(server_errors=1.0, done_anyway=0.0, methods=frozenset({"chat.postMessage"}))
    message = harness.paste()
    harness.wait(lambda: harness.record(lambda s: proposals.waiting(s)))
    harness.wait(
        lambda: [c for c in harness.slack.calls if c.arguments.get("channel") == harness.watched.id and c.answer != "ok"]
    )
    harness.slack.faults = Faults()
    harness.card(message, "Vera Holm")
    assert len(posted(harness)) == len(set(posted(harness)))


def test_dropped_connections_lose_nothing(harness: SlackHarness) -> None:
    harness.slack.drop_connections()
    message = harness.paste()
    harness.card(message, "Vera Holm")


def test_an_old_button_that_nobody_knows_is_answered(harness: SlackHarness) -> None:
    old = harness.post_as_app(_button("confirm_v0", "1"))
    harness.press(BEN, old, "confirm_v0")
    harness.ephemeral(BEN, harness.watched, "older version")


def test_a_forged_value_in_a_button_is_refused_in_words(harness: SlackHarness) -> None:
    for before, value in enumerate(["1; DROP", "", "1.1.1", "99999999999.1", "١.١", "-1.1"]):
        harness.press(BEN, harness.post_as_app(_button("approve", value)), "approve")
        harness.wait(lambda: len(harness.ephemerals(BEN, harness.watched)) > before)  # noqa: B023 - waited for at once
        assert "not one of ours" in said(harness.ephemerals(BEN, harness.watched)[-1]), value
    assert harness.decisions() == []


def test_a_proposal_that_is_not_there_is_said(harness: SlackHarness) -> None:
    harness.press(BEN, harness.post_as_app(_button("approve", "77.1")), "approve")
    harness.ephemeral(BEN, harness.watched, "no proposal 77")


def test_a_card_that_cannot_be_drawn_holds_up_no_other(harness: SlackHarness) -> None:
    harness.slack.faults.next_time("chat.postMessage", *[Fault(200, "made_up_error")] * 6)
    message = harness.paste(f"{DAM_URL} http://{HOST}/gone")
    harness.card(message, "404")
    assert "made_up_error" in str(harness.record(lambda s: [card.problem for card in cards.problems(s)]))


def test_hostile_words_in_a_note_come_to_no_life(harness: SlackHarness) -> None:
    with harness.database.transaction(harness.slack.team) as s:
        hostile = "Read again for “<!channel> <https://evil.example|click> <@U0BEN>”."
        cards.want(s, "note", CardKind.NOTE, Spot(channel=harness.watched.id), at=dt.datetime.now(dt.UTC), note=hostile)
    note = harness.wait(lambda: [m for m in harness.slack.messages(harness.watched.id, BEN.id) if m.app])[0]
    assert "&lt;!channel&gt; &lt;https://evil.example|click&gt; &lt;@U0BEN&gt;" in str(note.blocks)


@contextmanager
def slow_page(harness: SlackHarness) -> Iterator[str]:
    """Serve a page that comes to its end only when the block does."""
    ended = threading.Event()
    harness.pages.stream("/slow", lambda: (page().encode() for _ in range(1) if ended.wait(SECONDS)))
    try:
        yield f"http://{HOST}/slow"
    finally:
        ended.set()


def _button(action: str, value: str) -> dict[str, object]:
    text = {"type": "plain_text", "text": "Approve"}
    return {"type": "button", "action_id": action, "text": text, **({"value": value} if value else {})}


def _remove(harness: SlackHarness, card: Message) -> None:
    harness.web_client().chat_delete(channel=card.channel, ts=card.ts)
