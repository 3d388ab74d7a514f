"""Events with their claims.

A slug leads to the event that it is now: one that went into another is found as that one, and no list has it any more.
"""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Text, bindparam, cast, delete, func, or_, text
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.merging import Moving
from bot.domain.merging import taken_in as taken_in_as
from bot.domain.model import Claim, Event, EventKind, Layer, Ruling
from bot.domain.record import EditKind, EventEdit, Rewording
from bot.domain.rewording import edited, new_wording
from bot.domain.rulings import FiledRuling, standing
from storage import event_edits, merges, rulings, search_index
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import ClaimRow, EventHomeRow, EventRow, MergeRow, OutletRow, ReportRow, VectorRow

_BATCH = 1000
_T, _CLAIMS, _MERGES = table_of(EventRow), table_of(ClaimRow), table_of(MergeRow).c
_INTO = of_table(_MERGES.into_id).where(_MERGES.event_id == _T.c.id).scalar_subquery()
_ID_OF = Prepared(of_table(func.coalesce(_INTO, _T.c.id)).where(_T.c.slug == bindparam("slug")))
_BY_SLUGS = Prepared(of_table(_T, _INTO.label("into_id")).where(_T.c.slug.in_(bindparam("slugs", expanding=True))))
_BY_ID = Prepared(of_table(_T).where(_T.c.id == bindparam("event")))
_BY_ANY_IDS = Prepared(of_table(_T).where(_T.c.id.in_(bindparam("ids", expanding=True))))
_BY_IDS = Prepared(of_table(_T).where(_T.c.id.in_(bindparam("ids", expanding=True)), _INTO.is_(None)))
_CLAIMS_OF = Prepared(
    of_table(_CLAIMS)
    .where(_CLAIMS.c.event_id.in_(bindparam("events", expanding=True)))
    .order_by(_CLAIMS.c.position, _CLAIMS.c.id)
)


def add(s: WorkspaceSession, event: Event, at: dt.datetime) -> None:
    """Add one event; raises BadInput if its slug is taken."""
    add_many(s, [event], at)


def add_many(s: WorkspaceSession, events: Iterable[Event], at: dt.datetime) -> int:
    """Add many events, with the search index; returns how many. Raises BadInput if a slug is taken or appears twice."""
    waiting = search_index.Waiting()
    source, added = iter(events), 0
    while batch := list(islice(source, _BATCH)):
        _refuse_known_slugs(s, [event.slug for event in batch])
        ids = s.insert_many(EventRow, [_event_row(event, at) for event in batch])
        pairs = list(zip(ids, batch, strict=True))
        s.insert_many(ClaimRow, [row for id_, event in pairs for row in _claim_rows(id_, event)])
        search_index.add(s, search_index.entries(pairs), waiting)
        added += len(batch)
    search_index.store(s, waiting)
    if added >= _BATCH and s.on_postgresql:
        s.connection().execute(text("ANALYZE event, claim, indexed_event, search_posting, search_term"))
    return added


def get(s: WorkspaceSession, slug: str) -> Event:
    """Return one event; raises NotFound."""
    found = get_many(s, [slug])
    if not found:
        raise NotFound(f"There is no event '{slug[:120]}'; 'second-source events list' shows those that there are.")
    return found[0]


class Whole(NamedTuple):
    """An event with the id of its row, all that editors did to it, and all rulings on it and on all events, oldest first."""

    id: int
    event: Event
    edits: Sequence[EventEdit]
    rulings: Sequence[FiledRuling]


def whole(s: WorkspaceSession, event_id: int) -> Whole:
    """Return one event by its row id, with what it was made of; raises NotFound."""
    row = s.row(_BY_ID, event=event_id)
    if row is None:
        raise NotFound(f"There is no event {event_id}.")
    claims = [_claim(each) for each in s.rows(_CLAIMS_OF, events=[event_id])]
    made, edits = rulings.of_event(s, event_id), event_edits.of_events(s, [event_id])[event_id]
    in_force = [ruling.ruling for ruling in standing(made) if ruling.ruling is not None]
    return Whole(event_id, edited(_event(row, claims, in_force), edits), edits, made)


def get_many(s: WorkspaceSession, slugs: Sequence[str]) -> list[Event]:
    """Return the events with these slugs in the same order, each once, without those that do not exist."""
    rows = s.rows(_BY_SLUGS, slugs=list(slugs))
    into = {row.slug: row.into_id for row in rows if row.into_id is not None}
    kept = {row.id: row for row in s.rows(_BY_ANY_IDS, ids=list(into.values()))} if into else {}
    listed = {row.slug: kept[into[row.slug]] if row.slug in into else row for row in rows}
    ordered = {row.id: row for slug in slugs if (row := listed.get(slug)) is not None}
    return _events(s, list(ordered.values()))


def kinds_of(s: WorkspaceSession, slugs: Collection[str]) -> dict[str, EventKind]:
    """Return the kind of each of some events, by slug."""
    found = s.exec(select(EventRow.slug, EventRow.kind).where(col(EventRow.slug).in_(slugs)))
    return {slug: EventKind(kind) for slug, kind in found}


def list_(s: WorkspaceSession, limit: int = 50, offset: int = 0) -> list[Event]:
    """Return events, newest first."""
    own = select(EventRow).where(col(EventRow.id).not_in(merges.gone()))
    return _events(s, s.exec(own.order_by(col(EventRow.id).desc()).limit(limit).offset(offset)).all())


def count(s: WorkspaceSession) -> int:
    """Count the events."""
    return search_index.event_count(s) - s.exec(select(func.count()).select_from(MergeRow)).one()


def lock(s: WorkspaceSession, slug: str) -> Event:
    """Lock one event until the transaction ends, so that decisions on it wait for each other; raises NotFound.

    Raises Refused for one that went into another: whoever asks knew neither that one nor its claims.
    """
    # SQLite needs no lock here: a writing transaction locks the whole database.
    s.exec(select(EventRow.id).where(col(EventRow.slug) == slug).with_for_update()).first()
    event = get(s, slug)
    if event.slug != slug:
        raise Refused(
            f"'{slug}' was merged into '{event.slug}' (“{event.headline}”), so nothing was done. Open that event and"
            " look again."
        )
    return event


def lock_many(s: WorkspaceSession, ids: Sequence[int]) -> dict[int, Event]:
    """Lock events by the ids of their rows, in their order, as `lock` does; returns them by id.

    Those that went into others are left out.
    """
    for some in _batches(sorted(ids)):
        s.exec(select(EventRow.id).where(col(EventRow.id).in_(some)).order_by(col(EventRow.id)).with_for_update()).all()
    return {id_: event for some in _batches(ids) for id_, event in by_ids(s, some).items()}


def slugs_like(s: WorkspaceSession, stem: str) -> set[str]:
    """Return the taken slugs that begin with a stem."""
    return set(s.exec(select(EventRow.slug).where(col(EventRow.slug).startswith(stem, autoescape=True))))


def id_of(s: WorkspaceSession, slug: str) -> int:
    """Return the id of the row of the event that a slug leads to; raises NotFound."""
    found: int | None = s.value(_ID_OF, slug=slug)
    if found is None:
        raise NotFound(f"There is no event '{slug[:120]}'; 'second-source events list' shows those that there are.")
    return found


def by_ids(s: WorkspaceSession, ids: Sequence[int]) -> dict[int, Event]:
    """Return the events with these row ids by id, in the same order, without those that are not there or went into others."""
    return _by_ids(s, _BY_IDS, ids)


def taken_in(s: WorkspaceSession, slug: str) -> list[Event]:
    """Return the events that went into one, as they were; raises NotFound."""
    return list(_by_ids(s, _BY_ANY_IDS, [one.event_id for one in merges.into(s, id_of(s, slug))]).values())


def _by_ids(s: WorkspaceSession, prepared: Prepared, ids: Sequence[int]) -> dict[int, Event]:
    rows = {row.id: row for row in s.rows(prepared, ids=list(ids))} if ids else {}
    known = [rows[id_] for id_ in ids if id_ in rows]
    return dict(zip((row.id for row in known), _events(s, known), strict=True))


def naming(s: WorkspaceSession, name: str) -> set[int]:
    """Return the ids of the events that perhaps have a name among their origins, parties or outlets; some may not."""
    # Its longest word of plain letters is in nearly all spellings of a name; JSON columns have other letters escaped.
    words = re.findall(r"[A-Za-z]+", name)
    word = max(words, key=len) if words else json.dumps(name)[1:-1]

    def has(*columns: Any) -> Any:
        return or_(*(cast(col(column), Text).icontains(word, autoescape=True) for column in columns))

    outlet = (col(OutletRow.workspace) == col(ReportRow.workspace)) & (col(OutletRow.id) == col(ReportRow.outlet_id))
    told = select(ReportRow.event_id).join(OutletRow, outlet)
    found = set(s.exec(told.where(has(ReportRow.path, ReportRow.copy_of, OutletRow.name, OutletRow.family)).distinct()))
    found |= set(s.exec(select(ClaimRow.event_id).where(has(ClaimRow.speaker, ClaimRow.parties)).distinct()))
    return found - set(s.exec(merges.gone()))


def edits_of(s: WorkspaceSession, slug: str) -> list[EventEdit]:
    """Return what editors did to an event itself, oldest first; raises NotFound."""
    event_id = id_of(s, slug)
    return event_edits.of_events(s, [event_id])[event_id]


def edit(s: WorkspaceSession, slug: str, kind: EditKind, *, by: str, reason: str, at: dt.datetime) -> int:
    """Store that an editor retracted or reopened an event; returns the edit's id. Raises NotFound."""
    return event_edits.add(s, id_of(s, slug), kind, by=by, reason=reason, at=at)


def reword(
    s: WorkspaceSession,
    slug: str,
    rewording: Rewording,
    *,
    by: str,
    reason: str,
    at: dt.datetime,
    decision_id: int | None = None,
) -> int:
    """Give a claim a new wording, which the search finds too, by words and by vectors; returns the edit's id. Raises NotFound.

    The new claim stays once it is added: if the edit is taken back, the old wording counts again.
    """
    event, event_id = get(s, slug), id_of(s, slug)
    if all(claim.key != rewording.becomes for claim in event.claims):
        old = select(ClaimRow).where(col(ClaimRow.event_id) == event_id, col(ClaimRow.key) == rewording.claim)
        position = s.exec(old).one().position
        s.insert_many(ClaimRow, [_claim_row(event_id, position, new_wording(event.claim(rewording.claim), rewording))])
        _index_again(s, event_id, event)
    return event_edits.add(
        s, event_id, EditKind.REWORD, by=by, reason=reason, at=at, rewording=rewording, decision_id=decision_id
    )


def restore(s: WorkspaceSession, slug: str, rewording: Rewording, *, by: str, reason: str, at: dt.datetime) -> int:
    """Let a claim have its older wording again; returns the edit's id. Raises NotFound."""
    return event_edits.add(s, id_of(s, slug), EditKind.RESTORE, by=by, reason=reason, at=at, rewording=rewording)


def correct(
    s: WorkspaceSession, slug: str, *, place: str | None, date: dt.date | None, by: str, reason: str, at: dt.datetime
) -> int:
    """Store that an editor corrected an event's place and date; returns the edit's id. Raises NotFound."""
    event, event_id = get(s, slug), id_of(s, slug)
    edit_id = event_edits.add(s, event_id, EditKind.CORRECT, by=by, reason=reason, at=at, place=place, date=date)
    _index_again(s, event_id, event)
    return edit_id


def add_claim(s: WorkspaceSession, slug: str, claim: Claim, *, by: str, reason: str, at: dt.datetime) -> int:
    """Add a claim behind those that an event has; it stays. Returns the edit's id. Raises NotFound."""
    event, event_id = get(s, slug), id_of(s, slug)
    last = s.exec(select(func.max(ClaimRow.position)).where(col(ClaimRow.event_id) == event_id)).one() or 0
    s.insert_many(ClaimRow, [_claim_row(event_id, last + 1, claim)])
    _index_again(s, event_id, event)
    return event_edits.add(s, event_id, EditKind.ADD_CLAIM, by=by, reason=reason, at=at, claim=claim.key)


def merge(s: WorkspaceSession, gone: Event, kept: Event, moved: Moving, *, by: str, reason: str, at: dt.datetime) -> int:
    """Let an event be another one from now on, with its claims, names and reports; returns the edit's id.

    Both are locked. Raises NotFound.
    """
    gone_id, kept_id = id_of(s, gone.slug), id_of(s, kept.slug)
    positions = dict(s.exec(select(ClaimRow.key, ClaimRow.position).where(col(ClaimRow.event_id) == kept_id)).all())
    # A wording that came with a decision goes if that is undone, here too.
    edits = [edit for edit in edits_of(s, gone.slug) if edit.decision_id]
    decided = {made.claim: (made, edit) for edit in edits if (made := moved.rewording(gone, edit))}
    last = max(positions.values())
    for added, before in moved.added:
        claim = added.model_copy(update={"replaced_by": None}) if added.key in decided else added
        last += 1
        # What stands before another claim gets a lower place: of those with one place, the first that was added is the first.
        position = last if before is None else positions[before] - 1
        s.insert_many(ClaimRow, [_claim_row(kept_id, position, claim)])
    for rewording, edit in decided.values():
        given: dict[str, Any] = {"by": edit.by, "reason": edit.reason, "at": edit.at, "decision_id": edit.decision_id}
        event_edits.add(s, kept_id, EditKind.REWORD, rewording=rewording, **given)
    edit_id = event_edits.add(s, kept_id, EditKind.MERGE, by=by, reason=reason, at=at, merged=taken_in_as(gone))
    merges.add(s, gone_id, kept_id, moved.claims, moved.carried)
    _index_again(s, kept_id, kept)
    return edit_id


def look_at_merger(s: WorkspaceSession, gone: Event, slug: str, seen: int, *, by: str, reason: str, at: dt.datetime) -> int:
    """Store that an editor who has `seen` this would merge an event into that with this slug; returns the edit's id.

    Raises NotFound.
    """
    kind, names = EditKind.MERGE_FIRST_LOOK, taken_in_as(gone, seen)
    return event_edits.add(s, id_of(s, slug), kind, by=by, reason=reason, at=at, merged=names)


def _index_again(s: WorkspaceSession, event_id: int, before: Event) -> None:
    search_index.change(s, event_id, before, get(s, before.slug))
    # The next look makes vectors of the event as it is now.
    s.execute(delete(VectorRow).where(col(VectorRow.event_id) == event_id))


def home_of(s: WorkspaceSession, slug: str) -> str | None:
    """Return an event's home channel, in which changes of its level are announced, or None; raises NotFound."""
    home = select(EventHomeRow).where(col(EventHomeRow.event_id) == id_of(s, slug))
    row = s.exec(home.order_by(col(EventHomeRow.id).desc()).limit(1)).first()
    return None if row is None else row.channel


def give_home(s: WorkspaceSession, slug: str, channel: str | None, by: str, at: dt.datetime) -> None:
    """Set an event's home channel, or none; raises NotFound."""
    s.add(EventHomeRow(event_id=id_of(s, slug), channel=channel, by=by, at=at))
    s.flush()


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _refuse_known_slugs(s: WorkspaceSession, slugs: Sequence[str]) -> None:
    twice = [slug for slug, times in Counter(slugs).items() if times > 1]
    taken = twice or s.exec(select(EventRow.slug).where(col(EventRow.slug).in_(slugs)).limit(1)).all()
    if taken:
        raise BadInput(f"There is an event '{taken[0]}' already; give this one another slug.")


def _event_row(event: Event, at: dt.datetime) -> dict[str, Any]:
    row = event.model_dump(exclude={"claims", "rulings"})
    extracted_at = event.extracted_at
    if extracted_at is not None and extracted_at.tzinfo is None:
        extracted_at = extracted_at.replace(tzinfo=dt.UTC)
    return row | {"kind": event.kind.value, "extracted_at": extracted_at, "added_at": at}


def _claim_rows(event_id: int, event: Event) -> Iterator[dict[str, Any]]:
    for position, claim in enumerate(event.claims):
        yield _claim_row(event_id, position, claim)


def _claim_row(event_id: int, position: int, claim: Claim) -> dict[str, Any]:
    return claim.model_dump() | {"event_id": event_id, "position": position, "layer": claim.layer.value}


def _events(s: WorkspaceSession, rows: Sequence[EventRow]) -> list[Event]:
    claims: dict[int, list[Claim]] = {}
    ids = [row.id for row in rows]
    for row in s.rows(_CLAIMS_OF, events=ids):
        claims.setdefault(row.event_id, []).append(_claim(row))
    ruled, edits = rulings.of_events(s, ids), event_edits.of_events(s, ids)
    return [edited(_event(row, claims[row.id], ruled[row.id]), edits[row.id]) for row in rows]


def _claim(row: ClaimRow) -> Claim:
    return Claim(
        key=row.key,
        text=row.text,
        layer=Layer(row.layer),
        speaker=row.speaker,
        parties=tuple(row.parties),
        replaced_by=row.replaced_by,
    )


def _event(row: EventRow, claims: Sequence[Claim], ruled: Sequence[Ruling]) -> Event:
    return Event(
        slug=row.slug,
        kind=EventKind(row.kind),
        headline=row.headline,
        place=row.place,
        date=row.date,
        claims=tuple(claims),
        entities=tuple(row.entities),
        tags=tuple(row.tags),
        extracted_at=row.extracted_at,
        source_story=row.source_story,
        retracted_because=row.retracted_because,
        rulings=tuple(ruled),
    )
