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

_DEAD = (
    SubmissionState.FAILED.value, SubmissionState.DUPLICATE.value, SubmissionState.SUPERSEDED.value,
    SubmissionState.WITHDRAWN.value,
)  # fmt: skip
UNFINISHED = (SubmissionState.FILED.value, SubmissionState.FETCHED.value, SubmissionState.READ.value)


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


def lock(s: WorkspaceSession, submission_id: int) -> Submission:
    """Give one submission and hold it until the transaction ends, so that changes of its state follow each other.

    Who holds two takes the older one first. Raises NotFound.
    """
    return of_row(_held(s, submission_id))


def has_ended_early(submission: Submission) -> bool:
    """Tell whether a submission's story is over and led, or leads, to nothing."""
    return submission.state.value in _DEAD


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


def unfinished(s: WorkspaceSession, limit: int | None = None) -> list[Submission]:
    """Give the submissions whose story has not come to its end, oldest first, at most so many."""
    rows = s.exec(
        select(SubmissionRow).where(col(SubmissionRow.state).in_(UNFINISHED)).order_by(col(SubmissionRow.id)).limit(limit)
    )
    return [of_row(row) for row in rows]


def claim_article(s: WorkspaceSession, submission_id: int, article_id: int, live_url: str) -> int | None:
    """Note a submission's article, and hold its address while the submission lives.

    Where another live submission holds it, this one becomes its duplicate, and the other's id is given; else None. Raises
    NotFound.
    """
    refuse_long(live_url)
    row = _held(s, submission_id)
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


def share_article(s: WorkspaceSession, submission_id: int, of: int) -> int | None:
    """Note that a submission is on the same article as another one, which keeps the address for now.

    Gives the article's id, or None where the submission has ended early or the other one has no article. Raises NotFound.
    """
    row = _held(s, submission_id)
    article_id = _row(s, of).article_id
    if row.state in _DEAD or article_id is None:
        return None
    row.article_id = article_id
    if row.state == SubmissionState.FILED.value:
        row.state = SubmissionState.FETCHED.value
    s.flush()
    return article_id


def replace(s: WorkspaceSession, old: int, new: int) -> None:
    """Put one submission in the place of another, which is superseded and hands its address over; raises NotFound."""
    address, row = _held(s, old).live_url, _held(s, new)
    set_state(s, old, SubmissionState.SUPERSEDED)
    if row.live_url is None:
        row.live_url = address
    s.flush()


def set_state(s: WorkspaceSession, submission_id: int, state: SubmissionState) -> None:
    """Say how far a submission has come; one that ended early stays ended, and lets its address go. Raises NotFound."""
    row = _held(s, submission_id)
    if row.state in _DEAD:
        return
    row.state = state.value
    if state.value in _DEAD:
        row.live_url = None
    s.flush()


def fail(s: WorkspaceSession, submission_id: int, kind: str, sentence: str) -> None:
    """Say why a submission failed, in a sentence for who brought it; raises NotFound."""
    row = _held(s, submission_id)
    if row.state in _DEAD:
        return
    row.state, row.failure_kind, row.failure, row.live_url = SubmissionState.FAILED.value, kind, sentence, None
    s.flush()


def by_person(s: WorkspaceSession, person: str, limit: int) -> list[Submission]:
    """Give what somebody brought, newest first."""
    brought = select(SubmissionRow).where(col(SubmissionRow.by) == storable(person)).order_by(col(SubmissionRow.id).desc())
    return [of_row(row) for row in s.exec(brought.limit(limit))]


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


def _held(s: WorkspaceSession, submission_id: int) -> SubmissionRow:
    # Not a lock against references: cards on the submission can be made meanwhile.
    held = select(SubmissionRow).where(col(SubmissionRow.id) == submission_id).with_for_update(key_share=True)
    return s.exec(held.execution_options(populate_existing=True)).first() or _row(s, submission_id)


def _row(s: WorkspaceSession, submission_id: int) -> SubmissionRow:
    row = s.exec(select(SubmissionRow).where(col(SubmissionRow.id) == submission_id)).first()
    if row is None:
        raise NotFound(f"There is no submission {submission_id}.")
    return row
