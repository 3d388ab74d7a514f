"""Letters: digests on their way to e-mail addresses, each sent once as far as a mail server lets anybody know."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import or_, update
from sqlmodel import col, select

from storage.digest_tables import LetterRow
from storage.session import WorkspaceSession

HOLD = dt.timedelta(minutes=5)


class Letter(NamedTuple):
    """One digest for one address; `tries` counts the sendings that failed."""

    id: int
    digest: int
    address: str
    tries: int


def want(s: WorkspaceSession, digest_id: int, addresses: Iterable[str], at: dt.datetime) -> None:
    """Want a digest sent to addresses."""
    s.add_all([LetterRow(digest_id=digest_id, address=address, due_at=at) for address in dict.fromkeys(addresses)])
    s.flush()


def any_due(s: WorkspaceSession, at: dt.datetime) -> bool:
    """Tell whether `take_next` would give a letter, without holding anybody up."""
    return s.exec(select(LetterRow.id).where(*_takeable(at)).limit(1)).first() is not None


def take_next(s: WorkspaceSession, at: dt.datetime) -> Letter | None:
    """Take the next letter to send and hold it; None where nothing is due. One that nobody has sent in time is free again."""
    due = select(LetterRow).where(*_takeable(at)).order_by(col(LetterRow.due_at), col(LetterRow.id)).limit(1)
    row = s.exec(due.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.held_until = at + HOLD
    s.flush()
    return Letter(row.id, row.digest_id, row.address, row.tries)


def sent(s: WorkspaceSession, letter: Letter, at: dt.datetime) -> None:
    """Note that a mail server took a letter."""
    _set(s, letter, sent_at=at, due_at=None, held_until=None, problem=None)


def later(s: WorkspaceSession, letter: Letter, at: dt.datetime, problem: str) -> None:
    """Try a letter again from a point in time on."""
    _set(s, letter, due_at=at, held_until=None, tries=letter.tries + 1, problem=problem)


def failed(s: WorkspaceSession, letter: Letter, problem: str) -> None:
    """Give a letter up, and say why."""
    _set(s, letter, due_at=None, held_until=None, problem=problem)


def _takeable(at: dt.datetime) -> tuple[Any, ...]:
    return (
        col(LetterRow.due_at) <= at,
        col(LetterRow.sent_at).is_(None),
        or_(col(LetterRow.held_until).is_(None), col(LetterRow.held_until) <= at),
    )


def _set(s: WorkspaceSession, letter: Letter, **changes: object) -> None:
    s.exec(update(LetterRow).where(col(LetterRow.id) == letter.id).values(**changes))
