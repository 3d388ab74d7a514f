"""Opens the record of one newsroom: a database that is set up, with the starting set of outlets."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.domain.errors import Busy, Cannot
from bot.pipeline.ports import Clock
from bot.pipeline.services import RecordServices
from bot.settings import Settings
from storage import files, outlets, search
from storage.db import Database


def now() -> dt.datetime:
    """Return the time in UTC."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def open_record(settings: Settings, *, clock: Clock = now) -> Iterator[RecordServices]:
    """Open the record, and set it up if it is new; raises Cannot if it needs an upgrade, or one was not finished."""
    files.open_to_others(settings.home)
    database = Database(settings.url, settings.direct_url)
    try:
        _set_up(database, settings.workspace)
        yield RecordServices(database=database, clock=clock, self_approval=settings.self_approval)
    finally:
        database.dispose()


def _set_up(database: Database, workspace: str) -> None:
    if database.revision() is None:
        database.upgrade()
    elif fault := database.needs_upgrade():
        raise Cannot(fault)
    elif not search.is_complete(database):
        raise Cannot("The search index lacks events; run 'second-source db upgrade', or wait for the one that runs.")
    with database.transaction(workspace, read_only=True) as s:
        empty = outlets.is_empty(s)
    if empty:
        # Processes that start together all find it empty: the first loads the set, and the others have it then.
        with suppress(Busy), database.transaction(workspace) as s:
            if outlets.is_empty(s):
                outlets.load_starting_set(s, "Second Source", now())
