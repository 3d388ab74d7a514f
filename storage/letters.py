"""Letters: digests to be sent to e-mail addresses, each once if no crash comes between sending and noting it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlmodel import col, select

from storage.lease import free, hold
from storage.session import WorkspaceSession
from storage.tables.outgoing import LetterRow

HOLD = dt.timedelta(minutes=5)


class Letter(NamedTuple):
    """One digest for one address; `tries` counts the failed tries."""

    id: int
    digest: int
    address: str
    tries: int


def want(s: WorkspaceSession, digest_id: int, addresses: Iterable[str], at: dt.datetime) -> None:
    """Add letters of a digest to addresses."""
    s.add_all([LetterRow(digest_id=digest_id, address=address, due_at=at) for address in dict.fromkeys(addresses)])
    s.flush()


def any_due(s: WorkspaceSession, at: dt.datetime) -> bool:
    """Return whether `take_next` would return a letter, without blocking writers."""
    return s.exec(select(LetterRow.id).where(*_takeable(at)).limit(1)).first() is not None


def take_next(s: WorkspaceSession, at: dt.datetime) -> Letter | None:
    """Take a lease on the next letter to send; None if nothing is due."""
    due = select(LetterRow).where(*_takeable(at)).order_by(col(LetterRow.due_at), col(LetterRow.id)).limit(1)
    row = s.exec(due.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    hold(row, at, HOLD)
    s.flush()
    return Letter(row.id, row.digest_id, row.address, row.tries)


def sent(s: WorkspaceSession, letter: Letter, at: dt.datetime) -> None:
    """Note that a mail server accepted a letter."""
    _set(s, letter, sent_at=at, due_at=None, held_until=None, problem=None)


def later(s: WorkspaceSession, letter: Letter, at: dt.datetime, problem: str) -> None:
    """Retry a letter from a point in time on."""
    _set(s, letter, due_at=at, held_until=None, tries=letter.tries + 1, problem=problem)


def failed(s: WorkspaceSession, letter: Letter, problem: str) -> None:
    """Note that a letter is not sent, and why."""
    _set(s, letter, due_at=None, held_until=None, problem=problem)


def _takeable(at: dt.datetime) -> tuple[Any, ...]:
    return (*free(LetterRow, at), col(LetterRow.sent_at).is_(None))


def _set(s: WorkspaceSession, letter: Letter, **changes: object) -> None:
    s.exec(update(LetterRow).where(col(LetterRow.id) == letter.id).values(**changes))
