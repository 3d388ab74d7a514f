"""The one reaction on a message: swapped, not piled up, even if a crash came between."""

import pytest
from slack_sdk import WebClient

from bot.domain.card import Card, CardKind, Spot
from bot.slack.reactions import APPROVED, FAILED, READING, WAITING, set_reaction
from tests.slack.harness import ANN, SlackHarness, machine_time


@pytest.fixture
def talk(harness: SlackHarness) -> tuple[SlackHarness, WebClient, str]:
    message = harness.slack.post(ANN.id, harness.other.id, "Nothing to read here.")
    return harness, harness.web_client(), message.ts


def card(harness: SlackHarness, ts: str, *, shown: str | None = None, tried: bool = False) -> Card:
    spot = Spot(channel=harness.other.id, batch="m")
    return Card(
        id=1, key="reaction:m", kind=CardKind.REACTION, spot=spot, message=ts, shown=shown, tried=tried, made_at=machine_time()
    )


def names(harness: SlackHarness, ts: str) -> list[str]:
    found = harness.slack.world.find(harness.other.id, ts)
    assert found is not None
    return [name for name, people in found.reactions.items() if people]


def test_a_reaction_is_swapped_and_taken_away(talk: tuple[SlackHarness, WebClient, str]) -> None:
    harness, client, ts = talk
    set_reaction(client, card(harness, ts), READING)
    assert names(harness, ts) == [READING]
    set_reaction(client, card(harness, ts, shown=READING), WAITING)
    assert names(harness, ts) == [WAITING]
    set_reaction(client, card(harness, ts, shown=WAITING), None)
    assert names(harness, ts) == []


def test_after_a_crash_only_the_right_one_stays(talk: tuple[SlackHarness, WebClient, str]) -> None:
    harness, client, ts = talk
    for left_behind in (READING, WAITING, APPROVED):
        client.reactions_add(channel=harness.other.id, timestamp=ts, name=left_behind)
    for _ in range(2):
        set_reaction(client, card(harness, ts, shown=READING, tried=True), APPROVED)
        assert names(harness, ts) == [APPROVED]


def test_other_peoples_reactions_stay(talk: tuple[SlackHarness, WebClient, str]) -> None:
    harness, client, ts = talk
    harness.slack.react(ANN.id, harness.other.id, ts, FAILED)
    set_reaction(client, card(harness, ts, tried=True), APPROVED)
    assert names(harness, ts) == [FAILED, APPROVED]


def test_a_message_that_is_gone_is_no_error(talk: tuple[SlackHarness, WebClient, str]) -> None:
    harness, client, ts = talk
    set_reaction(client, card(harness, "1.000001", shown=READING), APPROVED)
    asked = [call for call in harness.slack.calls if call.arguments.get("timestamp") == "1.000001"]
    assert [(call.method, call.arguments["name"]) for call in asked] == [
        ("reactions.remove", READING),
        ("reactions.add", APPROVED),
    ]
    assert names(harness, ts) == []
