"""What editors write by hand: names of origins and days, and what is wrong with one."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from bot.domain.dates import day_said
from bot.domain.model import EventDraft, EventKind, Hop, HopKind, Report
from bot.domain.spelling import same_name
from bot.domain.terms import fold

EARLIEST = dt.date(1900, 1, 1)
A_DAY = dt.timedelta(days=1)
"""It may be tomorrow already where something happens."""
_ANNOUNCED = frozenset({EventKind.ELECTION, EventKind.COURT, EventKind.POLICY, EventKind.BUSINESS, EventKind.OTHER})
"""What an article may report before its day."""
_WRITTEN = (HopKind.PERSON, HopKind.BODY, HopKind.DOCUMENT, HopKind.OUTLET)
_WORD = re.compile(r"[^\W_]+")


def known_origins(report: Report, event: EventDraft, others: Sequence[Report]) -> Iterator[tuple[HopKind, str]]:
    """List possible origins: the copied outlet, the origins of the proposal's reports, the claims' speakers and parties.

    Those of the report's own claim come first.
    """
    if report.copy_of:
        yield HopKind.OUTLET, report.copy_of
    near = sorted(others, key=lambda other: other.claim != report.claim)
    known = [(other.origin.kind, other.origin.name) for other in near if other.origin.kind in _WRITTEN]
    yield from known
    names = {name for _, name in known}
    for claim in sorted(event.claims, key=lambda claim: claim.key != report.claim):
        if claim.speaker and claim.speaker not in names:
            yield HopKind.PERSON, claim.speaker
        yield from ((HopKind.BODY, party) for party in claim.parties if party not in names)


def origin_fault(origin: Hop, report: Report, event: EventDraft, others: Sequence[Report], text: str) -> str | None:
    """Say what is wrong with an origin that an editor gave a report; None for one that is known, named in the text, or vouched.

    `others` are the reports of the same article, `text` is the article's.
    """
    if origin.vouched_by or origin.kind not in _WRITTEN or origin.kind is HopKind.UNNAMED:
        return None
    if any(same_name(origin.name, name) for _, name in known_origins(report, event, others)) or stands_in(origin.name, text):
        return None
    if not any(map(str.isalpha, origin.name)):
        return f"“{origin.name}” is no name. Write who or what the information comes from."
    return f"“{origin.name}” does not stand in the article. Write it as the article does, or say that you know it yourself."


def stands_in(name: str, text: str) -> bool:
    """Tell whether all words of a name stand in a text."""
    wanted = _WORD.findall(fold(name))
    return bool(wanted) and set(wanted) <= set(_WORD.findall(fold(text)))


def published_fault(day: dt.date, today: dt.date) -> str | None:
    """Say what is wrong with the day on which an article was published; None if it can be right. `today` is in UTC."""
    if day < EARLIEST:
        return f"{day_said(day)} is before 1900. Correct the year."
    return f"{day_said(day)} has not come yet, so no article is of that day." if day > today + A_DAY else None


def date_fault(
    day: dt.date, today: dt.date, *, published: dt.date | None = None, kind: EventKind = EventKind.STATEMENT
) -> str | None:
    """Say what is wrong with the day on which something happened; None if it can be right.

    `today` and the day of publication are in UTC; what is announced beforehand may be later than the article.
    """
    if day < EARLIEST:
        return f"{day_said(day)} is before 1900. Correct the year."
    if day > today + A_DAY:
        return f"{day_said(day)} has not come yet. Only what has happened, or was said, is checked here."
    if published and day > published + A_DAY and kind not in _ANNOUNCED:
        return f"The article was published on {day_said(published)}, so it cannot report what happened on {day_said(day)}."
    return None
