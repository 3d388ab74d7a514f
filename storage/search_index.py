"""The full-text index of events, and the number of events with each term.

Both databases get the same terms, split and stemmed here, so that they find the same events. The counts have their own table:
counting a common term in the index takes as long as searching for it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlalchemy import text

from bot.domain.model import Event
from bot.domain.terms import terms
from storage.session import WorkspaceSession

_ALL_EVENTS = ""
_LONGEST_TERM = 64
_LOCK = 1_380_272_963
_ADD_ON_SQLITE = "INSERT INTO event_search (rowid, terms) VALUES (:id, :terms)"


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


def _terms_of(event: Event) -> list[str]:
    return index_terms(f"{event.slug}\n{event_text(event)}")


def add(s: WorkspaceSession, events: Sequence[tuple[int, Event]], counts: Counter[str]) -> None:
    """Add events to the index, each with its row id, and add their terms to `counts`."""
    rows = []
    for id_, event in events:
        found = _terms_of(event)
        counts.update({_ALL_EVENTS, *found})
        rows.append({"id": id_, "workspace": s.workspace, "terms": sorted(set(found)) if s.on_postgresql else " ".join(found)})
    if s.on_postgresql:
        statement = "INSERT INTO event_search (event_id, workspace, terms) VALUES (:id, :workspace, array_to_tsvector(:terms))"
    else:
        statement = _ADD_ON_SQLITE
    s.connection().execute(text(statement), rows)


def change(s: WorkspaceSession, id_: int, before: Event, after: Event) -> None:
    """Put an event (its row id) into the index as it is now, in place of what it was before."""
    old, new = _terms_of(before), _terms_of(after)
    if s.on_postgresql:
        change_it = "UPDATE event_search SET terms = array_to_tsvector(:terms) WHERE event_id = :id AND workspace = :workspace"
        s.connection().execute(text(change_it), {"id": id_, "workspace": s.workspace, "terms": sorted(set(new))})
    else:
        # The index keeps no text of its own, so it has to be told what to forget.
        forget = "INSERT INTO event_search (event_search, rowid, terms) VALUES ('delete', :id, :terms)"
        s.connection().execute(text(forget), {"id": id_, "terms": " ".join(old)})
        s.connection().execute(text(_ADD_ON_SQLITE), {"id": id_, "terms": " ".join(new)})
    count_in(s, Counter(set(new) - set(old)))


def count_in(s: WorkspaceSession, counts: Counter[str]) -> None:
    """Add to the counts of the workspace."""
    if not counts:
        return
    if s.on_postgresql:
        # Two transactions that update the same terms in different orders would deadlock.
        s.connection().execute(
            text("SELECT pg_advisory_xact_lock(:lock, hashtext(:workspace))"), {"lock": _LOCK, "workspace": s.workspace}
        )
    s.connection().execute(
        text(
            "INSERT INTO search_term (workspace, term, events) VALUES (:workspace, :term, :events)"
            " ON CONFLICT (workspace, term) DO UPDATE SET events = search_term.events + excluded.events"
        ),
        [{"workspace": s.workspace, "term": term, "events": events} for term, events in sorted(counts.items())],
    )


def counts_of(s: WorkspaceSession, wanted: Iterable[str]) -> tuple[int, dict[str, int]]:
    """Return the number of events in the workspace, and the number with each of these terms, without terms in none."""
    # One array of terms: hundreds of parameters would take far longer than the answer.
    these = [_ALL_EVENTS, *wanted]
    among = "= ANY (CAST(:terms AS text[]))" if s.on_postgresql else "IN (SELECT value FROM json_each(:terms))"
    rows = s.connection().execute(
        text(f"SELECT term, events FROM search_term WHERE workspace = :workspace AND term {among}"),  # noqa: S608 - one of two
        {"workspace": s.workspace, "terms": these if s.on_postgresql else json.dumps(these)},
    )
    found = {str(term): int(number) for term, number in rows}
    return found.pop(_ALL_EVENTS, 0), found


def event_count(s: WorkspaceSession) -> int:
    """Count the events of the workspace."""
    return counts_of(s, ())[0]
