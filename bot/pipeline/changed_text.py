"""What a later text at an article's address changes: which words are new in it, and which are gone."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.dates import day_said
from bot.domain.model import Report, Slug, Stance, Value
from bot.domain.quotes import find
from bot.domain.remarks import GONE, LATER_TEXT
from bot.domain.wording import counted
from bot.pipeline.values import Read

_MOST_GONE = 3
_MOST_TOLD = 2
_LONGEST_QUOTE = 200


class Earlier(Value):
    """What the record has of an article's earlier texts: the last submission, when it was fetched, its text, the reports.

    `older` are the texts before the last one: words that left the article and came back are as old as they were at first.
    `reports` are those that stand, `quotes` are those of the reports that still count; `first_published` is the day of the
    first text, `changed` that on which the newer one was brought; `pasted` says that it was not fetched, so that it may be
    only a part.
    """

    submission: int
    fetched_at: dt.datetime
    text: str
    older: tuple[str, ...]
    reports: tuple[tuple[Slug, Report], ...]
    quotes: tuple[str, ...]
    first_published: dt.date | None
    changed: dt.date
    pasted: bool

    def said(self, slug: str, report: Report) -> bool:
        """Tell whether a report of the newer text is on record from an earlier one."""
        return any(event == slug and says(known, report) for event, known in self.reports)

    def dated(self, report: Report) -> Report:
        """Return a report of the newer text with its own time: what stood in the earlier text is as old as the first one."""
        if any(find(report.quote, text) for text in (self.text, *self.older)):
            return report.model_copy(update={"published": self.first_published or report.published})
        if report.published and report.published >= self.fetched_at.date():
            return report
        return report.model_copy(update={"published": self.changed})


def remarks(read: Read, earlier: Earlier) -> tuple[str, ...]:
    """Say that a text has changed, and in which words: first those on record that no longer stand in it."""
    what = "an article already on record" if earlier.reports else "an article that was read before"
    if not earlier.text:
        told = f"{LATER_TEXT}{what}: at this address stood another one on {day_said(earlier.fetched_at)}."
        lost = "Its text was purged, so nobody can say what is new in this one."
        return f"{told} {lost}", *(f"{GONE}: “{quote}”" for quote in gone(read, earlier))
    on_record, new, old = gone(read, earlier), _passages(read.article.text), _passages(earlier.text)
    added = [_cut(passage) for passage in new if passage not in old]
    dropped = [_cut(passage) for passage in old if passage not in new] if _is_whole(read, earlier) else []
    return (
        f"{LATER_TEXT}{what}: at this address stood another one on {day_said(earlier.fetched_at)}.",
        *(f"{GONE}: “{quote}”" for quote in on_record),
        *_told("New in it", added),
        *_told("No longer in it", [passage for passage in dropped if not any(quote in passage for quote in on_record)]),
    )


def gone(read: Read, earlier: Earlier) -> tuple[str, ...]:
    """Return the quotes on record that no longer stand in the article; none where perhaps only a part of it was read."""
    if not _is_whole(read, earlier):
        return ()
    missing = [quote for quote in earlier.quotes if find(quote, read.article.text) is None]
    return tuple(_cut(quote) for quote in missing[:_MOST_GONE])


def _is_whole(read: Read, earlier: Earlier) -> bool:
    return not (earlier.pasted or read.article.partial)


def _passages(text: str) -> dict[str, None]:
    return dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _told(what: str, passages: Sequence[str]) -> list[str]:
    told = [f"{what}: “{passage}”" for passage in passages[:_MOST_TOLD]]
    left = len(passages) - len(told)
    return [*told, *([f"{what}, besides: {counted(left, 'passage')}."] if left else [])]


def says(known: Report, report: Report) -> bool:
    """Tell whether a report is known: by its claim and stance, or by its words where nobody has said what they mean."""
    if report.stance is Stance.OPEN:
        return known.claim == report.claim and known.quote.split() == report.quote.split()
    return (known.claim, known.stance, known.revises) == (report.claim, report.stance, report.revises)


def _cut(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE].rstrip()} …"
