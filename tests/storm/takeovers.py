"""How long it takes until what a dead worker had begun goes on."""

import threading
import time
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.db import Database
from tests.storm.fleet import Fleet

LOOK_SECONDS = 0.1
_BEGUN = text("SELECT workflow_uuid, executor_id FROM dbos.workflow_status WHERE status = 'PENDING'")


class Takeovers:
    """Looks at the queue of a storm: what a killed process had begun, and when it belongs to it no more."""

    def __init__(self, database: Database, fleet: Fleet) -> None:
        self._database, self._fleet = database, fleet
        self._closed = threading.Event()
        self._orphans = dict[tuple[str, str], float]()
        """What a dead process began, and when that was killed."""
        self._taken = list[tuple[float, float]]()
        """From when until when something waited."""
        self._thread = threading.Thread(target=self._look, name="takeovers", daemon=True)
        self._thread.start()

    def finish(self, away: Sequence[tuple[float, float]]) -> tuple[tuple[float, bool], ...]:
        """Stop looking; returns how long each waited, and whether the database was away meanwhile."""
        self._closed.set()
        self._thread.join()
        return tuple(
            (until - since, any(began < until and since < ended for began, ended in away)) for since, until in self._taken
        )

    def _look(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            try:
                with self._database.engine.connect() as connection:
                    begun = {(str(row[0]), str(row[1])) for row in connection.execute(_BEGUN)}
            except DBAPIError:
                # The database is away, or has no queue yet.
                continue
            now, killed = time.monotonic(), {str(pid): at for at, pid in list(self._fleet.kills)}
            for one in begun:
                # A worker's name is its host, its number and a random mark.
                if (at := killed.get(one[1].split("-")[-2] if "-" in one[1] else "")) is not None:
                    self._orphans.setdefault(one, at)
            for one in self._orphans.keys() - begun:
                self._taken.append((self._orphans.pop(one), now))
