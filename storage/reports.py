"""Reports on record. Those of a decision count until it is undone; they are never changed or deleted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.copies import housed
from bot.domain.errors import BadInput
from bot.domain.model import Basis, Genre, Hop, Report, Revision, Stance, Tone
from storage import events, outlets
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import ClaimRow, ReportRow
from storage.tables.review import DecisionRow

_T, _UNDOING = table_of(ReportRow), table_of(DecisionRow).alias()
_UNDONE = of_table(_UNDOING.c.id).where(_UNDOING.c.undoes == _T.c.decision_id).exists()
_STANDING = Prepared(of_table(_T).where(_T.c.event_id.in_(bindparam("events", expanding=True)), ~_UNDONE).order_by(_T.c.id))

_AT_ONCE = 500
"""How many events a statement asks for: both databases limit the number of parameters."""


def add(
    s: WorkspaceSession,
    slug: str,
    reports: Sequence[Report],
    *,
    decision_id: int | None,
    article_ids: Mapping[str, int] | None = None,
    at: dt.datetime,
) -> None:
    """Add reports to an event, by a decision or (None) from its file; existing ones stay as they are.

    `article_ids` maps a report's id to its stored article. Raises NotFound for the event, BadInput for a report on a claim
    that the event does not have.
    """
    event_id = events.id_of(s, slug)
    claims = set(s.exec(select(ClaimRow.key).where(col(ClaimRow.event_id) == event_id)))
    stored = set(
        s.exec(
            select(ReportRow.report_id).where(
                col(ReportRow.event_id) == event_id, col(ReportRow.decision_id).is_not_distinct_from(decision_id)
            )
        )
    )
    for report in reports:
        if report.claim not in claims:
            raise BadInput(f"The event '{slug}' has no claim '{report.claim}', which a report of {report.outlet.name} is on.")
        if report.id in stored:
            continue
        stored.add(report.id)
        s.add(
            _row(report, event_id, outlets.find_or_add(s, report.outlet, at), decision_id, (article_ids or {}).get(report.id))
        )
    s.flush()


def standing(s: WorkspaceSession, slug: str, *, without_decision: int | None = None) -> tuple[Report, ...]:
    """Return the reports of an event that count: those of its file, and those of decisions that are not undone.

    Those of one decision can be left out. Outlets have their current grades. Raises NotFound.
    """
    rows = _standing(s, [events.id_of(s, slug)])
    return _reports(s, [row for row in rows if without_decision is None or row.decision_id != without_decision])


def standing_of(s: WorkspaceSession, event_ids: Sequence[int]) -> dict[int, tuple[Report, ...]]:
    """Return the same reports as `standing` of many events, by the ids of their rows, without those that have none."""
    found: dict[int, tuple[Report, ...]] = {}
    for start in range(0, len(event_ids), _AT_ONCE):
        rows = _standing(s, event_ids[start : start + _AT_ONCE])
        for row, report in zip(rows, _reports(s, rows), strict=True):
            found[row.event_id] = (*found.get(row.event_id, ()), report)
    return found


def standing_with_articles(s: WorkspaceSession, slug: str) -> tuple[tuple[Report, ...], tuple[int | None, ...]]:
    """Return the same reports as `standing`, and the id of the article behind each; None where none is stored."""
    rows = _standing(s, [events.id_of(s, slug)])
    return _reports(s, rows), tuple(row.article_id for row in rows)


def copy(s: WorkspaceSession, from_id: int, into_id: int, claims: Mapping[str, str]) -> None:
    """Let the reports of one event (a row id) that count stand on another one too, on the claims that its own became.

    They keep their decisions: whoever undoes one takes its report from both.
    """
    known = set(s.exec(select(ReportRow.report_id).where(col(ReportRow.event_id) == into_id)))
    columns = [column.name for column in ReportRow.__table__.columns if column.name not in ("id", "event_id")]  # type: ignore[attr-defined]  # a table
    for row in _standing(s, [from_id]):
        values = {name: getattr(row, name) for name in columns}
        # An article may be on both, and its reports have the same names there.
        id_ = row.report_id if row.report_id not in known else f"{row.report_id}-of-{from_id}"
        s.add(ReportRow(**values | {"event_id": into_id, "report_id": id_, "claim": claims[row.claim]}))
    s.flush()


class Sourced(NamedTuple):
    """A report that counts, the article and the decision behind it (None where there is none), and the id of its row."""

    report: Report
    article_id: int | None
    decision_id: int | None
    id: int


def standing_sourced(s: WorkspaceSession, event_id: int) -> list[Sourced]:
    """Return the same reports as `standing`, by the id of the event's row, each with its article and its decision."""
    rows = _standing(s, [event_id])
    return [
        Sourced(report, row.article_id, row.decision_id, row.id) for row, report in zip(rows, _reports(s, rows), strict=True)
    ]


def _reports(s: WorkspaceSession, rows: Sequence[ReportRow]) -> tuple[Report, ...]:
    if not rows:
        return ()
    by_id = outlets.by_ids(s, dict.fromkeys(row.outlet_id for row in rows))
    made = [
        Report(
            id=row.report_id,
            claim=row.claim,
            outlet=by_id[row.outlet_id],
            url=row.url,
            published=row.published,
            stance=Stance(row.stance),
            tone=Tone(row.tone),
            basis=Basis(row.basis),
            path=tuple(Hop.model_validate(hop) for hop in row.path),
            revises=Revision(row.revises) if row.revises else None,
            genre=Genre(row.genre),
            quote=row.quote,
            translation=row.translation,
            copy_of=row.copy_of,
            copy_shown_by=row.copy_shown_by,
        )
        for row in rows
    ]
    return housed(made, outlets.houses(s, {name for report in made for name in report.repeats}))


def _standing(s: WorkspaceSession, event_ids: Sequence[int]) -> Sequence[ReportRow]:
    return s.rows(_STANDING, events=list(event_ids))


def _row(report: Report, event_id: int, outlet_id: int, decision_id: int | None, article_id: int | None) -> ReportRow:
    return ReportRow(
        event_id=event_id,
        decision_id=decision_id,
        article_id=article_id,
        outlet_id=outlet_id,
        report_id=report.id,
        claim=report.claim,
        url=report.url,
        published=report.published,
        stance=report.stance.value,
        tone=report.tone.value,
        basis=report.basis.value,
        path=[hop.model_dump(mode="json", exclude_defaults=True) for hop in report.path],
        revises=report.revises.value if report.revises else None,
        genre=report.genre.value,
        quote=report.quote,
        translation=report.translation,
        copy_of=report.copy_of,
        copy_shown_by=report.copy_shown_by,
    )
