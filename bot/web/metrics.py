"""`/metrics`, for Prometheus: what the record says of all workspaces, asked anew for each answer; and the doors' own health."""

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.errors import SecondSourceError
from storage.db import Database
from storage.measures import Measure, measure
from storage.step_times import ended_between

PREFIX = "second_source_"
STEPS = ("fetch", "read", "propose", "fail")
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 90, 180)
SETTLED = dt.timedelta(seconds=2)
"""What ended less than this ago may not be stored yet."""
NOT_FOR_YOU = "Metrics are for this machine alone; SECOND_SOURCE_METRICS=all opens them to whoever reaches this address."


def metrics_route(
    database: Database, clock: Callable[[], dt.datetime], healthy: Callable[[], list[str]], *, everybody: bool
) -> Route:
    """Return the route of the metrics; unless they are for `everybody`, only this machine may ask, and through no proxy."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Record(database, clock, healthy))
    registry.register(_StepTimes(database, clock))

    async def metrics(request: Request) -> Response:
        if not everybody and not _from_here(request):
            return PlainTextResponse(NOT_FOR_YOU, 403)
        written = await run_in_threadpool(generate_latest, registry)
        return Response(written, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})

    return Route("/metrics", metrics)


def _from_here(request: Request) -> bool:
    passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"))
    return request.client is not None and ip_address(request.client.host).is_loopback and not passed_on


class _Record(Collector):
    def __init__(self, database: Database, clock: Callable[[], dt.datetime], healthy: Callable[[], list[str]]) -> None:
        self._database = database
        self._clock = clock
        self._healthy = healthy

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        try:
            found = measure(self._database, self._clock())
        except SecondSourceError:
            found = []
        yield GaugeMetricFamily(f"{PREFIX}faults", "What /healthz finds wrong.", value=len(self._healthy()))
        yield GaugeMetricFamily(f"{PREFIX}database_up", "Whether the database answers.", value=float(bool(found)))
        yield from map(_family, found)


class _StepTimes(Collector):
    """How long the steps of links took, in all processes, since this one began; a monitor knows that counters begin anew."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime]) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # its module has no types
        self._database, self._clock = database, clock
        self._seen, self._lock = clock() - SETTLED, threading.Lock()
        told = "How long each step of a link took, with its waits for another try."
        self._times = Histogram(f"{PREFIX}step_seconds", told, ["step"], buckets=BUCKETS, registry=None)
        for step in STEPS:
            self._times.labels(step)

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        with self._lock, suppress(SecondSourceError):
            until = self._clock() - SETTLED
            if until > self._seen:
                for step, seconds in ended_between(self._database, self._seen, until):
                    if step in STEPS:
                        self._times.labels(step).observe(seconds)
                self._seen = until
        yield from self._times.collect()


def _family(each: Measure) -> Metric:
    kind = CounterMetricFamily if each.counts else GaugeMetricFamily
    family = kind(PREFIX + each.name, each.help, labels=[each.label] if each.label else [])
    for value, number in each.values.items():
        family.add_metric([value] if each.label else [], number)
    return family
