"""Events that wait to be worked out anew after an outlet's grade. A row goes in the transaction that works its event out."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.errors import NotFound
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import OutletGradeRow, RegradeRow

_ANY = Prepared(of_table(table_of(RegradeRow).c.id).limit(1))
_AT_ONCE = 500
"""How many rows a statement has: both databases limit the number of parameters."""


def plan(s: WorkspaceSession, grade_id: int, event_ids: Sequence[int]) -> None:
    """Let events wait to be worked out anew after a grade, by the ids of their rows."""
    for start in range(0, len(event_ids), _AT_ONCE):
        some = event_ids[start : start + _AT_ONCE]
        s.execute(insert(RegradeRow), [{"grade_id": grade_id, "event_id": event_id} for event_id in some])


def any_waits(s: WorkspaceSession) -> bool:
    """Return whether an event waits, without blocking writers."""
    return s.value(_ANY) is not None


def first_waiting(s: WorkspaceSession, most: int) -> list[int]:
    """Return the events of the first rows that wait, at most so many, by the ids of their rows; nothing is taken yet."""
    first = s.exec(select(RegradeRow.event_id).order_by(col(RegradeRow.id)).limit(most))
    return list(dict.fromkeys(first))


def take_of(s: WorkspaceSession, event_ids: Sequence[int]) -> dict[int, list[int]]:
    """Take what waits on some events, which must be locked: the ids of their rows by grade, the oldest grade first."""
    found: list[RegradeRow] = []
    for start in range(0, len(event_ids), _AT_ONCE):
        of = select(RegradeRow).where(col(RegradeRow.event_id).in_(event_ids[start : start + _AT_ONCE]))
        found += s.exec(of.order_by(col(RegradeRow.id)).with_for_update())
    return _taken(s, found)


def waiting(s: WorkspaceSession, outlet_id: int) -> int:
    """Count the events that wait after grades of an outlet."""
    graded = select(OutletGradeRow.id).where(col(OutletGradeRow.outlet_id) == outlet_id)
    return s.exec(select(func.count(func.distinct(RegradeRow.event_id))).where(col(RegradeRow.grade_id).in_(graded))).one()


def outlet_of(s: WorkspaceSession, grade_id: int) -> int:
    """Return the id of the outlet that a grade is of; raises NotFound."""
    found = s.exec(select(OutletGradeRow.outlet_id).where(col(OutletGradeRow.id) == grade_id)).first()
    if found is None:
        raise NotFound(f"There is no grade {grade_id}.")
    return found


def author_of(s: WorkspaceSession, grade_id: int) -> str:
    """Return who gave a grade; raises NotFound."""
    author = s.exec(select(OutletGradeRow.author).where(col(OutletGradeRow.id) == grade_id)).first()
    if author is None:
        raise NotFound("There is no such grade.")
    return author


def _taken(s: WorkspaceSession, rows: Iterable[RegradeRow]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    ids = []
    for row in rows:
        ids.append(row.id)
        found.setdefault(row.grade_id, []).append(row.event_id)
    for start in range(0, len(ids), _AT_ONCE):
        s.exec(delete(RegradeRow).where(col(RegradeRow.id).in_(ids[start : start + _AT_ONCE])))
    return dict(sorted(found.items()))
