"""The clock (APScheduler): rings at the times of subscriptions.

It is a clock only. Its jobs are made from the rows, kept in memory and never shared between processes; whoever is rung looks
into the rows for what is due. So a ring too many does no harm, and one too few is made good by the next look.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Protocol, Self

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.pipeline.ports import Clock

_EVERYTHING = "everything"

log = structlog.get_logger()
# A look that takes longer than the time between two is no trouble: the next one sees what it left.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Rhythm(Protocol):
    """Something that is due again and again."""

    def next_due(self, after: dt.datetime) -> dt.datetime:
        """Give the first moment later than `after` at which it is due."""
        ...


class Timetable:
    """Calls `look` with a key when what the key stands for is due, and with None every few seconds.

    `due` gives what is due when, by key, as the rows have it at this moment. Runs until it is closed.
    """

    def __init__(
        self,
        clock: Clock,
        due: Callable[[], Mapping[str, Rhythm]],
        look: Callable[[str | None], object],
        *,
        look_seconds: float,
    ) -> None:
        self._clock = clock
        self._due = due
        self._look = look
        self._looking, self._renewing = threading.Lock(), threading.Lock()
        self._closed = False
        self._scheduler = BackgroundScheduler(
            timezone=dt.UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(_failed, EVENT_JOB_ERROR)
        self._scheduler.add_job(self._look_at_everything, IntervalTrigger(seconds=look_seconds), id=_EVERYTHING)

    def __enter__(self) -> Self:
        self._scheduler.start()
        self._scheduler.modify_job(_EVERYTHING, next_run_time=dt.datetime.now(dt.UTC))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closed = True
        # APScheduler would hold its lock on the jobs while it waits for a look, and a look that makes the jobs anew wants it.
        self._scheduler.shutdown(wait=False)
        with self._looking:
            pass

    def renew(self) -> None:
        """Make the jobs anew from the rows: at the start, and whenever a row has changed."""
        with self._renewing:
            due = self._due()
            known = {job.id: job for job in self._scheduler.get_jobs() if job.id != _EVERYTHING}
            for key in known.keys() - due.keys():
                self._scheduler.remove_job(key)
            for key, rhythm in due.items():
                trigger = _DueTimes(rhythm, self._clock)
                if key not in known or known[key].trigger != trigger:
                    self._scheduler.add_job(self._look_at, trigger, args=[key], id=key, replace_existing=True)

    def rings(self) -> dict[str, dt.datetime]:
        """Give when each key rings next, in real time."""
        return {job.id: job.next_run_time for job in self._scheduler.get_jobs() if job.id != _EVERYTHING}

    def _look_at(self, key: str | None) -> None:
        with self._looking:
            if not self._closed:
                self._look(key)

    def _look_at_everything(self) -> None:
        with self._looking:
            if not self._closed:
                self.renew()
        self._look_at(None)


class _DueTimes(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """Fires when something is due by our clock, which may be ahead of the machine's."""

    def __init__(self, rhythm: Rhythm, clock: Clock) -> None:
        self._rhythm = rhythm
        self._clock = clock

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _DueTimes) and other._rhythm == self._rhythm

    def __hash__(self) -> int:
        return hash(self._rhythm)

    def get_next_fire_time(self, previous_fire_time: dt.datetime | None, now: dt.datetime) -> dt.datetime:  # noqa: ARG002 - APScheduler calls it
        """Give the machine's time at which it is due next."""
        ours = self._clock()
        return now + (self._rhythm.next_due(ours) - ours)


def _failed(event: JobExecutionEvent) -> None:
    log.error("a look at what is due failed", job=event.job_id, error=str(event.exception), trace=event.traceback)
