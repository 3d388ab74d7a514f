"""How a day and a moment are written, everywhere."""

import datetime as dt


def day_said(day: dt.date) -> str:
    """Return a day as it is written everywhere: "6 Oct 2026"."""
    return f"{day.day} {day:%b %Y}"


def moment_said(at: dt.datetime) -> str:
    """Return a moment as it is written everywhere, in its own time zone: "6 Oct 2026, 07:30"."""
    return f"{day_said(at)}, {at:%H:%M}"
