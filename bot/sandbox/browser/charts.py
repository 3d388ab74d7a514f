"""Draws data_visualization blocks as inline SVG: line, bar, area and pie. The style sheet has the colours of the series."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.sandbox.browser.scene import Payload
from bot.sandbox.browser.tags import join, tag

WIDTH, HEIGHT = 420, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 10, 10, 28
_SERIES_COLOURS = 6


@dataclass(frozen=True, slots=True)
class _Plane:
    """The plot area of a chart, and its scale."""

    low: float
    high: float
    step: float
    columns: int

    def x(self, column: int, *, centred: bool) -> float:
        width = WIDTH - _LEFT - _RIGHT
        if centred or self.columns == 1:
            return _LEFT + width * (column + 0.5) / self.columns
        return _LEFT + width * column / (self.columns - 1)

    def y(self, value: float) -> float:
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * (self.high - value) / (self.high - self.low)

    def ticks(self) -> list[float]:
        return [self.low + self.step * n for n in range(round((self.high - self.low) / self.step) + 1)]


def chart(block: Payload) -> Markup:
    """Draw a data_visualization block with its title, its legend, and its figures in words for screen readers."""
    title = str(block.get("title", ""))
    data: Mapping[str, Any] = block.get("chart", {})
    kind = str(data.get("type", ""))
    if kind == "pie":
        drawn, legend, words = _pie(data)
    elif kind in ("line", "bar", "area"):
        drawn, legend, words = _xy(kind, data)
    else:
        return tag("figure", tag("figcaption", title), tag("p", "A chart that this page cannot draw."), class_="chart")
    svg = tag("svg", drawn, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=f"{title}. {words}")
    return tag("figure", tag("figcaption", title, _axis_names(data)), svg, _legend(legend), class_="chart")


def _xy(kind: str, data: Mapping[str, Any]) -> tuple[Markup, list[str], str]:
    axis = data.get("axis_config") or {}
    series = list(data.get("series", ()))[:12]
    points = [{str(p.get("label")): p.get("value") for p in one.get("data", ())} for one in series]
    categories = [str(c) for c in axis.get("categories", ())] or list(dict.fromkeys(label for one in points for label in one))
    values = [[_number(one.get(category)) for category in categories] for one in points]
    known = [value for row in values for value in row if value is not None]
    if not known:
        return Markup(""), [], "No figures."
    plane = _plane(known, len(categories))
    marks = _bars(plane, values) if kind == "bar" else _lines(plane, values, filled=kind == "area")
    names = [str(one.get("name", "")) for one in series]
    words = " ".join(
        f"{name}: " + ", ".join(f"{c} {_figure(v)}" for c, v in zip(categories, row, strict=True) if v is not None) + "."
        for name, row in zip(names, values, strict=True)
    )
    drawn = join(_grid(plane), _labels(plane, categories, centred=kind == "bar"), marks)
    return drawn, names, words


def _plane(values: Sequence[float], columns: int) -> _Plane:
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = low + 1
    raw = (high - low) / 4
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw)
    return _Plane(math.floor(low / step) * step, math.ceil(high / step) * step, step, max(columns, 1))


def _grid(plane: _Plane) -> Markup:
    drawn: list[Markup] = []
    for value in plane.ticks():
        y = round(plane.y(value), 1)
        drawn.append(tag("line", class_="grid", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y))
        drawn.append(tag("text", _figure(value), class_="tick end", x=_LEFT - 8, y=y + 4))
    return join(*drawn)


def _labels(plane: _Plane, categories: Sequence[str], *, centred: bool) -> Markup:
    """Draw as many labels under the chart as fit."""
    widest = max((len(c) for c in categories), default=1) * 6.5 + 16
    every = max(1, math.ceil(widest * len(categories) / (WIDTH - _LEFT - _RIGHT)))
    drawn: list[Markup] = []
    for column, category in enumerate(categories):
        if column % every:
            continue
        edge = "" if centred or 0 < column < plane.columns - 1 or plane.columns == 1 else (" start" if column == 0 else " end")
        x = round(plane.x(column, centred=centred), 1)
        drawn.append(tag("text", category, class_=f"tick{edge}", x=x, y=HEIGHT - 10))
    return join(*drawn)


def _lines(plane: _Plane, values: Sequence[Sequence[float | None]], *, filled: bool) -> Markup:
    drawn: list[Markup] = []
    for number, row in enumerate(values):
        spots = [(round(plane.x(n, centred=False), 1), round(plane.y(v), 1), v) for n, v in enumerate(row) if v is not None]
        if not spots:
            continue
        path = " ".join(f"{x},{y}" for x, y, _ in spots)
        if filled:
            base = round(plane.y(max(plane.low, 0)), 1)
            drawn.append(
                tag("polygon", class_=f"fill {_colour(number)}", points=f"{spots[0][0]},{base} {path} {spots[-1][0]},{base}")
            )
        drawn.append(tag("polyline", class_=f"stroke {_colour(number)}", points=path))
        drawn += [
            tag("g", tag("title", _figure(v)), tag("circle", cx=x, cy=y, r=3), class_=f"dot {_colour(number)}")
            for x, y, v in spots
        ]
    return join(*drawn)


def _bars(plane: _Plane, values: Sequence[Sequence[float | None]]) -> Markup:
    room = (WIDTH - _LEFT - _RIGHT) / plane.columns
    width = min(36.0, room * 0.72 / max(1, len(values)))
    drawn: list[Markup] = []
    for number, row in enumerate(values):
        for column, value in enumerate(row):
            if value is None:
                continue
            x = plane.x(column, centred=True) + (number - len(values) / 2) * width
            top, bottom = sorted((plane.y(value), plane.y(0)))
            bar = tag("rect", x=round(x, 1), y=round(top, 1), width=round(width - 2, 1), height=round(bottom - top, 1), rx=2)
            drawn.append(tag("g", tag("title", _figure(value)), bar, class_=f"bar {_colour(number)}"))
    return join(*drawn)


def _pie(data: Mapping[str, Any]) -> tuple[Markup, list[str], str]:
    parts = [(str(s.get("label", "")), _number(s.get("value")) or 0.0) for s in data.get("segments", ())]
    total = sum(max(value, 0.0) for _, value in parts)
    if not total:
        return Markup(""), [], "No figures."
    drawn: list[Markup] = []
    angle = 0.0
    middle, radius = (WIDTH / 2, HEIGHT / 2), HEIGHT / 2 - 14
    for number, (label, value) in enumerate(parts):
        share = max(value, 0.0) / total
        name = tag("title", f"{label}: {_figure(value)}")
        if share > 0.999:
            shape = tag("circle", cx=middle[0], cy=middle[1], r=radius)
        else:
            (x1, y1), (x2, y2) = _on_circle(middle, radius, angle), _on_circle(middle, radius, angle + share)
            arc = f"M{middle[0]},{middle[1]} L{x1},{y1} A{radius},{radius} 0 {int(share > 0.5)} 1 {x2},{y2} Z"
            shape = tag("path", d=arc)
        drawn.append(tag("g", name, shape, class_=f"slice {_colour(number)}"))
        angle += share
    legend = [f"{label} · {_figure(value)}" for label, value in parts]
    return join(*drawn), legend, ", ".join(f"{label} {_figure(value)}" for label, value in parts) + "."


def _on_circle(middle: tuple[float, float], radius: float, turn: float) -> tuple[float, float]:
    around = 2 * math.pi * turn
    return round(middle[0] + radius * math.sin(around), 1), round(middle[1] - radius * math.cos(around), 1)


def _axis_names(data: Mapping[str, Any]) -> Markup | None:
    axis = data.get("axis_config") or {}
    names = [str(axis[key]) for key in ("y_label", "x_label") if axis.get(key)]
    return tag("span", " · ".join(names), class_="description") if names else None


def _legend(names: Sequence[str]) -> Markup | None:
    if len(names) < 2:
        return None
    return tag("ul", *(tag("li", name, class_=_colour(number)) for number, name in enumerate(names)), class_="legend")


def _colour(number: int) -> str:
    return f"series{number % _SERIES_COLOURS + 1}"


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _figure(value: float) -> str:
    return f"{value:,.10g}" if abs(value) < 1e12 else f"{value:.3g}"
