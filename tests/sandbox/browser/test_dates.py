import datetime as dt

import pytest

from bot.sandbox.browser.dates import date_in_words
from bot.sandbox.browser.mrkdwn import mrkdwn
from bot.sandbox.browser.scene import Labels

EAST = dt.timezone(dt.timedelta(hours=2))
AT = int(dt.datetime(2026, 11, 23, 22, 5, 9, tzinfo=dt.UTC).timestamp())


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("{date_short} {time}", "Nov 24, 2026 00:05"),
        ("{date_num}", "2026-11-24"),
        ("On {date_long} at {time_secs}", "On Tuesday, November 24th, 2026 at 00:05:09"),
        ("{date_pretty}", "November 24th, 2026"),
    ],
)
def test_a_moment_is_said_in_the_viewers_own_zone(shape: str, said: str) -> None:
    assert date_in_words(AT, shape, EAST) == said


@pytest.mark.parametrize(("day", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (21, "21st")])
def test_days_have_their_endings(day: int, said: str) -> None:
    at = dt.datetime(2026, 5, day, tzinfo=dt.UTC).timestamp()
    assert date_in_words(int(at), "{date}", dt.UTC) == f"May {said}, 2026"


@pytest.mark.parametrize(
    ("seconds", "shape"), [("soon", "{date}"), ("9" * 30, "{date}"), (AT, "{moon}"), (AT, "no shape"), (None, None)]
)
def test_what_is_no_moment_leaves_the_fallback(seconds: object, shape: object) -> None:
    assert date_in_words(seconds, shape, dt.UTC) is None


def test_a_date_in_mrkdwn_is_a_moment_or_its_fallback() -> None:
    assert mrkdwn(f"<!date^{AT}^{{time}}|late>", Labels(zone=EAST)) == "<time>00:05</time>"
    assert mrkdwn("<!date^soon^{time}|late>", Labels()) == "<time>late</time>"
    assert mrkdwn("<!date^soon>", Labels()) == "<time>!date^soon</time>"
