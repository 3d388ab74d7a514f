"""Draws an origin with all who have it from there, as numbers for an inline SVG that is as wide as a phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from bot.domain.model import Stance
from bot.domain.origin_graph import GraphNode, OriginGraph, said_by, standing_of

WIDTH = 340
_INDENT = 22
_DEEPEST = 6
_LINE = 17
_PAD = 10
_GAP = 10
_CHARACTER = 7.4
"""How wide a character is at most times, in the picture's units."""
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Box:
    """One node: its corner and height, its lines of text, the small line below, and the point that its line comes from."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    small: str
    kind: str
    joined: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Picture:
    """One origin's picture; `text` says it for those who do not see it."""

    boxes: tuple[Box, ...]
    width: int
    height: int
    title: str
    kind: str


def draw(graph: OriginGraph) -> Picture:
    """Lay one origin's tree out: the origin on top, and below it, indented, whoever has it from there."""
    kind = "unknown" if not graph.known else "origin" if graph.independent else "stake"
    boxes = list(_boxes(graph.top, standing_of(graph), kind))
    return Picture(
        boxes=tuple(boxes),
        width=WIDTH,
        height=boxes[-1].y + boxes[-1].height + 2,
        title=f"{graph.top.name}, {standing_of(graph)}",
        kind=kind,
    )


def _boxes(top: GraphNode, standing: str, kind: str) -> Iterator[Box]:
    y = 2
    waiting: list[tuple[GraphNode, int, tuple[int, int] | None]] = [(top, 0, None)]
    while waiting:
        node, depth, joined = waiting.pop()
        x = 2 + _INDENT * min(depth, _DEEPEST)
        said = said_by(node)
        small = "; ".join(filter(None, [standing, said])) if depth == 0 else said or "passes it on"
        box = _box(node, x, y, small, kind if depth == 0 else _kind(node), joined)
        yield box
        y += box.height + _GAP
        foot = (x + _INDENT // 2, box.y + box.height)
        waiting += [(child, depth + 1, foot) for child in reversed(node.below)]


def _box(node: GraphNode, x: int, y: int, small: str, kind: str, joined: tuple[int, int] | None) -> Box:
    room = int((WIDTH - x - 2 - 2 * _PAD) / _CHARACTER)
    lines = wrap(node.name, room, max_lines=_MOST_LINES, placeholder=" …") or [node.name[:room]]
    below = wrap(small, int(room * 1.15), max_lines=2, placeholder=" …")
    height = 2 * _PAD + _LINE * (len(lines) + len(below)) - 4
    return Box(x, y, WIDTH - x - 2, height, tuple(lines), "\n".join(below), kind, joined)


def _kind(node: GraphNode) -> str:
    if not node.said:
        return "passes"
    return "denies" if any(report.stance is Stance.DENIES for report in node.said) else "outlet"
