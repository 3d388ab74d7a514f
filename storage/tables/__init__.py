"""The tables, in a module for each part of the story. Rows stay inside `storage`; all other code uses domain values.

Every row belongs to a workspace, and every reference includes the workspace, so that the database itself refuses references
to another one. Triggers protect what must never be changed or deleted (see the migrations).
"""

from storage.row import Row
from storage.tables.chain import ChainEntryRow, ChainHeadRow
from storage.tables.outgoing import (
    ApiTokenRow,
    CardRow,
    ChannelPaceRow,
    DigestRow,
    FollowRow,
    LetterRow,
    PageAccessRow,
    SubscriptionRow,
    WorkspaceSettingsRow,
)
from storage.tables.record import (
    ClaimRow,
    EventEditRow,
    EventHomeRow,
    EventRow,
    IndexedEventRow,
    LevelChangeRow,
    MergeRow,
    OutletAliasRow,
    OutletDomainRow,
    OutletGradeRow,
    OutletRow,
    PostingRow,
    RegradeRow,
    ReportRow,
    RulingRow,
    SearchTermRow,
    VectorRow,
)
from storage.tables.review import (
    AnswerRow,
    ArticleRow,
    DecisionRow,
    EndpointRow,
    FingerprintRow,
    HandlingRow,
    IndexedArticleRow,
    ProgramSourceRow,
    ProposalRow,
    ProposalVersionRow,
    PublicSourceRow,
    PurgeRow,
    ReadingRow,
    ReminderRow,
    RereadRow,
    SettlementRow,
    SpendRow,
    SubmissionRow,
)

__all__ = [
    "METADATA", "SHARED", "TABLES", "AnswerRow", "ApiTokenRow", "ArticleRow", "CardRow", "ChainEntryRow", "ChainHeadRow",
    "ChannelPaceRow", "ClaimRow", "DecisionRow", "DigestRow", "EndpointRow", "EventEditRow", "EventHomeRow", "EventRow",
    "FingerprintRow", "FollowRow", "HandlingRow", "IndexedArticleRow", "IndexedEventRow", "LetterRow", "LevelChangeRow",
    "MergeRow", "OutletAliasRow", "OutletDomainRow", "OutletGradeRow", "OutletRow", "PageAccessRow", "PostingRow",
    "ProgramSourceRow", "ProposalRow", "ProposalVersionRow", "PublicSourceRow", "PurgeRow", "ReadingRow", "RegradeRow",
    "ReminderRow", "ReportRow", "RereadRow", "RulingRow", "SearchTermRow", "SettlementRow", "SpendRow", "SubmissionRow",
    "SubscriptionRow", "VectorRow", "WorkspaceSettingsRow",
]  # fmt: skip

TABLES: tuple[type[Row], ...] = (
    OutletRow, OutletAliasRow, OutletDomainRow, OutletGradeRow, EventRow, EventHomeRow, ClaimRow, IndexedEventRow,
    PostingRow, MergeRow, PageAccessRow,
    SearchTermRow, VectorRow,
    ReportRow, RulingRow, EventEditRow, LevelChangeRow, RegradeRow,
    ArticleRow, PurgeRow, FingerprintRow, IndexedArticleRow, SubmissionRow, PublicSourceRow, ApiTokenRow, ProgramSourceRow,
    RereadRow, ReadingRow, AnswerRow, ProposalRow, ProposalVersionRow, ReminderRow, DecisionRow, SettlementRow, HandlingRow,
    CardRow, ChannelPaceRow, FollowRow, SubscriptionRow, DigestRow, LetterRow, WorkspaceSettingsRow,
    ChainEntryRow, ChainHeadRow,
)  # fmt: skip

SHARED = (SpendRow, EndpointRow)
"""The tables that belong to no workspace."""

METADATA = Row.metadata
"""All tables, for Alembic."""
