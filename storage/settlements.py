"""What editors said that open passages mean. None is ever changed or deleted; the newest on a report counts."""

import datetime as dt

from sqlalchemy import bindparam
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.model import Stance
from bot.domain.record import Settlement
from storage import events
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import ReportRow
from storage.tables.review import DecisionRow, SettlementRow

_T, _DECISIONS, _REPORTS = table_of(SettlementRow).c, table_of(DecisionRow).c, table_of(ReportRow).c
_APPROVED = of_table(_DECISIONS.proposal_id).where(
    _REPORTS.decision_id == _DECISIONS.id, _REPORTS.event_id == bindparam("event")
)
_OF_EVENT = Prepared(of_table(table_of(SettlementRow)).where(_T.proposal_id.in_(_APPROVED)).order_by(_T.id))


def add(s: WorkspaceSession, settlement: Settlement) -> None:
    """Store an editor's word on one open passage."""
    s.add(
        SettlementRow(
            proposal_id=settlement.proposal_id,
            version=settlement.version,
            report_id=settlement.report,
            stance=settlement.stance.value,
            by=settlement.by,
            at=settlement.at,
        )
    )
    s.flush()


def of_proposal(s: WorkspaceSession, proposal_id: int) -> list[Settlement]:
    """Return what was said of a proposal's open passages, oldest first."""
    made = select(SettlementRow).where(col(SettlementRow.proposal_id) == proposal_id)
    return [_settlement(row) for row in s.exec(made.order_by(col(SettlementRow.id)))]


def of_event(s: WorkspaceSession, slug: str) -> list[Settlement]:
    """Return what was said of the open passages in the proposals that were approved on an event, oldest first.

    Raises NotFound for the event.
    """
    return on_event(s, events.id_of(s, slug))


def on_event(s: WorkspaceSession, event_id: int) -> list[Settlement]:
    """Return the same by the id of the event's row."""
    return [_settlement(row) for row in s.rows(_OF_EVENT, event=event_id)]


def _settlement(row: SettlementRow) -> Settlement:
    return Settlement(
        proposal_id=row.proposal_id,
        version=row.version,
        report=row.report_id,
        stance=Stance(row.stance),
        by=row.by,
        at=row.at.astimezone(dt.UTC),
    )
