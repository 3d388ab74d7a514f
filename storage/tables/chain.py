"""The tables of the chain that holds the history together."""

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from bot.domain.chain import EntryKind
from storage.columns import Words
from storage.row import Row
from storage.tables.record import ClaimRow, EventEditRow, EventRow, LevelChangeRow, OutletGradeRow, ReportRow, RulingRow
from storage.tables.review import DecisionRow, PurgeRow, SettlementRow

CHAINED: dict[type[Row], EntryKind] = {
    EventRow: EntryKind.EVENT,
    ClaimRow: EntryKind.CLAIM,
    OutletGradeRow: EntryKind.GRADE,
    RulingRow: EntryKind.RULING,
    DecisionRow: EntryKind.DECISION,
    SettlementRow: EntryKind.SETTLEMENT,
    EventEditRow: EntryKind.EDIT,
    ReportRow: EntryKind.REPORT,
    LevelChangeRow: EntryKind.LEVEL_CHANGE,
    PurgeRow: EntryKind.PURGE,
}
"""The tables that the chain holds together, each with the name of its entries. A migration never changes what is in them."""


class ChainEntryRow(Row, table=True):
    """One entry of a workspace's chain: the hash of a row's content, and the hash of the entry before. None is ever changed."""

    __tablename__ = "chain_entry"
    __table_args__ = (UniqueConstraint("workspace", "kind", "row_id"),)

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    position: int = Field(primary_key=True)
    kind: str
    row_id: int
    content: bytes = Field(sa_type=LargeBinary)
    previous: bytes = Field(sa_type=LargeBinary)


class ChainHeadRow(Row, table=True):
    """How many entries a workspace's chain has, and the hash of the last; who adds entries locks it."""

    __tablename__ = "chain_head"

    workspace: str = Field(default="", sa_type=Words, primary_key=True)
    entries: int
    hash: bytes = Field(sa_type=LargeBinary)
