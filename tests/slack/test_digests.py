"""Digests in the local Slack: set up by a window, asked for, listed, paused, turned off."""

import datetime as dt
import json

import pytest

from bot.domain.subscription import DigestSettings, SubscriptionState
from bot.sandbox.local_slack.values import Channel, Person
from storage import subscriptions
from tests.slack.harness import ANN, BEN, GIL, SlackHarness, offers, said
from tests.slack.subscribing import approved, of, posted, subscribed


def saved(harness: SlackHarness, person: Person, channel: Channel) -> dict[str, str]:
    harness.slack.command(person.id, channel.id, "/digest")
    view = harness.window(person, "Time zone")
    return harness.slack.submit(person.id, view.id)


def test_a_digest_is_set_up_by_a_window_in_the_zone_of_who_does(harness: SlackHarness) -> None:
    assert saved(harness, ANN, harness.other) == {}
    harness.ephemeral(ANN, harness.other, "set up", "comes next")
    (found,) = of(harness, harness.other)
    assert found.settings == DigestSettings(zone="Europe/Kyiv")
    assert (found.by, found.state) == (ANN.id, SubscriptionState.ACTIVE)


def test_a_window_is_filled_in(harness: SlackHarness) -> None:
    harness.slack.command(ANN.id, harness.other.id, "/digest")
    view = harness.window(ANN, "Time zone")
    offered = harness.slack.suggest(ANN.id, action_id="find_zone", block_id="zone", query="lisb", view_id=view.id)
    assert [option["value"] for option in offered] == ["Europe/Lisbon"]
    harness.slack.fill(ANN.id, view.id, "zone", "find_zone", "Europe/Lisbon")
    harness.slack.fill(ANN.id, view.id, "days", "days", ["5", "6"])
    harness.slack.fill(ANN.id, view.id, "time", "time", "07:30")
    harness.slack.fill(ANN.id, view.id, "place", "place", "Orrin")
    harness.slack.fill(ANN.id, view.id, "tags", "tags", "floods, dams , floods")
    harness.slack.fill(ANN.id, view.id, "quiet", "quiet", "say_nothing")
    assert harness.slack.submit(ANN.id, view.id) == {}
    settings = harness.wait(lambda: of(harness, harness.other))[0].settings
    assert (settings.days, settings.at, settings.zone, settings.quiet) == ((5, 6), dt.time(7, 30), "Europe/Lisbon", True)
    assert (settings.events.place, settings.events.tags) == ("Orrin", ("floods", "dams"))


def test_one_asked_for_at_once_says_where_it_would_stand_and_comes_after_a_press(harness: SlackHarness) -> None:
    approved(harness)
    harness.slack.command(ANN.id, harness.other.id, "/digest now")
    asked = harness.ephemeral(ANN, harness.other, f"I post in <#{harness.other.id}>", "last 24 hours")
    assert posted(harness, harness.other) == []
    harness.press(ANN, asked, "digest_post")
    digest = harness.wait(lambda: next(iter(posted(harness, harness.other)), None))
    assert "Orrin dam" in said(digest)
    harness.ephemeral(ANN, harness.other, "I am posting what happened")


def test_show_pause_resume_and_off(harness: SlackHarness) -> None:
    harness.slack.command(ANN.id, harness.other.id, "/digest show")
    harness.ephemeral(ANN, harness.other, "no digest in this channel yet")
    assert saved(harness, ANN, harness.other) == {}
    harness.slack.command(BEN.id, harness.other.id, "/digest show")
    listed = harness.ephemeral(BEN, harness.other, "Mon–Fri at 09:00 (Europe/Kyiv)", "Comes next")
    harness.press(BEN, listed, f"digest_pause:{of(harness, harness.other)[0].id}")
    harness.wait(lambda: of(harness, harness.other)[0].state is SubscriptionState.PAUSED)
    harness.slack.command(BEN.id, harness.other.id, "/digest resume 1")
    harness.ephemeral(BEN, harness.other, "1 digest is on again")
    harness.slack.command(BEN.id, harness.other.id, "/digest pause")
    harness.ephemeral(BEN, harness.other, "1 digest is paused")
    harness.slack.command(BEN.id, harness.other.id, "/digest off 2")
    harness.ephemeral(BEN, harness.other, "no digest 2 in this channel")
    harness.slack.command(BEN.id, harness.other.id, "/digest off")
    harness.ephemeral(BEN, harness.other, "turned off")
    assert of(harness, harness.other) == []


def test_a_digest_is_changed_in_the_same_window(harness: SlackHarness) -> None:
    made = subscribed(harness, harness.other)
    harness.slack.command(BEN.id, harness.other.id, "/digest show")
    listed = harness.ephemeral(BEN, harness.other, "Every day at 09:00")
    harness.press(BEN, listed, f"digest_change:{made.id}")
    view = harness.window(BEN, "Change this digest")
    harness.slack.fill(BEN.id, view.id, "time", "time", "18:00")
    assert harness.slack.submit(BEN.id, view.id) == {}
    (found,) = harness.wait(lambda: [each for each in of(harness, harness.other) if each.settings.at == dt.time(18)])
    assert (found.id, found.by) == (made.id, BEN.id)


def test_a_digest_of_ones_own_is_asked_for_in_words_comes_directly_and_is_one(harness: SlackHarness) -> None:
    def own() -> list[tuple[str, dt.time, SubscriptionState]]:
        found = harness.record(lambda s: subscriptions.of_channel(s, BEN.id))
        return [(one.settings.rhythm(), one.settings.at, one.state) for one in found]

    def says(words: str, *answer: str) -> None:
        harness.slack.command(BEN.id, harness.other.id, f"/digest {words}")
        harness.ephemeral(BEN, harness.other, *answer)

    says("me show", "no digest of your own yet")
    says("me pause", "no digest of your own yet")
    says("me daily 08:30", "Every day at 08:30", "what waits for you first")
    says("me pause", "1 digest is paused")
    says("me mon, thu 7:15", "Mon, Thu at 07:15")
    assert [(rhythm.partition(" (")[0], state) for rhythm, _, state in own()] == [
        ("Mon, Thu at 07:15", SubscriptionState.ACTIVE)
    ]
    says("me now", "Nobody else sees it")
    harness.wait(lambda: [m for m in harness.direct(BEN) if "igest" in said(m)] or None)
    assert posted(harness, harness.other) == []
    harness.slack.command(BEN.id, harness.other.id, "/digest me")
    harness.slack.close(BEN.id, harness.window(BEN, "Change this digest").id)
    harness.slack.command(BEN.id, harness.other.id, "/digest me show")
    listed = harness.ephemeral(BEN, harness.other, "Comes next")
    number = harness.record(lambda s: subscriptions.of_channel(s, BEN.id))[0].id
    harness.press(BEN, listed, f"digest_off:{number}")
    harness.wait(lambda: own() == [])
    harness.slack.command(GIL.id, harness.watched.id, "/digest me daily 8:00")
    harness.ephemeral(GIL, harness.watched, "Guests")


def test_a_channels_digest_is_asked_for_in_words(harness: SlackHarness) -> None:
    for words, answer in (("daily 08:30", "Every day at 08:30"), ("mon, thu 7:15", "Mon, Thu at 07:15")):
        harness.slack.command(BEN.id, harness.other.id, f"/digest {words}")
        harness.ephemeral(BEN, harness.other, "This channel's digest comes", answer)
    (found,) = of(harness, harness.other)
    assert (found.settings.at, found.by) == (dt.time(7, 15), BEN.id)
    subscribed(harness, harness.other)
    harness.slack.command(BEN.id, harness.other.id, "/digest daily 9:00")
    harness.ephemeral(BEN, harness.other, "There are several digests here.")


def test_who_may_not_or_where_it_cannot_be_is_told(harness: SlackHarness) -> None:
    table = [
        (GIL, harness.watched, "Guests"),
        (ANN, harness.away, "/invite"),
        (ANN, harness.shared, "shared with another workspace"),
    ]
    for person, channel, words in table:
        harness.slack.command(person.id, channel.id, "/digest")
        harness.slack.close(person.id, harness.window(person, words).id)
        assert of(harness, channel) == []


def test_a_window_that_we_never_made_is_refused(harness: SlackHarness) -> None:
    forged = ["", "[]", '{"channel": "U0ANN"}', json.dumps({"channel": harness.other.id, "subscription": "1"})]
    for metadata in forged:
        harness.slack.command(ANN.id, harness.other.id, "/digest")
        view = harness.window(ANN, "Time zone")
        view.payload["private_metadata"] = metadata
        harness.slack.submit(ANN.id, view.id)
        assert of(harness, harness.other) == [], metadata
        while (left := harness.slack.modal(ANN.id)) is not None:
            harness.slack.close(ANN.id, left.id)


@pytest.mark.slow
def test_the_whole_list_is_turned_over_page_by_page(harness: SlackHarness) -> None:
    approved(harness)
    harness.slack.command(ANN.id, harness.other.id, "/digest now")
    harness.press(ANN, harness.ephemeral(ANN, harness.other, "Shall I?"), "digest_post")
    digest = harness.wait(lambda: next(iter(posted(harness, harness.other)), None))
    assert not offers(digest, "digest_page")
