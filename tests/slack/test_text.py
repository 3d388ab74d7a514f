"""Texts from outside come to life nowhere."""

import pytest

from bot.domain.wording import clean as on_one_line
from bot.slack.text import clean, escape, link
from tests.growth import superlinear

FAMILY, FLAG, HEART, KEYCAP = "👩\u200d👩\u200d👧🏽", "🏳\ufe0f\u200d🌈", "❤\ufe0f", "1\ufe0f\u20e3"


@pytest.mark.parametrize(
    "hidden",
    [
        "\u200e", "\u200f", "\u061c", "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\u2064", "\ufeff", "\u180e", "\u115f",
        "\u3164", "\u034f", "\ufe00", "\ufe0e", "\ufe0f", "\U000e0041", "\U000e007f", "\U000e0100", "\x00", "\x1b", "\u202e",
    ],
)  # fmt: skip
def test_what_nobody_sees_is_removed_at_every_door(hidden: str) -> None:
    text = f"The d{hidden}am {hidden}fails{hidden}"
    assert {clean(text), escape(text), on_one_line(text)} == {"The dam fails"}


@pytest.mark.parametrize("text", [FAMILY, FLAG, HEART, KEYCAP, "می\u200cخواهم", "क्\u200dष", "سد\nوالماء", "naïve café 堤防"])
def test_what_shapes_letters_and_emoji_stays(text: str) -> None:
    assert (clean(text), escape(text)) == (text, text)


@pytest.mark.parametrize("text", ["👩\u200d", "\u200d👩", "👩\u200dx", "a\u200d👩", "ج\u200d\u200d", "👩\ufe0f\ufe0f"])
def test_joiners_that_join_nothing_go(text: str) -> None:
    assert len(clean(text)) < len(text)


def test_tabs_part_words_and_lines_stay() -> None:
    assert clean("a\tb\r\nc\u2028d") == "a b\nc d"


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("*bold* and (*this*)", "∗bold* and (∗this*)"),
        ("_soft_ ~gone~", "＿soft_ ∼gone~"),
        ("`code` ```more```", "'code' '''more'''"),
        (":tada: :+1: :100: :man-running:", "꞉tada: ꞉+1: ꞉100: ꞉man-running:"),
        ("<!here> & <@U0BEN>", "&lt;!here&gt; &amp; &lt;@U0BEN&gt;"),
    ],
)
def test_marks_of_slack_come_to_nothing(text: str, dead: str) -> None:
    assert escape(text) == dead


@pytest.mark.parametrize(
    "text", ["at 10:30:45", "2 * 3 = 6", "snake_case_name", "https://courier.example/_next/a_b?x=_1~", "The mayor: “no”: again"]
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize("url", ["http://[::1", "http://[ok]x/", "javascript:alert(1)", "https://a.example/|x", "https://a b"])
def test_an_address_that_is_none_makes_no_link(url: str) -> None:
    assert link(url, "The dam") == "The dam"


def test_an_address_makes_a_link() -> None:
    assert link("https://a.example/?a=1&b=2", "The | *dam*") == "<https://a.example/?a=1&amp;b=2|The ¦ ∗dam*>"


def test_long_texts_are_cleaned_in_linear_time() -> None:
    assert superlinear(escape, [":a", ":", "*", "_a", "\u200d", "👩\u200d", ":1"], 10_000) == {}
