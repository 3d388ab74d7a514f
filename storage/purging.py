"""What of stored articles is due to be purged, and its purge."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, update
from sqlmodel import col

from bot.domain.own_report import OWN_ADDRESS
from bot.domain.record import ProposalState
from bot.domain.retention import Amount, Cuts
from storage.purges import PAGE, TEXT
from storage.session import WorkspaceSession
from storage.submissions import UNFINISHED
from storage.tables.review import ArticleRow, ProposalRow, PurgeRow, SubmissionRow


def due(s: WorkspaceSession, cuts: Cuts) -> Amount:
    """Return how much is due: not what waits for an editor or is being read, nor a journalist's own words."""
    text, page = _text_is_due(cuts), _page_is_due(cuts)
    counted = (
        func.count().filter(text),
        func.count().filter(page),
        func.coalesce(func.sum(func.length(col(ArticleRow.text))).filter(text), 0),
        func.coalesce(func.sum(func.length(col(ArticleRow.html))).filter(page), 0),
    )
    texts, pages, characters, size = s.execute(
        select(*counted).select_from(ArticleRow).where(or_(text, page), ~_in_use())
    ).one()
    return Amount(texts=texts, pages=pages, size=characters + size) + _due_of_failed(s, cuts)


def purge(s: WorkspaceSession, cuts: Cuts, by: str, at: dt.datetime, most: int) -> Amount:
    """Purge what is due of the first articles, at most so many, and enter that in the history; returns how much."""
    text, page = _text_is_due(cuts), _page_is_due(cuts)
    # Another process may purge the same, or bring one of these links again: what it has locked is left to the next time, and
    # what it has finished with meanwhile is looked at once more, by a statement of its own.
    due_now = select(col(ArticleRow.id)).where(or_(text, page), ~_in_use()).order_by(col(ArticleRow.id)).limit(most)
    locked = list(s.scalars(due_now.with_for_update(key_share=True, skip_locked=True)))
    wanted = select(
        col(ArticleRow.id), text.label("text"), page.label("page"), func.length(col(ArticleRow.text)).label("characters"),
        func.length(col(ArticleRow.html)).label("size"), col(ArticleRow.html).is_not(None).label("has_page"),
    )  # fmt: skip
    still_due = col(ArticleRow.id).in_(locked), or_(text, page), ~_in_use()
    rows = s.execute(wanted.where(*still_due).order_by(col(ArticleRow.id))).all()
    texts = [row.id for row in rows if row.text]
    pages = [row.id for row in rows if row.page]
    entries = [(id_, TEXT) for id_ in texts] + [(id_, PAGE) for id_ in pages]
    s.insert_many(PurgeRow, [{"article_id": id_, "part": part, "by": by, "at": at} for id_, part in entries])
    _empty(s, texts, {"text": ""}, {"pasted_text": None})
    _empty(s, pages, {"html": None}, {"pasted_html": None})
    size = sum((row.characters if row.text else 0) + (row.size or 0 if row.page else 0) for row in rows)
    return Amount(texts=len(texts), pages=len(pages), size=size) + _purge_failed(s, cuts, most)


def _due_of_failed(s: WorkspaceSession, cuts: Cuts) -> Amount:
    """Return how much is due of what was brought and became no article: nothing of it is in the history."""
    text, page = _pasted_is_due(cuts), _handed_in_is_due(cuts)
    counted = (
        func.count().filter(text),
        func.count().filter(page),
        func.coalesce(func.sum(func.length(col(SubmissionRow.pasted_text))).filter(text), 0),
        func.coalesce(func.sum(func.length(col(SubmissionRow.pasted_html))).filter(page), 0),
    )
    texts, pages, characters, size = s.execute(select(*counted).select_from(SubmissionRow).where(or_(text, page))).one()
    return Amount(texts=texts, pages=pages, size=characters + size)


def _purge_failed(s: WorkspaceSession, cuts: Cuts, most: int) -> Amount:
    gone = Amount()
    for which, column, counted in (
        (_pasted_is_due(cuts), col(SubmissionRow.pasted_text), "texts"),
        (_handed_in_is_due(cuts), col(SubmissionRow.pasted_html), "pages"),
    ):
        wanted = select(col(SubmissionRow.id), func.length(column)).where(which).order_by(col(SubmissionRow.id)).limit(most)
        # What another process purges just now is left to it.
        found = s.execute(wanted.with_for_update(key_share=True, skip_locked=True)).all()
        if found:
            ids = [id_ for id_, _ in found]
            s.execute(update(SubmissionRow).where(col(SubmissionRow.id).in_(ids)).values({column: None}))
            gone += Amount(**{counted: len(ids)}, size=sum(size for _, size in found))
    return gone


def _pasted_is_due(cuts: Cuts) -> ColumnElement[bool]:
    return _became_nothing(cuts.texts) & col(SubmissionRow.pasted_text).is_not(None)


def _handed_in_is_due(cuts: Cuts) -> ColumnElement[bool]:
    return _became_nothing(cuts.pages) & col(SubmissionRow.pasted_html).is_not(None)


def _became_nothing(before: dt.datetime | None) -> ColumnElement[bool]:
    if before is None:
        return false()
    ended = col(SubmissionRow.state).not_in(UNFINISHED)
    return and_(col(SubmissionRow.filed_at) < before, col(SubmissionRow.article_id).is_(None), ended)


def _empty(s: WorkspaceSession, ids: list[int], article: dict[str, object], brought: dict[str, object]) -> None:
    if ids:
        s.execute(update(ArticleRow).where(col(ArticleRow.id).in_(ids)).values(article))
        s.execute(update(SubmissionRow).where(col(SubmissionRow.article_id).in_(ids)).values(brought))


def _text_is_due(cuts: Cuts) -> ColumnElement[bool]:
    if cuts.texts is None:
        return false()
    return and_(col(ArticleRow.fetched_at) < cuts.texts, col(ArticleRow.text) != "", ~_came_again(cuts.texts))


def _page_is_due(cuts: Cuts) -> ColumnElement[bool]:
    if cuts.pages is None:
        return false()
    return and_(col(ArticleRow.fetched_at) < cuts.pages, col(ArticleRow.html).is_not(None), ~_came_again(cuts.pages))


def _came_again(before: dt.datetime) -> ColumnElement[bool]:
    """Return whether an article was purged once and brought again since: its time counts from then."""
    of_it = col(PurgeRow.article_id) == col(ArticleRow.id)
    purged = exists().where(col(PurgeRow.workspace) == col(ArticleRow.workspace), of_it)
    brought = exists().where(
        col(SubmissionRow.workspace) == col(ArticleRow.workspace),
        col(SubmissionRow.article_id) == col(ArticleRow.id),
        col(SubmissionRow.filed_at) >= before,
    )
    return and_(purged, brought)


def _in_use() -> ColumnElement[bool]:
    """Return whether an article is one that somebody still works on, or a journalist's own report."""
    waits = exists().where(
        col(ProposalRow.workspace) == col(SubmissionRow.workspace),
        col(ProposalRow.submission_id) == col(SubmissionRow.id),
        col(ProposalRow.state) == ProposalState.PENDING,
    )
    worked_on = exists().where(
        col(SubmissionRow.workspace) == col(ArticleRow.workspace),
        col(SubmissionRow.article_id) == col(ArticleRow.id),
        or_(col(SubmissionRow.state).in_(UNFINISHED), waits),
    )
    return or_(worked_on, col(ArticleRow.canonical_url).startswith(OWN_ADDRESS))
