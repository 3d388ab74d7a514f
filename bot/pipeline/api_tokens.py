"""Tokens by which programs read the record and bring sources: made and revoked by admins, checked at each call."""

import contextlib
import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from bot.domain.api_token import ApiToken, Caller, Scope, token_name, workspace_of, written
from bot.domain.errors import BadInput, NotFound, Refused, TryLater
from bot.pipeline.services import RecordServices
from storage import api_tokens

NO_TOKEN = "This token opens nothing: it is mistyped, ended or revoked. Ask an admin of your newsroom for another one."  # noqa: S105 - a sentence
_NOTED_EVERY = dt.timedelta(minutes=1)
"""How exactly it is kept when a token was used last, so that few reads write."""


def make(
    services: RecordServices,
    workspace: str,
    name: str,
    scopes: Iterable[Scope],
    *,
    by: str,
    ends_at: dt.datetime | None = None,
) -> tuple[str, ApiToken]:
    """Make a token; returns its text, which is kept nowhere, and what is kept.

    Raises BadInput for a name that is none, no scope, or an end in the past, and Refused for a name that was given before.
    """
    plain, wanted, now = token_name(name), set(scopes), services.clock()
    if not wanted:
        raise BadInput("A token needs a scope: read, propose, or both.")
    if ends_at is not None and ends_at <= now:
        raise BadInput("The token would have ended already: choose a day to come.")
    text = written(workspace, secrets.token_urlsafe(32))
    with services.database.transaction(workspace) as s:
        kept = [scope for scope in Scope if scope in wanted]
        return text, api_tokens.add(s, name=plain, token_sha256=_hash(text), scopes=kept, by=by, at=now, ends_at=ends_at)


def revoke(services: RecordServices, workspace: str, name: str, *, by: str) -> ApiToken:
    """Revoke a token for good, from its next call on; raises BadInput and NotFound."""
    with services.database.transaction(workspace) as s:
        return api_tokens.revoke(s, token_name(name), by=by, at=services.clock())


def admit(services: RecordServices, text: str) -> Caller:
    """Return who calls with a token; raises Refused for one that does not work. Notes its use, to the minute."""
    workspace, now = workspace_of(text), services.clock()
    if workspace is None:
        raise Refused(NO_TOKEN)
    try:
        with services.database.transaction(workspace, read_only=True) as s:
            token = api_tokens.by_hash(s, _hash(text))
    except NotFound:
        raise Refused(NO_TOKEN) from None
    if not token.works(now):
        raise Refused(NO_TOKEN)
    if token.last_used_at is None or now - token.last_used_at >= _NOTED_EVERY:
        # Where nothing can be written now, it is noted later: to read needs no writing.
        with contextlib.suppress(TryLater), services.database.transaction(workspace) as s:
            api_tokens.note_use(s, token.id, now)
    return Caller(workspace, token)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
