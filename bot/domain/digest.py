"""What a digest says and in which order: what changed and why, what waits and since when, the numbers.

Pure: what happened in a period goes in, what people read comes out. Drawing it (Slack, e-mail, terminal) adds no judgement.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby, product
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.model import Layer, Level, OneLine, Slug, Value
from bot.domain.record import DecisionKind
from bot.domain.subscription import DigestPart, DigestSettings, EventFilter
from bot.domain.wording import age, counted

MOST_DAYS = 20
"""The chart shows this many days at most; more cannot be read at a glance."""
LATE = dt.timedelta(minutes=15)
FOR_YOU = "Waits for you"
FOLLOWED = "You follow"
TO_WITHDRAW = "Withdrawals to decide on"
WITHDRAWN = "Withdrawn"
REWORDED = "Reworded"
_RANK = {Level.UNVERIFIED: 0, Level.REPORTED: 1, Level.CORROBORATED: 2, Level.VERIFIED: 3}


class DigestState(StrEnum):
    """What became of a digest: `quiet`: nothing to say; `missed`: nothing was running; `unposted`: its channel was closed."""

    MADE = "made"
    QUIET = "quiet"
    MISSED = "missed"
    UNPOSTED = "unposted"


class Group(StrEnum):
    """How a change reads, the most urgent first."""

    RETRACTED = "Retracted"
    REOPENED = "Reopened"
    DISPUTED = "Disputed"
    FALLEN = "Fallen"
    VERIFIED = "Verified"
    RISEN = "Better founded"
    SETTLED = "No longer disputed"


ORDER = tuple(Group)
MARKS = {
    Group.RETRACTED: "⛔",
    Group.REOPENED: "🔓",
    Group.DISPUTED: "⚡",
    Group.FALLEN: "🔻",
    Group.VERIFIED: "✅",
    Group.RISEN: "🔺",
    Group.SETTLED: "🤝",
}
_PLACES = {group: place for place, group in enumerate(ORDER)}
_WAYS = dict.fromkeys(Group, "rose") | dict.fromkeys((Group.FALLEN, Group.RETRACTED), "fell") | {Group.DISPUTED: "disputed"}


Places = Mapping[tuple[int, str], tuple[bool, int]]
"""The place of each claim, by event and claim. Where several claims of an event moved, the lowest place comes first; other
events need none."""


class Move(NamedTuple):
    """One stored change of one claim's assessment, with what choosing needs.

    `id` is its row and grows with time; `event` is the event's row. `day` is its day on the chart, from 1 on; 0 is before it.
    """

    id: int
    event: int
    claim: str
    day: int
    before: str | None
    after: str


class Step(NamedTuple):
    """How far one claim came in a period."""

    claim: str
    before: Level | None
    after: Level


class Change(NamedTuple):
    """What a period changed for one event: how far each claim came whose level differs now, the most telling one first.

    `group` and `move`, its last move, are that one's.
    """

    event: int
    group: Group
    steps: tuple[Step, ...]
    move: int


LONGEST_SAYS = 200
"""How long what an entry says may be: a card cuts the rest."""


class Entry(Value):
    """One entry of a digest: what it is about, what it says of it, and why.

    `event` and `proposal` are what it links to; `since` is when the waiting began.
    """

    about: str
    says: str
    why: str = ""
    event: Slug | None = None
    proposal: int | None = None
    since: dt.datetime | None = None
    person: str | None = None


class Section(Value):
    """Entries of one kind under a title; `more` counts those that are not listed."""

    part: DigestPart
    title: OneLine
    mark: str = ""
    entries: tuple[Entry, ...]
    more: int = 0

    @property
    def total(self) -> int:
        """Count what is listed and what is not."""
        return len(self.entries) + self.more


class Bar(Value):
    """One day of the chart: how many events rose, fell and became disputed."""

    day: dt.date
    rose: int = 0
    fell: int = 0
    disputed: int = 0


class Digest(Value):
    """One digest, as it is stored and drawn; times are in UTC and shown in `zone`.

    It covers what happened after `since` and up to `until`. `notes` say what was missed or came late, `left_out` what is not
    told, and why.
    """

    zone: str
    since: dt.datetime
    until: dt.datetime
    summary: str
    notes: tuple[str, ...] = ()
    left_out: str = ""
    sections: tuple[Section, ...] = ()
    numbers: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()

    @property
    def nothing_happened(self) -> bool:
        """Tell whether nothing happened and nothing waits."""
        return not self.sections


class Tally(NamedTuple):
    """The numbers of a period: links brought and failed, and decisions by kind."""

    links: int
    failed: int
    decisions: Counter[DecisionKind]


def place_of(layer: Layer, position: int) -> tuple[bool, int]:
    """Return a claim's place in its event: substance before what was said, then the event's order."""
    return layer is not Layer.SUBSTANCE, position


def by_event(moves: Iterable[Move]) -> list[list[Move]]:
    """Group moves by event, in the order in which they were stored."""
    events: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        events[move.event].append(move)
    return list(events.values())


def of_several_claims(events: Iterable[Sequence[Move]]) -> list[int]:
    """Return the events in which several claims moved."""
    return [moves[0].event for moves in events if len(moves) > 1 and len({move.claim for move in moves}) > 1]


def changes_in(events: Iterable[Sequence[Move]], places: Places) -> list[Change]:
    """Return what changed, at most one change per event; a level that moved and came back is none.

    The most urgent group comes first; within it the largest step, then the newest. The core claim comes first in an
    event where its level moved, then the others in their order. A new event is no change, unless it is verified, disputed or
    retracted at once.
    """
    changes = [
        Change(moved[0][1].event, group, tuple(_step(*ends) for ends in moved), moved[0][1].id)
        for moved, group in filter(None, (_told(moves, places) for moves in events))
    ]
    changes.sort(key=lambda change: change.move, reverse=True)
    return sorted(changes, key=lambda change: _URGENCY[change.steps[0][1:]])


def grouped(changes: Iterable[Change]) -> list[tuple[Group, list[Change]]]:
    """Split changes into their groups, in order."""
    return [(group, list(found)) for group, found in groupby(changes, key=lambda change: change.group)]


def days_of(settings: DigestSettings, since: dt.datetime, until: dt.datetime) -> dict[dt.date, dt.datetime]:
    """Return the days that a period's chart shows, the latest twenty in the digest's zone, and when each begins."""
    zone = settings.place_in_time
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    days = [last - dt.timedelta(days=back) for back in range(min((last - first).days, MOST_DAYS - 1), -1, -1)]
    return {day: dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC) for day in days}


def bars_of(events: Iterable[Sequence[Move]], places: Places, days: Iterable[dt.date]) -> tuple[Bar, ...]:
    """Count each day's changes for the chart, one bar per day."""
    told = filter(None, (_told(moves, places) for moves in _by_day(events)))
    counts = Counter((moved[0][1].day, _WAYS[group]) for moved, group in told)
    return tuple(
        Bar(day=day, **{way: counts[number, way] for way in ("rose", "fell", "disputed")}) for number, day in enumerate(days, 1)
    )


def says_of(step: Step) -> str:
    """Say how a claim's level moved: "reported → verified"."""
    return str(step.after) if step.before is None else f"{step.before} → {step.after}"


def wanted_groups(parts: Iterable[DigestPart]) -> frozenset[Group]:
    """Return the groups of changes that the chosen parts show."""
    parts = frozenset(parts)
    disputes = {Group.DISPUTED} if DigestPart.DISPUTES in parts else set()
    return frozenset({*disputes, *(set(Group) - {Group.DISPUTED} if DigestPart.CHANGES in parts else ())})


def summary_of(sections: Sequence[Section], now: dt.datetime) -> str:
    """Say the whole digest in one sentence, for notifications and the top."""
    withdrawn = sum(section.total for section in sections if section.title == WITHDRAWN)
    changed = sum(section.total for section in sections if section.part in (DigestPart.CHANGES, DigestPart.DISPUTES))
    reworded = sum(section.total for section in sections if section.title == REWORDED)
    changed -= withdrawn + reworded
    new = sum(section.total for section in sections if section.part is DigestPart.NEW)
    failed = sum(section.total for section in sections if section.part is DigestPart.FAILED)
    told = [f"{withdrawn:,} withdrawn"] if withdrawn else []
    told += [f"{changed:,} changed"] if changed else []
    told += [f"{reworded:,} reworded"] if reworded else []
    told += [counted(new, "new event")] if new else []
    for section in sections:
        if section.title == FOR_YOU:
            told.insert(0, f"{section.total:,} {'waits' if section.total == 1 else 'wait'} for you")
        elif section.part is DigestPart.WAITING:
            verb = "waits" if section.total == 1 else "wait"
            oldest = min((entry.since for entry in section.entries if entry.since), default=None)
            what = f"{counted(section.total, 'withdrawal')}" if section.title == TO_WITHDRAW else f"{section.total:,}"
            since = f"{', the oldest' if section.total > 1 else ''} for {age(oldest, now)}" if oldest else ""
            told.insert(0 if section.title == TO_WITHDRAW else len(told), f"{what} {verb} for a decision{since}")
    told += [f"{counted(failed, 'link')} could not be read"] if failed else []
    return f"{'; '.join(told)}." if told else "Nothing changed and nothing waits."


def left_out_said(muted: int, filtered: int, events: EventFilter) -> str:
    """Say in one line how many events that changed are not told, and why; "" if none is left out."""
    told = [f"{counted(muted, 'event')}, because you muted {'it' if muted == 1 else 'them'}"] if muted else []
    told += [f"{counted(filtered, 'event')}, because this digest is about {events.in_words()}"] if filtered else []
    return f"Left out: {'; '.join(told)}." if told else ""


def numbers_of(tally: Tally, waiting: int | None) -> tuple[str, ...]:
    """Say a period's numbers, one per line."""
    decided = tally.decisions
    approved = decided[DecisionKind.APPROVE] + decided[DecisionKind.AMEND]
    links = [f"{counted(tally.links, 'link')} brought" + (f", {tally.failed:,} not read" if tally.failed else "")]
    kinds = ((approved, "approved"), (decided[DecisionKind.REJECT], "rejected"), (decided[DecisionKind.UNDO], "taken back"))
    made = [f"{number:,} {word}" for number, word in kinds if number]
    decisions = [f"{counted(sum(decided.values()), 'decision')}{': ' if made else ''}{', '.join(made)}"]
    return (*links, *decisions, *([f"{counted(waiting, 'proposal')} waiting"] if waiting is not None else []))


def notes_of(settings: DigestSettings, missed: Sequence[dt.datetime], due: dt.datetime | None, now: dt.datetime) -> list[str]:
    """Say which digests were missed since the last one, and whether this one is late."""
    why, notes = "Second Source was not running", []
    if len(missed) == 1:
        notes.append(f"The digest of {moment(missed[0], settings.zone)} was missed: {why}. This one covers its time too.")
    elif missed:
        since = moment(missed[0], settings.zone)
        notes.append(f"{len(missed):,} digests were missed since {since}: {why}. This one covers their time too.")
    if due is not None and now - due > LATE:
        notes.append(f"This digest was due on {moment(due, settings.zone)} and comes late: {why}.")
    return notes


def title_of(digest: Digest) -> str:
    """Return a digest's title: "Verification digest, Mon 23 Nov"."""
    day = digest.until.astimezone(ZoneInfo(digest.zone))
    return f"Verification digest, {day:%a} {day.day} {day:%b}"


def period_of(digest: Digest) -> str:
    """Say when a digest's period begins: "Since Fri 20 Nov, 18:00 (Europe/Lisbon)"."""
    return f"Since {moment(digest.since, digest.zone)} ({digest.zone})"


def bars_said(digest: Digest) -> list[str]:
    """Say in words what the chart shows, one line per day: "Mon 23 Nov: 2 rose, 1 disputed"."""
    said: list[str] = []
    for bar in digest.bars:
        counts = [
            f"{number:,} {word}"
            for number, word in ((bar.rose, "rose"), (bar.fell, "fell"), (bar.disputed, "disputed"))
            if number
        ]
        if counts:
            said.append(f"{bar.day:%a} {bar.day.day} {bar.day:%b}: {', '.join(counts)}")
    return said


def moment(at: dt.datetime, zone: str) -> str:
    """Return a moment in a zone: "Mon 23 Nov, 09:00"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _by_day(events: Iterable[Sequence[Move]]) -> Iterator[Sequence[Move]]:
    for moves in events:
        if len(moves) == 1:
            yield moves
        else:
            yield from (list(of_day) for _, of_day in groupby(sorted(moves, key=_day), _day))


def _day(move: Move) -> int:
    return move.day


def _told(moves: Sequence[Move], places: Places) -> tuple[list[tuple[Move, Move]], Group] | None:
    """Return what moved in an event, what speaks for it first, and the group of that; None where nothing changed."""
    moved = [(moves[0], moves[0])] if len(moves) == 1 else _moved(moves, places)
    if not moved:
        return None
    first, last = moved[0]
    group = _GROUPS[first.before, last.after]
    return (moved, group) if group else None


def _moved(moves: Iterable[Move], places: Places) -> list[tuple[Move, Move]]:
    """Return the first and the last move of each claim whose level differs now, by the claims' places."""
    ends: dict[str, tuple[Move, Move]] = {}
    for move in moves:
        ends[move.claim] = ends.get(move.claim, (move,))[0], move
    moved = [(first, last) for first, last in ends.values() if first.before != last.after]
    if len(moved) > 1:
        moved.sort(key=lambda telling: places[telling[0].event, telling[0].claim])
    return moved


def _step(first: Move, last: Move) -> Step:
    return Step(last.claim, _LEVELS.get(first.before or ""), _LEVELS[last.after])


def _group(before: Level | None, after: Level) -> Group | None:
    if before is after:
        return None
    if after is Level.RETRACTED:
        return Group.RETRACTED
    if after is Level.DISPUTED:
        return Group.DISPUTED
    if before is Level.RETRACTED:
        return Group.REOPENED
    if before is Level.DISPUTED and after is not Level.VERIFIED:
        return Group.SETTLED
    if before is not None and before in _RANK and _RANK[after] < _RANK[before]:
        return Group.FALLEN
    if after is Level.VERIFIED:
        return Group.VERIFIED
    return None if before is None else Group.RISEN


_MOVES = tuple(product((None, *Level), Level))
_LEVELS = {level.value: level for level in Level}
_GROUPS = {(before and before.value, after.value): _group(before, after) for before, after in _MOVES}


def _urgency(before: Level | None, after: Level) -> tuple[int, int]:
    group = _group(before, after)
    step = abs(_RANK.get(after, 3) - (_RANK.get(before, 0) if before else 0))
    return _PLACES[group] if group else len(ORDER), -step


_URGENCY = {(before, after): _urgency(before, after) for before, after in _MOVES}
