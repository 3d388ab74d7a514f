"""Print how long it takes to find the event of an article among many, on SQLite and PostgreSQL, and what one more event costs.

python -m tests.bench.search [EVENTS …] [DATABASE …] [vectors]     # by default 10,000 and 100,000, on sqlite and postgresql

With `vectors` each event has one, as of a small embedding model. A database grows from one size to the next.
"""

import datetime as dt
import itertools
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import islice

import numpy as np
from sqlalchemy import insert, text
from sqlmodel import col, select

from bot.domain.model import Claim, Event
from bot.domain.reading import Article
from bot.gateways.apart import leave_alone_what_stays
from storage import events, search, vectors
from storage.columns import Floats
from storage.db import Database
from storage.tables.record import EventRow, VectorRow
from tests.bench.digests import postgresql, sqlite
from tests.bench.generated import article as plain_article
from tests.bench.generated import events as plain_events

WORKSPACE = "T024BE7LD"
NOW = dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC)
OPENED = {"sqlite": ("SQLite", sqlite), "postgresql": ("PostgreSQL", postgresql)}
MODEL = "bench"
NUMBERS = 384
ASKED = 300
NEW = 50
BATCH = 20_000
_VOCABULARY = 50_000


def main(sizes: list[int], databases: list[str], *, with_vectors: bool) -> None:
    """Print the figures of each database at each size."""
    for name, opened in (OPENED[database] for database in databases):
        with opened() as database:
            database.upgrade()
            written, stored = told(), 0
            for size in sizes:
                began = time.perf_counter()
                while stored < size:
                    batch = list(islice(written, min(BATCH, size - stored)))
                    _store(database, batch, with_vectors=with_vectors)
                    stored += len(batch)
                tidy(database)
                print(f"search among {size:,} events, {name} (the last of them added in {time.perf_counter() - began:,.0f} s)")
                _ask(database, size, with_vectors=with_vectors)
                _add(database, written)
                stored += NEW
            database.dispose()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def told() -> Iterator[Event]:
    """Make events of invented names and of words that are as common as words are; the same each time."""
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(_VOCABULARY)))
    for event in plain_events(10**9):
        chance = random.Random(event.slug)
        words = " ".join(f"w{rank}" for rank in chance.choices(range(_VOCABULARY), cum_weights=weights, k=12))
        yield event.model_copy(update={"claims": (*event.claims, Claim(key="more", text=f"{event.place} {words}"))})


def article(event: Event) -> Article:
    """Write an article of about 1,000 words on an event, with other words as well."""
    told_of = plain_article(event, words=800)
    chance = random.Random(f"article {event.slug}")
    more = " ".join(f"w{int(_VOCABULARY ** chance.random())}" for _ in range(200))
    return told_of.model_copy(update={"text": f"{told_of.text}\n\n{event.claims[-1].text}. {more}"})


def vector_of(event: Event, *, asked: bool = False) -> Floats:
    """Return an event's vector, or that of an article on it."""
    number = int(event.slug.removeprefix("event-"))
    own = np.random.default_rng(number).normal(size=NUMBERS).astype(np.float32)
    if asked:
        own += np.random.default_rng([number, 1]).normal(size=NUMBERS).astype(np.float32) / 2
    unit: Floats = own / np.linalg.norm(own)
    return unit


def _store(database: Database, batch: list[Event], *, with_vectors: bool) -> None:
    with database.transaction(WORKSPACE) as s:
        events.add_many(s, batch, NOW)
        if with_vectors:
            newest = select(EventRow.id, EventRow.slug).order_by(col(EventRow.id).desc()).limit(len(batch))
            ids, made = {slug: id_ for id_, slug in s.exec(newest)}, {event.slug: vector_of(event) for event in batch}
            rows = [
                {"event_id": ids[slug], "model": MODEL, "embedding": vector, "signs": vectors.signs_of(vector)}
                for slug, vector in made.items()
            ]
            s.execute(insert(VectorRow), rows)


def _ask(database: Database, size: int, *, with_vectors: bool) -> None:
    """Search with articles on events that are spread evenly over the record; the first search is told apart."""
    leave_alone_what_stays()
    asked = list(islice(told(), 0, size, max(size // ASKED, 1)))[:ASKED]
    for kind in ("words", "words and vectors") if with_vectors else ("words",):
        seconds, processor, first = list[float](), list[float](), 0
        for event in asked:
            written = article(event)
            vector = vector_of(event, asked=True).tolist() if kind != "words" else None
            with database.transaction(WORKSPACE, read_only=True) as s:
                began, used = time.perf_counter(), time.process_time()
                found = search.search(
                    s, f"{written.title}\n{written.text}", date=written.published, vector=vector, vector_model=MODEL
                )
                seconds.append(time.perf_counter() - began)
                processor.append(time.process_time() - used)
            first += found[:1] == [event.slug]
        print(
            f"  {kind}: p50 {_ms(seconds[1:], 50)}   p95 {_ms(seconds[1:], 95)} (the first one {seconds[0] * 1000:,.0f} ms),"
            f" of it processor time in this process p50 {_ms(processor[1:], 50)}   p95 {_ms(processor[1:], 95)};"
            f" the article's own event came first in {first} of {len(asked)}",
            flush=True,
        )


def _add(database: Database, written: Iterator[Event]) -> None:
    seconds = []
    for event in islice(written, NEW):
        began = time.perf_counter()
        with database.transaction(WORKSPACE) as s:
            events.add(s, event, NOW)
        seconds.append(time.perf_counter() - began)
    print(f"  to add one more event: p50 {_ms(seconds, 50)}   p95 {_ms(seconds, 95)}", flush=True)


def tidy(database: Database) -> None:
    """Tidy up after many rows came in at once."""
    if database.engine.dialect.name == "postgresql":  # as its autovacuum does
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _ms(seconds: list[float], percentile: int) -> str:
    return f"{statistics.quantiles(seconds, n=100)[percentile - 1] * 1000:.1f} ms"


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    chosen = [argument for argument in sys.argv[1:] if argument in OPENED]
    main(numbers or [10_000, 100_000], chosen or list(OPENED), with_vectors="vectors" in sys.argv)
