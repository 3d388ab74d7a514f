"""Draws how likely each claim of an event was, over time, as numbers for an inline SVG."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.model import Event, Level
from bot.domain.record import LevelChange
from bot.domain.verdict import name_of

WIDTH, HEIGHT = 340, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 8, 8, 22
_NOW = 14
"""How much of the width is left behind the last change, so that its step is seen."""
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One claim's steps: its name, and the points of each part of its line; where it is unverified there is none."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines, the heights of the marks in percent, and the first and the last day."""

    lines: tuple[ChartLine, ...]
    marks: tuple[tuple[int, float], ...]
    first: dt.datetime
    last: dt.datetime
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT


def chart_of(event: Event, changes: Sequence[LevelChange]) -> Chart | None:
    """Return the chart of an event's history; None if nothing moved more than once, or was ever more than unverified."""
    moments = sorted({change.at for change in changes})
    if len(moments) < 2:
        return None
    first, last = moments[0], moments[-1]
    claims = [event.core, *(claim for claim in event.current if claim.key != event.core.key)][:_MOST_LINES]
    lines = []
    for claim in claims:
        own = sorted((change for change in changes if change.claim == claim.key), key=lambda change: change.at)
        if parts := _parts(own, first, last):
            lines.append(ChartLine(name_of(event, claim), parts))
    if not lines:
        return None
    return Chart(tuple(lines), tuple((mark, _y(mark / 100)) for mark in (0, 50, 100)), first, last)


def _parts(own: Sequence[LevelChange], first: dt.datetime, last: dt.datetime) -> tuple[str, ...]:
    """Return the parts of a claim's line: a score holds until the next change, and where nothing supports it there is none."""
    parts: list[list[tuple[float, float]]] = []
    drawing = False
    for number, change in enumerate(own):
        ends = _x(own[number + 1].at, first, last) if number + 1 < len(own) else WIDTH - _RIGHT
        if change.level_after is Level.UNVERIFIED:
            drawing = False
            continue
        if not drawing:
            parts.append([])
        parts[-1] += [(_x(change.at, first, last), _y(change.score_after)), (ends, _y(change.score_after))]
        drawing = True
    return tuple(" ".join(f"{x:g},{y:g}" for x, y in part) for part in parts)


def _x(at: dt.datetime, first: dt.datetime, last: dt.datetime) -> float:
    return round(_LEFT + (at - first) / (last - first) * (WIDTH - _LEFT - _RIGHT - _NOW), 1)


def _y(score: float) -> float:
    return round(_TOP + (1 - score) * (HEIGHT - _TOP - _BOTTOM), 1)
