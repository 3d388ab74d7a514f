"""Print how long the editors' queue takes with many proposals in it, and how many bytes a thousand links take.

python -m tests.bench.queue [PROPOSALS …] [DATABASE …]     # by default 1,000 and 10,000, on sqlite and postgresql
"""

import sys
import time
from statistics import quantiles

from bot.gateways.apart import leave_alone_what_stays
from storage import articles, events, proposals, readings, submissions
from storage.db import Database
from tests.bench.copies import stored_bytes
from tests.bench.generated import article, page
from tests.bench.generated import events as generated
from tests.bench.search import OPENED, tidy
from tests.storage import made

WORKSPACE = "bench"
SHOWN = 300
"""As many of the waiting ones as App Home puts in order."""
ASKED = 60
BATCH = 500


def main(sizes: list[int], databases: list[str]) -> None:
    """Print the figures of each database at each size; a database grows from one size to the next."""
    for name, opened in (OPENED[database] for database in databases):
        with opened() as database:
            database.upgrade()
            with database.transaction(WORKSPACE) as s:
                events.add(s, made.event(), made.NOW)
            stored = 0
            for size in sizes:
                before = stored_bytes(database)
                _store(database, stored, size)
                tidy(database)
                each = (stored_bytes(database) - before) / (size - stored) * 1000
                stored = size
                leave_alone_what_stays()
                _ask(database, f"{size:,} waiting proposals, {name}", each)
            database.dispose()


def _store(database: Database, stored: int, size: int) -> None:
    """Store links with their pages, readings and proposals, as a link does."""
    told = list(generated(size))[stored:]
    for start in range(0, len(told), BATCH):
        with database.transaction(WORKSPACE) as s:
            for number, event in enumerate(told[start : start + BATCH], stored + start):
                url = f"https://post.example/{number}"
                text = article(event).model_copy(update={"canonical_url": url})
                filed = made.submission(s, f"k{number}", url)
                id_ = articles.save(s, text, page(event), made.NOW)
                submissions.claim_article(s, filed.id, id_, url)
                reading = readings.save(s, filed.id, id_, made.reading())
                submissions.proposed(s, filed.id)
                proposals.save(s, filed.id, reading, made.proposal(), made.NOW)


def _ask(database: Database, among: str, each: float) -> None:
    listed, counted = list[float](), list[float]()
    for _ in range(ASKED):
        with database.transaction(WORKSPACE, read_only=True) as s:
            began = time.perf_counter()
            found = proposals.waiting(s, SHOWN)
            listed.append(time.perf_counter() - began)
            began = time.perf_counter()
            proposals.count_waiting(s)
            counted.append(time.perf_counter() - began)
        s.expunge_all()
    print(
        f"the queue among {among}: the first {len(found)} p50 {_ms(listed, 50)}, p95 {_ms(listed, 95)}; their number p95"
        f" {_ms(counted, 95)}; a thousand links take {each / 1e6:.1f} MB"
    )


def _ms(seconds: list[float], percentile: int) -> str:
    return f"{quantiles(seconds, n=100)[percentile - 1] * 1000:.1f} ms"


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    main(numbers or [1_000, 10_000], [argument for argument in sys.argv[1:] if argument in OPENED] or list(OPENED))
