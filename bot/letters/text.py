"""A digest as plain text: for terminals, and for mail programs that show no HTML."""

import datetime as dt
from collections.abc import Iterator

from bot.domain.digest import Digest, Entry, bars_said, period_of, title_of
from bot.domain.wording import age, clean
from bot.letters.people import readable

FULL_LIST = "The full list: press “Full list” under the digest in Slack, or run “second-source digest”."


def as_text(digest: Digest, now: dt.datetime) -> str:
    """Return a digest as lines: what changed and why, what waits and since when, then the numbers."""
    return "\n".join(_lines(readable(digest), now)) + "\n"


def _lines(digest: Digest, now: dt.datetime) -> Iterator[str]:
    yield title_of(digest)
    yield period_of(digest)
    yield ""
    yield clean(digest.summary)
    for note in digest.notes:
        yield f"⚠️ {clean(note)}"
    for section in digest.sections:
        yield ""
        yield f"{section.mark} {clean(section.title)} · {section.total:,}".strip()
        for entry in section.entries:
            yield from _entry(entry, now)
        if section.more:
            yield f"  and {section.more:,} more"
    yield ""
    if digest.left_out:
        yield clean(digest.left_out)
    yield from digest.numbers
    if by_day := bars_said(digest):
        yield f"By day: {'; '.join(by_day)}"
    if any(section.more for section in digest.sections):
        yield ""
        yield FULL_LIST


def _entry(entry: Entry, now: dt.datetime) -> Iterator[str]:
    told = [clean(line) for line in (entry.about or entry.person or "", entry.says, entry.why) if clean(line)]
    if entry.since:
        told.append(f"Waiting for {age(entry.since, now)}")
    for number, line in enumerate(told):
        yield f"  · {line}" if number == 0 else f"    {line}"
