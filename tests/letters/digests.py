"""Digests to draw: everyday ones, and those that try to do harm."""

import datetime as dt
from typing import Any

from bot.domain.digest import MARKS, Bar, Digest, Entry, Group, Section
from bot.domain.subscription import DigestPart

MONDAY = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)
HOSTILE = '<script>alert(1)</script> {{ 7 * 7 }} \x1b[2J \u202egnp.exe "quoted" & \r\nBcc: spy@rival.example'
HEBREW = "שריפה במסוף המעבורות: ארבעה פצועים"
WHY = "Confirmed by 2 outlets, 2 origins: Harbour Courier and Vera Holm."


def told(number: int = 1, **changes: Any) -> Entry:
    given = {
        "about": f"The ferry hall burned down, part {number}",
        "says": "reported → verified",
        "why": WHY,
        "event": f"f-{number}",
    }
    return Entry(**(given | changes))


def verified(*entries: Entry, more: int = 0) -> Section:
    group = Group.VERIFIED
    return Section(part=DigestPart.CHANGES, title=group.value, mark=MARKS[group], entries=entries, more=more)


def made(*sections: Section, **changes: Any) -> Digest:
    given = {
        "zone": "Europe/Lisbon",
        "since": FRIDAY,
        "until": MONDAY,
        "summary": "1 changed.",
        "sections": sections,
        "numbers": ("3 links brought, 1 not read", "2 decisions: 2 approved", "1 proposal waiting"),
        "bars": (
            Bar(day=dt.date(2026, 11, 20), rose=1),
            Bar(day=dt.date(2026, 11, 21)),
            Bar(day=dt.date(2026, 11, 23), disputed=3),
        ),
    }
    return Digest(**(given | changes))


WAITING = Section(
    part=DigestPart.WAITING,
    title="Waiting for a decision",
    mark="⏳",
    entries=(
        Entry(
            about="The dam at Orrin failed", says="Courier: from unverified to reported.", since=MONDAY - dt.timedelta(hours=26)
        ),
    ),
)
BUSIEST = Section(
    part=DigestPart.CONTRIBUTORS,
    title="Brought most",
    mark="🙌",
    entries=(Entry(about="", person="U0MIRA1", says="12 links"), Entry(about="", person="Ann Reed", says="3 links")),
)
DIGESTS = {
    "nothing": made(summary="Nothing changed and nothing waits.", bars=()),
    "one": made(verified(told()), WAITING, BUSIEST, notes=("The digest of Fri 20 Nov, 18:00 was missed.",)),
    "many": made(verified(*(told(n) for n in range(10)), more=490), summary="500 changed."),
    "hostile": made(verified(told(about=HOSTILE, says=HOSTILE, why=HOSTILE)), summary=HOSTILE),
    "right_to_left": made(verified(told(about=HEBREW, why=HEBREW))),
}
