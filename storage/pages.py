"""What may be seen of the record: by readers of the event pages, and by programs. Who set that is kept; the newest counts."""

import datetime as dt
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, union_all
from sqlalchemy import select as rows
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select

from bot.domain.errors import NotFound
from bot.domain.model import Event, EventKind, Level, Value
from bot.domain.page_access import PageAccess
from bot.domain.record import EditKind, ProposalState
from storage import events, history, merges, search
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.chain import ChainHeadRow
from storage.tables.outgoing import PageAccessRow, WorkspaceSettingsRow
from storage.tables.record import EventEditRow, EventRow, LevelChangeRow, MergeRow, ReportRow
from storage.tables.review import DecisionRow, ProposalRow

_UNDOING = aliased(DecisionRow)
_TAKEN_BACK = rows(col(_UNDOING.id)).where(col(_UNDOING.undoes) == col(ReportRow.decision_id)).exists()
_MADE = (
    rows(col(ReportRow.id))
    .join(DecisionRow, col(DecisionRow.id) == col(ReportRow.decision_id))
    .join(ProposalRow, col(ProposalRow.id) == col(DecisionRow.proposal_id))
    .where(col(ReportRow.event_id) == col(EventRow.id), col(ProposalRow.target) == "")
)
_STANDS = rows(col(ReportRow.id)).where(col(ReportRow.event_id) == col(EventRow.id), ~_TAKEN_BACK)
_UNDONE: ColumnElement[bool] = _MADE.exists() & ~_STANDS.exists()
"""Says of an event that a proposal made it, and that no report on it stands."""
_NEWEST = rows(col(PageAccessRow.access)).order_by(col(PageAccessRow.id).desc()).limit(1)
_OWN = _NEWEST.where(col(PageAccessRow.event_id) == col(EventRow.id)).correlate(EventRow)
_DEFAULT = _NEWEST.where(col(PageAccessRow.event_id).is_(None))
_OWN_ACCESS = Prepared(_NEWEST.where(col(PageAccessRow.event_id) == bindparam("event")))
_DEFAULT_ACCESS = Prepared(_DEFAULT)
_EFFECTIVE: Any = func.coalesce(_OWN.scalar_subquery(), _DEFAULT.scalar_subquery())
_NAMED, _MERGED = aliased(EventRow), aliased(MergeRow)
_INTO = rows(col(_MERGED.into_id)).where(col(_MERGED.event_id) == col(_NAMED.id)).correlate(_NAMED).scalar_subquery()
_HOME = rows(func.coalesce(_INTO, col(_NAMED.id))).where(col(_NAMED.slug) == bindparam("slug")).scalar_subquery()
_PLACE = Prepared(rows(col(EventRow.id), _UNDONE.label("undone"), _EFFECTIVE.label("access")).where(col(EventRow.id) == _HOME))
_VERSION = Prepared(
    rows(
        rows(table_of(ChainHeadRow).c.hash).scalar_subquery().label("record"),
        # None is ever deleted, and of two at once the one with the lower id may be stored last.
        rows(func.count(table_of(PageAccessRow).c.id)).scalar_subquery().label("access"),
        rows(func.count(table_of(WorkspaceSettingsRow).c.id)).scalar_subquery().label("settings"),
    )
)
_ADDED = aliased(EventRow)
_LOOKED_THROUGH = 2_000
"""How many events that have the words are looked through for one page of a list, or changes for a feed; the next page goes on
behind them."""
_READ_THROUGH = 500
"""How many events are read for one page of a list."""
_WINDOW = 60_000
"""Among how many ids a level is looked for at a time: each event's history is looked at."""
_AT_ONCE = 250


class Wanted(Value):
    """What a list is narrowed to: words that an event has, its level, its kind, words of its place, and its days."""

    words: str = ""
    level: Level | None = None
    kind: EventKind | None = None
    place: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


class Listed(NamedTuple):
    """One event of a list, and the level of its core claim as the history has it."""

    id: int
    event: Event
    level: Level


class Moved(NamedTuple):
    """One change of level of a public event's core claim."""

    id: int
    event: Event
    before: Level | None
    after: Level
    reasons: tuple[str, ...]
    at: dt.datetime


class ProposalSeen(NamedTuple):
    """What a program may see of a proposal: how it stands, and the slug of its event where that is on record."""

    id: int
    state: ProposalState
    filed_at: dt.datetime
    submission: int
    event: str | None


class Place(NamedTuple):
    """The id of an event's row, whether the event is on record, and who may see its page."""

    event_id: int
    on_record: bool
    access: PageAccess


def version(s: WorkspaceSession) -> tuple[object, ...]:
    """Return what differs as soon as anything is added to the record, a setting is saved, or a page opened or closed."""
    return tuple(s.row(_VERSION))


def access_of(s: WorkspaceSession, slug: str) -> PageAccess:
    """Return who may see an event's page; raises NotFound.

    Nobody may where it is not on record.
    """
    return place_of(s, slug).access


def place_of(s: WorkspaceSession, slug: str) -> Place:
    """Return the event that a slug leads to now; raises NotFound."""
    found = s.row(_PLACE, slug=slug)
    if found is None:
        raise NotFound(f"There is no event '{slug[:120]}'; 'second-source events list' shows those that there are.")
    access = PageAccess.OFF if found.undone or found.access is None else PageAccess(found.access)
    return Place(found.id, not found.undone, access)


def is_on_record(s: WorkspaceSession, slug: str) -> bool:
    """Tell whether an editor's approval of an event stands; raises NotFound.

    Where a proposal made the event and none of its reports stands, the approval was undone.
    """
    return place_of(s, slug).on_record


def require_on_record(s: WorkspaceSession, slug: str) -> Place:
    """Return an event's place; raises NotFound, alike for one that never was on record and one that was taken back."""
    try:
        if (found := place_of(s, slug)).on_record:
            return found
    except NotFound:
        pass
    raise NotFound("There is no such event on record. Search for events by their words.")


def own_access(s: WorkspaceSession, slug: str) -> PageAccess | None:
    """Return what was set for one event; None if that of the workspace counts. Raises NotFound."""
    own = s.value(_OWN_ACCESS, event=events.id_of(s, slug))
    return None if own is None else PageAccess(own)


def default_access(s: WorkspaceSession) -> PageAccess:
    """Return who may see the pages of events for which nothing is set: nobody, until somebody changes that."""
    return PageAccess(s.value(_DEFAULT_ACCESS) or PageAccess.OFF)


def any_open(s: WorkspaceSession) -> bool:
    """Tell whether the workspace shows any pages, or may show some."""
    shown = col(PageAccessRow.access).in_([PageAccess.PUBLIC.value, PageAccess.UNLISTED.value])
    asked = select(PageAccessRow.id).where(col(PageAccessRow.event_id).is_not(None), shown).limit(1)
    return default_access(s) is not PageAccess.OFF or s.exec(asked).first() is not None


def any_unlisted(s: WorkspaceSession) -> bool:
    """Tell whether one event was made unlisted, be it for a while."""
    asked = select(PageAccessRow.id).where(col(PageAccessRow.access) == PageAccess.UNLISTED.value).limit(1)
    return s.exec(asked).first() is not None


def give_access(s: WorkspaceSession, slug: str | None, access: PageAccess | None, *, by: str, at: dt.datetime) -> None:
    """Set who may see an event's page, or (without a slug) the pages of the workspace; None for an event: as there."""
    event_id = None if slug is None else events.id_of(s, slug)
    s.add(PageAccessRow(event_id=event_id, access=None if access is None else access.value, by=by, at=at))
    s.flush()


def list_public(
    s: WorkspaceSession, wanted: Wanted, *, before: int | None = None, limit: int = 25
) -> tuple[list[Listed], int | None]:
    """Return public events behind the id `before`, newest first, and the id to go on behind; None at the end."""
    return _list(s, wanted, _public(s), before, limit)


def list_on_record(
    s: WorkspaceSession, wanted: Wanted, *, before: int | None = None, limit: int = 25
) -> tuple[list[Listed], int | None]:
    """Return events on record, public or not, as `list_public` does."""
    return _list(s, wanted, _on_record(), before, limit)


def proposals_seen(
    s: WorkspaceSession, *, state: ProposalState | None = None, before: int | None = None, limit: int = 25
) -> list[ProposalSeen]:
    """Return how proposals stand that came before one (its id), newest first: those of one state, or all."""
    fits = [] if state is None else [col(ProposalRow.state) == state.value]
    return _proposals(s, fits if before is None else [*fits, col(ProposalRow.id) < before], limit)


def proposal_seen(s: WorkspaceSession, proposal_id: int) -> ProposalSeen:
    """Return how one proposal stands; raises NotFound."""
    for one in _proposals(s, [col(ProposalRow.id) == proposal_id], 1):
        return one
    raise NotFound(f"There is no proposal {proposal_id}.")


def proposals_of(s: WorkspaceSession, submission: int) -> list[ProposalSeen]:
    """Return how the proposals stand that a submission led to, newest first."""
    return _proposals(s, [col(ProposalRow.submission_id) == submission], None)


def _proposals(s: WorkspaceSession, fits: Sequence[ColumnElement[bool]], limit: int | None) -> list[ProposalSeen]:
    columns = (ProposalRow.id, ProposalRow.state, ProposalRow.filed_at, ProposalRow.submission_id, EventRow.slug)
    on_record = and_(col(EventRow.id) == col(ProposalRow.event_id), ~_UNDONE)
    asked: Any = rows(*columns).outerjoin(EventRow, on_record).where(*fits)  # type: ignore[call-overload] # so many
    found = s.execute(asked.order_by(col(ProposalRow.id).desc()).limit(limit)).all()
    return [ProposalSeen(id_, ProposalState(state), _utc(at), brought, slug) for id_, state, at, brought, slug in found]


def _list(
    s: WorkspaceSession, wanted: Wanted, among: Sequence[ColumnElement[bool]], before: int | None, limit: int
) -> tuple[list[Listed], int | None]:
    found: list[Listed] = []
    looked, last = 0, before
    # Where the history does not tell which events may have the level, more are read than are shown.
    batch = _AT_ONCE if wanted.level is Level.UNVERIFIED else limit + 1
    while looked < _READ_THROUGH:
        ids, rest = _some_ids(s, wanted, among, last, batch)
        found += _with_levels(s, ids, wanted.level)
        if len(found) > limit:
            return found[:limit], found[limit - 1].id
        if len(ids) < batch:
            return found, rest
        looked, last = looked + len(ids), ids[-1]
    return found, last


def newest_public(s: WorkspaceSession) -> int:
    """Return the id of the newest public event; 0 if there is none."""
    newest = rows(col(EventRow.id)).where(*_public(s)).order_by(col(EventRow.id).desc()).limit(1)
    return s.scalars(newest).first() or 0


def public_slugs(s: WorkspaceSession, first: int, last: int) -> list[tuple[str, dt.datetime]]:
    """Return the slugs of public events in a range of ids, newest first, each with the time of its last change."""
    asked = rows(col(EventRow.id), col(EventRow.slug), col(EventRow.added_at)).where(
        col(EventRow.id).between(first, last), *_public(s)
    )
    found = s.execute(asked.order_by(col(EventRow.id).desc())).all()
    if not found:
        return []
    moved = rows(col(LevelChangeRow.event_id), func.max(col(LevelChangeRow.at))).where(
        col(LevelChangeRow.event_id).between(found[-1][0], found[0][0])
    )
    edited = rows(col(EventEditRow.event_id), func.max(col(EventEditRow.at))).where(
        col(EventEditRow.event_id).between(found[-1][0], found[0][0]),
        col(EventEditRow.kind).not_in([kind.value for kind in EditKind if kind.looks_first]),
    )
    latest = {id_: _utc(at) for id_, at in s.execute(moved.group_by(col(LevelChangeRow.event_id)))}
    for id_, at in s.execute(edited.group_by(col(EventEditRow.event_id))):
        latest[id_] = max(_utc(at), latest.get(id_, _utc(at)))
    return [(slug, max(_utc(added), latest.get(id_, _utc(added)))) for id_, slug, added in found]


def recent_moves(s: WorkspaceSession, limit: int) -> list[Moved]:
    """Return the latest changes of level of public events' core claims, newest first.

    Those of events with a report that was taken back come without reasons: these may name where it came from. So do those of a
    merger, which name the event that went, and that one may never have been public.
    """
    moved = or_(col(LevelChangeRow.level_before).is_(None), col(LevelChangeRow.level_before) != col(LevelChangeRow.level_after))
    newest = (col(LevelChangeRow.at).desc(), col(LevelChangeRow.id).desc())
    latest = s.exec(select(LevelChangeRow).where(moved).order_by(*newest).limit(_LOOKED_THROUGH)).all()
    asked = rows(col(EventRow.id)).where(*_public(s), col(EventRow.id).in_({change.event_id for change in latest}))
    shown = set(s.scalars(asked))
    changes = [change for change in latest if change.event_id in shown][: 4 * limit]
    known = events.by_ids(s, list({change.event_id for change in changes}))
    undoing = col(_UNDOING.undoes) == col(ReportRow.decision_id)
    taken_back = rows(col(ReportRow.event_id)).join(_UNDOING, undoing).where(col(ReportRow.event_id).in_(known))
    silent = set(s.scalars(taken_back.distinct()))
    of_changes = col(EventEditRow.id).in_({change.edit_id for change in changes if change.edit_id})
    merging = set(s.scalars(rows(col(EventEditRow.id)).where(of_changes, col(EventEditRow.kind) == EditKind.MERGE.value)))
    return [
        Moved(
            change.id,
            known[change.event_id],
            None if change.level_before is None else Level(change.level_before),
            Level(change.level_after),
            () if change.event_id in silent or change.edit_id in merging else tuple(change.reasons),
            change.at,
        )
        for change in changes
        if change.claim in _of_core(known[change.event_id])
    ][:limit]


def _of_core(event: Event) -> set[str]:
    """Return the keys of an event's core claim, and of its earlier wordings."""
    return {event.core.key, *(wording.key for wording in event.earlier(event.core))}


def _public(s: WorkspaceSession) -> tuple[ColumnElement[bool], ...]:
    newest = rows(func.max(col(PageAccessRow.id))).where(col(PageAccessRow.event_id).is_not(None))
    of_each = newest.group_by(col(PageAccessRow.event_id))
    own = rows(col(PageAccessRow.event_id)).where(col(PageAccessRow.id).in_(of_each))
    if default_access(s) is PageAccess.PUBLIC:
        closed = own.where(col(PageAccessRow.access) != PageAccess.PUBLIC.value)
        return col(EventRow.id).not_in(closed), *_on_record()
    return col(EventRow.id).in_(own.where(col(PageAccessRow.access) == PageAccess.PUBLIC.value)), *_on_record()


def _on_record() -> tuple[ColumnElement[bool], ...]:
    """Say of an event that it is on record, and did not go into another one."""
    return ~_UNDONE, col(EventRow.id).not_in(merges.gone())


def _some_ids(
    s: WorkspaceSession, wanted: Wanted, among: Sequence[ColumnElement[bool]], before: int | None, limit: int
) -> tuple[list[int], int | None]:
    """Return the next ids of such events that fit all else, and have or had the level.

    If these are fewer than the limit, then also the id behind which one may look further; None at the end.
    """
    rest: int | None = None
    fits: list[ColumnElement[bool]] = [*among]
    if wanted.kind is not None:
        fits.append(col(EventRow.kind) == wanted.kind.value)
    if wanted.place or wanted.since or wanted.until:
        corrected = rows(func.max(col(EventEditRow.id))).where(col(EventEditRow.kind) == EditKind.CORRECT.value)
        newest = col(EventEditRow.id).in_(corrected.group_by(col(EventEditRow.event_id)))
        kept = col(_ADDED.id).not_in(rows(col(EventEditRow.event_id)).where(newest))
        as_added = rows(col(_ADDED.id)).where(kept, *_then_and_there(_ADDED, wanted))
        by_edit = rows(col(EventEditRow.event_id)).where(newest, *_then_and_there(EventEditRow, wanted))
        # The indexes of places and days give one list of ids. The sum keeps the newest events first in turn: where many fit,
        # all else is asked of a few.
        fits.append((col(EventRow.id) + 0).in_(union_all(as_added, by_edit)))
    if wanted.level is Level.RETRACTED:
        by_editors = rows(col(EventEditRow.event_id)).where(col(EventEditRow.kind) == EditKind.RETRACT.value)
        fits.append(or_(col(EventRow.retracted_because).is_not(None), col(EventRow.id).in_(by_editors)))
    elif wanted.level is not None and wanted.level is not Level.UNVERIFIED:
        top = before or (s.scalars(rows(func.max(col(EventRow.id)))).first() or 0) + 1
        floor = max(top - _WINDOW, 0)
        had = rows(col(LevelChangeRow.event_id)).where(
            col(LevelChangeRow.event_id) >= floor, col(LevelChangeRow.level_after) == wanted.level
        )
        fits += [col(EventRow.id) >= floor, col(EventRow.id).in_(had)]
        rest = floor if floor > 1 else None
    asked: Any = rows(col(EventRow.id)).where(*fits).order_by(col(EventRow.id).desc())
    if not wanted.words:
        return list(s.scalars((asked if before is None else asked.where(col(EventRow.id) < before)).limit(limit))), rest
    having = (id_ for id_ in search.having_all(s, wanted.words) if before is None or id_ < before)
    found: list[int] = []
    looked, last = 0, None
    while some := list(islice(having, _AT_ONCE)):
        found += s.scalars(asked.where(col(EventRow.id).in_(some)))
        looked, last = looked + len(some), some[-1]
        if len(found) >= limit or last <= (rest or 0):
            break
        if looked >= _LOOKED_THROUGH:
            return found, last
    return found[:limit], rest


def _then_and_there(of: type[EventRow | EventEditRow], wanted: Wanted) -> list[ColumnElement[bool]]:
    """Say of an event as it was added, or of its newest correction, that it fits the place and the days."""
    fits: list[ColumnElement[bool]] = []
    if wanted.place:
        fits.append(col(of.place).icontains(wanted.place, autoescape=True))
    if wanted.since is not None:
        fits.append(col(of.date) >= wanted.since)
    if wanted.until is not None:
        fits.append(col(of.date) <= wanted.until)
    return fits


def _with_levels(s: WorkspaceSession, ids: Sequence[int], level: Level | None) -> list[Listed]:
    if not ids:
        return []
    latest, known = history.latest(s, ids), events.by_ids(s, ids)
    listed = []
    for id_ in ids:
        event, made = known[id_], latest.get(id_, {}).get(known[id_].core.key)
        its = Level.RETRACTED if event.retracted_because else made.level if made else Level.UNVERIFIED
        listed.append(Listed(id_, event, its))
    return [one for one in listed if level in (None, one.level)]


def _utc(at: dt.datetime) -> dt.datetime:
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
