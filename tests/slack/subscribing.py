"""Digests for tests: who subscribed where, and what was posted of it."""

import datetime as dt

from bot.domain.subscription import DigestSettings, Subscription
from bot.sandbox.local_slack.values import Channel, Message, Person
from storage import subscriptions
from tests.slack.harness import ANN, BEN, DAM_URL, SlackHarness, said

MORNING = DigestSettings(days=(0, 1, 2, 3, 4, 5, 6), zone="Europe/Kyiv")
EARLY = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
"""Three hours before nine in Kyiv."""


def of(harness: SlackHarness, channel: Channel) -> list[Subscription]:
    return harness.record(lambda s: subscriptions.of_channel(s, channel.id))


def subscribed(harness: SlackHarness, channel: Channel, settings: DigestSettings = MORNING, by: Person = ANN) -> Subscription:
    """Put a subscription into the record, as if it had been there for long."""
    with harness.database.transaction(harness.slack.team) as s:
        return subscriptions.add(s, channel.id, settings, by.id, EARLY)


def posted(harness: SlackHarness, channel: Channel) -> list[Message]:
    return [m for m in harness.slack.world.all_in(channel.id) if m.app and m.ephemeral_for is None and "igest" in said(m)]


def approved(harness: SlackHarness) -> Message:
    card = harness.card(harness.paste(DAM_URL), "Vera Holm")
    harness.press(BEN, card, "approve")
    harness.wait(lambda: bool(harness.decisions()))
    return card
