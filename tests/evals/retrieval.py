"""Measures the search on labelled queries, beside plain BM25: articles and posts, amid neighbours that resemble the events.

python -m tests.evals.retrieval [NEIGHBOURS] [FOLDER]     # by default 9,000; FOLDER has an embedding model

The events and the articles are those of `tuning.jsonl` and `clusters.jsonl`; the posts are in `queries.jsonl`, each about one
event, in other words than its claims. A neighbour has the headline of one event and claims of others, with the names of yet
another, so that each word of a query is in many events.
"""

import datetime as dt
import math
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.domain.model import Claim, Event
from bot.domain.ranking import plain_words
from bot.evaluation.cases import read_cases, read_queries
from bot.evaluation.clusters import read_clusters
from bot.evaluation.scoring import average_precision, recall_within
from bot.gateways.embeddings import FastembedEmbedder
from bot.pipeline.ports import Embedder
from bot.pipeline.read import EMBEDDED
from storage import events, search, vectors
from storage.db import Database
from storage.search_index import event_text, index_terms

FOLDER = Path(__file__).parent
WORKSPACE = "evals"
NOW = dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC)
FOUND = 10
_NAME = re.compile(r"\b[A-ZÀ-Ý][\w’'-]+(?:\s+[A-ZÀ-Ý][\w’'-]+)*")
_LONG = 4


class Asked(NamedTuple):
    """A text, the slug of the event that it is about, and its day."""

    text: str
    about: str
    date: dt.date | None


class Figures(NamedTuple):
    """How well events were found: mean average precision within five, share found within ten."""

    map_5: float
    recall_10: float


def material() -> tuple[list[Event], dict[str, list[Asked]]]:
    """Read the labelled events, and the queries of each kind."""
    known: dict[str, Event] = {}
    asked: dict[str, list[Asked]] = {"articles": [], "posts": []}
    for case in read_cases((FOLDER / "tuning.jsonl").read_bytes()):
        known |= {file.slug: file.event() for file in case.events if file.slug not in known}
        if case.expect and case.expect.event and case.article.text:
            words = f"{case.article.title or ''}\n{case.article.text}"
            asked["articles"].append(Asked(words, case.expect.event, case.article.published))
    for cluster in read_clusters((FOLDER / "clusters.jsonl").read_bytes()):
        known.setdefault(cluster.event.slug, cluster.event.event())
        for article in cluster.articles:
            asked["articles"].append(Asked(f"{article.title or ''}\n{article.text}", cluster.event.slug, article.published))
    for query in read_queries((FOLDER / "queries.jsonl").read_bytes()):
        asked["posts"].append(Asked(query.query, min(query.relevant), None))
    return list(known.values()), asked


def neighbours(of: Sequence[Event], number: int) -> Iterator[Event]:
    """Make events that resemble others: a headline, one or two claims and the names each from another event."""
    chance = random.Random(5)
    for index in range(number):
        head, said, named, more = chance.sample(of, 4)
        names = _names(named) or ["Norland"]
        told = [said, more] if chance.random() < 0.5 else [said]
        texts = [_renamed(chance.choice(each.claims).text, _names(each), names, chance) for each in told]
        yield Event(
            slug=f"neighbour-{index}",
            kind=head.kind,
            headline=_renamed(head.headline, _names(head), names, chance),
            place=named.place,
            date=named.date,
            claims=tuple(Claim(key=f"c{place}", text=text) for place, text in enumerate(texts)),
            entities=named.entities[:2],
        )


def store(database: Database, stored: Sequence[Event], embedder: Embedder | None = None) -> None:
    """Store events, with their vectors if there is an embedder."""
    with database.transaction(WORKSPACE) as s:
        events.add_many(s, stored, NOW)
        if embedder:
            made = embedder.embed([event_text(event) for event in stored])
            vectors.save(s, embedder.model, {event.slug: vector for event, vector in zip(stored, made, strict=True)})


def by_search(database: Database, embedder: Embedder | None = None) -> Callable[[Asked], Sequence[str]]:
    """Return how our own search answers."""

    def answer(asked: Asked) -> Sequence[str]:
        vector = embedder.embed_query(plain_words(asked.text[:EMBEDDED])) if embedder else None
        model = embedder.model if embedder else None
        with database.transaction(WORKSPACE, read_only=True) as s:
            return search.search(s, asked.text, date=asked.date, limit=FOUND, vector=vector, vector_model=model)

    return answer


def by_plain_bm25(stored: Sequence[Event], k1: float = 1.2, b: float = 0.75) -> Callable[[Asked], Sequence[str]]:
    """Return how plain BM25 over all words answers."""
    lengths, found_in = dict[str, int](), defaultdict[str, dict[str, int]](dict)
    for event in stored:
        words = index_terms(event_text(event))
        lengths[event.slug] = len(words)
        for word, times in Counter(words).items():
            found_in[word][event.slug] = times
    mean = sum(lengths.values()) / len(lengths)

    def answer(asked: Asked) -> Sequence[str]:
        scores = defaultdict[str, float](float)
        for word, wanted in Counter(index_terms(asked.text)).items():
            having = found_in.get(word, {})
            rarity = math.log(1 + (len(lengths) - len(having) + 0.5) / (len(having) + 0.5))
            for slug, times in having.items():
                scores[slug] += wanted * rarity * times * (k1 + 1) / (times + k1 * (1 - b + b * lengths[slug] / mean))
        return sorted(scores, key=lambda slug: -scores[slug])[:FOUND]

    return answer


def measure(answer: Callable[[Asked], Sequence[str]], asked: Sequence[Asked]) -> Figures:
    """Measure one way to answer."""
    found = [(answer(one), frozenset({one.about})) for one in asked]
    return Figures(
        sum(average_precision(slugs, about, 5) for slugs, about in found) / len(found),
        sum(recall_within(slugs, about, FOUND) for slugs, about in found) / len(found),
    )


def _names(event: Event) -> list[str]:
    whole = [name for part in (event.place, *event.entities) if part for name in _NAME.findall(part)]
    inside = [name for claim in event.claims for name in _NAME.findall(claim.text[1:])]
    return list(dict.fromkeys([*whole, *(word for name in whole for word in name.split() if len(word) >= _LONG), *inside]))


def _renamed(text: str, names: Sequence[str], others: Sequence[str], chance: random.Random) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, chance.choice(others))
    return text


def main(number: int, folder: str | None) -> None:
    """Print the figures of each way to answer."""
    known, asked = material()
    stored = [*known, *neighbours(known, number)]
    with tempfile.TemporaryDirectory(prefix="second-source-evals-") as home:
        database = Database(f"sqlite:///{home}/evals.db")
        database.upgrade()
        embedder = FastembedEmbedder(folder) if folder else None
        store(database, stored, embedder)
        ways = {"plain BM25": by_plain_bm25(stored), "words": by_search(database)}
        if embedder:
            ways["words and meaning"] = by_search(database, embedder)
        print(f"{len(known)} events amid {number:,} neighbours")
        for kind, queries in asked.items():
            for name, answer in ways.items():
                figures = measure(answer, queries)
                print(
                    f"  {len(queries)} {kind}, {name:<18} MAP@5 {figures.map_5:.3f}   R@10 {figures.recall_10:.3f}", flush=True
                )
        database.dispose()


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    folders = [argument for argument in sys.argv[1:] if not argument.isdigit()]
    main(numbers[0] if numbers else 9_000, folders[0] if folders else None)
