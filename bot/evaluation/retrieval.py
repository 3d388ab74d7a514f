"""Measures how well the search finds the stored events that a text is about."""

import time
from collections.abc import Callable, Sequence

from bot.domain.model import Outlet, Value
from bot.domain.reading import Article
from bot.evaluation.cases import Query, ignored
from bot.evaluation.scoring import average_precision, percentile, recall_within
from bot.pipeline.read import embedded, keep_vectors
from bot.pipeline.services import Services
from storage import events, search

FOUND = 10


class Found(Value):
    """What the search found for one query, best first; times in seconds."""

    id: str
    slugs: tuple[str, ...]
    seconds: float


class Retrieval(Value):
    """How well relevant events were found; None where no query could be scored.

    `unknown` are relevant slugs that are not stored; they are left out, and so is a query that has no others.
    `embeddings` names the embedding model that took part, if any.
    """

    queries: int
    scored: int
    map_5: float | None
    precision_1: float | None
    recall_10: float | None
    p50: float | None
    p95: float | None
    embeddings: str | None
    unknown: tuple[str, ...]
    ignored_fields: dict[str, int]
    found: tuple[Found, ...]


def measure_search(
    services: Services,
    workspace: str,
    queries: Sequence[Query],
    monotonic: Callable[[], float] = time.perf_counter,
    tell: Callable[[int], None] = lambda _done: None,
) -> Retrieval:
    """Search the stored events for each query as for an article; `tell` is called with the number done."""
    keep_vectors(services, workspace)
    known = _stored(services, workspace, {slug for query in queries for slug in query.relevant})
    found, scored = [], []
    for number, query in enumerate(queries, 1):
        found.append(_search(services, workspace, query, monotonic))
        relevant = query.relevant & known
        if relevant:
            scored.append((found[-1].slugs, relevant))
        tell(number)
    seconds = [one.seconds for one in found]
    return Retrieval(
        queries=len(queries),
        scored=len(scored),
        map_5=_mean([average_precision(slugs, relevant, 5) for slugs, relevant in scored]),
        precision_1=_mean([average_precision(slugs, relevant, 1) for slugs, relevant in scored]),
        recall_10=_mean([recall_within(slugs, relevant, FOUND) for slugs, relevant in scored]),
        p50=percentile(seconds, 0.5),
        p95=percentile(seconds, 0.95),
        embeddings=services.embedder.model if services.embedder else None,
        unknown=tuple(sorted({slug for query in queries for slug in query.relevant} - known)),
        ignored_fields=ignored(queries),
        found=tuple(found),
    )


def _search(services: Services, workspace: str, query: Query, monotonic: Callable[[], float]) -> Found:
    began = monotonic()
    vector = embedded(services, Article(canonical_url="text:query", outlet=Outlet(name="query"), text=query.query))
    model = services.embedder.model if services.embedder else None
    with services.database.transaction(workspace, read_only=True) as s:
        slugs = search.search(s, query.query, limit=FOUND, vector=vector, vector_model=model)
    return Found(id=query.id, slugs=tuple(slugs), seconds=monotonic() - began)


def _stored(services: Services, workspace: str, slugs: set[str]) -> frozenset[str]:
    wanted = sorted(slugs)
    with services.database.transaction(workspace, read_only=True) as s:
        return frozenset(event.slug for i in range(0, len(wanted), 500) for event in events.get_many(s, wanted[i : i + 500]))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
