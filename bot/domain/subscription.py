"""Who receives a digest, what is in it, and the moments at which it is due."""

import datetime as dt
import re
from enum import StrEnum
from functools import cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.domain.chat_ids import ChannelId, PersonId
from bot.domain.model import EventKind, OneLine, Value
from bot.domain.workspace import Domain

GRACE = dt.timedelta(hours=3)
"""A digest is still made this long after its time. Later it counts as missed, and the next one covers its time too."""
SETTLING = dt.timedelta(seconds=20)
"""A digest covers decisions up to this long before its time: all of them are stored when it is made."""
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


EVERY_DAY, WEEKDAYS = (0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4)
_DAYS_IN_WORDS = {"": WEEKDAYS, "daily": EVERY_DAY, "every day": EVERY_DAY, "weekdays": WEEKDAYS}
_RHYTHM = re.compile(r"(?P<days>[a-z, –-]*?)\s*(?:\bat\s+)?(?P<hours>[01]?\d|2[0-3])[:.](?P<minutes>[0-5]\d)")


class DigestPart(StrEnum):
    """What a digest may contain."""

    CHANGES = "changes"
    NEW = "new_events"
    DISPUTES = "disputes"
    WAITING = "waiting"
    FAILED = "failed"
    CONTRIBUTORS = "contributors"


class SubscriptionState(StrEnum):
    """Whether a subscription's digests are made."""

    ACTIVE = "active"
    PAUSED = "paused"
    OFF = "off"


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all time zones that people live in."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def zone_of(name: str) -> str:
    """Return a time zone's name as it was given; raises ValueError where the IANA database has no such zone."""
    if name not in zone_names():
        raise ValueError(f"there is no time zone '{name[:60]}'; it should look like Europe/Lisbon")
    return name


ZoneName = Annotated[str, AfterValidator(zone_of)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Address = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]


class EventFilter(Value):
    """Which events a digest is about: an event must pass every field, and an empty field passes all.

    `place` passes events whose place contains it, in upper or lower case; `kinds` and `tags` pass events that have one of them.
    """

    place: OneLine | None = None
    kinds: tuple[EventKind, ...] = ()
    tags: tuple[OneLine, ...] = Field(default=(), max_length=50)

    @property
    def takes_all(self) -> bool:
        """Tell whether every event passes."""
        return not (self.place or self.kinds or self.tags)

    def in_words(self) -> str:
        """Say which events pass: "events at Orrin, tagged floods only"."""
        only = [f"at {self.place}"] if self.place else []
        only += [f"of kind {' or '.join(self.kinds)}"] if self.kinds else []
        only += [f"tagged {' or '.join(self.tags)}"] if self.tags else []
        return f"events {', '.join(only)} only" if only else "all events"

    def passes(self, place: str | None, kind: str, tags: tuple[str, ...] | list[str]) -> bool:
        """Tell whether an event with this place, kind and tags passes."""
        if self.place and self.place.casefold() not in (place or "").casefold():
            return False
        if self.kinds and kind not in self.kinds:
            return False
        wanted = {tag.casefold() for tag in self.tags}
        return not wanted or any(tag.casefold() in wanted for tag in tags)


class DigestSettings(Value):
    """The settings of one digest.

    `days` are weekdays, Monday is 0; `at` is the time of day in `zone`. `quiet` posts nothing when nothing happened,
    instead of one line that says so. `addresses` receive it by e-mail too.
    """

    days: tuple[Weekday, ...] = Field(default=(0, 1, 2, 3, 4), min_length=1, max_length=7)
    at: dt.time = dt.time(9)
    zone: ZoneName = "UTC"
    parts: tuple[DigestPart, ...] = Field(
        default=(DigestPart.CHANGES, DigestPart.NEW, DigestPart.DISPUTES, DigestPart.WAITING, DigestPart.FAILED), min_length=1
    )
    events: EventFilter = EventFilter()
    quiet: bool = False
    addresses: tuple[Address, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _whole_minutes(self) -> Self:
        if self.at.tzinfo is not None or self.at.second or self.at.microsecond:
            raise ValueError("the time of day is hours and minutes, in the zone that is named")
        if len(set(self.days)) != len(self.days):
            raise ValueError("a day is named once")
        return self

    @property
    def place_in_time(self) -> ZoneInfo:
        """Return the time zone."""
        return ZoneInfo(self.zone)

    def due_on(self, day: dt.date) -> dt.datetime:
        """Return the moment (UTC) at which a digest is due on a day of the zone's calendar.

        A time that a clock change skips moves later by that change; a time that comes twice counts the first time (PEP 495,
        fold 0). So each day has exactly one moment.
        """
        return dt.datetime.combine(day, self.at, self.place_in_time).astimezone(dt.UTC)

    def due_times(self, after: dt.datetime, until: dt.datetime) -> tuple[dt.datetime, ...]:
        """List the moments at which a digest is due: later than `after`, and `until` at the latest."""
        day = (after.astimezone(self.place_in_time) - dt.timedelta(days=1)).date()
        last = (until.astimezone(self.place_in_time) + dt.timedelta(days=1)).date()
        found: list[dt.datetime] = []
        while day <= last:
            if day.weekday() in self.days and after < (due := self.due_on(day)) <= until:
                found.append(due)
            day += dt.timedelta(days=1)
        return tuple(found)

    def next_due(self, after: dt.datetime) -> dt.datetime:
        """Return the first moment later than `after` at which a digest is due."""
        return self.due_times(after, after + dt.timedelta(days=9))[0]

    def last_due(self, before: dt.datetime) -> dt.datetime:
        """Return the last moment earlier than `before` at which a digest would have been due."""
        return self.due_times(before - dt.timedelta(days=9), before - dt.timedelta(microseconds=1))[-1]

    def rhythm(self) -> str:
        """Say when it comes: "Mon–Fri at 09:00 (Europe/Lisbon)"."""
        return f"{_days(sorted(self.days))} at {self.at:%H:%M} ({self.zone})"


class Subscription(Value):
    """A channel's order for a digest, or one person's for their own; `by` made or last changed it.

    Digests are due after `from_at`. `paused_because` says why the bot itself paused it.
    """

    id: int
    channel: ChannelId | PersonId
    settings: DigestSettings
    state: SubscriptionState
    paused_because: str | None = None
    by: str
    from_at: dt.datetime

    def due_times(self, told_until: dt.datetime | None, now: dt.datetime) -> tuple[dt.datetime, ...]:
        """List the moments that are due by now and that no digest covers yet; `told_until` is the last one covered."""
        if self.state is not SubscriptionState.ACTIVE:
            return ()
        after = self.from_at if told_until is None else max(self.from_at, told_until)
        return self.settings.due_times(after, now)


def mail_domain_of(address: str) -> Domain:
    """Return the domain of an e-mail address."""
    return address.rpartition("@")[2].casefold()


def _days(days: list[int]) -> str:
    if days == [0, 1, 2, 3, 4]:
        return "Mon–Fri"
    return "Every day" if len(days) == 7 else ", ".join(DAY_NAMES[day] for day in days)


def rhythm_in(words: str) -> tuple[tuple[int, ...], dt.time] | None:
    """Return the days and the time that words name: "daily 08:30", "18:00" (on weekdays), "mon, thu at 7:15", "tue-fri 9:00".

    None if they name none.
    """
    said = _RHYTHM.fullmatch(" ".join(words.casefold().split()))
    if said is None:
        return None
    named = said["days"].strip(" ,")
    days = _DAYS_IN_WORDS.get(named) or _days_in(named)
    return (days, dt.time(int(said["hours"]), int(said["minutes"]))) if days else None


def _days_in(named: str) -> tuple[int, ...]:
    """Return the weekdays of a list such as "mon, wed-fri"; none if a name in it is no day's."""
    short = [day.casefold() for day in DAY_NAMES]
    found: set[int] = set()
    for part in re.split(r"[,\s]+", re.sub(r"\s*[–-]\s*", "-", named)):
        ends = [short.index(day[:3]) if day[:3] in short and day in _FULL_NAMES[day[:3]] else None for day in part.split("-")]
        if None in ends or len(ends) > 2:
            return ()
        first, last = (int(end or 0) for end in (ends[0], ends[-1]))
        found |= {day % 7 for day in range(first, last + 1 + (7 if last < first else 0))}
    return tuple(sorted(found))


_FULL_NAMES = {
    day[:3]: (day[:3], day) for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}
