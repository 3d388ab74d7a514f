"""What Slack makes of a typed text."""

import random
from typing import Any

import pytest

from bot.sandbox.local_slack.manifest import Manifest
from bot.sandbox.local_slack.typed import escaped_for_command, typed
from bot.sandbox.local_slack.world import World
from tests.sandbox.local_slack.conftest import CHANNELS, GROUPS, PEOPLE, Clock


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock, random.Random(7), Manifest.read(), PEOPLE, CHANNELS, GROUPS)


def elements(world: World, text: str) -> list[dict[str, Any]]:
    (block,) = typed(world, text).blocks
    return [element for part in block["elements"] for element in part["elements"]]


@pytest.mark.parametrize(
    ("text", "mrkdwn", "found"),
    [
        (
            "https://a.example/x?p=1&q=2.",
            "<https://a.example/x?p=1&amp;q=2>.",
            {"type": "link", "url": "https://a.example/x?p=1&q=2"},
        ),
        ("(https://a.example/(b))", "(<https://a.example/(b)>)", {"type": "link", "url": "https://a.example/(b)"}),
        (
            "[a > b](https://a.example)",
            "<https://a.example|a &gt; b>",
            {"type": "link", "url": "https://a.example", "text": "a > b"},
        ),
        ("news.org/x", "<http://news.org/x|news.org/x>", {"type": "link", "url": "http://news.org/x", "text": "news.org/x"}),
        ("@Second Source", "<@U0SOURCE>", {"type": "user", "user_id": "U0SOURCE"}),
        ("@mira", "<@U0MIRA>", {"type": "user", "user_id": "U0MIRA"}),
        ("@editors", "<!subteam^S0EDITORS>", {"type": "usergroup", "usergroup_id": "S0EDITORS"}),
        ("@here", "<!here>", {"type": "broadcast", "range": "here"}),
        ("#verify", "<#C0VERIFY|>", {"type": "channel", "channel_id": "C0VERIFY"}),
        (":eyes:", ":eyes:", {"type": "emoji", "name": "eyes"}),
        ("*so*", "*so*", {"type": "text", "text": "so", "style": {"bold": True}}),
    ],
)
def test_a_typed_text_becomes_elements_and_mrkdwn(world: World, text: str, mrkdwn: str, found: dict[str, Any]) -> None:
    assert typed(world, text).text == mrkdwn
    assert found in elements(world, text)


@pytest.mark.parametrize("text", ["`https://a.example`", "```\nhttps://a.example\n```", "mira@news.org", "@nobody", "a#verify"])
def test_what_is_no_link_and_no_mention_stays_text(world: World, text: str) -> None:
    assert {element["type"] for element in elements(world, text)} == {"text"}


def test_signs_of_mrkdwn_are_escaped_and_kept_plain_in_rich_text(world: World) -> None:
    assert typed(world, "a < b & <!here>").text == "a &lt; b &amp; &lt;!here&gt;"
    assert elements(world, "a < b & <!here>") == [{"type": "text", "text": "a < b & <!here>"}]


def test_a_command_names_people_and_channels_and_leaves_links_plain(world: World) -> None:
    said = escaped_for_command(world, "https://a.example/x @mira #verify news.org <b>")
    assert said == "https://a.example/x <@U0MIRA|mira> <#C0VERIFY|verify> news.org &lt;b&gt;"
