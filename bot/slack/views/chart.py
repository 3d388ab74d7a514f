"""An event's history as a chart: how likely each claim was, over time."""

import datetime as dt
from collections.abc import Sequence
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

    It has one line for each claim, at most six, with values in percent, and a point for each of the latest twenty changes. It
    begins when something is more than unverified, and claims that never were have no line: nothing supports them.
    """
    founded = [change for change in history if change.level_after is not Level.UNVERIFIED]
    begins = min((change.at for change in founded), default=dt.datetime.max.replace(tzinfo=dt.UTC))
    moments = sorted({change.at for change in history if change.at >= begins})
    claims = [claim for claim in _by_weight(event) if any(change.claim == claim.key for change in founded)][:MOST_SERIES]
    if len(moments) < _MARGIN or not claims:
        return None
    shown = moments[-MOST_POINTS:]
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


def _at(history: Sequence[LevelChange], claim: Claim, at: dt.datetime) -> int:
    """Return the score of a claim at a moment: after its last change until then, else before its first."""
    own = sorted((change for change in history if change.claim == claim.key), key=lambda change: change.at)
    until = [change for change in own if change.at <= at]
    first = own[0].score_before
    score = until[-1].score_after if until else first if first is not None else own[0].score_after
    return round(100 * score)


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
