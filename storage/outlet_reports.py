"""Reports by outlet: the events that they are on, and how they fared."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Text, cast, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.domain.genres import never_counts
from bot.domain.model import Level, Outlet, Stance
from bot.domain.track_record import Fate, TrackRecord, track_record
from storage import merges, outlets
from storage.session import WorkspaceSession
from storage.tables.record import EventRow, LevelChangeRow, ReportRow
from storage.tables.review import DecisionRow

_UNDOING = aliased(DecisionRow)

_AT_ONCE = 500
"""How many ids a statement has: both databases limit the number of parameters."""


def events_of(s: WorkspaceSession, changed: Sequence[Outlet]) -> list[int]:
    """Return the events with a report by one of these outlets, or with one that repeats it, by the ids of their rows."""
    ids = list(outlets.ids_of(s, [outlet.name for outlet in changed]).values())
    names = [name.casefold() for outlet in changed for name in (outlet.name, *outlet.aliases)]
    by_them = col(ReportRow.outlet_id).in_(ids)
    # A path is stored as JSON, with or without escapes. An event too many is only assessed again.
    path = func.lower(cast(col(ReportRow.path), Text))
    written = {form for name in names for form in (name, json.dumps(name)[1:-1])}
    cited = [path.contains(f'"{form}"', autoescape=True) for form in sorted(written)]
    repeated = or_(func.lower(ReportRow.copy_of).in_(names), *cited)
    went = col(ReportRow.event_id).in_(merges.gone())
    return sorted(s.exec(select(ReportRow.event_id).where(or_(by_them, repeated), ~went).distinct()))


def record_of(s: WorkspaceSession, outlet: str) -> TrackRecord:
    """Return how the reports of an outlet (by its own name) fared that were not undone."""
    outlet_id = outlets.ids_of(s, [outlet]).get(outlet)
    return TrackRecord() if outlet_id is None else track_record(_fates(s, outlet_id))


def _fates(s: WorkspaceSession, outlet_id: int) -> Iterator[Fate]:
    undone = select(_UNDOING.id).where(_UNDOING.workspace == s.workspace, _UNDOING.undoes == ReportRow.decision_id)
    made = (col(DecisionRow.workspace) == col(ReportRow.workspace)) & (col(DecisionRow.id) == col(ReportRow.decision_id))
    of_event = (col(EventRow.workspace) == col(ReportRow.workspace)) & (col(EventRow.id) == col(ReportRow.event_id))
    by_it = (
        select(ReportRow.event_id, ReportRow.claim, ReportRow.stance, func.coalesce(DecisionRow.at, EventRow.added_at))
        .join(EventRow, of_event)
        .join(DecisionRow, made, isouter=True)
        .where(col(ReportRow.outlet_id) == outlet_id, col(ReportRow.genre).not_in(never_counts()), ~undone.exists())
        .where(col(ReportRow.event_id).not_in(merges.gone()))
    )
    reported = s.exec(by_it).all()
    event_ids = sorted({event_id for event_id, *_ in reported})
    moves, taken_back = _moves(s, event_ids), _taken_back(s, event_ids)
    for event_id, claim, stance, at in reported:
        own = moves.get((event_id, claim), [])
        then = next((Level(move.level_after) for move in reversed(own) if move.at <= at), Level.UNVERIFIED)
        # A new grade of an outlet says nothing about whether its reports were right.
        later = [Level(move.level_after) for move in own if move.at > at and move.decision_id is not None]
        now = Level.RETRACTED if event_id in taken_back else next(reversed(later), then)
        yield Fate(Stance(stance), then, now)


def _moves(s: WorkspaceSession, event_ids: Sequence[int]) -> dict[tuple[int, str], list[LevelChangeRow]]:
    """Return the changes of each claim of some events, oldest first."""
    found: dict[tuple[int, str], list[LevelChangeRow]] = {}
    for some in _batches(event_ids):
        of = select(LevelChangeRow).where(col(LevelChangeRow.event_id).in_(some)).order_by(col(LevelChangeRow.id))
        for move in s.exec(of):
            found.setdefault((move.event_id, move.claim), []).append(move)
    return found


def _taken_back(s: WorkspaceSession, event_ids: Sequence[int]) -> set[int]:
    taken = col(EventRow.retracted_because).is_not(None)
    of = (select(EventRow.id).where(col(EventRow.id).in_(some), taken) for some in _batches(event_ids))
    return {event_id for each in of for event_id in s.exec(each)}


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
