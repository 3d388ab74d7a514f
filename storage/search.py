"""Search: finds the events that an article may be about, and events by words."""

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice

from sqlalchemy import Connection, bindparam, exists, select
from sqlalchemy import text as sql
from sqlmodel import col

from bot.domain.model import Event
from bot.domain.ranking import Weights, blend, plain_words, weights
from storage import events, merges, search_index
from storage.db import Database
from storage.prepared import Prepared, table_of
from storage.search_index import Counts, Waiting, entries, index_terms
from storage.session import WorkspaceSession
from storage.tables.record import EventRow, IndexedEventRow

_READ = 12_000
"""Characters of a text that are read: news says what it is about at the start."""
_LEAD = 600
"""Characters of headline and first sentences, which count twice."""
_MOST_WORDS = 16
"""Words that a person may search for."""
_POSTINGS = 10_000
"""Postings that are read for one text: as many as can be added up in a few milliseconds."""
_SHARE = 0.02
"""Postings that are read for one text in a large workspace, as a share of its events."""
_RAREST = 100
"""Terms that find events; all others of the text only rank them."""
_COMPARED = 200
"""Events that are compared with all words of a text."""
_BEST = 100
"""Events of which words and meaning, each by itself, are blended."""
_SAME_DAYS = 0.1
"""What it adds to a score from 0 to 1 that event and article are of one day."""
_COMPLETED = 500
"""Events that are added at once when the index is completed: few, so that other writers hardly wait."""
_T = table_of(EventRow).c
_DATED = Prepared(select(_T.id, _T.slug, _T.date).where(_T.id.in_(bindparam("events", expanding=True))))
Told = Callable[[int], object]
"""Called with how many entries an index has got by now."""
_LACKING = (
    "FROM event WHERE NOT EXISTS (SELECT 1 FROM indexed_event AS indexed"
    " WHERE indexed.workspace = event.workspace AND indexed.event_id = event.id)"
)


def search(
    s: WorkspaceSession,
    text: str,
    *,
    date: dt.date | None = None,
    limit: int = 6,
    vector: Sequence[float] | None = None,
    vector_model: str | None = None,
) -> list[str]:
    """Find the events that a text may be about: slugs, best first.

    The text's rarest terms find events, all its terms rank them (BM25). With a vector, its neighbours are found too, and the
    ranking is by words and meaning together. Of events that fit alike, those of the text's days come first.
    """
    asked, counts = _weights(s, plain_words(text[:_READ]))
    told = _told(s, asked, _having(s, asked, counts))
    near: dict[int, float] = {}
    if vector is not None and vector_model is not None:
        # Most searches have no vector, and numpy is slow to import.
        from storage import vectors

        near = vectors.likeness(s, vector_model, vector, told)
    close = _best(near)
    told |= _told(s, asked, [id_ for id_ in close if id_ not in told])
    scores = blend(told, {id_: near[id_] for id_ in {*told, *close} & near.keys()})
    # What fits an event that went into another one fits that one.
    for id_, home in merges.homes(s, list(scores)).items():
        scores[home] = max(scores.pop(id_), scores.get(home, 0.0))
    # No date lifts what is further behind than this.
    least = min(heapq.nlargest(limit, scores.values()), default=0.0) - _SAME_DAYS
    found = sorted(map(tuple, s.rows(_DATED, events=[id_ for id_, score in scores.items() if score >= least])))
    dated = {slug: scores[id_] + _nearness(date, day) for id_, slug, day in found}
    return sorted(dated, key=lambda slug: -dated[slug])[:limit]


def find(s: WorkspaceSession, words: str, limit: int = 20) -> list[Event]:
    """Find events for a person: the one with this slug first, then those with all the words, newest first."""
    named = events.get_many(s, [words.strip().casefold()])
    ids = list(islice(having_all(s, words), limit))
    homes = merges.homes(s, ids)
    ids = list(dict.fromkeys(homes.get(id_, id_) for id_ in ids))
    return [*named, *(event for event in events.by_ids(s, ids).values() if event not in named)][:limit]


def having_all(s: WorkspaceSession, words: str) -> Iterator[int]:
    """Return the ids of the events that have all the words, the newest first."""
    wanted = list(dict.fromkeys(index_terms(words)))[:_MOST_WORDS]
    for _, block in groupby(search_index.postings(s, wanted), key=lambda posting: posting.block):
        having = [set(posting.ids) for posting in block]
        if len(having) == len(wanted):
            yield from sorted(set.intersection(*having), reverse=True)


def complete(database: Database, told: Told = lambda _done: None) -> int:
    """Add the events of all workspaces that the index lacks; returns how many."""
    with database.connected(read_only=True) as connection:
        workspaces = list(connection.scalars(sql("SELECT DISTINCT workspace FROM event ORDER BY workspace")))
    done = 0
    for workspace in workspaces:
        done = _complete(database, workspace, done, told)
    return done


def is_complete(database: Database) -> bool:
    """Say whether the index has the events of all workspaces; it lacks some after an upgrade that was killed."""
    with database.connected(read_only=True) as connection:
        return connection.scalar(sql(f"SELECT 1 {_LACKING} LIMIT 1")) is None


def faults(connection: Connection) -> list[str]:
    """Say how many events of all workspaces the index lacks, in a sentence; an empty list if it lacks none."""
    number = connection.scalar(sql(f"SELECT count(*) {_LACKING}"))
    return [f"The search index lacks {number:,} events; run 'second-source db reindex'."] if number else []


def rebuild(database: Database, told: Told = lambda _done: None) -> int:
    """Empty the index and build it again from the events of all workspaces; returns how many there are.

    Until that is done, the others are not found.
    """
    with database.connected() as connection:
        for table in ("search_posting", "search_term", "indexed_event"):
            verb = "TRUNCATE" if connection.dialect.name == "postgresql" else "DELETE FROM"
            connection.execute(sql(f"{verb} {table}"))
    return complete(database, told)


def _weights(s: WorkspaceSession, text: str) -> tuple[Weights, Counts]:
    times = Counter(index_terms(text)) + Counter(index_terms(text[:_LEAD]))
    counts = search_index.counts_of(s, times)
    mean_length = counts.terms / max(counts.events, 1)
    return weights(times, counts.found_in, counts.events, mean_length), counts


def _having(s: WorkspaceSession, asked: Weights, counts: Counts) -> list[int]:
    """Return the events that have most of a text's weightiest terms, as far as these are rare enough to be read quickly."""
    found_in, chosen = counts.found_in, list[str]()
    room = max(_POSTINGS, int(_SHARE * counts.events))
    for term in sorted(asked.of, key=lambda term: (-asked.of[term], term)):
        if len(chosen) < _RAREST and found_in[term] <= room:
            chosen.append(term)
            room -= found_in[term]
    rows = search_index.postings(s, chosen)
    if not chosen and asked.of:
        rarest = min(asked.of, key=lambda term: (found_in[term], term))
        rows = search_index.postings(s, [rarest], newest=2)
    sums: dict[int, float] = {}
    for posting in sorted(rows):
        weight = asked.of[posting.term]
        for id_ in posting.ids:
            sums[id_] = sums.get(id_, 0.0) + weight
    return _best(sums, _COMPARED)


def _told(s: WorkspaceSession, asked: Weights, ids: Sequence[int]) -> dict[int, float]:
    """Return those of the events that have most of a text's words, with how much they have of them."""
    terms = search_index.terms_of(s, sorted(ids)) if ids else {}
    scores = {id_: asked.score(terms[id_]) for id_ in sorted(terms)}
    return {id_: scores[id_] for id_ in _best(scores)}


def _best(scores: dict[int, float], number: int = _BEST) -> list[int]:
    return heapq.nlargest(number, scores, key=scores.__getitem__)


def _nearness(one: dt.date | None, other: dt.date | None) -> float:
    return _SAME_DAYS / (1 + abs((one - other).days) / 7) if one and other else 0.0


def _complete(database: Database, workspace: str, added: int, told: Told) -> int:
    newest = 0
    while True:
        with database.transaction(workspace, read_only=True) as s:
            indexed = exists().where(col(IndexedEventRow.event_id) == col(EventRow.id))
            lacking = select(col(EventRow.id)).where(~indexed, col(EventRow.id) > newest)
            ids = s.scalars(lacking.order_by(col(EventRow.id)).limit(_COMPLETED)).all()
            # Computed here, so that nobody waits for a transaction that writes.
            waiting = entries(events.by_ids(s, ids).items())
        if not waiting:
            return added
        newest = waiting[-1].event_id
        with database.transaction(workspace) as s:
            # Whoever edits one of the events has locked it before it comes to the index.
            key_share = select(col(EventRow.id)).where(col(EventRow.id).in_(ids)).order_by(col(EventRow.id))
            s.execute(key_share.with_for_update(read=True, key_share=True)).all()
            postings = Waiting()
            added += search_index.add(s, waiting, postings)
            search_index.store(s, postings)
        told(added)
