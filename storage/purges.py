"""What was purged of stored articles: an entry of the history says of each what went, when, and by whom."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select
from sqlmodel import col

from bot.domain.retention import Amount
from storage.session import WorkspaceSession
from storage.tables.review import PurgeRow

TEXT, PAGE = "text", "page"
BY_UPGRADE = "an upgrade"
"""Whom the migration names that found something gone."""


def of(s: WorkspaceSession, article_ids: Collection[int], part: str) -> dict[int, dt.datetime]:
    """Return when the texts, or the pages, of articles were purged; without those that were not."""
    if not article_ids:
        return {}
    gone = select(col(PurgeRow.article_id), col(PurgeRow.at)).where(col(PurgeRow.part) == part)
    found = s.execute(gone.where(col(PurgeRow.article_id).in_(article_ids)).order_by(col(PurgeRow.id)))
    return dict(found.all())


def unexplained(s: WorkspaceSession) -> int:
    """Return how many texts and pages were gone already when an upgrade took over an older version's record."""
    return s.scalar(select(func.count()).select_from(PurgeRow).where(col(PurgeRow.by) == BY_UPGRADE)) or 0


def amount(s: WorkspaceSession) -> Amount:
    """Return how many texts and pages were purged so far."""
    found = s.execute(select(col(PurgeRow.part), func.count()).group_by(col(PurgeRow.part)))
    counted = dict(found.all())
    return Amount(texts=counted.get(TEXT, 0), pages=counted.get(PAGE, 0))
