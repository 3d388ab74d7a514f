"""Tokens of programs, and what each brought."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from bot.domain.api_token import ApiToken, Scope
from bot.domain.errors import NotFound, Refused
from storage.session import WorkspaceSession
from storage.tables.outgoing import ApiTokenRow
from storage.tables.review import ProgramSourceRow

NO_TOKEN = "There is no such token."  # noqa: S105 - a sentence


class ProgramSource(NamedTuple):
    """What a program brought: its submission, or (`again`) the one that brought the same before."""

    id: int
    said_sha256: str
    submission: int
    again: bool
    at: dt.datetime


def add(
    s: WorkspaceSession,
    *,
    name: str,
    token_sha256: str,
    scopes: Iterable[Scope],
    by: str,
    at: dt.datetime,
    ends_at: dt.datetime | None = None,
) -> ApiToken:
    """Store a new token; raises Refused for a name that one has or had."""
    if s.exec(select(ApiTokenRow.id).where(col(ApiTokenRow.name) == name)).first() is not None:
        raise Refused(f"There is, or was, a token “{name}”: choose another name, so that the record tells them apart.")
    kept = [scope.value for scope in scopes]
    row = ApiTokenRow(name=name, token_sha256=token_sha256, scopes=kept, made_by=by, made_at=at, ends_at=ends_at)
    s.add(row)
    s.flush()
    return _token(row)


def by_hash(s: WorkspaceSession, token_sha256: str) -> ApiToken:
    """Return the token with a hash; raises NotFound."""
    return _token(_found(s.exec(select(ApiTokenRow).where(col(ApiTokenRow.token_sha256) == token_sha256)).first()))


def maker_of(s: WorkspaceSession, name: str) -> str | None:
    """Return who made the token with a name, also one that no longer works; None if there was none."""
    return s.exec(select(ApiTokenRow.made_by).where(col(ApiTokenRow.name) == name)).first()


def list_(s: WorkspaceSession) -> list[ApiToken]:
    """Return all tokens, also those that no longer work, newest first."""
    return [_token(row) for row in s.exec(select(ApiTokenRow).order_by(col(ApiTokenRow.id).desc()))]


def revoke(s: WorkspaceSession, name: str, *, by: str, at: dt.datetime) -> ApiToken:
    """Revoke a token for good; one that is revoked stays as it is. Raises NotFound."""
    row = _found(s.exec(select(ApiTokenRow).where(col(ApiTokenRow.name) == name)).first())
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
        s.add(row)
        s.flush()
    return _token(row)


def note_use(s: WorkspaceSession, token: int, at: dt.datetime) -> None:
    """Note that a token was used; raises NotFound."""
    row = _found(s.exec(select(ApiTokenRow).where(col(ApiTokenRow.id) == token)).first())
    row.last_used_at = at
    s.add(row)
    s.flush()


def add_source(
    s: WorkspaceSession, *, token: int, key: str, said_sha256: str, submission: int, again: bool, at: dt.datetime
) -> ProgramSource:
    """Store what a program brought."""
    row = ProgramSourceRow(token_id=token, key=key, said_sha256=said_sha256, submission_id=submission, again=again, at=at)
    s.add(row)
    s.flush()
    return _source(row)


def source(s: WorkspaceSession, token: int, source_id: int) -> ProgramSource:
    """Return what a program brought by this token; raises NotFound."""
    asked = select(ProgramSourceRow).where(col(ProgramSourceRow.id) == source_id, col(ProgramSourceRow.token_id) == token)
    row = s.exec(asked).first()
    if row is None:
        raise NotFound("This token brought no such source. Use the id that the answer to your POST gave.")
    return _source(row)


def source_by_key(s: WorkspaceSession, token: int, key: str) -> ProgramSource | None:
    """Find what a program brought under a key."""
    asked = select(ProgramSourceRow).where(col(ProgramSourceRow.key) == key, col(ProgramSourceRow.token_id) == token)
    row = s.exec(asked).first()
    return None if row is None else _source(row)


def count_sources(s: WorkspaceSession, token: int, since: dt.datetime) -> int:
    """Count what a program brought since a moment."""
    asked = select(func.count()).select_from(ProgramSourceRow)
    return s.exec(asked.where(col(ProgramSourceRow.token_id) == token, col(ProgramSourceRow.at) > since)).one()


def _found(row: ApiTokenRow | None) -> ApiTokenRow:
    if row is None:
        raise NotFound(NO_TOKEN)
    return row


def _token(row: ApiTokenRow) -> ApiToken:
    fields = row.model_dump(exclude={"workspace", "token_sha256", "scopes"})
    return ApiToken(**fields, scopes=tuple(Scope(scope) for scope in row.scopes))


def _source(row: ProgramSourceRow) -> ProgramSource:
    return ProgramSource(row.id, row.said_sha256, row.submission_id, row.again, row.at)
