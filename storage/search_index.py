"""The full-text index of events: what is put in, and in how many events each term stands.

Both databases are given the same terms, cut and stemmed here, so that they find the same events. The counts are kept in a
table of their own: counting a common term in the index costs as much as searching for it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlmodel import col, select

from bot.domain.model import Event
from bot.domain.terms import terms
from storage.session import WorkspaceSession
from storage.tables import SearchTermRow

_ALL_EVENTS = ""
_LONGEST_TERM = 64
_LOCK = 1_380_272_963


def event_text(event: Event) -> str:
    """Say an event in one text, for the indexes."""
    claims = [part for claim in event.claims for part in (claim.text, claim.speaker) if part]
    return "\n".join(part for part in (event.headline, event.place, *claims, *event.entities, *event.tags) if part)


def index_terms(words: str) -> list[str]:
    """Cut a text into stemmed terms, in order and with repetitions."""
    return [stem(term)[:_LONGEST_TERM] for term in terms(words)]


def stem(term: str) -> str:
    """Take the commonest English endings off, so that `attacks`, `attacked` and `attacking` meet."""
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


def add(s: WorkspaceSession, events: Sequence[tuple[int, Event]], counts: Counter[str]) -> None:
    """Put events into the index, each with its row id, and count their terms into `counts`."""
    rows = []
    for id_, event in events:
        found = index_terms(f"{event.slug}\n{event_text(event)}")
        counts.update({_ALL_EVENTS, *found})
        rows.append({"id": id_, "workspace": s.workspace, "terms": sorted(set(found)) if s.on_postgresql else " ".join(found)})
    if s.on_postgresql:
        statement = "INSERT INTO event_search (event_id, workspace, terms) VALUES (:id, :workspace, array_to_tsvector(:terms))"
    else:
        statement = "INSERT INTO event_search (rowid, terms) VALUES (:id, :terms)"
    s.connection().execute(text(statement), rows)


def count_in(s: WorkspaceSession, counts: Counter[str]) -> None:
    """Add to the counts of the workspace."""
    if not counts:
        return
    if s.on_postgresql:
        # Two transactions that count in the same terms in different orders would lock each other out.
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


def counts_of(s: WorkspaceSession, wanted: Iterable[str]) -> dict[str, int]:
    """Give in how many events of the workspace each of these terms stands; those in none are left out."""
    return dict(s.exec(select(SearchTermRow.term, SearchTermRow.events).where(col(SearchTermRow.term).in_(list(wanted)))).all())


def event_count(s: WorkspaceSession) -> int:
    """Count the events of the workspace."""
    return counts_of(s, [_ALL_EVENTS]).get(_ALL_EVENTS, 0)
