"""Reminders: which proposals the editors were reminded of, each once."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.domain.record import ProposalState
from storage.digest_tables import ReminderRow
from storage.session import WorkspaceSession
from storage.tables import ProposalRow


def overdue(s: WorkspaceSession, filed_by: dt.datetime, limit: int = 50) -> list[int]:
    """Give the proposals that wait since `filed_by` or longer and that nobody was reminded of, oldest first."""
    reminded = select(ReminderRow.proposal_id)
    waiting = (
        col(ProposalRow.state) == ProposalState.PENDING.value,
        col(ProposalRow.filed_at) <= filed_by,
        col(ProposalRow.id).not_in(reminded),
    )
    return list(s.exec(select(ProposalRow.id).where(*waiting).order_by(col(ProposalRow.id)).limit(limit)))


def note(s: WorkspaceSession, key: str, proposal_ids: Sequence[int], at: dt.datetime) -> list[int]:
    """Note that a reminder's card is about proposals; gives those that no other reminder was about."""
    insert = postgresql.insert(ReminderRow) if s.on_postgresql else sqlite.insert(ReminderRow)
    once = insert.on_conflict_do_nothing(index_elements=["workspace", "proposal_id"]).returning(col(ReminderRow.proposal_id))
    noted: list[int] = []
    for proposal_id in proposal_ids:
        noted += s.scalars(once, [{"workspace": s.workspace, "proposal_id": proposal_id, "key": key, "at": at}]).all()
    return noted


def of_card(s: WorkspaceSession, key: str) -> list[int]:
    """Give the proposals that a reminder's card is about, oldest first."""
    about = select(ReminderRow.proposal_id).where(col(ReminderRow.key) == key).order_by(col(ReminderRow.proposal_id))
    return list(s.exec(about))
