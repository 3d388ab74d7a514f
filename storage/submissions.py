"""Submissions: who brought what, and how far it has come. One article has at most one that lives."""

import datetime as dt
import zlib

from sqlalchemy import or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.record import Submission, SubmissionState
from storage.articles import refuse_long
from storage.columns import storable
from storage.session import WorkspaceSession
from storage.tables import ArticleRow, SubmissionRow

_DEAD = (SubmissionState.FAILED.value, SubmissionState.DUPLICATE.value, SubmissionState.SUPERSEDED.value)
_UNFINISHED = (SubmissionState.FILED.value, SubmissionState.FETCHED.value, SubmissionState.READ.value)


def file(
    s: WorkspaceSession,
    *,
    key: str,
    url: str | None,
    canonical_url: str,
    by: str,
    place: str,
    note: str = "",
    event_hint: str | None = None,
    pasted_text: str | None = None,
    pasted_html: bytes | None = None,
    at: dt.datetime,
) -> Submission:
    """File a submission; the same `key` again gives the stored one. Raises BadInput for an address too long."""
    refuse_long(canonical_url)
    row = s.exec(select(SubmissionRow).where(col(SubmissionRow.key) == storable(key))).first()
    if row is None:
        row = SubmissionRow(
            key=key,
            url=url,
            canonical_url=canonical_url,
            by=by,
            place=place,
            note=note,
            event_hint=event_hint,
            pasted_text=pasted_text,
            pasted_html=None if pasted_html is None else zlib.compress(pasted_html),
            filed_at=at.astimezone(dt.UTC),
            state=SubmissionState.FILED.value,
        )
        s.add(row)
        s.flush()
    return of_row(row)


def get(s: WorkspaceSession, submission_id: int) -> Submission:
    """Give one submission; raises NotFound."""
    return of_row(_row(s, submission_id))


def pasted(s: WorkspaceSession, submission_id: int) -> tuple[str | None, bytes | None]:
    """Give what came with a submission in place of a page: text, HTML; raises NotFound."""
    row = _row(s, submission_id)
    return row.pasted_text, None if row.pasted_html is None else zlib.decompress(row.pasted_html)


def earlier(s: WorkspaceSession, canonical_url: str) -> Submission | None:
    """Find the first submission of this address that lives, by its address as filed or by its article's."""
    address = storable(canonical_url)
    articles = s.exec(select(ArticleRow.id).where(col(ArticleRow.canonical_url) == address)).all()
    row = s.exec(
        select(SubmissionRow)
        .where(
            or_(
                col(SubmissionRow.canonical_url) == address,
                col(SubmissionRow.live_url) == address,
                col(SubmissionRow.article_id).in_(articles),
            ),
            col(SubmissionRow.state).not_in(_DEAD),
        )
        .order_by(col(SubmissionRow.id))
        .limit(1)
    ).first()
    return None if row is None else of_row(row)


def unfinished(s: WorkspaceSession) -> list[Submission]:
    """Give the submissions whose story has not come to its end, oldest first."""
    rows = s.exec(select(SubmissionRow).where(col(SubmissionRow.state).in_(_UNFINISHED)).order_by(col(SubmissionRow.id)))
    return [of_row(row) for row in rows]


def claim_article(s: WorkspaceSession, submission_id: int, article_id: int, live_url: str) -> int | None:
    """Note a submission's article, and hold its address while the submission lives.

    Where another live submission holds it, this one becomes its duplicate, and the other's id is given; else None. Raises
    NotFound.
    """
    refuse_long(live_url)
    row = _row(s, submission_id)
    if row.state in _DEAD:
        return row.duplicate_of or submission_id
    row.article_id = article_id
    s.flush()
    other = _holder(s, live_url)
    if other is None:
        try:
            with s.begin_nested():
                row.live_url, row.state = live_url, SubmissionState.FETCHED.value
                s.flush()
        except IntegrityError:
            # Somebody took the address since it was looked up; the savepoint is rolled back, and the row with it.
            s.refresh(row)
            other = _holder(s, live_url)
            if other is None:
                raise
    if other is None or other == submission_id:
        return None
    row.state, row.duplicate_of = SubmissionState.DUPLICATE.value, other
    s.flush()
    return other


def set_state(s: WorkspaceSession, submission_id: int, state: SubmissionState) -> None:
    """Say how far a submission has come; one that ended early stays ended, and lets its address go. Raises NotFound."""
    row = _row(s, submission_id)
    if row.state in _DEAD:
        return
    row.state = state.value
    if state.value in _DEAD:
        row.live_url = None
    s.flush()


def fail(s: WorkspaceSession, submission_id: int, kind: str, sentence: str) -> None:
    """Say why a submission failed, in a sentence for who brought it; raises NotFound."""
    row = _row(s, submission_id)
    if row.state in _DEAD:
        return
    row.state, row.failure_kind, row.failure, row.live_url = SubmissionState.FAILED.value, kind, sentence, None
    s.flush()


def by_key(s: WorkspaceSession, key: str) -> Submission | None:
    """Find the submission that was filed under a key."""
    row = s.exec(select(SubmissionRow).where(col(SubmissionRow.key) == storable(key))).first()
    return None if row is None else of_row(row)


def of_row(row: SubmissionRow) -> Submission:
    """Give the submission of one row."""
    return Submission(
        id=row.id,
        url=row.url,
        canonical_url=row.canonical_url,
        by=row.by,
        place=row.place,
        note=row.note,
        event_hint=row.event_hint,
        filed_at=row.filed_at,
        state=SubmissionState(row.state),
        failure_kind=row.failure_kind,
        failure=row.failure,
        article_id=row.article_id,
        duplicate_of=row.duplicate_of,
    )


def _holder(s: WorkspaceSession, live_url: str) -> int | None:
    return s.exec(select(SubmissionRow.id).where(col(SubmissionRow.live_url) == storable(live_url))).first()


def _row(s: WorkspaceSession, submission_id: int) -> SubmissionRow:
    row = s.exec(select(SubmissionRow).where(col(SubmissionRow.id) == submission_id)).first()
    if row is None:
        raise NotFound(f"There is no submission {submission_id}.")
    return row
