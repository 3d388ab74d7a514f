"""Draws how likely each claim of an event was, over time, as numbers for an inline SVG."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.model import Event
from bot.domain.record import LevelChange
from bot.domain.verdict import name_of

WIDTH, HEIGHT = 340, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 8, 8, 22
_NOW = 14
"""How much of the width is left behind the last change, so that its step is seen."""
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One claim's steps: the points of its line, and its name."""

    name: str
    points: str
    ends: tuple[float, float]


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
    """Return the chart of an event's history; None if nothing moved more than once."""
    moments = sorted({change.at for change in changes})
    if len(moments) < 2:
        return None
    first, last = moments[0], moments[-1]
    claims = [event.core, *(claim for claim in event.current if claim.key != event.core.key)][:_MOST_LINES]
    lines = []
    for claim in claims:
        own = sorted((change for change in changes if change.claim == claim.key), key=lambda change: change.at)
        if not own:
            continue
        points = [(_x(own[0].at, first, last), _y(own[0].score_after))]
        for change in own[1:]:
            x = _x(change.at, first, last)
            # A score holds until the next change: the line has steps.
            points += [(x, points[-1][1]), (x, _y(change.score_after))]
        points.append((WIDTH - _RIGHT, points[-1][1]))
        lines.append(ChartLine(name_of(event, claim), " ".join(f"{x:g},{y:g}" for x, y in points), points[-1]))
    return Chart(tuple(lines), tuple((mark, _y(mark / 100)) for mark in (0, 50, 100)), first, last)


def _x(at: dt.datetime, first: dt.datetime, last: dt.datetime) -> float:
    return round(_LEFT + (at - first) / (last - first) * (WIDTH - _LEFT - _RIGHT - _NOW), 1)


def _y(score: float) -> float:
    return round(_TOP + (1 - score) * (HEIGHT - _TOP - _BOTTOM), 1)
