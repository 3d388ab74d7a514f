"""Digests as time goes by: posted once at their time, paused where nothing can be posted; and a reminder of what waits."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.domain.digest import DigestState
from bot.domain.subscription import SubscriptionState
from bot.sandbox.clock import MovingClock
from bot.sandbox.local_slack.values import Message, Person
from bot.sandbox.running import at_rest, next_due
from storage import digests
from tests.slack.harness import ADA, ANN, BEN, BOT, DAM_URL, SlackHarness, machine_time, open_harness, said
from tests.slack.subscribing import EARLY, MORNING, approved, of, posted, subscribed


@pytest.fixture
def clock() -> MovingClock:
    started = machine_time()
    return MovingClock(lambda: EARLY + (machine_time() - started))


@pytest.fixture
def moving(tmp_path: Path, clock: MovingClock) -> Iterator[SlackHarness]:
    with open_harness(tmp_path, clock=clock) as opened:
        clock.at_rest = partial(at_rest, opened.database, opened.slack.team, clock)
        clock.next_stop = partial(next_due, opened.database, opened.slack.team)
        yield opened


def test_a_digest_comes_at_its_time_once_and_says_what_changed_and_why(moving: SlackHarness, clock: MovingClock) -> None:
    card = approved(moving)
    subscribed(moving, moving.home_channel)
    clock.let_pass(dt.timedelta(hours=3, minutes=1))
    digest = moving.wait(lambda: next(iter(posted(moving, moving.home_channel)), None))
    assert "Verification digest, Tue 24 Nov" in said(digest)
    assert "Orrin dam" in said(digest)
    assert "reported" in said(digest)
    assert card.ts.replace(".", "") in said(digest) or "show_event" in said(digest)
    clock.let_pass(dt.timedelta(hours=2))
    moving.wait(lambda: moving.slack.world.clock() > EARLY + dt.timedelta(hours=5))
    assert len(posted(moving, moving.home_channel)) == 1


def test_a_digest_of_a_quiet_night_is_one_line(moving: SlackHarness, clock: MovingClock) -> None:
    subscribed(moving, moving.home_channel, MORNING.model_copy(update={"parts": (MORNING.parts[0],)}))
    clock.let_pass(dt.timedelta(hours=3, minutes=1))
    digest = moving.wait(lambda: next(iter(posted(moving, moving.home_channel)), None))
    assert "Nothing changed" in said(digest)
    assert not any(block["type"] == "actions" for block in digest.blocks)


def test_an_archived_channel_pauses_its_digests_and_who_set_them_up_and_an_admin_are_told(
    moving: SlackHarness, clock: MovingClock
) -> None:
    subscribed(moving, moving.home_channel)
    moving.slack.archive(moving.home_channel.id)
    clock.let_pass(dt.timedelta(hours=3, minutes=1))
    here = moving.home_channel
    paused = moving.wait(lambda: next((e for e in of(moving, here) if e.state is SubscriptionState.PAUSED), None))
    assert paused.paused_because == "The channel is archived."
    for person in (ANN, ADA):
        moving.wait(partial(_was_told, moving, person, "is paused: The channel is archived."))
    (filed,) = moving.record(lambda s: digests.list_(s, moving.home_channel.id))
    assert filed.state is DigestState.UNPOSTED
    moving.slack.unarchive(moving.home_channel.id)
    moving.slack.command(BEN.id, moving.home_channel.id, "/digest resume")
    moving.ephemeral(BEN, moving.home_channel, "on again")
    clock.let_pass(dt.timedelta(days=1))
    digest = moving.wait(lambda: next(iter(posted(moving, moving.home_channel)), None))
    assert "Since Mon 23 Nov, 09:00" in said(digest)


def test_a_bot_that_was_put_out_goes_on_when_it_is_invited_again(moving: SlackHarness, clock: MovingClock) -> None:
    subscribed(moving, moving.home_channel)
    moving.slack.remove(BEN.id, moving.home_channel.id, BOT)
    clock.let_pass(dt.timedelta(hours=3, minutes=1))
    moving.wait(lambda: of(moving, moving.home_channel)[0].state is SubscriptionState.PAUSED)
    moving.slack.invite(BEN.id, moving.home_channel.id, BOT)
    moving.ephemeral(BEN, moving.home_channel, "digests of this channel go on")
    assert of(moving, moving.home_channel)[0].state is SubscriptionState.ACTIVE


def test_editors_are_reminded_once_of_what_waits_for_too_long(moving: SlackHarness, clock: MovingClock) -> None:
    moving.settle(reminder_hours=4, reminder_channel=moving.other.id)
    moving.card(moving.paste(DAM_URL), "Vera Holm")
    clock.let_pass(dt.timedelta(hours=4, seconds=20))  # less than a card is held for, so that nobody else takes it on its way
    reminder = moving.wait(lambda: next((m for m in moving.slack.world.all_in(moving.other.id) if "⏰" in m.text), None))
    assert "2 proposals wait for a decision for more than 4 hours" in said(reminder)
    assert "<!subteam^S0EDITORS>" in said(reminder)
    assert BEN.id in said(reminder)
    moving.press(BEN, reminder, "show_proposal:reminder", _first_option(reminder))
    moving.window(BEN, "Orrin")
    clock.let_pass(dt.timedelta(hours=9))
    assert [m.ts for m in moving.slack.world.all_in(moving.other.id) if "⏰" in m.text] == [reminder.ts]


def _was_told(harness: SlackHarness, person: Person, words: str) -> bool:
    return any(words in said(m) for m in harness.direct(person))


def _first_option(message: Message) -> Any:
    return next(e for b in message.blocks for e in b.get("elements", ()) if "options" in e)["options"][0]["value"]
