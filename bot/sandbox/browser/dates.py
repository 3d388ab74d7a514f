"""Dates in a text: a timestamp and a format with `{…}` (docs.slack.dev), shown in the viewer's time zone."""

import datetime as dt
import re

_NAME = re.compile(r"\{(\w+)\}")


def date_in_words(seconds: object, shape: object, zone: dt.tzinfo) -> str | None:
    """Return a date in words; None for a wrong timestamp or an unknown format: then the fallback is shown, as in Slack."""
    try:
        at = dt.datetime.fromtimestamp(int(str(seconds)), zone)
    except (ValueError, OverflowError, OSError):
        return None
    words = _words(at)
    names = _NAME.findall(str(shape))
    if not names or any(name not in words for name in names):
        return None
    return _NAME.sub(lambda match: words[match[1]], str(shape))


def _words(at: dt.datetime) -> dict[str, str]:
    # In Slack the pretty ones say "today"; here they say the day, so that the drawn text stays true.
    date, short = f"{at:%B} {_ordinal(at.day)}, {at.year}", f"{at:%b} {at.day}, {at.year}"
    long = f"{at:%A}, {date}"
    return {
        "date": date,
        "date_num": f"{at:%Y-%m-%d}",
        "date_slash": f"{at:%m/%d/%Y}",
        "date_short": short,
        "date_long": long,
        "date_pretty": date,
        "date_short_pretty": short,
        "date_long_pretty": long,
        "day_divider_pretty": long,
        "time": f"{at:%H:%M}",
        "time_secs": f"{at:%H:%M:%S}",
    }


def _ordinal(day: int) -> str:
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
