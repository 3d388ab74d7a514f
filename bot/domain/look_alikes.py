"""Tells an event from others that look like it: another day, the next of its kind, a town of the same name.

Time and place are read where an article says what happened: in its title and its first sentences. The time of a statement
("police said on Sunday") is no time of the event.
"""

import datetime as dt
import re

from bot.domain.model import Event
from bot.domain.reading import Article

NEAR = dt.timedelta(days=1)
"""Time zones differ, and a night belongs to two days."""
EARLY = dt.timedelta(days=2)
"""An article may be dated this long before its event: an event's date may be a day or two off."""
SOON = dt.timedelta(days=4)
"""Reports go on about an event for some days, and name other days too; a look-alike mostly comes later."""
LATE = dt.timedelta(days=21)
"""An article that is dated later than this and looks back on nothing is hardly about the event."""
_HEAD = 400
"""Characters of the text that say what happened."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_WORDS = "january february march april may june july august september october november december"
_MONTHS = tuple(_MONTH_WORDS.split())
_HAPPENINGS = """
fire blaze attack strike crash collision flood explosion quake earthquake landslide avalanche outage protest shooting stabbing
derailment accident robbery leak spill storm outbreak collapse raid march
"""
_TURNS = "time such month year week quarter day night"


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_MONTH = f"(?:{'|'.join(_MONTHS)})"
_SPOKE = _any(
    "said says told announced confirmed reported wrote added explained stated denied declared published posted asked spoke"
)
_DAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b"
    r"|\b(?P<relative>today|yesterday|tonight|last night|this morning|this afternoon)\b"
    rf"|\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b(?:,? (?P<year>\d{{4}}))?"
    rf"|\b(?P<month2>{_MONTH}) (?P<day2>[0-3]?\d)\b(?:,? (?P<year2>\d{{4}}))?",
    re.IGNORECASE,
)
_SPOKEN_ON = re.compile(rf"\b{_SPOKE}\b[^.!?\n,;]{{0,40}}$", re.IGNORECASE)
_SPOKEN_AFTER = re.compile(rf"^[^.!?\n]{{0,25}}\b{_SPOKE}\b", re.IGNORECASE)
_LOOKS_BACK = re.compile(
    r"\b(?:(?:last|earlier this|the previous) (?:week|month|year|spring|summer|autumn|fall|winter)"
    r"|(?:days?|weeks?|months?|years?) (?:ago|earlier|after|later|since)|anniversary|since then|previously|inquiry|trial"
    r"|investigat\w+|rebuil\w+|correction|an earlier (?:version|article|report))\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    rf"\b(?:(?:second|third|fourth|fifth) (?:{_any(_TURNS)}|{_any(_HAPPENINGS)})"
    rf"|(?:another|a (?:new|fresh)) {_any(_HAPPENINGS)}|once again|again (?:hit|struck|raised|cut|left|held))\b",
    re.IGNORECASE,
)
# What may follow a town and a comma without being its region.
_NO_REGION = re.compile(
    rf"(?:{'|'.join((*(day[:3] for day in _WEEKDAYS), *(month[:3] for month in _MONTHS)))})\w*"
    rf"|{_any('the a an and but who where he she it mr mrs ms dr mayor police chief minister president governor sheriff')}",
    re.IGNORECASE,
)

_BEHIND = r"(?:, | \()(?P<region>[^\W\d_]\w+(?: [A-ZÀ-Þ]\w+)?)"
_IN_SENTENCE = re.compile(rf"{_BEHIND}(?=[.):;]|,(?! who))", re.IGNORECASE)
_IN_DATELINE = re.compile(rf"{_BEHIND}(?=\s\()", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:in|at|near|of|from|to|outside) \Z", re.IGNORECASE)
_IN_WORD = re.compile(r"\w\Z")


def doubts(event: Event, article: Article, *, revised: bool = False) -> list[str]:
    """Say what speaks against an article being about an event, each as a clause that begins with "it".

    An article that revises what was reported (`revised`) may come much later.
    """
    head = f"{article.title or ''}.\n{article.text[:_HEAD]}"
    found = _another_place(event, head)
    if event.date and article.published:
        found = [*_another_day(event.date, article.published, "an earlier report" if revised else head), *found]
    return found


def _another_day(date: dt.date, published: dt.date, head: str) -> list[str]:
    gap = published - date
    if gap < -EARLY:
        return [f"it is dated {published.isoformat()}, before the event of {date.isoformat()}"]
    days = _days(head, published)
    told, looks_back = any(abs(day - date) <= NEAR for day in days), _LOOKS_BACK.search(head) is not None
    if gap <= SOON or told:
        return []
    found = []
    if days and not looks_back:
        nearest = min(days, key=lambda day: (abs(day - date), day))
        found.append(f"it tells of {nearest.isoformat()}, and the event is of {date.isoformat()}")
    elif gap > LATE and not looks_back:
        found.append(f"it is dated {published.isoformat()}, {gap.days} days after the event, and does not look back")
    if again := _AGAIN.search(head):
        found.append(f"it tells of a further one (“{again.group()}”)")
    return found


def _days(head: str, published: dt.date) -> set[dt.date]:
    """Return the days on which, by an article's head, something happened."""
    days = set()
    for match in _DAY.finditer(head):
        before, after = head[max(0, match.start() - 60) : match.start()], head[match.end() : match.end() + 40]
        day = _resolved(match, published)
        if day and day <= published and not _SPOKEN_ON.search(before) and not _SPOKEN_AFTER.search(after):
            days.add(day)
    return days


def _resolved(match: re.Match[str], published: dt.date) -> dt.date | None:
    if weekday := match["weekday"]:
        return published - dt.timedelta(days=(published.weekday() - _WEEKDAYS.index(weekday.lower())) % 7)
    if relative := match["relative"]:
        return published - dt.timedelta(days=int(relative.lower() in ("yesterday", "last night")))
    day, month, year = (match[name] or match[f"{name}2"] for name in ("day", "month", "year"))
    number = _MONTHS.index(month.lower()) + 1
    try:
        if year:
            return dt.date(int(year), number, int(day))
        this = dt.date(published.year, number, int(day))
        return this if this <= published + LATE else dt.date(published.year - 1, number, int(day))
    except ValueError:
        return None


def _another_place(event: Event, head: str) -> list[str]:
    """Compare the region that an article puts behind the place's name with the event's own words."""
    if not event.place:
        return []
    name, _, region = event.place.partition(",")
    known = " ".join((event.headline, event.place, *event.entities, *(claim.text for claim in event.claims))).casefold()
    town = name.strip()
    # In a sentence, or before an agency in brackets; a dateline may have the agency itself behind the town.
    in_sentence = (match for match in _IN_SENTENCE.finditer(head) if _BEFORE.search(head[: match.start() - len(town)]))
    in_dateline = (match for match in _IN_DATELINE.finditer(head) if not _IN_WORD.search(head[: match.start() - len(town)]))
    for match in (*in_sentence, *in_dateline):
        if not re.fullmatch(re.escape(town), head[max(0, match.start() - len(town)) : match.start()], re.IGNORECASE):
            continue
        said = match["region"]
        if said[0].isupper() and not _NO_REGION.fullmatch(said.split()[0]) and said.casefold() not in known:
            contrast = f" and not in {region.strip()}" if region.strip() else ""
            return [f"it happens in {town}, {said}{contrast}"]
    return []
