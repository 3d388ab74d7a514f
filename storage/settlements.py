"""What editors said that open passages mean. None is ever changed or deleted; the newest on a report counts."""

import datetime as dt

from sqlmodel import col, select

from bot.domain.model import Stance
from bot.domain.record import Settlement
from storage import events
from storage.session import WorkspaceSession
from storage.tables.record import ReportRow
from storage.tables.review import DecisionRow, SettlementRow


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
    approved = (
        select(DecisionRow.proposal_id)
        .join(
            ReportRow,
            (col(ReportRow.workspace) == col(DecisionRow.workspace)) & (col(ReportRow.decision_id) == col(DecisionRow.id)),
        )
        .where(col(ReportRow.event_id) == events.id_of(s, slug))
    )
    made = select(SettlementRow).where(col(SettlementRow.proposal_id).in_(approved))
    return [_settlement(row) for row in s.exec(made.order_by(col(SettlementRow.id)))]


def _settlement(row: SettlementRow) -> Settlement:
    return Settlement(
        proposal_id=row.proposal_id,
        version=row.version,
        report=row.report_id,
        stance=Stance(row.stance),
        by=row.by,
        at=row.at.astimezone(dt.UTC),
    )
