"""table, data_table and data_visualization blocks."""

from typing import Any

from bot.sandbox.local_slack.limits.parts import Problems
from bot.sandbox.local_slack.limits.rich_text import rich_text
from bot.sandbox.local_slack.values import Json

ROWS = 100
COLUMNS = 20
DATA_CHARACTERS = 20_000
CHART_TITLE = 50
LABEL = 20
POINTS = 20
SEGMENTS = 12
SERIES = 6
"""Newer sources say 12; all agree on 6."""


def table(problems: Problems, block: Json, at: str) -> None:
    """Check a table; empty cells are refused, since Slack may refuse them."""
    for number, row in enumerate(problems.items(block, "rows", at, ROWS)):
        here = f"{at}/rows/{number}"
        for place, cell in enumerate(problems.items({"row": row}, "row", here, COLUMNS)):
            _cell(problems, cell, f"{here}/{place}", ("raw_text", "rich_text"))
    for number, setting in enumerate(problems.items(block, "column_settings", at, COLUMNS, least=0)):
        here = f"{at}/column_settings/{number}"
        if setting is not None and problems.needs_object(setting, here):
            problems.keys(setting, here, (), ("align", "is_wrapped"))
            problems.choice(setting, "align", here, ("left", "center", "right"))
            problems.yes_or_no(setting, here, "is_wrapped")


def data_table(problems: Problems, block: Json, at: str) -> None:
    """Check a data table: a header row, then rows of the same width, and a caption."""
    problems.string(block, "caption", at, 1000, least=1)
    problems.whole(block, "page_size", at, 1, 100)
    rows = problems.items(block, "rows", at, ROWS + 1, least=2)
    if not all(isinstance(row, list) for row in rows):
        problems.add(f"{at}/rows", "must provide an array of arrays")
        return
    width = len(rows[0]) if rows else 0
    problems.whole(block, "row_header_column_index", at, 0, max(width - 1, 0))
    for number, row in enumerate(rows):
        here = f"{at}/rows/{number}"
        problems.items({"row": row}, "row", here, COLUMNS)
        if len(row) != width:
            problems.add(here, "all rows must have the same number of columns")
        kinds = ("raw_text", "raw_number") if number == 0 else ("raw_text", "raw_number", "rich_text")
        for place, cell in enumerate(row):
            _cell(problems, cell, f"{here}/{place}", kinds)
    if characters(rows) > DATA_CHARACTERS:
        problems.add(f"{at}/rows", f"must be less than {DATA_CHARACTERS + 1} characters")


def data_visualization(problems: Problems, block: Json, at: str) -> None:
    """Check a chart: pie with segments; bar, area and line with series over the same categories."""
    problems.string(block, "title", at, CHART_TITLE, least=1)
    chart = block.get("chart")
    if chart is None or not problems.needs_object(chart, f"{at}/chart"):
        return
    at = f"{at}/chart"
    match chart.get("type"):
        case "pie":
            problems.keys(chart, at, ("type", "segments"))
            for number, segment in enumerate(problems.items(chart, "segments", at, SEGMENTS)):
                _point(problems, segment, f"{at}/segments/{number}", positive=True)
        case "bar" | "area" | "line":
            problems.keys(chart, at, ("type", "series", "axis_config"))
            _series(problems, chart, at, _categories(problems, chart, at))
        case kind:
            problems.add(f"{at}/type", f"unsupported type: {kind}")


def characters(value: Any) -> int:
    """Count the characters of all texts in blocks."""
    if isinstance(value, dict):
        return sum(
            len(inner) if key == "text" and isinstance(inner, str) else characters(inner) for key, inner in value.items()
        )
    if isinstance(value, list):
        return sum(characters(each) for each in value)
    return 0


def _cell(problems: Problems, cell: Any, at: str, kinds: tuple[str, ...]) -> None:
    if not problems.needs_object(cell, at):
        return
    kind = cell.get("type")
    if kind not in kinds:
        problems.add(f"{at}/type", f"unsupported type: {kind}")
    elif kind == "rich_text":
        rich_text(problems, cell, at)
        if characters(cell) == 0 and not _names_somebody(cell):
            problems.add(at, "must not be empty")
    else:
        problems.keys(cell, at, ("type", "text", "value") if kind == "raw_number" else ("type", "text"))
        problems.string(cell, "text", at, 3000, least=1)
        value = cell.get("value")
        if kind == "raw_number" and (isinstance(value, bool) or not isinstance(value, int | float)):
            problems.add(f"{at}/value", "must provide a number")


def _names_somebody(cell: Json) -> bool:
    inline = [each for part in cell.get("elements", ()) if isinstance(part, dict) for each in part.get("elements", ())]
    return any(isinstance(each, dict) and each.get("type") not in (None, "text") for each in inline)


def _categories(problems: Problems, chart: Json, at: str) -> list[Any]:
    config = chart.get("axis_config")
    if config is None or not problems.needs_object(config, f"{at}/axis_config"):
        return []
    at = f"{at}/axis_config"
    problems.keys(config, at, ("categories",), ("x_label", "y_label"))
    problems.string(config, "x_label", at, CHART_TITLE, least=1)
    problems.string(config, "y_label", at, CHART_TITLE, least=1)
    found = problems.items(config, "categories", at, POINTS)
    for number, category in enumerate(found):
        problems.string({"category": category}, "category", f"{at}/categories/{number}", LABEL, least=1)
    if len({str(each) for each in found}) != len(found):
        problems.add(f"{at}/categories", "must be unique")
    return found


def _series(problems: Problems, chart: Json, at: str, categories: list[Any]) -> None:
    names = []
    for number, series in enumerate(problems.items(chart, "series", at, SERIES)):
        here = f"{at}/series/{number}"
        if not problems.needs_object(series, here):
            continue
        problems.keys(series, here, ("name", "data"))
        problems.string(series, "name", here, LABEL, least=1)
        names.append(series.get("name"))
        points = problems.items(series, "data", here, POINTS)
        for place, point in enumerate(points):
            _point(problems, point, f"{here}/data/{place}", positive=False)
        labels = sorted(str(point.get("label")) for point in points if isinstance(point, dict))
        if labels != sorted(str(each) for each in categories):
            problems.add(here, "must have one point for each category")
    if len({str(name) for name in names}) != len(names):
        problems.add(f"{at}/series", "series names must be unique")


def _point(problems: Problems, point: Any, at: str, *, positive: bool) -> None:
    if not problems.needs_object(point, at):
        return
    problems.keys(point, at, ("label", "value"))
    problems.string(point, "label", at, LABEL, least=1)
    value = point.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.add(f"{at}/value", "must provide a number")
    elif positive and value <= 0:
        problems.add(f"{at}/value", "must be greater than 0")
