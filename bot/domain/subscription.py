"""Who receives a digest, what is in it, and the moments at which it is due."""

import datetime as dt
from enum import StrEnum
from functools import cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.domain.model import EventKind, Line, Value
from bot.domain.workspace import ChannelId, Domain

GRACE = dt.timedelta(hours=3)
"""So long after its time a digest is still made; later it counts as missed, and the next one covers its time too."""
SETTLING = dt.timedelta(seconds=20)
"""A digest covers what was decided until so long before its time: by then, every such decision has been stored."""
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Part(StrEnum):
    """What a digest may tell."""

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
    """Give the names of all time zones that people live in."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def zone_of(name: str) -> str:
    """Give a time zone's name as it was given; raises ValueError where the IANA database has no such zone."""
    if name not in zone_names():
        raise ValueError(f"there is no time zone '{name[:60]}'; it should look like Europe/Lisbon")
    return name


ZoneName = Annotated[str, AfterValidator(zone_of)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Address = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]


class EventFilter(Value):
    """Which events a digest is about; what is empty lets all through, and an event must pass all of it.

    `place` passes events whose place contains it, whatever its case; `kinds` and `tags` those that have one of them.
    """

    place: Line | None = None
    kinds: tuple[EventKind, ...] = ()
    tags: tuple[Line, ...] = Field(default=(), max_length=50)

    @property
    def takes_all(self) -> bool:
        """Tell whether every event passes."""
        return not (self.place or self.kinds or self.tags)

    def passes(self, place: str | None, kind: str, tags: tuple[str, ...] | list[str]) -> bool:
        """Tell whether an event of this place, kind and tags is among those meant."""
        if self.place and self.place.casefold() not in (place or "").casefold():
            return False
        if self.kinds and kind not in self.kinds:
            return False
        wanted = {tag.casefold() for tag in self.tags}
        return not wanted or any(tag.casefold() in wanted for tag in tags)


class DigestSettings(Value):
    """What somebody settled for one digest.

    `days` are weekdays, Monday is 0; `at` is the time of day in `zone`. `quiet` says nothing where nothing happened, instead
    of saying so in one line. `addresses` receive it by e-mail too.
    """

    days: tuple[Weekday, ...] = Field(default=(0, 1, 2, 3, 4), min_length=1, max_length=7)
    at: dt.time = dt.time(9)
    zone: ZoneName = "UTC"
    parts: tuple[Part, ...] = Field(default=(Part.CHANGES, Part.NEW, Part.DISPUTES, Part.WAITING, Part.FAILED), min_length=1)
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
        """Give the time zone."""
        return ZoneInfo(self.zone)

    def due_on(self, day: dt.date) -> dt.datetime:
        """Give the moment (UTC) at which a digest is due on a day of the zone's calendar.

        A time that a clock change skips comes as much later as clocks are moved; one that comes twice counts the first time
        (PEP 495, fold 0). So there is exactly one moment a day.
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
        """Give the first moment later than `after` at which a digest is due."""
        return self.due_times(after, after + dt.timedelta(days=9))[0]

    def last_due(self, before: dt.datetime) -> dt.datetime:
        """Give the last moment earlier than `before` at which a digest would have been due."""
        return self.due_times(before - dt.timedelta(days=9), before - dt.timedelta(microseconds=1))[-1]

    def rhythm(self) -> str:
        """Say when it comes: "Mon–Fri at 09:00 (Europe/Lisbon)"."""
        return f"{_days(sorted(self.days))} at {self.at:%H:%M} ({self.zone})"


class Subscription(Value):
    """A channel's wish for a digest; `by` made or last changed it.

    Digests are due later than `from_at`. `paused_because` says why it was paused where we did that ourselves.
    """

    id: int
    channel: ChannelId
    settings: DigestSettings
    state: SubscriptionState
    paused_because: str | None = None
    by: str
    from_at: dt.datetime

    def due_times(self, told_until: dt.datetime | None, now: dt.datetime) -> tuple[dt.datetime, ...]:
        """List the moments at which a digest is due by now and not told about yet; `told_until` is the last that was."""
        if self.state is not SubscriptionState.ACTIVE:
            return ()
        after = self.from_at if told_until is None else max(self.from_at, told_until)
        return self.settings.due_times(after, now)


def mail_domain_of(address: str) -> Domain:
    """Give the domain of an e-mail address."""
    return address.rpartition("@")[2].casefold()


def _days(days: list[int]) -> str:
    if days == [0, 1, 2, 3, 4]:
        return "Mon–Fri"
    return "Every day" if len(days) == 7 else ", ".join(DAY_NAMES[day] for day in days)
