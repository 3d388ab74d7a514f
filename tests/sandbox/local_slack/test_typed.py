"""What Slack makes of a typed text."""

from typing import Any

import pytest

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.typed import escaped_for_command, typed


def elements(slack: LocalSlack, text: str) -> list[dict[str, Any]]:
    (block,) = typed(slack.world, text).blocks
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
def test_a_typed_text_becomes_elements_and_mrkdwn(slack: LocalSlack, text: str, mrkdwn: str, found: dict[str, Any]) -> None:
    assert typed(slack.world, text).text == mrkdwn
    assert found in elements(slack, text)


@pytest.mark.parametrize("text", ["`https://a.example`", "```\nhttps://a.example\n```", "mira@news.org", "@nobody", "a#verify"])
def test_what_is_no_link_and_no_mention_stays_text(slack: LocalSlack, text: str) -> None:
    assert {element["type"] for element in elements(slack, text)} == {"text"}


def test_signs_of_mrkdwn_are_escaped_and_kept_plain_in_rich_text(slack: LocalSlack) -> None:
    assert typed(slack.world, "a < b & <!here>").text == "a &lt; b &amp; &lt;!here&gt;"
    assert elements(slack, "a < b & <!here>") == [{"type": "text", "text": "a < b & <!here>"}]


def test_a_command_names_people_and_channels_and_leaves_links_plain(slack: LocalSlack) -> None:
    said = escaped_for_command(slack.world, "https://a.example/x @mira #verify news.org <b>")
    assert said == "https://a.example/x <@U0MIRA|mira> <#C0VERIFY|verify> news.org &lt;b&gt;"
