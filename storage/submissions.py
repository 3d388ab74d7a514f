"""Submissions: who brought what, and its state. One article has at most one live submission, at its newest text."""

import datetime as dt
import zlib
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, or_, text, update
from sqlalchemy import select as of_table
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.model import Value
from bot.domain.record import Submission, SubmissionState
from storage.articles import refuse_long
from storage.columns import storable
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.review import ArticleRow, SubmissionRow

_DEAD = (
    SubmissionState.FAILED.value, SubmissionState.DUPLICATE.value, SubmissionState.SUPERSEDED.value,
    SubmissionState.WITHDRAWN.value,
)  # fmt: skip
UNFINISHED = (SubmissionState.FILED.value, SubmissionState.FETCHED.value, SubmissionState.READ.value)
_T, _ARTICLES = table_of(SubmissionRow).c, table_of(ArticleRow).c
_ALIVE = _T.state.not_in(_DEAD)
_PLAIN = of_table(*(column for column in _T if column not in (_T.pasted_text, _T.pasted_html)))
"""All but what was brought instead of fetching, which is large."""
_BY_ID = Prepared(_PLAIN.where(_T.id == bindparam("id_")))
_BROUGHT = Prepared(of_table(_T.pasted_text, _T.pasted_html, *_PLAIN.selected_columns).where(_T.id == bindparam("id_")))
_BY_KEY = Prepared(_PLAIN.where(_T.key == bindparam("key")))
_HOLDER = Prepared(_PLAIN.where(_T.live_url == bindparam("address")))
_OF_ARTICLES = of_table(_ARTICLES.id).where(_ARTICLES.canonical_url == bindparam("address"))
_EARLIER = Prepared(
    _PLAIN.where(
        or_(
            _T.canonical_url == bindparam("address"),
            _T.live_url == bindparam("address"),
            _T.article_id.in_(_OF_ARTICLES),
        ),
        _ALIVE,
        _T.id != bindparam("but"),
    )
    .order_by(_T.live_url.is_(None), _T.id)
    .limit(1)
)
_OF_ID = update(table_of(SubmissionRow)).where(_T.id == bindparam("id_"), _ALIVE)
_PROPOSE = Prepared(_OF_ID.where(_T.state != SubmissionState.PROPOSED.value).values(state=SubmissionState.PROPOSED.value))
_FETCHED = case((_T.state == SubmissionState.FILED.value, SubmissionState.FETCHED.value), else_=_T.state)
_READ = case((_T.state.in_(UNFINISHED), SubmissionState.READ.value), else_=_T.state)
_NOTE_READ = Prepared(_OF_ID.values(state=_READ))
_UNFINISHED_ID = _OF_ID.where(_T.state.in_(UNFINISHED))
_CLAIM = Prepared(_UNFINISHED_ID.values(article_id=bindparam("article"), live_url=bindparam("address"), state=_FETCHED))
_SHARE = Prepared(_UNFINISHED_ID.values(article_id=bindparam("article"), state=_FETCHED))


class Brought(Value):
    """A submission with what was brought instead of fetching: pasted text, or a saved page."""

    submission: Submission
    text: str | None
    html: bytes | None


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
    public: bool = False,
    at: dt.datetime,
) -> Submission:
    """Store a submission; the same `key` again returns the stored one. Raises BadInput for an address that is too long."""
    refuse_long(canonical_url)
    if known := by_key(s, key):
        return known
    id_ = s.insert(
        SubmissionRow,
        key=key,
        url=url,
        canonical_url=canonical_url,
        by=by,
        place=place,
        note=note,
        event_hint=event_hint,
        pasted_text=pasted_text,
        pasted_html=None if pasted_html is None else zlib.compress(pasted_html),
        filed_at=at,
        public=public,
        state=SubmissionState.FILED.value,
    )
    return get(s, id_)


def lock_key(s: WorkspaceSession, key: str) -> None:
    """Let deliveries of the same link come in one after the other: the next one sees what became of it."""
    if s.on_postgresql:
        one = {"link": f"link/{s.workspace}/{key}"}
        s.connection().execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:link, 0))"), one)


def get(s: WorkspaceSession, submission_id: int) -> Submission:
    """Return one submission; raises NotFound."""
    return of_row(_row(s, submission_id))


def lock(s: WorkspaceSession, submission_id: int) -> Submission:
    """Lock one submission until the transaction ends, so that changes of its state wait for each other.

    A transaction that locks two locks the older one first. Raises NotFound.
    """
    return of_row(_locked_row(s, submission_id))


def has_ended_early(submission: Submission) -> bool:
    """Return whether a submission's story is over without a proposal, or with one that was replaced."""
    return submission.state.value in _DEAD


def brought(s: WorkspaceSession, submission_id: int) -> Brought:
    """Return one submission with its pasted text or saved page; raises NotFound."""
    row = _found(s.row(_BROUGHT, id_=submission_id), submission_id)
    html = None if row.pasted_html is None else zlib.decompress(row.pasted_html)
    return Brought(submission=of_row(row), text=row.pasted_text, html=html)


def earlier(s: WorkspaceSession, canonical_url: str, *, but: int | None = None) -> Submission | None:
    """Find the live submission (`but` one) of this address, by its own address or its article's.

    Of several, the one that has the newest text at it, else the first.
    """
    row = s.row(_EARLIER, address=canonical_url, but=but or 0)
    return None if row is None else of_row(row)


def last_proposed(s: WorkspaceSession, place: str, *, before: int) -> dt.datetime | None:
    """Return when the last submission before one (its id) was filed that led to proposals in a place; None if none did."""
    return s.exec(
        select(SubmissionRow.filed_at)
        .where(
            col(SubmissionRow.place) == storable(place),
            col(SubmissionRow.state) == SubmissionState.PROPOSED.value,
            col(SubmissionRow.id) < before,
        )
        .order_by(col(SubmissionRow.id).desc())
        .limit(1)
    ).first()


def unfinished(s: WorkspaceSession, limit: int | None = None) -> list[Submission]:
    """Return the submissions whose story has not ended, at most `limit`: the newsroom's, oldest first, then the public's."""
    rows = s.exec(
        select(SubmissionRow)
        .where(col(SubmissionRow.state).in_(UNFINISHED))
        .order_by(col(SubmissionRow.public), col(SubmissionRow.id))
        .limit(limit)
    )
    return [of_row(row) for row in rows]


class Claimed(NamedTuple):
    """What became of a submission that claimed its article's address.

    `duplicate_of` is the live submission that has the address, with the same text or not read yet; `earlier` the one that has
    it with another text.
    """

    duplicate_of: int | None = None
    earlier: int | None = None


def claim_article(s: WorkspaceSession, submission_id: int, article_id: int, live_url: str) -> Claimed:
    """Set a submission's article, and claim the article's address for as long as the submission lives.

    If another live submission has the address, this one becomes its duplicate; but if that one's story has ended and it had
    another text, this one goes on, and takes the address over with `hand_over`. One whose story has ended meanwhile, in another
    process, stays as it is. Raises NotFound.
    """
    refuse_long(live_url)
    try:
        with s.connection().begin_nested():
            if s.change(_CLAIM, id_=submission_id, article=article_id, address=live_url):
                return Claimed()
    except IntegrityError:
        # Another one has the address; the savepoint is rolled back.
        other = _holder(s, live_url)
        if other is None:
            raise
        if other.state == SubmissionState.PROPOSED.value and other.article_id != article_id:
            if s.change(_SHARE, id_=submission_id, article=article_id):
                return Claimed(earlier=other.id)
        elif _update(s, submission_id, article_id=article_id, state=SubmissionState.DUPLICATE.value, duplicate_of=other.id):
            return Claimed(other.id)
    return Claimed(_row(s, submission_id).duplicate_of or submission_id)


def earlier_text(s: WorkspaceSession, submission_id: int, live_url: str) -> int | None:
    """Return the submission that has an address with another text than this one, which comes later; None if there is none."""
    row, other = _row(s, submission_id), _holder(s, live_url)
    return other.id if other is not None and other.id != row.id and other.article_id != row.article_id else None


def hand_over(s: WorkspaceSession, old: int, new: int) -> None:
    """Hand an address over from a submission to a later one with another text; both live on. Raises NotFound."""
    before, after = _locked_row(s, old), _locked_row(s, new)
    address, before.live_url = before.live_url, None
    s.flush()
    after.live_url = after.live_url or address
    s.flush()


def duplicate(s: WorkspaceSession, submission_id: int, of: int) -> None:
    """Note that a submission brought nothing but what another one did; raises NotFound."""
    _update(s, submission_id, state=SubmissionState.DUPLICATE.value, duplicate_of=of, live_url=None)


def share_article(s: WorkspaceSession, submission_id: int, of: int) -> int | None:
    """Give a submission the same article as another one, which keeps the address for now.

    Returns the article's id, or None if the submission has ended early or the other one has no article. Raises NotFound.
    """
    row = _locked_row(s, submission_id)
    article_id = _row(s, of).article_id
    if row.state in _DEAD or article_id is None:
        return None
    row.article_id = article_id
    if row.state == SubmissionState.FILED.value:
        row.state = SubmissionState.FETCHED.value
    s.flush()
    return article_id


def replace(s: WorkspaceSession, old: int, new: int) -> None:
    """Replace one submission by another, which takes over its address; the old one is superseded. Raises NotFound."""
    address, row = _locked_row(s, old).live_url, _locked_row(s, new)
    set_state(s, old, SubmissionState.SUPERSEDED)
    if row.live_url is None:
        row.live_url = address
    s.flush()


def set_state(s: WorkspaceSession, submission_id: int, state: SubmissionState) -> bool:
    """Set a submission's state, unless it has ended early; a state that ends it releases its address.

    Returns whether it was still alive. Raises NotFound.
    """
    ended = {"live_url": None} if state.value in _DEAD else {}
    return _update(s, submission_id, state=state.value, **ended)


def is_unfinished(s: WorkspaceSession, submission_id: int) -> bool:
    """Lock a submission, and return whether its story goes on: another process may have ended it. Raises NotFound."""
    return _locked_row(s, submission_id).state in UNFINISHED


def read(s: WorkspaceSession, submission_id: int) -> bool:
    """Mark a submission as read, unless it is further: a process that stood still may come back late.

    Returns whether it was still alive. Raises NotFound.
    """
    return s.change(_NOTE_READ, id_=submission_id) > 0 or _is_there(s, submission_id)


def proposed(s: WorkspaceSession, submission_id: int) -> bool:
    """Mark a submission as proposed; False if it was already, or has ended early. Raises NotFound."""
    return s.change(_PROPOSE, id_=submission_id) > 0 or _is_there(s, submission_id)


def fail(s: WorkspaceSession, submission_id: int, kind: str, sentence: str) -> None:
    """Mark a submission as failed, with a sentence for the person who brought it; raises NotFound."""
    failed = SubmissionState.FAILED.value
    _update(s, submission_id, state=failed, failure_kind=kind, failure=sentence, live_url=None)


def by_person(s: WorkspaceSession, person: str, limit: int, offset: int = 0) -> list[Submission]:
    """Return what somebody brought, newest first, without the first `offset`."""
    brought = select(SubmissionRow).where(col(SubmissionRow.by) == storable(person)).order_by(col(SubmissionRow.id).desc())
    return [of_row(row) for row in s.exec(brought.limit(limit).offset(offset))]


def count_by_person(s: WorkspaceSession, person: str) -> int:
    """Count what somebody brought."""
    return s.exec(select(func.count()).select_from(SubmissionRow).where(col(SubmissionRow.by) == storable(person))).one()


def by_key(s: WorkspaceSession, key: str) -> Submission | None:
    """Find the submission that was filed under a key."""
    row = s.row(_BY_KEY, key=key)
    return None if row is None else of_row(row)


def of_row(row: SubmissionRow) -> Submission:
    """Return the submission of one row."""
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
        public=row.public,
    )


def _holder(s: WorkspaceSession, live_url: str) -> SubmissionRow | None:
    found: SubmissionRow | None = s.row(_HOLDER, address=live_url)
    return found


def _update(s: WorkspaceSession, submission_id: int, **values: Any) -> bool:
    """Update a submission unless it has ended early; returns whether it did. Raises NotFound."""
    return s.change(_setting(*values), id_=submission_id, **{f"new_{name}": value for name, value in values.items()}) > 0 or (
        _is_there(s, submission_id)
    )


@cache
def _setting(*names: str) -> Prepared:
    return Prepared(_OF_ID.values({name: bindparam(f"new_{name}") for name in names}))


def _is_there(s: WorkspaceSession, submission_id: int) -> bool:
    """Return False: a submission that was not changed is there; raises NotFound if it is not."""
    _row(s, submission_id)
    return False


def _locked_row(s: WorkspaceSession, submission_id: int) -> SubmissionRow:
    # The lock does not block references, so cards on the submission can be added meanwhile.
    held = select(SubmissionRow).where(col(SubmissionRow.id) == submission_id).with_for_update(key_share=True)
    row = s.exec(held.execution_options(populate_existing=True)).first()
    return _found(row, submission_id)


def _row(s: WorkspaceSession, submission_id: int) -> SubmissionRow:
    return _found(s.row(_BY_ID, id_=submission_id), submission_id)


def _found(row: SubmissionRow | None, submission_id: int) -> SubmissionRow:
    if row is None:
        raise NotFound(f"There is no submission {submission_id}.")
    return row
