"""What readers sent by the form on an event's page, and how much of it: the limits count here."""

import datetime as dt

from sqlalchemy import func, text, update
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.model import Value
from storage import events
from storage.session import WorkspaceSession
from storage.tables.review import PublicSourceRow

_LOCK = 1_380_272_964


class PublicSource(Value):
    """What a reader sent: its submission, or (`again`) the one that brought the same before."""

    submission: int
    again: bool
    email: str | None
    at: dt.datetime


def add(
    s: WorkspaceSession,
    *,
    token_sha256: str,
    submission: int,
    event: str,
    again: bool,
    address_hash: str,
    email: str | None,
    note: str = "",
    at: dt.datetime,
) -> None:
    """Store what a reader sent; raises NotFound for the event."""
    s.add(
        PublicSourceRow(
            token_sha256=token_sha256,
            submission_id=submission,
            event_id=events.id_of(s, event),
            again=again,
            address_hash=address_hash,
            email=email,
            note=note,
            at=at,
        )
    )
    s.flush()


def by_token(s: WorkspaceSession, token_sha256: str) -> PublicSource:
    """Return what was sent, by the hash of its status link's key; raises NotFound."""
    row = s.exec(select(PublicSourceRow).where(col(PublicSourceRow.token_sha256) == token_sha256)).first()
    if row is None:
        raise NotFound("There is no such status.")
    return PublicSource(submission=row.submission_id, again=row.again, email=row.email, at=row.at)


def emails_on(s: WorkspaceSession, submission: int) -> list[str]:
    """Return the addresses that readers who brought a submission left for questions, oldest first."""
    left = select(PublicSourceRow.email).where(col(PublicSourceRow.submission_id) == submission)
    left = left.order_by(col(PublicSourceRow.id))
    return [email for email in dict.fromkeys(s.exec(left)) if email]


def later_notes_on(s: WorkspaceSession, submission: int) -> list[str]:
    """Return what readers wrote who brought a submission again, oldest first: the first one's note is the submission's."""
    written = select(PublicSourceRow.note).where(col(PublicSourceRow.submission_id) == submission)
    again = written.where(col(PublicSourceRow.again).is_(True), col(PublicSourceRow.note) != "")
    return list(dict.fromkeys(s.exec(again.order_by(col(PublicSourceRow.id)))))


def brought(s: WorkspaceSession, submission: int) -> bool:
    """Tell whether a reader brought a submission, be it after others."""
    sent = select(PublicSourceRow.id).where(col(PublicSourceRow.submission_id) == submission).limit(1)
    return s.exec(sent).first() is not None


def lock(s: WorkspaceSession) -> None:
    """Let one source of the workspace come in at a time, so that no two are the last that a limit allows."""
    if s.on_postgresql:
        # SQLite needs no lock here: a writing transaction locks the whole database.
        s.connection().execute(
            text("SELECT pg_advisory_xact_lock(:lock, hashtext(:workspace))"), {"lock": _LOCK, "workspace": s.workspace}
        )


def count_since(s: WorkspaceSession, start: dt.datetime, address_hash: str | None = None) -> int:
    """Count what was sent since a moment, by all or from one address."""
    sent = select(func.count()).select_from(PublicSourceRow).where(col(PublicSourceRow.at) > start)
    if address_hash is not None:
        sent = sent.where(col(PublicSourceRow.address_hash) == address_hash)
    return s.exec(sent).one()


def forget(s: WorkspaceSession, *, addresses_before: dt.datetime, emails_before: dt.datetime) -> bool:
    """Forget where sources came from, and the e-mail addresses, if sent before then; returns whether any were left."""
    sent, forgotten = col(PublicSourceRow.at), 0
    for before, column, name in (
        (addresses_before, col(PublicSourceRow.address_hash), "address_hash"),
        (emails_before, col(PublicSourceRow.email), "email"),
    ):
        old = update(PublicSourceRow).where(sent <= before, column.is_not(None)).values({name: None})
        forgotten += s.exec(old, execution_options={"synchronize_session": False}).rowcount
    return forgotten > 0
