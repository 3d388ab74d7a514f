"""Print how soon event pages are answered over HTTP under a steady load, on SQLite and PostgreSQL.

python -m tests.bench.event_pages [EVENTS] [SECONDS] [DATABASE …]     # by default 100,000 events, 10 s each, both databases

Requests are sent at their time whether earlier ones are answered or not, and each is timed from then on, so that what waits
counts. The server is a process of its own.
"""

import asyncio
import datetime as dt
import itertools
import multiprocessing
import statistics
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

from sqlalchemy import text

from bot.domain.confidence import assess_event, level_changes
from bot.domain.model import Basis, Event, Grade, Hop, HopKind, Level, Outlet, Report, Stance, Tone
from bot.domain.page_access import PageAccess
from bot.gateways.apart import leave_alone_what_stays
from bot.web.drawing import PageSite
from bot.web.links import PageLinks
from bot.web.pages import Pages
from bot.web.server import serving_pages
from storage import events, history, outlets, pages, reports
from storage.db import Database
from storage.session import WorkspaceSession
from tests.bench.digests import postgresql, sqlite
from tests.bench.generated import events as generated

WORKSPACE = "bench"
NOW = dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC)
OPENED = {"sqlite": ("SQLite", sqlite), "postgresql": ("PostgreSQL", postgresql)}
REPORTED = 3_000
"""So many events, the newest, have reports; only the pages of these are asked for."""
PAPERS = tuple(Outlet(name=f"Bench Paper {n}", grade=Grade.B, grade_reason="It corrects itself.") for n in range(3))
CONNECTIONS = 64
WARMING = 20
"""So many answers come first that are not timed."""
BATCH = 5_000
LISTS = ("?q=bridge", "?level=reported", "?kind=accident", "?place=Orr", "?from=2025-01-01&to=2025-06-30")


def main(size: int, seconds: int, databases: list[str]) -> None:
    """Print the figures of each database."""
    for name, opened in (OPENED[database] for database in databases):
        with opened() as database:
            database.upgrade()
            slugs = _fill(database, size)
            leave_alone_what_stays()
            # A process that is forked would share the connections.
            ours, theirs = multiprocessing.Pipe()
            server = multiprocessing.get_context("spawn").Process(
                target=_serve, args=(database.url.render_as_string(hide_password=False), theirs)
            )
            server.start()
            port = ours.recv()
            among = f"among {size:,} events, {name}"
            one, each = itertools.repeat(f"/events/{slugs[0]}"), (f"/events/{slug}" for slug in itertools.cycle(slugs))
            lists = (f"/events{asked}&before={size - n}" for n in itertools.count() for asked in LISTS)
            plain = (f"/events?before={size - n}" for n in itertools.count())
            pictures = (f"/events/{slug}/card.png" for slug in itertools.cycle(slugs))
            for what, rate, paths in (
                ("one event's page, kept", 1_000, one),
                ("each time another event's page", 100, each),
                ("each time another part of the list", 50, plain),
                ("lists by word, level, kind, place and days", 20, lists),
                ("each time another event's picture", 20, pictures),
            ):
                before = _spent(ours)
                taken = asyncio.run(_load(port, paths, rate, seconds))
                each_took = 1000 * (_spent(ours) - before) / (len(taken) + WARMING)
                cuts = statistics.quantiles(taken, n=100)
                p50, p99, most = (1000 * found for found in (cuts[49], cuts[98], max(taken)))
                print(
                    f"{what}, {rate:,} a second, {among}: p50 {p50:.1f} ms   p99 {p99:.1f} ms   longest {most:.0f} ms"
                    f"   (n = {len(taken):,}; {each_took:.2f} ms of the server's processor time each)",
                    flush=True,
                )
            ours.send(None)
            server.join()
            database.dispose()


def _serve(url: str, told: Connection) -> None:
    database = Database(url)
    site = PageSite("The Bench", PageLinks("http://127.0.0.1", WORKSPACE))
    with serving_pages(lambda _address: Pages(database, site).routes(), "127.0.0.1", 0) as address:
        leave_alone_what_stays()
        told.send(int(address.rpartition(":")[2]))
        while told.recv() is not None:
            told.send(time.process_time())
    database.dispose()


def _spent(server: Connection) -> float:
    """Return how much processor time the server has taken so far, in seconds."""
    server.send("processor time")
    seconds: float = server.recv()
    return seconds


async def _load(port: int, paths: Iterator[str], rate: int, seconds: int) -> list[float]:
    """Send requests at a rate; returns how long each took, from the moment at which it was due."""
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CONNECTIONS)]
    for connection in opened:
        free.put_nowait(connection)
    taken: list[float] = []

    async def ask(path: str, due: float) -> None:
        connection = await free.get()
        reader, writer = connection
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(f"{path}: {head[:60]!r}")
        taken.append(time.perf_counter() - due)
        free.put_nowait(connection)

    # The first answers load and compile what is kept.
    for _ in range(WARMING):
        await ask(next(paths), time.perf_counter())
    taken.clear()
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(rate * seconds):
            due = begun + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            group.create_task(ask(next(paths), due))
    for _, writer in opened:
        writer.close()
    return taken


def _fill(database: Database, size: int) -> list[str]:
    """Store events, the newest with reports; returns the slugs of these."""
    made = generated(size)
    newest: list[Event] = []
    with database.transaction(WORKSPACE) as s:
        pages.give_access(s, None, PageAccess.PUBLIC, by="ada", at=NOW)
        for paper in PAPERS:
            outlets.save(s, paper, "ada", NOW)
    while batch := list(itertools.islice(made, BATCH)):
        with database.transaction(WORKSPACE) as s:
            events.add_many(s, batch, NOW)
        newest = [*newest, *batch][-min(REPORTED, size) :]
    for start in range(0, len(newest), 500):
        with database.transaction(WORKSPACE) as s:
            for event in newest[start : start + 500]:
                _report(s, event)
    with database.transaction(WORKSPACE) as s:
        if s.on_postgresql:
            s.connection().execute(text("ANALYZE"))
    return [event.slug for event in newest]


def _report(s: WorkspaceSession, event: Event) -> None:
    told = [
        Report(
            id=f"file-{number}",
            claim=event.core.key,
            outlet=paper,
            url=f"https://paper-{number}.example/{event.slug}",
            published=event.date,
            stance=Stance.CONFIRMS,
            tone=Tone.CERTAIN,
            basis=Basis.ON_RECORD,
            path=(Hop(kind=HopKind.PERSON, name=event.entities[0] if number else "Ilse Norr"),),
            quote=event.core.text,
        )
        for number, paper in enumerate(PAPERS)
    ]
    reports.add(s, event.slug, told, decision_id=None, at=NOW)
    made = level_changes((), assess_event(event, told), decision_id=None, at=NOW)
    history.add(s, event.slug, [change for change in made if change.level_after is not Level.UNVERIFIED])


if __name__ == "__main__":
    numbers = [int(given) for given in sys.argv[1:] if given.isdigit()]
    named = [given for given in sys.argv[1:] if not given.isdigit()]
    many, long = (*numbers, *(100_000, 10)[len(numbers) :])[:2]
    main(many, long, named or [*OPENED])
