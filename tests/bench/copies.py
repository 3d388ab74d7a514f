"""Print how long it takes to find the original of an article among many stored ones, on SQLite and PostgreSQL.

python -m tests.bench.copies [ARTICLES] [DATABASE …]      # by default 20,000 articles, on sqlite and postgresql
"""

import datetime as dt
import hashlib
import random
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import insert, text
from sqlmodel import col

from bot.domain.copies import original
from bot.domain.model import Outlet
from bot.domain.reading import Article
from bot.gateways.apart import leave_alone_what_stays
from storage import articles, copy_index, outlets
from storage.db import Database
from storage.tables.review import ArticleRow
from tests.bench.digests import postgresql, sqlite

WORKSPACE = "T024BE7LD"
NOW = dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC)
OPENED = {"sqlite": ("SQLite", sqlite), "postgresql": ("PostgreSQL", postgresql)}
WORDS = 400
ASKED = 400
FAMOUS = 10_000
BATCH = 2_000


class Told(NamedTuple):
    """A generated article: its outlet's number, its text, and the number of the article it was copied from, if any."""

    outlet: int
    text: str
    of: int | None


def main(size: int, databases: list[str]) -> None:
    """Print the figures of each database."""
    for name, opened in (OPENED[database] for database in databases):
        with opened() as database:
            database.upgrade()
            told = _fill(database, size)
            _index(database, name, size)
            _ask(database, told)
            _store(database, size)
            database.dispose()


class Newsroom:
    """Writes articles of invented words, as common as words are; the same for the same seed.

    Of a hundred, eighty are an outlet's own and twenty are copies: whole, cut, edited in every sentence, or one paragraph in
    own work. One in ten thousand was copied six hundred times. Every outlet has a footer of fifty words, every fifth article a
    background paragraph that many outlets have, and several outlets quote the same speech of eighty words.
    """

    def __init__(self, size: int, seed: int = 5) -> None:
        self.chance = random.Random(seed)
        self.words = ["".join(self.chance.choices("abdefghiklmnoprstu", k=self.chance.randint(2, 9))) for _ in range(40_000)]
        self.weights = [1.0]
        for rank in range(2, len(self.words) + 1):
            self.weights.append(self.weights[-1] + 1 / rank)
        self.outlets = max(20, min(2_000, size // 50))
        self.footers = [self.prose(50) for _ in range(self.outlets)]
        self.background = [self.prose(60) for _ in range(50)]
        self.speeches = [self.prose(80) for _ in range(max(size // 500, 1))]

    def prose(self, number: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=number))

    def own(self, outlet: int) -> str:
        parts = [self.prose(self.chance.randint(30, 60)) for _ in range(WORDS // 60)]
        if self.chance.random() < 0.2:
            parts.append(self.chance.choice(self.background))
        if self.chance.random() < 0.3:
            parts.insert(2, f"“{self.chance.choice(self.speeches)},” {self.prose(6)}")
        return self.paged(parts, outlet)

    def paged(self, parts: list[str], outlet: int) -> str:
        return "\n\n".join([*parts, self.footers[outlet]])

    def copy(self, of: str, outlet: int, kind: int) -> str:
        body = of.split("\n\n")[:-1]
        if kind == 0:
            return self.paged(body, outlet)
        if kind == 1:
            return self.paged(body[: max(2, len(body) // 2)], outlet)
        if kind == 2:
            return self.paged([self.edited(part) for part in body], outlet)
        longest = max((part for part in body if "“" not in part and part not in self.background), key=len)
        return self.paged([self.prose(80), self.prose(90), longest, self.prose(100), self.prose(70)], outlet)

    def edited(self, part: str) -> str:
        """Put another word in the place of one in every ten to thirty."""
        words, at = part.split(), 0
        while (at := at + self.chance.randint(10, 30)) < len(words):
            words[at] = self.chance.choice(self.words)
        return " ".join(words)

    def articles(self, size: int) -> Iterator[Told]:
        recent: list[tuple[int, int, str]] = []
        famous: list[tuple[int, int, str]] = []
        for number in range(size):
            outlet = self.chance.randrange(self.outlets)
            sources = famous if famous and self.chance.random() < 0.3 else recent
            others = [source for source in sources if source[1] != outlet] if self.chance.random() < 0.2 else []
            if others:
                of, _, text = self.chance.choice(others)
                yield Told(outlet, self.copy(text, outlet, self.chance.randrange(4)), of)
                continue
            text = self.own(outlet)
            recent = [*recent[-499:], (number, outlet, text)] if number % 10 == 0 else recent
            famous = [(number, outlet, text)] if number % FAMOUS < 10 and (not famous or number - famous[0][0] > 10) else famous
            yield Told(outlet, text, None)


def _index(database: Database, name: str, size: int) -> None:
    before, began = stored_bytes(database), time.perf_counter()
    copy_index.complete(database)
    if name == "PostgreSQL":  # as its autovacuum does
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    built, grown = time.perf_counter() - began, stored_bytes(database) - before
    print(
        f"{size:,} stored articles of about {WORDS} words, {name}: indexed in {built:,.0f} s"
        f" ({built / size * 1000:.1f} ms each), {grown / size:,.0f} bytes each ({grown / 1e6:,.0f} MB in all)",
        flush=True,
    )


def _ask(database: Database, told: dict[int, int | None]) -> None:
    """Look for the originals of articles that are spread evenly over the record."""
    leave_alone_what_stays()
    asked = sorted(told)[:: max(len(told) // ASKED, 1)][:ASKED]
    for kind, these in (("copies", [id_ for id_ in asked if told[id_]]), ("own work", [id_ for id_ in asked if not told[id_]])):
        searched, whole, right = list[float](), list[float](), 0
        for id_ in these:
            with database.transaction(WORKSPACE, read_only=True) as s:
                article = articles.get(s, id_)
                began = time.perf_counter()
                alike = copy_index.find(s, id_, article)
            searched.append(time.perf_counter() - began)
            found = original(alike)
            whole.append(time.perf_counter() - began)
            right += (found and found[0].id) == told[id_]
        print(
            f"  {kind}: found in p50 {_ms(searched, 50)}   p95 {_ms(searched, 95)}; with the comparison p50 {_ms(whole, 50)}"
            f"   p95 {_ms(whole, 95)}; right in {right} of {len(these)}",
            flush=True,
        )


def _store(database: Database, size: int) -> None:
    seconds = []
    for number, one in enumerate(islice(Newsroom(size, seed=6).articles(100), 100)):
        article = Article(canonical_url=f"https://bench.example/new/{number}", outlet=Outlet(name="Outlet 1"), text=one.text)
        began = time.perf_counter()
        with database.transaction(WORKSPACE) as s:
            articles.save(s, article, None, NOW)
        seconds.append(time.perf_counter() - began)
    print(f"  to store one more article: p50 {_ms(seconds, 50)}   p95 {_ms(seconds, 95)}", flush=True)


def _fill(database: Database, size: int) -> dict[int, int | None]:
    """Store articles; returns the id of each, with the id of the one that it was copied from."""
    newsroom, ids, told = Newsroom(size), list[int](), dict[int, int | None]()
    with database.transaction(WORKSPACE) as s:
        listed = [outlets.find_or_add(s, Outlet(name=f"Outlet {number}"), NOW) for number in range(newsroom.outlets)]
    written = newsroom.articles(size)
    while batch := list(islice(written, BATCH)):
        rows = [
            {
                "canonical_url": f"https://bench.example/{len(ids) + index}",
                "outlet_id": listed[one.outlet],
                "authors": [],
                "text": one.text,
                "text_sha256": hashlib.sha256(one.text.encode()).hexdigest(),
                "fetched_at": NOW,
            }
            for index, one in enumerate(batch)
        ]
        with database.transaction(WORKSPACE) as s:
            ids += s.scalars(insert(ArticleRow).returning(col(ArticleRow.id), sort_by_parameter_order=True), rows)
        told |= {id_: None if one.of is None else ids[one.of] for id_, one in zip(ids[-len(batch) :], batch, strict=True)}
    return told


def stored_bytes(database: Database) -> int:
    """Return how large a database is."""
    size = "pg_database_size(current_database())" if database.engine.dialect.name == "postgresql" else "page_count * page_size"
    where = "" if database.engine.dialect.name == "postgresql" else " FROM pragma_page_count(), pragma_page_size()"
    with database.connected(read_only=True) as connection:
        return int(connection.scalar(text(f"SELECT {size}{where}")) or 0)


def _ms(seconds: list[float], percentile: int) -> str:
    return f"{statistics.quantiles(seconds, n=100)[percentile - 1] * 1000:.1f} ms"


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    main(numbers[0] if numbers else 20_000, [argument for argument in sys.argv[1:] if argument in OPENED] or list(OPENED))
