"""Reports on readers and on the search as text: columns side by side, then the confusion tables."""

from collections.abc import Callable, Iterator, Mapping

from bot.evaluation.comparing import EvalReport
from bot.evaluation.retrieval import Retrieval
from bot.evaluation.scoring import Alarms, Share, Table

_NAME, _COLUMN = 36, 18
_MOST_NAMED = 20
Cell = Callable[[EvalReport], str | None]


def report_text(columns: Mapping[str, EvalReport]) -> str:
    """Show reports side by side under their names; rows without a figure in any report are left out."""
    rows = [("", list[str | None](columns))]
    rows += [(name, cells) for name, cell in _ROWS if any(cells := [cell(report) for report in columns.values()])]
    widths = [
        max(_COLUMN, *(len(text or "") + 2 for text in column)) for column in zip(*(cells for _, cells in rows), strict=True)
    ]
    lines = [
        name.ljust(_NAME) + "".join((text or "–").rjust(width) for text, width in zip(cells, widths, strict=True))
        for name, cells in rows
    ]
    for name, report in columns.items():
        lines += _below(name, report)
    return "\n".join(lines)


def retrieval_text(found: Retrieval) -> str:
    """Show how well the search found the relevant events."""
    rows = [
        ("queries", f"{found.queries:,}"),
        ("MAP@5", _figure(found.map_5)),
        ("P@1", _figure(found.precision_1)),
        ("recall@10", _figure(found.recall_10)),
        ("time p50 / p95 in ms", _times(found.p50, found.p95)),
        ("found by", f"words and {found.embeddings}" if found.embeddings else "words"),
    ]
    lines = [f"{name:<24}{text or '–'}" for name, text in rows]
    if found.unknown:
        more = f" and {len(found.unknown) - _MOST_NAMED:,} more" if len(found.unknown) > _MOST_NAMED else ""
        lines.append(f"Not stored, and so left out: {', '.join(found.unknown[:_MOST_NAMED])}{more}.")
        lines.append(f"{found.scored:,} of the {found.queries:,} queries could be scored.")
    if found.ignored_fields:
        lines.append(_ignored(found.ignored_fields).replace("fields", "Fields", 1))
    return "\n".join(lines)


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str | None:
    return None if value is None else f"{value:.1%}"


def _f1(table: Table) -> str | None:
    return None if table.macro_f1 is None else f"{table.macro_f1:.3f} ({table.of:,})"


def _share(share: Share) -> str | None:
    return f"{share.share:.1%} ({share.of:,})" if share.share is not None else None


def _two(one: Share, other: Share) -> str | None:
    parts = ["–" if each.share is None else f"{each.share:.1%} ({each.of:,})" for each in (one, other)]
    return " / ".join(parts) if one.of or other.of else None


def _precision_recall(alarms: Alarms) -> str | None:
    if not alarms.of:
        return None
    return f"{_percent(alarms.precision) or '–'} / {_percent(alarms.recall) or '–'}"


def _counts(alarms: Alarms) -> str | None:
    return f"{alarms.right} / {alarms.wrong} / {alarms.missed}" if alarms.of else None


def _false(alarms: Alarms) -> str | None:
    silent = alarms.false + alarms.rightly_silent
    return f"{alarms.false} of {silent}" if silent else None


def _per_link(number: float | None, links: int, form: str = ",.2f") -> str | None:
    return format(number / links, form) if number is not None and links else None


def _times(p50: float | None, p95: float | None) -> str | None:
    return f"{p50 * 1000:,.0f} / {p95 * 1000:,.0f}" if p50 is not None and p95 is not None else None


_ROWS: tuple[tuple[str, Cell], ...] = (
    ("cases", lambda r: f"{r.cases:,}"),
    ("not read", lambda r: f"{sum(r.declined.values()):,}" if r.declined else None),
    ("could not be tried, in no score", lambda r: f"{sum(r.failed.values()):,}" if r.failed else None),
    ("event accuracy", lambda r: f"{r.event.accuracy:.1%} ({r.event.of:,})" if r.event.accuracy is not None else None),
    ("  right / wrong / missed", lambda r: _counts(r.event)),
    ("  proposed where there is none", lambda r: _false(r.event)),
    ("  further events proposed", lambda r: f"{r.also}" if r.event.of else None),
    ("stance, macro-F1", lambda r: _f1(r.stance)),
    ("  confirms / denies that are right", lambda r: _two(r.confirms, r.denies)),
    ("  sure, of those expected", lambda r: _share(r.sure)),
    ("  shown, sure or open", lambda r: _share(r.shown)),
    ("agree/disagree/discuss/unrelated, F1", lambda r: _f1(r.four_labels)),
    ("tone, macro-F1", lambda r: _f1(r.tone)),
    ("basis, macro-F1", lambda r: _f1(r.basis)),
    ("origin right", lambda r: _share(r.origin)),
    ("quotes that stand in the text", lambda r: _share(r.grounded)),
    ("  judgements dropped for want of one", lambda r: f"{r.dropped:,}" if r.grounded.of else None),
    ("wire credit, precision / recall", lambda r: _precision_recall(r.wire)),
    ("  right / wrong agency / missed", lambda r: _counts(r.wire)),
    ("  named where there is none", lambda r: _false(r.wire)),
    ("instructions, precision / recall", lambda r: _precision_recall(r.instructions)),
    ("  flagged where there are none", lambda r: _false(r.instructions)),
    ("calls per link", lambda r: _per_link(r.spent.calls, r.spent.links)),
    ("tokens in / out per link", lambda r: _tokens(r)),
    ("cost per link", lambda r: _per_link(r.spent.cost, r.spent.links, ".4f")),
    ("reading time p50 / p95 in ms", lambda r: _times(r.spent.p50, r.spent.p95)),
)


def _tokens(report: EvalReport) -> str | None:
    spent = report.spent
    if not spent.calls:
        return None
    return f"{spent.tokens_in / spent.links:,.0f} / {spent.tokens_out / spent.links:,.0f}"


def _below(name: str, report: EvalReport) -> Iterator[str]:
    tables = (("stance", report.stance), ("four labels", report.four_labels), ("tone", report.tone), ("basis", report.basis))
    for what, table in tables:
        if table.of:
            yield f"\n{name}: {what}, expected (rows) and predicted (columns)"
            yield from _grid(table)
    for what, reasons in (("not read", report.declined), ("could not be tried, in no score", report.failed)):
        if reasons:
            yield f"\n{name}: {what}"
        for sentence, times in list(reasons.items())[:_MOST_NAMED]:
            yield f"  {times:,} × {sentence}"
    yield ""
    yield f"{name}: read by {', '.join(f'{reader} ({times:,})' for reader, times in report.readers.items()) or 'nobody'}."
    if report.ignored_fields:
        yield f"{name}: {_ignored(report.ignored_fields)}"


def _ignored(fields: Mapping[str, int]) -> str:
    named = ", ".join(f"{field} ({times:,})" for field, times in list(fields.items())[:_MOST_NAMED])
    return f"fields that mean nothing here and were ignored: {named}."


def _grid(table: Table) -> Iterator[str]:
    columns = list(next(iter(table.confusion.values())))
    yield (
        "  "
        + "".ljust(12)
        + "".join(label.rjust(12) for label in columns)
        + "".join(t.rjust(8) for t in ("prec.", "recall", "F1"))
    )
    for score in table.labels:
        counts = "".join(f"{table.confusion[score.label][label]:>12,}" for label in columns)
        yield f"  {score.label:<12}{counts}{score.precision:>8.2f}{score.recall:>8.2f}{score.f1:>8.2f}"
