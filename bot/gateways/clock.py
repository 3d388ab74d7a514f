"""The calendar (APScheduler): calls functions at regular intervals, to look at what is due.

It is only a clock. Nothing is scheduled for a time of day: each look reads from the rows what is due by now. So an extra look
does no harm, the next look makes up for a missed one, and any number of processes may look.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = structlog.get_logger()
# A look may take longer than the interval: the next one sees what it left.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Calendar:
    """Calls each look at the start and then at its interval, never twice at the same time, until it is closed.

    `looks` has them by name, each with its interval in seconds.
    """

    def __init__(self, looks: Mapping[str, tuple[float, Callable[[], object]]]) -> None:
        self._pool = ThreadPoolExecutor(max(len(looks), 1))
        self._scheduler = BackgroundScheduler(
            timezone=dt.UTC,
            executors={"default": self._pool},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(_failed, EVENT_JOB_ERROR)
        for name, (seconds, look) in looks.items():
            at_once = dt.datetime.now(dt.UTC)
            self._scheduler.add_job(look, IntervalTrigger(seconds=seconds), id=name, next_run_time=at_once)

    def __enter__(self) -> Self:
        self._scheduler.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._scheduler.shutdown(wait=True)


def _failed(event: JobExecutionEvent) -> None:
    log.error("a look at what is due failed", job=event.job_id, error=str(event.exception), trace=event.traceback)
