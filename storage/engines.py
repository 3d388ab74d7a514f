"""SQLAlchemy's engines for a PostgreSQL address: for the record, for locks past a pooler, for the durable engine's tables.

A pooler such as PgBouncer may lend one session of the server to many clients, a transaction each. What belongs to a session is
lost or mixed up then: prepared statements, locks that outlive a transaction, LISTEN.
"""

import contextlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from bot.domain.errors import BadInput, Cannot

CONNECT_SECONDS = 15
IDLE_SECONDS = 30
"""A process that stands still, or whose host is gone, holds no rows longer: the server ends its transaction."""
THRESHOLD = "prepare_threshold"
SHARED = (
    "The database address leads to a pooler that shares sessions, such as PgBouncer in transaction mode: set"
    " SECOND_SOURCE_DATABASE_DIRECT_URL to PostgreSQL's own address, for the locks and the queue. OPERATIONS.md says more."
)
_WORKFLOW_POOL: Mapping[str, Any] = {"pool_size": 20, "max_overflow": 0, "pool_timeout": 30}
"""As DBOS would have it."""


def postgresql_engine(url: URL, *, never_prepare: bool = False, **more: Any) -> Engine:
    """Return an engine; the address may say `prepare_threshold=N` as psycopg means it, or `none`. Raises BadInput.

    With `never_prepare` nothing is prepared unless the address says otherwise.
    """
    plain, given = without_threshold(url)
    arguments: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS}
    if given is not None or never_prepare:
        arguments[THRESHOLD] = _threshold(given or "none")
    engine = create_engine(plain, connect_args=arguments, pool_pre_ping=True, **more)
    event.listen(engine, "connect", _limit_idling)
    return engine


def workflows_engine_of(url: URL) -> Engine:
    """Return an engine for the durable engine's own tables."""
    return postgresql_engine(url.set(drivername="postgresql+psycopg"), **_WORKFLOW_POOL)


def without_threshold(url: URL) -> tuple[URL, str | None]:
    """Return an address without psycopg's own option, which libpq does not know, and what it said."""
    given = url.query.get(THRESHOLD)
    return url.difference_update_query([THRESHOLD]), given if given is None or isinstance(given, str) else given[-1]


def check_sessions(engine: Engine, session: Connection) -> None:
    """Raise Cannot where a session that is open, and does nothing, is lent to somebody else meanwhile."""
    ours = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with engine.connect() as other, other.begin():
        if other.execute(text("SELECT pg_backend_pid()")).scalar_one() == ours:
            raise Cannot(SHARED)


def _threshold(given: str) -> int | None:
    if given.casefold() in ("none", ""):
        return None
    if given.isascii() and given.isdecimal():
        return int(given)
    raise BadInput("In the database address, write prepare_threshold=none or a number: statements run so often are prepared.")


def _limit_idling(connection: Any, _record: object) -> None:
    # Through a pooler it may reach only some sessions; the role can have it for all of them.
    with contextlib.closing(connection.cursor()) as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
    connection.commit()
