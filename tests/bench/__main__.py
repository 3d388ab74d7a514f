"""Print what one link costs without model and network, how soon Slack gets an answer, and the peak memory.

python -m tests.bench [LINKS]      # by default 200 links
"""

import dataclasses
import logging
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import structlog
from trafilatura import bare_extraction

from bot.app import open_engine, open_services
from bot.gateways.apart import leave_alone_what_stays
from bot.opening import now
from bot.pipeline.intake import Link, accept_link
from bot.pipeline.ports import call_here
from bot.pipeline.review import review
from bot.pipeline.services import Services
from bot.settings import Settings
from storage import events
from storage.db import Database
from tests.bench.generated import article, page
from tests.bench.generated import events as generated
from tests.storm.__main__ import told
from tests.storm.plan import Plan
from tests.storm.storm import storm

T = TypeVar("T")
WORKSPACE = "bench"

# Of thousands of links, the log of each step is no news; here, so that the processes that compute have it too.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


class TimedSteps:
    """Plain steps that note the processor time that each took, in seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    def run(self, name: str, step: Callable[[], T | None], result: type[T] | None = None) -> T | None:
        started = time.process_time()
        given = step()
        self.seconds.setdefault(name, []).append(time.process_time() - started)
        return given


def main(links: int) -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory(prefix="second-source-bench-") as folder:
        settings = Settings(home=Path(folder), workspace=WORKSPACE)
        with open_services(settings, compute=call_here) as services:
            _fill(services.database, 1000)
            _links(services, links)
            _durable(services, min(links, 50))
    _acknowledging(links)
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _fill(database: Database, number: int) -> None:
    with database.transaction(WORKSPACE) as s:
        events.add_many(s, generated(number), now())


def _links(services: Services, number: int) -> None:
    """Measure in processor time, since whatever else runs on the machine says nothing about a link.

    All is computed in this process, where it can be counted. The first link is not: what a process does once (compile its
    patterns, read its word lists) belongs to its start.
    """
    steps, intake, whole, alone = TimedSteps(), list[float](), list[float](), list[float]()
    for index, event in enumerate(generated(number + 1)):
        if index == 1:
            leave_alone_what_stays()
            for measured in (intake, whole, alone, steps.seconds):
                measured.clear()
        served = page(event)
        started = time.process_time()
        link = Link(key=f"bench-{index}", by="bench", place="bench", url=f"https://bench.example/{index}", html=served)
        filed = accept_link(services, WORKSPACE, link)
        intake.append(time.process_time() - started)
        review(services, steps, WORKSPACE, filed.submission.id)
        whole.append(time.process_time() - started)
        started = time.process_time()
        bare_extraction(served.decode(), url=event.slug, include_comments=False, with_metadata=True)
        alone.append(time.process_time() - started)
    size = len(page(next(generated(1)))) / 1000
    print(
        f"one link without model and network: {number} pages of about 800 words and {size:.0f} KB, 1,000 stored events, SQLite"
    )
    print(f"  in all    p50 {_ms(whole, 50)}   p95 {_ms(whole, 95)}   of processor time")
    total = sum(whole)
    shares = {"intake": intake, **steps.seconds}
    for name, seconds in shares.items():
        print(f"  {name:<9} p50 {_ms(seconds, 50)}   p95 {_ms(seconds, 95)}   {sum(seconds) / total:6.1%} of the time")
    print(f"  most of it goes into: {max(shares, key=lambda name: sum(shares[name]))}")
    print(f"  trafilatura alone, on the same pages: p50 {_ms(alone, 50)}   p95 {_ms(alone, 95)}")
    print(f"  one link takes {total / sum(alone):.1f} times as long as trafilatura alone (wanted: 4 at most)")


def _durable(services: Services, number: int) -> None:
    seconds = []
    with open_engine(services) as engine:
        for index, event in enumerate(generated(number, seed=11)):
            link = Link(key=f"durable-{index}", by="bench", place="bench", text=article(event).text)
            filed = accept_link(services, WORKSPACE, link)
            started = time.perf_counter()
            engine.wait(engine.start(WORKSPACE, filed.submission))
            seconds.append(time.perf_counter() - started)
    print(f"the same through the durable engine: {number} links, p50 {_ms(seconds, 50)}   p95 {_ms(seconds, 95)}")


def _acknowledging(links: int) -> None:
    """Measure the time to acknowledge an event while links come as fast as in the storm, with nothing killed."""
    plan = Plan(links=links, seconds=links * 0.3, kills=0, decide=0)
    print(f"\nto acknowledge an event: {links} links in {plan.seconds:.0f} s, every event twice")
    for work in (True, False):
        with tempfile.TemporaryDirectory(prefix="second-source-bench-") as folder:
            outcome = storm(Path(folder), dataclasses.replace(plan, work=work), lambda _: None)
        print(f"  {told(outcome.acks)}{'' if work else ', with the work switched off'}")


def _ms(seconds: list[float], percentile: int) -> str:
    cut = statistics.quantiles(seconds, n=100)[percentile - 1] if len(seconds) > 1 else seconds[0]
    return f"{cut * 1000:8.1f} ms"


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(numbers[0] if numbers else 200)
