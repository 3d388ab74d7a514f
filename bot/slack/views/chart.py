"""An event's history as a chart: how likely each claim was, over time."""

import datetime as dt
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from bot.domain.model import Claim, Event, Layer, Level
from bot.domain.record import LevelChange
from bot.slack.views.rows import tidy

MOST_POINTS = 20
MOST_SERIES = 6
_LABEL = 20
_MARGIN = 2


def history_chart(event: Event, history: Sequence[LevelChange]) -> dict[str, Any] | None:
    """Return a `data_visualization` block (docs.slack.dev, "Data visualization block"), or None if there is no line to draw.

    It has values in percent, a point for each of the latest twenty changes, and a line for each claim, at most six. Slack wants
    a value at each point of a line: so it begins when the weightiest claim was last founded anew, and claims that were
    unverified since then have no line, as no number stands behind that.
    """
    moments = sorted({change.at for change in history})
    claims = _by_weight(event)
    shown = next(filter(lambda tail: len(tail) >= _MARGIN, (_founded(history, claim, moments) for claim in claims)), [])
    shown = shown[-MOST_POINTS:]
    if not shown:
        return None
    claims = [claim for claim in claims if _founded(history, claim, shown) == shown][:MOST_SERIES]
    labels = _distinct([f"{at.astimezone(dt.UTC):%d %b %H:%M}" for at in shown])
    names = _distinct([_name(claim, event) for claim in claims])
    series = [
        {
            "name": name,
            "data": [{"label": label, "value": _at(history, claim, at)} for label, at in zip(labels, shown, strict=True)],
        }
        for name, claim in zip(names, claims, strict=True)
    ]
    axes = {"categories": labels, "x_label": "Time (UTC)", "y_label": "How likely, in percent"}
    chart = {"type": "line", "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": "How the record has moved", "chart": chart}


def _by_weight(event: Event) -> list[Claim]:
    return [event.core, *(claim for claim in event.claims if claim.key != event.core.key)]


def _name(claim: Claim, event: Event) -> str:
    alone = sum(other.layer is claim.layer for other in event.claims) == 1
    if alone:
        return "It was said" if claim.layer is Layer.UTTERANCE else "It is so"
    return tidy(claim.text, _LABEL)


def _founded(history: Sequence[LevelChange], claim: Claim, moments: Sequence[dt.datetime]) -> list[dt.datetime]:
    """Return the moments since a claim was last unverified, or had no level yet."""
    found = list(takewhile(lambda at: _level(history, claim, at) is not Level.UNVERIFIED, reversed(moments)))
    return found[::-1]


def _level(history: Sequence[LevelChange], claim: Claim, at: dt.datetime) -> Level:
    last = _last(history, claim, at)
    return last.level_after if last else Level.UNVERIFIED


def _at(history: Sequence[LevelChange], claim: Claim, at: dt.datetime) -> int:
    """Return the score of a claim at a moment, in percent."""
    last = _last(history, claim, at)
    # Only claims that have a level are drawn.
    return round(100 * last.score_after) if last else 0


def _last(history: Sequence[LevelChange], claim: Claim, at: dt.datetime) -> LevelChange | None:
    until = [change for change in history if change.claim == claim.key and change.at <= at]
    return max(until, key=lambda change: change.at, default=None)


def _distinct(labels: Sequence[str]) -> list[str]:
    """Make labels distinct, within the longest length."""
    found: list[str] = []
    for label in labels:
        number, name = 1, label
        while name in found:
            number += 1
            end = f" ({number})"
            name = f"{label[: _LABEL - len(end)]}{end}"
        found.append(name)
    return found
