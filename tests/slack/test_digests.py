"""Digests in the local Slack: set up, asked for, posted once at their time, paused where nothing can be posted."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.domain.digest import DigestState
from bot.domain.subscription import DigestSettings, Subscription, SubscriptionState
from bot.sandbox.clock import MovingClock
from bot.sandbox.local_slack.values import Channel, Message, Person
from bot.sandbox.running import at_rest
from storage import digests, subscriptions
from tests.slack.desk import (
    ADA,
    ANN,
    AWAY,
    BEN,
    BOT,
    DAM_URL,
    GIL,
    HOME,
    OTHER,
    SETTINGS,
    SHARED,
    WATCHED,
    NewsDesk,
    machine_time,
    offers,
    open_news_desk,
    said,
)

MORNING = DigestSettings(days=(0, 1, 2, 3, 4, 5, 6), zone="Europe/Kyiv")
EARLY = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
"""Three hours before nine in Kyiv."""


@pytest.fixture
def clock() -> MovingClock:
    started = machine_time()
    return MovingClock(lambda: EARLY + (machine_time() - started))


@pytest.fixture
def moving(tmp_path: Path, clock: MovingClock) -> Iterator[NewsDesk]:
    with open_news_desk(tmp_path, clock=clock) as opened:
        clock.at_rest = partial(at_rest, opened.database, opened.slack.team, clock)
        yield opened


def of(desk: NewsDesk, channel: Channel) -> list[Subscription]:
    return desk.record(lambda s: subscriptions.of_channel(s, channel.id))


def subscribed(desk: NewsDesk, channel: Channel, settings: DigestSettings = MORNING, by: Person = ANN) -> Subscription:
    """Put a subscription into the record, as if it had been there for long."""
    with desk.database.transaction(desk.slack.team) as s:
        return subscriptions.add(s, channel.id, settings, by.id, EARLY)


def posted(desk: NewsDesk, channel: Channel) -> list[Message]:
    return [m for m in desk.slack.world.all_in(channel.id) if m.app and m.ephemeral_for is None and "igest" in said(m)]


def approved(desk: NewsDesk) -> Message:
    card = desk.card(desk.paste(DAM_URL), "Vera Holm")
    desk.press(BEN, card, "approve")
    desk.wait(lambda: bool(desk.decisions()))
    return card


def saved(desk: NewsDesk, person: Person, channel: Channel) -> dict[str, str]:
    desk.slack.command(person.id, channel.id, "/digest")
    view = desk.window(person, "Time zone")
    return desk.slack.submit(person.id, view.id)


def test_a_digest_is_set_up_by_a_window_in_the_zone_of_who_does(any_desk: NewsDesk) -> None:
    assert saved(any_desk, ANN, OTHER) == {}
    any_desk.whisper(ANN, OTHER, "set up", "comes next")
    (found,) = of(any_desk, OTHER)
    assert found.settings == DigestSettings(zone="Europe/Kyiv")
    assert (found.by, found.state) == (ANN.id, SubscriptionState.ACTIVE)


def test_a_window_is_filled_in(desk: NewsDesk) -> None:
    desk.slack.command(ANN.id, OTHER.id, "/digest")
    view = desk.window(ANN, "Time zone")
    offered = desk.slack.suggest(ANN.id, action_id="find_zone", block_id="zone", query="lisb", view_id=view.id)
    assert [option["value"] for option in offered] == ["Europe/Lisbon"]
    desk.slack.fill(ANN.id, view.id, "zone", "find_zone", "Europe/Lisbon")
    desk.slack.fill(ANN.id, view.id, "days", "days", ["5", "6"])
    desk.slack.fill(ANN.id, view.id, "time", "time", "07:30")
    desk.slack.fill(ANN.id, view.id, "place", "place", "Orrin")
    desk.slack.fill(ANN.id, view.id, "tags", "tags", "floods, dams , floods")
    desk.slack.fill(ANN.id, view.id, "quiet", "quiet", "say_nothing")
    assert desk.slack.submit(ANN.id, view.id) == {}
    settings = desk.wait(lambda: of(desk, OTHER))[0].settings
    assert (settings.days, settings.at, settings.zone, settings.quiet) == ((5, 6), dt.time(7, 30), "Europe/Lisbon", True)
    assert (settings.events.place, settings.events.tags) == ("Orrin", ("floods", "dams"))


def test_a_digest_comes_at_its_time_once_and_says_what_changed_and_why(moving: NewsDesk, clock: MovingClock) -> None:
    card = approved(moving)
    subscribed(moving, HOME)
    clock.let_pass(dt.timedelta(hours=3, minutes=1))
    digest = moving.wait(lambda: next(iter(posted(moving, HOME)), None))
    assert "Verification digest, Tue 24 Nov" in said(digest)
    assert "Orrin dam" in said(digest)
    assert "reported" in said(digest)
    assert card.ts.replace(".", "") in said(digest) or "show_event" in said(digest)
    clock.let_pass(dt.timedelta(hours=2))
    moving.wait(lambda: moving.slack.world.clock() > EARLY + dt.timedelta(hours=5))
    assert len(posted(moving, HOME)) == 1


def test_a_digest_of_a_quiet_night_is_one_line(moving: NewsDesk, clock: MovingClock) -> None:
    subscribed(moving, HOME, MORNING.model_copy(update={"parts": (MORNING.parts[0],)}))
    clock.let_pass(dt.timedelta(hours=3, minutes=1))
    digest = moving.wait(lambda: next(iter(posted(moving, HOME)), None))
    assert "Nothing changed" in said(digest)
    assert not any(block["type"] == "actions" for block in digest.blocks)


def test_one_asked_for_at_once_comes_besides_and_twice_pressed_only_once(desk: NewsDesk) -> None:
    approved(desk)
    desk.slack.command(ANN.id, OTHER.id, "/digest now")
    desk.whisper(ANN, OTHER, "last 24 hours")
    digest = desk.wait(lambda: next(iter(posted(desk, OTHER)), None))
    assert "Orrin dam" in said(digest)


def test_show_pause_resume_and_off(desk: NewsDesk) -> None:
    desk.slack.command(ANN.id, OTHER.id, "/digest show")
    desk.whisper(ANN, OTHER, "no digest in this channel yet")
    assert saved(desk, ANN, OTHER) == {}
    desk.slack.command(BEN.id, OTHER.id, "/digest show")
    listed = desk.whisper(BEN, OTHER, "Mon–Fri at 09:00 (Europe/Kyiv)", "Comes next")
    desk.press(BEN, listed, f"digest_pause:{of(desk, OTHER)[0].id}")
    desk.wait(lambda: of(desk, OTHER)[0].state is SubscriptionState.PAUSED)
    desk.slack.command(BEN.id, OTHER.id, "/digest resume 1")
    desk.whisper(BEN, OTHER, "1 digest is on again")
    desk.slack.command(BEN.id, OTHER.id, "/digest pause")
    desk.whisper(BEN, OTHER, "1 digest is paused")
    desk.slack.command(BEN.id, OTHER.id, "/digest off 2")
    desk.whisper(BEN, OTHER, "no digest 2 in this channel")
    desk.slack.command(BEN.id, OTHER.id, "/digest off")
    desk.whisper(BEN, OTHER, "turned off")
    assert of(desk, OTHER) == []


def test_a_digest_is_changed_in_the_same_window(desk: NewsDesk) -> None:
    made = subscribed(desk, OTHER)
    desk.slack.command(BEN.id, OTHER.id, "/digest show")
    listed = desk.whisper(BEN, OTHER, "Every day at 09:00")
    desk.press(BEN, listed, f"digest_change:{made.id}")
    view = desk.window(BEN, "Change this digest")
    desk.slack.fill(BEN.id, view.id, "time", "time", "18:00")
    assert desk.slack.submit(BEN.id, view.id) == {}
    (found,) = desk.wait(lambda: [each for each in of(desk, OTHER) if each.settings.at == dt.time(18)])
    assert (found.id, found.by) == (made.id, BEN.id)


@pytest.mark.parametrize(
    ("person", "channel", "words"),
    [(GIL, WATCHED, "Guests"), (ANN, AWAY, "/invite"), (ANN, SHARED, "shared with another workspace")],
)
def test_who_may_not_or_where_it_cannot_be_is_told(desk: NewsDesk, person: Person, channel: Channel, words: str) -> None:
    desk.slack.command(person.id, channel.id, "/digest")
    desk.window(person, words)
    assert of(desk, channel) == []


def test_an_archived_channel_pauses_its_digests_and_who_set_them_up_and_an_admin_are_told(
    moving: NewsDesk, clock: MovingClock
) -> None:
    subscribed(moving, HOME)
    moving.slack.archive(HOME.id)
    clock.let_pass(dt.timedelta(hours=3, minutes=1))
    paused = moving.wait(lambda: next((e for e in of(moving, HOME) if e.state is SubscriptionState.PAUSED), None))
    assert paused.paused_because == "The channel is archived."
    for person in (ANN, ADA):
        moving.wait(partial(_was_told, moving, person, "is paused: The channel is archived."))
    (filed,) = moving.record(lambda s: digests.list_(s, HOME.id))
    assert filed.state is DigestState.UNPOSTED
    moving.slack.unarchive(HOME.id)
    moving.slack.command(BEN.id, HOME.id, "/digest resume")
    moving.whisper(BEN, HOME, "on again")
    clock.let_pass(dt.timedelta(days=1))
    digest = moving.wait(lambda: next(iter(posted(moving, HOME)), None))
    assert "Since Mon 23 Nov, 09:00" in said(digest)


def test_a_bot_that_was_put_out_goes_on_when_it_is_invited_again(moving: NewsDesk, clock: MovingClock) -> None:
    subscribed(moving, HOME)
    moving.slack.remove(BEN.id, HOME.id, BOT)
    clock.let_pass(dt.timedelta(hours=3, minutes=1))
    moving.wait(lambda: of(moving, HOME)[0].state is SubscriptionState.PAUSED)
    moving.slack.invite(BEN.id, HOME.id, BOT)
    moving.whisper(BEN, HOME, "digests of this channel go on")
    assert of(moving, HOME)[0].state is SubscriptionState.ACTIVE


def test_editors_are_reminded_once_of_what_waits_for_too_long(moving: NewsDesk, clock: MovingClock) -> None:
    moving.settle(SETTINGS.model_copy(update={"reminder_hours": 4, "reminder_channel": OTHER.id}))
    moving.card(moving.paste(DAM_URL), "Vera Holm")
    clock.let_pass(dt.timedelta(hours=4, seconds=20))  # less than a card is held for, so that nobody else takes it on its way
    reminder = moving.wait(lambda: next((m for m in moving.slack.world.all_in(OTHER.id) if "⏰" in m.text), None))
    assert "2 proposals wait for a decision for more than 4 hours" in said(reminder)
    assert "<!subteam^S0EDITORS>" in said(reminder)
    assert BEN.id in said(reminder)
    moving.press(BEN, reminder, "show_proposal:reminder", _first_option(reminder))
    moving.window(BEN, "Orrin")
    clock.let_pass(dt.timedelta(hours=9))
    assert [m.ts for m in moving.slack.world.all_in(OTHER.id) if "⏰" in m.text] == [reminder.ts]


@pytest.mark.parametrize("metadata", ["", "[]", '{"channel": "U0ANN"}', '{"channel": "C0OTHER", "subscription": "1"}'])
def test_a_window_that_we_never_made_is_refused(desk: NewsDesk, metadata: str) -> None:
    desk.slack.command(ANN.id, OTHER.id, "/digest")
    view = desk.window(ANN, "Time zone")
    view.payload["private_metadata"] = metadata
    desk.slack.submit(ANN.id, view.id)
    assert of(desk, OTHER) == []


def test_the_whole_list_is_turned_over_page_by_page(desk: NewsDesk) -> None:
    approved(desk)
    desk.slack.command(ANN.id, OTHER.id, "/digest now")
    digest = desk.wait(lambda: next(iter(posted(desk, OTHER)), None))
    assert not offers(digest, "digest_page")


def _was_told(desk: NewsDesk, person: Person, words: str) -> bool:
    return any(words in said(m) for m in desk.slack.world.all_in(desk.slack.direct(person.id).id))


def _first_option(message: Message) -> Any:
    return next(e for b in message.blocks for e in b.get("elements", ()) if "options" in e)["options"][0]["value"]
