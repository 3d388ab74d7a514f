"""Print how long reads of the API take on a large record, on SQLite and PostgreSQL, each through the whole app.

python -m tests.bench.programs [EVENTS]     # by default 100,000; p95 is to stay below 100 ms
"""

import asyncio
import datetime as dt
import random
import sys
import time
from itertools import islice

from starlette.applications import Starlette

from bot.domain.api_token import Scope
from bot.domain.confidence import assess_event, level_changes
from bot.domain.model import Event, Report
from bot.gateways.apart import leave_alone_what_stays
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.web import WebFetcher
from bot.pipeline.api_tokens import make
from bot.pipeline.services import Services
from bot.web.api.entry import Entry
from bot.web.api.routes import Api
from bot.web.drawing import PageSite
from bot.web.links import PageLinks
from storage import events, history, reports
from storage.db import Database
from storage.session import WorkspaceSession
from tests.bench.search import BATCH, OPENED, tidy, told
from tests.web.pages import COURIER, RADIO, report
from tests.web.test_api_hostile import ask

WORKSPACE = "T024BE7LD"
NOW = dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC)
REPORTED = 50
"""Every so many events there is one with reports, so with a level."""
ASKED = 60


def main(size: int) -> None:
    """Print the figures of each database."""
    for name, opened in OPENED.values():
        with opened() as database:
            database.upgrade()
            asked = _filled(database, size)
            tidy(database)
            reader = BuiltinReader()
            services = Services(database=database, clock=lambda: NOW, fetcher=WebFetcher(), reader=reader, fallback=reader)
            token, _ = make(services, WORKSPACE, "bench", [Scope.READ], by="bench")
            api = Api(services, PageSite("Bench", PageLinks("https://bench.example", WORKSPACE)))
            api.entry = Entry(services, most=10**9)
            leave_alone_what_stays()
            print(f"reads of the API among {size:,} events, {name}")
            asyncio.run(_ask_all(Starlette(routes=api.routes()), token, asked))
            database.dispose()


def _filled(database: Database, size: int) -> list[Event]:
    """Fill a record; returns events that are spread over it."""
    written, stored, spread = told(), 0, list[Event]()
    while stored < size:
        batch = list(islice(written, min(BATCH, size - stored)))
        with database.transaction(WORKSPACE) as s:
            events.add_many(s, batch, NOW)
            for event in batch[::REPORTED]:
                _report_on(s, event)
        spread += batch[:: max(len(batch) // ASKED, 1)]
        stored += len(batch)
    return random.Random(18).sample(spread, ASKED)


def _report_on(s: WorkspaceSession, event: Event) -> None:
    made: list[Report] = [report(f"r{n}", event.core.key, outlet, "Seen there.") for n, outlet in enumerate((COURIER, RADIO))]
    reports.add(s, event.slug, made, decision_id=None, at=NOW)
    history.add(s, event.slug, level_changes(assess_event(event, ()), assess_event(event, made), at=NOW))


async def _ask_all(app: Starlette, token: str, asked: list[Event]) -> None:
    places = [event.place or "x" for event in asked]
    kinds = {
        "one event": [f"/events/{event.slug}" for event in asked],
        "the newest": ["/events?limit=100"] * ASKED,
        "by words": [f"/events?q={event.headline.split()[0]}" for event in asked],
        "by level": [f"/events?level={level}" for level in ("corroborated", "verified", "disputed")] * (ASKED // 3),
        "by place": [f"/events?place={place}" for place in places],
        "by day": [f"/events?from={event.date}&to={event.date}" for event in asked],
        "by level and words": [f"/events?level=verified&q={event.headline.split()[0]}" for event in asked],
        "far back": [f"/events?before={number}" for number in range(1, ASKED)],
        "proposals": ["/proposals?state=pending"] * ASKED,
    }
    for kind, paths in kinds.items():
        seconds = list[float]()
        for path in paths:
            began = time.perf_counter()
            status, _, text = await ask(app, "GET", f"/api/v1{path}", [(b"authorization", f"Bearer {token}".encode())], b"")
            seconds.append(time.perf_counter() - began)
            assert status == 200, (path, text)
        ordered = sorted(seconds)
        half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        print(
            f"  {kind:20s}p50 {half * 1000:6.1f} ms   p95 {most * 1000:6.1f} ms   most {ordered[-1] * 1000:6.1f} ms", flush=True
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
