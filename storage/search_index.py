"""The index of events by words: the terms of each event, and for each term the events that have it.

Both databases get the same terms, split and stemmed here, and the same lists, so that they find the same events. A list is in
blocks of ids: an event that is added changes the last block only, and a term in very many events has few rows.
"""

import json
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.domain.model import Event
from bot.domain.terms import terms
from storage.db import BUSY_SECONDS
from storage.session import WorkspaceSession
from storage.tables.record import IndexedEventRow

_ALL_EVENTS, _ALL_TERMS = "", " "
_BLOCK = 1 << 16
_LONGEST_TERM = 64
_LOCK = 1_380_272_963
_MOST_WAITING = 2_000_000
"""Postings that are held back until they are stored: many, since each block of a term is then written once."""


class Posting(NamedTuple):
    """The events with a term in one block of ids."""

    term: str
    block: int
    events: bytes

    @property
    def ids(self) -> list[int]:
        """Return the row ids of the events."""
        first = self.block * _BLOCK
        return [first + place for place in struct.unpack(f"<{len(self.events) // 2}H", self.events)]


class Entry(NamedTuple):
    """What the index has of an event, by its row id: its terms, in order and with repetitions."""

    event_id: int
    terms: list[str]


class Counts(NamedTuple):
    """How many events a workspace has, how many terms these have in all, and how many events some terms are in."""

    events: int
    terms: int
    found_in: dict[str, int]


@dataclass
class Waiting:
    """What is still to be stored of events that were added."""

    counts: Counter[str] = field(default_factory=Counter)
    places: defaultdict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    postings: int = 0

    def take(self, id_: int, new: Iterable[str]) -> None:
        """Note the terms that an event, by its row id, has and had not."""
        block, place = divmod(id_, _BLOCK)
        for term in new:
            self.counts[term] += 1
            self.places[term, block].append(place)
            self.postings += 1


def event_text(event: Event) -> str:
    """Return an event as one text, for the indexes."""
    claims = [part for claim in event.claims for part in (claim.text, claim.speaker) if part]
    return "\n".join(part for part in (event.headline, event.place, *claims, *event.entities, *event.tags) if part)


def index_terms(words: str) -> list[str]:
    """Split a text into stemmed terms, in order and with repetitions."""
    return [stem(term)[:_LONGEST_TERM] for term in terms(words)]


@lru_cache(maxsize=50_000)
def stem(term: str) -> str:
    """Remove the most common English endings, so that `attacks`, `attacked` and `attacking` are one term."""
    if len(term) < 4 or not (term.isascii() and term.isalpha()):
        return term
    if term.endswith("s") and not term.endswith(("ss", "us", "is")):
        term = term[:-1]
    for ending in ("ing", "ed"):
        rest = term.removesuffix(ending)
        if rest != term and len(rest) >= 3 and any(vowel in rest for vowel in "aeiouy"):
            doubled = rest[-1] == rest[-2] and rest[-1] not in "lsz"
            term = rest[:-1] if doubled else rest
            break
    if len(term) > 3:
        term = term.removesuffix("e")
    return f"{term[:-1]}i" if len(term) > 3 and term.endswith("y") else term


def entries(events: Iterable[tuple[int, Event]]) -> list[Entry]:
    """Return what the index will have of events, each with its row id."""
    return [Entry(id_, index_terms(event_text(event))) for id_, event in events]


def add(s: WorkspaceSession, new: Sequence[Entry], waiting: Waiting) -> int:
    """Add events to the index, without those that it has; returns how many.

    Their postings wait until `store`, or are stored if they are very many.
    """
    insert = postgresql.insert if s.on_postgresql else sqlite.insert
    added = set(
        s.connection().scalars(
            insert(IndexedEventRow).on_conflict_do_nothing().returning(col(IndexedEventRow.event_id)),
            [{"workspace": s.workspace, "event_id": id_, "terms": " ".join(found)} for id_, found in new],
        )
    )
    for id_, found in new:
        if id_ in added:
            waiting.take(id_, set(found))
            waiting.counts.update({_ALL_EVENTS: 1, _ALL_TERMS: len(found)})
    if waiting.postings > _MOST_WAITING:
        store(s, waiting)
    return len(added)


def change(s: WorkspaceSession, id_: int, before: Event, after: Event) -> None:
    """Put an event (its row id) into the index as it is now; of what it was before, it has lost nothing."""
    waiting = Waiting()
    old, new = entries([(id_, before), (id_, after)])
    # While the index is completed, it may lack the event. Another process that adds it now adds it as it was before.
    if _reword(s, new) or (not add(s, [new], waiting) and _reword(s, new)):
        waiting.take(id_, set(new.terms) - set(old.terms))
        waiting.counts[_ALL_TERMS] += len(new.terms) - len(old.terms)
    store(s, waiting)


def _reword(s: WorkspaceSession, new: Entry) -> bool:
    here = col(IndexedEventRow.workspace) == s.workspace, col(IndexedEventRow.event_id) == new.event_id
    return s.connection().execute(update(IndexedEventRow).where(*here).values(terms=" ".join(new.terms))).rowcount > 0


def store(s: WorkspaceSession, waiting: Waiting) -> None:
    """Store what waits: the postings, and how many there are of each term."""
    if not waiting.counts:
        return
    appended = "CAST(search_posting.events || excluded.events AS BLOB)"  # SQLite joins bytes as if they were text
    if s.on_postgresql:
        # Two transactions that change the same terms in different orders would deadlock. A long import keeps the lock.
        s.connection().execute(text(f"SET LOCAL lock_timeout = '{1000 * BUSY_SECONDS:.0f}ms'"))
        s.connection().execute(
            text("SELECT pg_advisory_xact_lock(:lock, hashtext(:workspace))"), {"lock": _LOCK, "workspace": s.workspace}
        )
        s.connection().execute(text("SET LOCAL lock_timeout TO DEFAULT"))
        appended = "search_posting.events || excluded.events"
    s.connection().execute(
        text(
            "INSERT INTO search_term (workspace, term, events) VALUES (:workspace, :term, :events)"
            " ON CONFLICT (workspace, term) DO UPDATE SET events = search_term.events + excluded.events"
        ),
        [{"workspace": s.workspace, "term": term, "events": number} for term, number in sorted(waiting.counts.items())],
    )
    if waiting.places:
        s.connection().execute(
            text(
                "INSERT INTO search_posting (workspace, term, block, events) VALUES (:workspace, :term, :block, :events)"  # noqa: S608 - one of two
                f" ON CONFLICT (workspace, term, block) DO UPDATE SET events = {appended}"
            ),
            [
                {"workspace": s.workspace, "term": term, "block": block, "events": struct.pack(f"<{len(places)}H", *places)}
                for (term, block), places in sorted(waiting.places.items())
            ],
        )
    waiting.counts.clear()
    waiting.places.clear()
    waiting.postings = 0


def counts_of(s: WorkspaceSession, wanted: Iterable[str]) -> Counts:
    """Count the events of the workspace, their terms, and the events with each of these terms, without terms in none."""
    rows = s.connection().execute(
        text(f"SELECT term, events FROM search_term WHERE workspace = :workspace AND {_among(s, 'term')}"),  # noqa: S608 - one of two
        {"workspace": s.workspace, "these": _array(s, [_ALL_EVENTS, _ALL_TERMS, *wanted])},
    )
    found = {str(term): int(number) for term, number in rows}
    return Counts(found.pop(_ALL_EVENTS, 0), found.pop(_ALL_TERMS, 0), found)


def event_count(s: WorkspaceSession) -> int:
    """Count the events of the workspace."""
    return counts_of(s, ()).events


def postings(s: WorkspaceSession, wanted: Sequence[str], *, newest: int | None = None) -> list[Posting]:
    """Return the postings of these terms, those of the newest events first; with `newest`, only so many blocks of each."""
    after = ""
    if newest is not None:
        of_term = "WHERE last.workspace = :workspace AND last.term = search_posting.term"
        latest = f"SELECT max(block) FROM search_posting AS last {of_term}"  # noqa: S608 - only what is above is put in
        after = f" AND block > ({latest}) - {newest:d}"
    rows = s.connection().execute(
        text(
            "SELECT term, block, events FROM search_posting"  # noqa: S608 - only what is above is put in
            f" WHERE workspace = :workspace AND {_among(s, 'term')}{after} ORDER BY block DESC"
        ),
        {"workspace": s.workspace, "these": _array(s, wanted)},
    )
    return [Posting(*row) for row in rows.all()]


def terms_of(s: WorkspaceSession, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the terms of these events, by their row ids."""
    rows = s.connection().execute(
        text(f"SELECT event_id, terms FROM indexed_event WHERE workspace = :workspace AND {_among(s, 'event_id', 'integer')}"),  # noqa: S608 - one of two
        {"workspace": s.workspace, "these": _array(s, ids)},
    )
    return {int(id_): str(words).split(" ") for id_, words in rows.all()}


def _among(s: WorkspaceSession, column: str, kind: str = "text") -> str:
    # One array: hundreds of parameters would take far longer than the answer.
    these = f"= ANY (CAST(:these AS {kind}[]))" if s.on_postgresql else "IN (SELECT value FROM json_each(:these))"
    return f"{column} {these}"


def _array(s: WorkspaceSession, these: Sequence[str] | Sequence[int]) -> object:
    return list(these) if s.on_postgresql else json.dumps(list(these))
