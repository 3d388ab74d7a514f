"""The poster looks for a message of which it does not know whether it arrived, in long threads and where Slack shows little."""

import datetime as dt
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.domain.card import Card, CardKind, Spot
from bot.slack import work
from bot.slack.context import BackgroundTasks, SlackContext
from bot.slack.members import Members
from bot.slack.poster import METADATA, Poster
from storage import cards
from storage.db import Database
from tests.newsroom import WORKSPACE, Ticking, make_services
from tests.page_server import PageServer
from tests.slack.answering import FakeClients, answered, refusal
from tests.web.serving import wait_for

CHANNEL, KEY = "C0WATCH", "note:1"
PERSON, DIRECT = "U0MIA", "D0MIA"
MADE = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
AFTER = dt.timedelta(seconds=30)
"""Minutes pass in these tests, but not between the making of a card and its first posting."""


class FakeSlack(WebClient):
    """A channel and its threads. It shows `page` messages a call and, if `slow`, answers one such call a minute."""

    def __init__(self, clock: Ticking) -> None:
        super().__init__()
        self.messages: list[dict[str, Any]] = []
        self.page, self.slow, self.loses, self.opens_direct = 100, False, False, True
        self.asked: list[str] = []
        self.stands_still: Callable[[], object] | None = None
        """Called once, in the midst of a post."""
        self._clock, self._free = clock, MADE

    def talk(self, number: int, since: dt.datetime, *, thread: str | None = None) -> None:
        """Let people write so many messages, one a second."""
        for second in range(number):
            ts = f"{(since + dt.timedelta(seconds=second)).timestamp():.6f}"
            self.messages.append({"ts": ts, "text": "?", "thread_ts": thread})

    def ours(self) -> list[dict[str, Any]]:
        return [m for m in self.messages if m.get("metadata")]

    def api_call(self, api_method: str, **more: Any) -> SlackResponse:
        arguments = {**(more.get("params") or {}), **(more.get("json") or {})}
        self.asked.append(api_method)
        if api_method == "chat.postMessage":
            held, self.stands_still = self.stands_still, None
            if held is not None:
                held()
            ts = f"{(MADE + AFTER).timestamp() + len(self.ours()):.6f}"
            channel = DIRECT if arguments["channel"] == PERSON else CHANNEL
            self.messages.append({**arguments, "ts": ts, "channel": channel})
            if self.loses:
                self.loses = False
                raise TimeoutError("no answer")
            return answered(self, {"ok": True, "ts": ts, "channel": channel})
        if api_method == "conversations.open":
            if not self.opens_direct:
                raise refusal(self, "missing_scope", 200, {})
            assert arguments["users"] == PERSON
            return answered(self, {"ok": True, "channel": {"id": DIRECT}})
        if api_method == "chat.delete":
            self.messages = [m for m in self.messages if m["ts"] != arguments["ts"]]
            return answered(self, {"ok": True})
        if api_method == "chat.update":
            return answered(self, {"ok": True})
        if self.slow and (now := self._clock()) < self._free:
            raise refusal(self, "ratelimited", 429, {"Retry-After": str((self._free - now).seconds)})
        self._free = self._clock() + dt.timedelta(minutes=3)
        return answered(self, self._read(api_method, arguments))

    def _read(self, api_method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        thread, oldest = arguments.get("ts"), float(arguments.get("oldest") or 0)
        found = [m for m in self.messages if m.get("thread_ts") == thread and float(m["ts"]) > oldest]
        if arguments["channel"] == DIRECT:
            found = [m for m in found if m.get("channel") == DIRECT]
        found.sort(key=lambda m: str(m["ts"]), reverse=api_method == "conversations.history")
        start, size = int(arguments.get("cursor") or 0), min(self.page, int(arguments["limit"]))
        more = str(start + size) if start + size < len(found) else ""
        return {"ok": True, "messages": found[start : start + size], "response_metadata": {"next_cursor": more}}


@pytest.fixture
def database(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'second-source.db')}")
    yield database
    database.dispose()


@pytest.fixture
def context(database: Database) -> Iterator[SlackContext]:
    with PageServer() as pages, BackgroundTasks() as background:
        services = make_services(database, pages)
        assert isinstance(services.clock, Ticking)
        clients = FakeClients(FakeSlack(services.clock))
        yield SlackContext(services, clients, Members(clients.of, services.clock), background)


@pytest.fixture
def slack(context: SlackContext) -> FakeSlack:
    client = context.client(WORKSPACE)
    assert isinstance(client, FakeSlack)
    return client


def wanted(context: SlackContext, thread: str | None, channel: str = CHANNEL) -> None:
    with context.services.database.transaction(WORKSPACE) as s:
        cards.want(s, KEY, CardKind.NOTE, Spot(channel=channel, thread=thread, batch="b"), at=MADE, note="It is raining.")


def card(context: SlackContext) -> Card:
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        return cards.of_batch(s, "b")[0]


def drawn(context: SlackContext, most: int) -> Card:
    """Draw until the card stands, within a number of looks."""
    poster = Poster(context)
    for _ in range(most):
        poster.draw_next(WORKSPACE)
        if card(context).message is not None:
            return card(context)
    raise AssertionError(f"the card does not stand after {most} looks: {card(context)}")


@pytest.mark.parametrize("thread", ["1000.000000", None], ids=["thread", "channel"])
def test_in_a_place_with_1100_messages_a_lost_post_is_found(
    context: SlackContext, slack: FakeSlack, thread: str | None
) -> None:
    slack.talk(1_100, MADE - dt.timedelta(days=1), thread=thread)
    slack.loses = True
    wanted(context, thread)
    assert drawn(context, 30).message == slack.ours()[0]["ts"]
    assert len(slack.ours()) == 1
    assert slack.asked.count("conversations.replies") + slack.asked.count("conversations.history") == 1


@pytest.mark.parametrize("thread", ["1000.000000", None], ids=["thread", "channel"])
def test_where_slack_shows_15_messages_a_minute_a_lost_post_is_waited_for(
    context: SlackContext, slack: FakeSlack, thread: str | None
) -> None:
    slack.talk(40, MADE - dt.timedelta(minutes=1), thread=thread)
    slack.page, slack.slow, slack.loses = 15, True, True
    wanted(context, thread)
    slack.talk(40, MADE + dt.timedelta(minutes=1), thread=thread)
    assert drawn(context, 100).message == slack.ours()[0]["ts"]
    assert len(slack.ours()) == 1
    assert context.looked_up_to == {}


def test_a_lost_direct_message_is_found_and_not_sent_twice(context: SlackContext, slack: FakeSlack) -> None:
    slack.talk(40, MADE)
    slack.loses = True
    wanted(context, None, channel=PERSON)
    stands = drawn(context, 30)
    (ours,) = slack.ours()
    assert (stands.message, stands.spot.channel) == (ours["ts"], DIRECT)
    assert slack.asked.count("chat.postMessage") == 1


def test_without_the_scope_to_look_a_direct_message_arrives_all_the_same(context: SlackContext, slack: FakeSlack) -> None:
    slack.loses, slack.opens_direct = True, False
    wanted(context, None, channel=PERSON)
    drawn(context, 30)
    assert len(slack.ours()) == 2


def test_what_did_not_arrive_is_posted_once_all_was_looked_through(context: SlackContext, slack: FakeSlack) -> None:
    slack.talk(3_000, MADE, thread="1000.000000")
    slack.loses = True
    wanted(context, "1000.000000")
    Poster(context).draw_next(WORKSPACE)
    slack.messages = [m for m in slack.messages if not m.get("metadata")]
    drawn(context, 60)
    assert len(slack.ours()) == 1
    assert slack.asked.count("conversations.replies") == 30


def test_a_channel_does_not_wait_while_a_message_is_looked_for(context: SlackContext, slack: FakeSlack) -> None:
    slack.talk(40, MADE, thread="1000.000000")
    slack.page, slack.slow, slack.loses = 15, True, True
    wanted(context, "1000.000000")
    poster = Poster(context)
    while not context.looked_up_to:
        poster.draw_next(WORKSPACE)
    with context.services.database.transaction(WORKSPACE) as s:
        cards.want(s, "note:2", CardKind.NOTE, Spot(channel=CHANNEL, batch="other"), at=MADE, note="It is snowing.")
    for _ in range(5):
        poster.draw_next(WORKSPACE)
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert cards.of_batch(s, "other")[0].message is not None
    assert slack.ours()[0]["metadata"]["event_type"] == METADATA


def test_others_look_before_slack_has_answered(context: SlackContext, slack: FakeSlack) -> None:
    wanted(context, None)
    bell = context.services.database.cards_due
    before, then = bell.times(), list[int]()
    slack.stands_still = lambda: then.append(bell.times())
    Poster(context).draw_next(WORKSPACE)
    assert then == [before + 1]


def test_one_that_slack_keeps_waiting_does_not_hold_up_what_another_process_makes_due(
    context: SlackContext, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "IDLE_SECONDS", 600.0)
    holds, answers = threading.Event(), threading.Event()

    def holding() -> None:
        holds.set()
        answers.wait(60)

    slack.stands_still = holding
    elsewhere = Database(str(context.services.database.url))
    # No time passes, so that the card that is held stays with its poster.
    context = replace(context, services=replace(context.services, clock=lambda: MADE + AFTER))
    wanted(context, None)
    with work.Work(context, workspaces=lambda: [WORKSPACE], take_over=int, calendar=lambda _: nullcontext()):
        try:
            assert holds.wait(60)
            with elsewhere.transaction(WORKSPACE) as s:
                cards.want(s, "note:2", CardKind.NOTE, Spot(channel="C0OTHER", batch="other"), at=MADE, note="It is snowing.")
            wait_for(lambda: len(slack.ours()) == 1)
        finally:
            answers.set()
            elsewhere.dispose()
    assert [m["metadata"]["event_payload"]["card"] for m in slack.ours()] == ["note:2", KEY]


def test_a_poster_that_stood_still_in_mid_post_takes_its_message_away_again(context: SlackContext, slack: FakeSlack) -> None:
    wanted(context, None)
    stood: list[Card] = []
    slack.stands_still = lambda: stood.append(drawn(context, 200))
    Poster(context).draw_next(WORKSPACE)
    (kept,) = slack.ours()
    assert kept["ts"] == stood[0].message == card(context).message
    assert slack.asked.count("chat.postMessage") == 2
