"""When Slack is slow, refuses, or loses things; when channels go; when we are not there for a while."""

import datetime as dt
import time
from pathlib import Path

import pytest

from bot.app import open_desk
from bot.domain.card import CardKind, Spot
from bot.pipeline.decide import approve, reject
from bot.sandbox.local_slack.faults import Fault, Faults
from bot.sandbox.local_slack.values import Message
from storage import cards, proposals
from tests.newsroom import HOST, page
from tests.slack.desk import ANN, BEN, DAM_URL, OTHER, WATCHED, NewsDesk, offers, open_news_desk


def posted(desk: NewsDesk) -> list[str]:
    """List the keys of the cards that stand in the channel."""
    found = [m for m in desk.slack.world.all_in(WATCHED.id) if m.app and m.ephemeral_for is None and not m.deleted]
    return sorted(str((m.metadata or {})["event_payload"]["card"]) for m in found)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, "ratelimited", retry_after=1),
        Fault(500, "internal_error"),
        Fault(500, "internal_error", done=True),
        Fault(stall=11.0),
        Fault(stall=11.0, done=True),
    ],
    ids=["429", "500", "500 after posting", "timeout", "timeout after posting"],
)
def test_a_post_that_fails_makes_one_card_in_the_end(desk: NewsDesk, fault: Fault) -> None:
    desk.slack.faults.next_time("chat.postMessage", fault)
    message = desk.paste()
    desk.card(message, "Vera Holm")
    desk.wait(lambda: len(set(posted(desk))) == 2)
    time.sleep(2.5)
    assert len(posted(desk)) == 2


def test_an_update_that_fails_is_tried_again(desk: NewsDesk) -> None:
    message = desk.paste()
    card = desk.card(message, "Vera Holm")
    desk.slack.faults.next_time("chat.update", Fault(500, "internal_error"), Fault(429, "ratelimited", retry_after=1))
    desk.press(BEN, card, "approve")
    desk.wait(lambda: next((m for m in desk.answers(message)[:1] if not offers(m, "approve")), None))


def test_a_card_that_somebody_deleted_is_posted_anew_when_it_changes(desk: NewsDesk) -> None:
    message = desk.paste()
    card = desk.card(message, "Vera Holm")
    _remove(desk, card)
    with open_desk(desk.settings) as other:
        approve(other, desk.slack.team, 1, by=BEN.id, version=1)
    assert not offers(desk.again(card, f"<@{BEN.id}>"), "approve")


def test_a_decision_on_the_command_line_changes_the_card(desk: NewsDesk) -> None:
    message = desk.paste()
    desk.card(message, "Vera Holm")
    with open_desk(desk.settings) as other:
        reject(other, desk.slack.team, 1, by="engineer", version=1, reason="Tidying up.")
    after = desk.card(message, "Tidying up.")
    assert not offers(after, "approve")


def test_an_archived_channel_is_said_in_app_home_and_nothing_is_lost(desk: NewsDesk) -> None:
    desk.pages.stream("/slow", lambda: (_piece(n) for n in range(12)))
    desk.paste(f"http://{HOST}/slow")
    desk.slack.archive(WATCHED.id)
    desk.wait(lambda: desk.record(lambda s: cards.problems(s)))
    desk.home(BEN, "archived")
    assert desk.record(lambda s: proposals.waiting(s))


def test_a_channel_without_us_gets_its_card_once_we_are_invited(desk: NewsDesk) -> None:
    desk.pages.stream("/slow", lambda: (_piece(n) for n in range(12)))
    message = desk.paste(f"@Second Source http://{HOST}/slow", channel=OTHER)
    desk.slack.remove(ANN.id, OTHER.id, desk.slack.bot_user)
    desk.wait(lambda: desk.record(lambda s: cards.problems(s)))
    desk.slack.invite(ANN.id, OTHER.id, desk.slack.bot_user)
    desk.card(message, "Vera Holm")


def test_what_came_while_we_were_away_is_done_when_we_are_back(tmp_path: Path) -> None:
    with open_news_desk(tmp_path) as desk:
        desk.slack.faults = Faults(server_errors=1.0, done_anyway=0.0, methods=frozenset({"chat.postMessage"}))
        message = desk.paste()
        desk.wait(lambda: desk.record(lambda s: proposals.waiting(s)))
        desk.wait(lambda: [c for c in desk.slack.calls if c.method == "chat.postMessage"])
        desk.slack.faults = Faults()
        desk.card(message, "Vera Holm")
        assert len(posted(desk)) == len(set(posted(desk)))


def test_dropped_connections_lose_nothing(desk: NewsDesk) -> None:
    desk.slack.drop_connections()
    message = desk.paste()
    desk.card(message, "Vera Holm")


def test_an_old_button_that_nobody_knows_is_answered(desk: NewsDesk) -> None:
    old = desk.post_as_app(_button("confirm_v0", "1"))
    desk.press(BEN, old, "confirm_v0")
    desk.whisper(BEN, WATCHED, "older version")


@pytest.mark.parametrize("value", ["1; DROP", "", "1.1.1", "99999999999.1", "١.١", "-1.1"])
def test_a_forged_value_in_a_button_is_refused_in_words(desk: NewsDesk, value: str) -> None:
    desk.press(BEN, desk.post_as_app(_button("approve", value)), "approve")
    desk.whisper(BEN, WATCHED, "not one of ours")
    assert desk.decisions() == []


def test_a_proposal_that_is_not_there_is_said(desk: NewsDesk) -> None:
    desk.press(BEN, desk.post_as_app(_button("approve", "77.1")), "approve")
    desk.whisper(BEN, WATCHED, "no proposal 77")


def test_a_card_that_cannot_be_drawn_holds_up_no_other(desk: NewsDesk) -> None:
    desk.slack.faults.next_time("chat.postMessage", *[Fault(200, "made_up_error")] * 6)
    message = desk.paste(f"{DAM_URL} http://{HOST}/gone")
    desk.card(message, "404")
    assert "made_up_error" in str(desk.record(lambda s: [card.problem for card in cards.problems(s)]))


def test_hostile_words_in_a_note_come_to_no_life(desk: NewsDesk) -> None:
    with desk.database.transaction(desk.slack.team) as s:
        hostile = "Read again for “<!channel> <https://evil.example|click> <@U0BEN>”."
        cards.want(s, "note", CardKind.NOTE, Spot(channel=WATCHED.id), at=dt.datetime.now(dt.UTC), note=hostile)
    note = desk.wait(lambda: [m for m in desk.slack.messages(WATCHED.id, BEN.id) if m.app])[0]
    assert "&lt;!channel&gt; &lt;https://evil.example|click&gt; &lt;@U0BEN&gt;" in str(note.blocks)


def test_an_uninstalled_app_falls_silent(desk: NewsDesk) -> None:
    desk.slack.uninstall()
    time.sleep(1)
    before = len(desk.slack.calls)
    desk.paste(DAM_URL)
    time.sleep(2)
    assert [c.method for c in desk.slack.calls[before:] if c.method.startswith("chat.")] == []


def _piece(number: int) -> bytes:
    """Give a page piece by piece, so that reading it takes a while."""
    if number == 0:
        return page().encode()[:-30]
    time.sleep(0.2)
    return b" "


def _button(action: str, value: str) -> dict[str, object]:
    text = {"type": "plain_text", "text": "Approve"}
    return {"type": "button", "action_id": action, "text": text, **({"value": value} if value else {})}


def _remove(desk: NewsDesk, card: Message) -> None:
    desk.web_client().chat_delete(channel=card.channel, ts=card.ts)
