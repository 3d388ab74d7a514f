"""Requests to read a submission again, as a new submission that replaces the old one."""

import datetime as dt

from sqlalchemy import bindparam
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.record import Reread
from storage import submissions
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.review import RereadRow, SubmissionRow

_T = table_of(RereadRow)
_OF_SUBMISSION = Prepared(of_table(_T).where(_T.c.submission_id == bindparam("submission")))


def add(s: WorkspaceSession, reread: Reread, at: dt.datetime) -> None:
    """Store a request; the same again changes nothing."""
    if of_submission(s, reread.submission) is None:
        s.add(
            RereadRow(
                submission_id=reread.submission,
                of_submission_id=reread.of,
                event_slug=reread.event,
                asked_by=reread.asked_by,
                at=at,
            )
        )
        s.flush()


def of_submission(s: WorkspaceSession, submission_id: int) -> Reread | None:
    """Return the request behind a submission, or None if somebody brought it."""
    row = s.row(_OF_SUBMISSION, submission=submission_id)
    return None if row is None else _reread(row)


def under_way(s: WorkspaceSession, of: int) -> Reread | None:
    """Return the request to read a submission again that is not finished yet, if there is one."""
    unfinished = select(SubmissionRow.id).where(col(SubmissionRow.state).in_(submissions.UNFINISHED))
    requests = select(RereadRow).where(col(RereadRow.of_submission_id) == of, col(RereadRow.submission_id).in_(unfinished))
    row = s.exec(requests.order_by(col(RereadRow.id)).limit(1)).first()
    return None if row is None else _reread(row)


def _reread(row: RereadRow) -> Reread:
    return Reread(submission=row.submission_id, of=row.of_submission_id, event=row.event_slug, asked_by=row.asked_by)
