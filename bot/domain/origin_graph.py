"""The picture of where the reports on a claim come from: its origins, and below each who has it from whom."""

from collections.abc import Iterator, Sequence

from bot.domain.model import EventDraft, Report, Value
from bot.domain.verdict import name_of, stance_said
from bot.domain.wording import clean, counted
from bot.domain.working import OriginWorking, WeighedReport, work_out


class GraphNode(Value):
    """Somebody in the picture: an origin, or who has it from the one above. `said` are the reports that it made itself."""

    name: str
    said: tuple[Report, ...] = ()
    below: tuple["GraphNode", ...] = ()


class OriginGraph(Value):
    """One origin with all who have it from there; `known` and `independent` as for the count, `counts` where it adds weight."""

    top: GraphNode
    known: bool
    independent: bool
    counts: bool


def origin_graphs(origins: Sequence[OriginWorking]) -> tuple[OriginGraph, ...]:
    """Return the picture of one claim: a tree for each origin, the weightiest first."""
    return tuple(
        OriginGraph(
            top=_node(origin.name, [(each.way[::-1], each) for each in origin.reports]),
            known=origin.known,
            independent=origin.independent,
            counts=origin.known and max(origin.supports, origin.denies) > 0,
        )
        for origin in origins
    )


def graph_lines(event: EventDraft, reports: Sequence[Report]) -> list[str]:
    """Draw the picture of an event as text, a tree for each origin of each claim."""
    lines: list[str] = []
    for claim in event.current:
        graphs = origin_graphs(work_out(claim, reports, event.rulings).origins)
        lines += ["", clean(name_of(event, claim)), *([] if graphs else ["  no report yet"])]
        for graph in graphs:
            lines += [f"  {line}" for line in _drawn(graph)]
    return lines[1:]


def standing_of(graph: OriginGraph) -> str:
    """Say in a word or two what an origin is worth: "independent", "has a stake", "unknown, so it counts for nothing"."""
    if not graph.known:
        return "no known origin"
    return "independent origin" if graph.independent else "origin with a stake"


def said_by(node: GraphNode) -> str:
    """Say what somebody's own reports say: "confirms, tone certain"; "" for whoever only passes it on."""
    said = dict.fromkeys(f"{stance_said(report)}, tone {report.tone}" for report in node.said)
    return "; ".join(said)


def _node(name: str, reports: Sequence[tuple[tuple[str, ...], WeighedReport]]) -> GraphNode:
    """Make a node of the reports that come through it; each comes with the way that is left, from the top down."""
    own, through = list[Report](), dict[str, list[tuple[tuple[str, ...], WeighedReport]]]()
    for way, each in reports:
        rest = way[1:]
        if rest:
            through.setdefault(rest[0], []).append((rest, each))
        elif each.report.outlet.name == name:
            own.append(each.report)
        else:
            outlet = each.report.outlet.name
            through.setdefault(outlet, []).append(((outlet,), each))
    below = tuple(_node(child, theirs) for child, theirs in through.items())
    return GraphNode(name=name, said=tuple(own), below=below)


def _drawn(graph: OriginGraph) -> Iterator[str]:
    said = said_by(graph.top)
    yield f"● {clean(graph.top.name)} ({standing_of(graph)}){f': {said}' if said else ''}"
    yield from _below(graph.top, "")


def _below(node: GraphNode, indent: str) -> Iterator[str]:
    for number, child in enumerate(node.below, 1):
        last = number == len(node.below)
        said = said_by(child) or f"passes it on to {counted(len(child.below), 'outlet')}"
        yield f"{indent}{'└' if last else '├'}─ {clean(child.name)}: {said}"
        yield from _below(child, f"{indent}{'   ' if last else '│  '}")
