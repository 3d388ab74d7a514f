"""Search: finds the events that an article may be about, and events by words."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlmodel import col

from bot.domain.matching import fuse
from bot.domain.model import Event
from storage import events
from storage.search_index import counts_of, index_terms
from storage.session import WorkspaceSession
from storage.tables.record import EventRow

_READ = 20_000  # characters of the article: news says what it is about at the start
_LEAD = 600  # characters of headline and first sentences, which count twice
_TERMS = 16
_POOL = 50
# A term in a larger share of events than this says little, and ranking everything it finds takes long.
_COMMON = 0.02
_ALWAYS_RARE = 200
_MOST_FOUND = 5_000


def search(
    s: WorkspaceSession,
    text: str,
    *,
    place: str | None = None,
    entities: Sequence[str] = (),
    date: dt.date | None = None,
    limit: int = 6,
    vector: Sequence[float] | None = None,
    vector_model: str | None = None,
) -> list[str]:
    """Find the events that a text may be about: slugs, best first.

    Fuses three rankings: full text; place, entities and date of its best results; and the nearest vectors, if there are any.
    """
    by_words = _by_words(s, text[:_READ])
    known = _signs_of(s, by_words)
    # The signs (place, entities, date) come first: they decide between events with the same score.
    rankings = [_by_signs(known, text[:_READ], place, entities, date), [row.slug for row in known]]
    if vector is not None and vector_model is not None:
        # Most searches have no vector, and numpy is slow to import.
        from storage import vectors

        rankings.append(vectors.nearest(s, vector_model, vector, _POOL))
    return [slug for slug, _ in fuse(rankings)[:limit]]


def find(s: WorkspaceSession, words: str, limit: int = 20) -> list[Event]:
    """Find events for a person: the one with this slug first, then those with all the words, newest first."""
    named = events.get_many(s, [words.strip().casefold()])
    wanted = list(dict.fromkeys(index_terms(words)))[:_TERMS]
    if not wanted:
        return named[:limit]
    if s.on_postgresql:
        statement = (
            "SELECT event_id FROM event_search WHERE workspace = :workspace AND terms @@ CAST(:query AS tsquery)"
            " ORDER BY event_id DESC LIMIT :limit"
        )
        query = " & ".join(map(_lexeme, wanted))
    else:
        statement = (
            "SELECT event.id FROM event_search JOIN event ON event.id = event_search.rowid"
            " WHERE event_search MATCH :query AND event.workspace = :workspace ORDER BY event_search.rowid DESC LIMIT :limit"
        )
        query = " AND ".join(map(_phrase, wanted))
    ids = s.connection().execute(sql(statement), {"workspace": s.workspace, "query": query, "limit": limit}).scalars()
    return [*named, *(event for event in events.by_ids(s, list(ids)).values() if event not in named)][:limit]


def _by_words(s: WorkspaceSession, text: str) -> list[int]:
    """Rank events by the text's most distinctive terms; returns row ids."""
    weights = _telling(s, Counter(index_terms(text)) + Counter(index_terms(text[:_LEAD])))
    if not weights:
        return []
    return _ranked_on_postgresql(s, weights) if s.on_postgresql else _ranked_on_sqlite(s, weights)


def _telling(s: WorkspaceSession, times: Counter[str]) -> dict[str, float]:
    """Choose the most distinctive terms of the text by tf × idf, few and rare enough to be fast; returns their idf."""
    total, found_in = counts_of(s, times)
    idf = {term: math.log(1 + total / number) for term, number in found_in.items()}
    rare = [term for term in idf if found_in[term] <= max(_ALWAYS_RARE, _COMMON * total)]
    if not rare:
        return {term: idf[term] for term in sorted(idf, key=lambda term: found_in[term])[:2]}
    chosen: dict[str, float] = {}
    finds = 0
    for term in sorted(rare, key=lambda term: (-(1 + math.log(times[term])) * idf[term], term)):
        if len(chosen) == _TERMS:
            break
        if not chosen or finds + found_in[term] <= _MOST_FOUND:
            chosen[term] = idf[term]
            finds += found_in[term]
    return chosen


def _ranked_on_sqlite(s: WorkspaceSession, weights: dict[str, float]) -> list[int]:
    rows = s.connection().execute(
        sql(
            "SELECT event.id FROM event_search JOIN event ON event.id = event_search.rowid"
            " WHERE event_search MATCH :query AND event.workspace = :workspace"
            " ORDER BY bm25(event_search), event.id LIMIT :pool"
        ),
        {"query": " OR ".join(map(_phrase, weights)), "workspace": s.workspace, "pool": _POOL},
    )
    return list(rows.scalars())


def _ranked_on_postgresql(s: WorkspaceSession, weights: dict[str, float]) -> list[int]:
    # ts_rank does not weigh rare words more than common ones; this sum does.
    score = " + ".join(f"CASE WHEN terms @@ CAST(:t{i} AS tsquery) THEN :w{i} ELSE 0 END" for i in range(len(weights)))
    parameters: dict[str, Any] = {"query": " | ".join(map(_lexeme, weights)), "workspace": s.workspace, "pool": _POOL}
    for number, (term, weight) in enumerate(weights.items()):
        parameters |= {f"t{number}": _lexeme(term), f"w{number}": weight}
    rows = s.connection().execute(
        sql(
            "SELECT event_id FROM event_search"  # noqa: S608 - only names of parameters are put in
            " WHERE workspace = :workspace AND terms @@ CAST(:query AS tsquery)"
            f" ORDER BY ({score}) / ln(8 + length(terms)) DESC, event_id LIMIT :pool"
        ),
        parameters,
    )
    return list(rows.scalars())


class _Signs(NamedTuple):
    """What is compared with a text besides an event's words."""

    id: int
    slug: str
    place: str | None
    entities: Sequence[str]
    date: dt.date | None


def _signs_of(s: WorkspaceSession, ids: Sequence[int]) -> list[_Signs]:
    # SQLModel's own `select` takes four columns at most.
    of = select(*(col(column) for column in (EventRow.id, EventRow.slug, EventRow.place, EventRow.entities, EventRow.date)))
    by_id = {row.id: _Signs(*row) for row in s.execute(of.where(col(EventRow.id).in_(ids)))}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def _by_signs(
    known: Sequence[_Signs], text: str, place: str | None, entities: Sequence[str], date: dt.date | None
) -> list[str]:
    """Rank events by place, entities and date, without those that match none; ties keep the given order."""
    said = "\n".join((text, place or "", *entities)).casefold()
    scores = {row.slug: _fit(row, said, place, date) for row in known}
    return sorted((slug for slug, score in scores.items() if score > 0), key=lambda slug: -scores[slug])


def _fit(row: _Signs, said: str, place: str | None, date: dt.date | None) -> float:
    named = [entity for entity in row.entities if entity.casefold() in said]
    score = len(named) / len(row.entities) if row.entities else 0.0
    if row.place and row.place.casefold() in said:
        score += 1.0 if place and place.casefold() == row.place.casefold() else 0.5
    if date is not None and row.date is not None:
        score += 1 / (1 + abs((date - row.date).days) / 7)
    return score


def _phrase(term: str) -> str:
    """Quote a term for FTS5."""
    return '"' + term.replace('"', '""') + '"'


def _lexeme(term: str) -> str:
    """Quote a term for a tsquery."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
