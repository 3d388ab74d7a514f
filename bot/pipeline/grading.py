"""Grading outlets: what an editor says of an outlet, and what follows from it for the record, in one transaction."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError

from bot.domain.confidence import assess_event, level_changes
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.faults import faults
from bot.domain.model import UNKNOWN_OUTLET, Assessment, Event, Outlet, Value
from bot.domain.outlet_file import Fault, OutletFile, outlet_of
from bot.domain.people import person
from bot.domain.record import LevelChange
from bot.pipeline.follow import tell_of_grade
from bot.pipeline.regrading import settle
from bot.pipeline.services import RecordServices
from storage import cards, events, history, outlet_reports, outlets, regrades, reports
from storage.session import WorkspaceSession


class Moved(Value):
    """A change of one claim's assessment by an outlet's grade, with its event."""

    event: Event
    change: LevelChange


class Graded(Value):
    """An outlet as it is stored now, and what that changed on record; `later` counts events that a worker works out."""

    outlet: Outlet
    moved: tuple[Moved, ...]
    later: int = 0


def grade(
    services: RecordServices,
    workspace: str,
    name: str,
    changes: Mapping[str, Any],
    *,
    by: str,
    seen: int | None = None,
    at_once: int | None = None,
) -> Graded:
    """Grade an outlet, by any of its names: `changes` are new values of its fields.

    `seen` is the newest entry in its history that the editor saw; Refused is raised if there is a newer one. If it concerns
    more events than `at_once`, a worker works them out afterwards. Raises what `find` raises, and BadInput.
    """
    editor = person(by)
    with services.database.transaction(workspace) as s:
        known = find(s, name)
        newest = outlets.newest_entry(s, known.name)
        if seen is not None and newest.id != seen:
            raise Refused(
                f"{newest.author} graded {known.name} {newest.grade} meanwhile: “{newest.reason}”"
                " Open the form again if you see it in another way."
            )
        try:
            outlet = Outlet.model_validate({**known.model_dump(), **changes})
        except ValidationError as error:
            raise BadInput(f"This grade cannot be stored: {faults(error)}.") from error
        return save(s, outlet, editor, services.clock(), at_once=at_once)


def find(s: WorkspaceSession, name: str) -> Outlet:
    """Return the outlet with a name or domain; raises NotFound, and Refused for pages that nobody knows the publisher of."""
    found = outlets.by_name(s, name) or outlets.by_domain(s, name)
    if found is None:
        raise NotFound(f"There is no outlet '{name[:120]}'; 'second-source outlets list' shows those that there are.")
    if found.name == UNKNOWN_OUTLET:
        raise Refused("Nobody knows who published this, so nobody can grade it. Bring the link, not only the text.")
    return found


def save(s: WorkspaceSession, outlet: Outlet, editor: str, at: dt.datetime, *, at_once: int | None = None) -> Graded:
    """Store what an editor says of an outlet, with the changes of level that it brings, and mark their cards due.

    If it concerns more events than `at_once`, they wait for a worker.
    """
    known = outlets.stored(s, outlet)
    event_ids = outlet_reports.events_of(s, [*([known] if known else []), outlet])
    later = at_once is not None and len(event_ids) > at_once
    concerned = {} if later else events.lock_many(s, event_ids)
    settle(s, list(concerned), at)
    before = _assessed(s, concerned)
    stored = outlets.save(s, outlet, editor, at)
    grade_id = outlets.newest_entry(s, stored.name).id
    if later:
        regrades.plan(s, grade_id, event_ids)
    after = _assessed(s, concerned)
    changes = {id_: level_changes(before[id_], after[id_], grade_id=grade_id, at=at) for id_ in concerned}
    history.add_many(s, changes)
    cards.events_changed(s, list(concerned), at)
    tell_of_grade(s, grade_id, concerned, changes, at)
    outlet_id = outlets.ids_of(s, [stored.name])[stored.name]
    cards.outlet_changed(s, outlet_id, at, decided_too=known is None or known.is_ungraded)
    moved = tuple(Moved(event=concerned[id_], change=change) for id_, made in changes.items() for change in made)
    return Graded(outlet=stored, moved=moved, later=len(event_ids) if later else 0)


def _assessed(s: WorkspaceSession, found: Mapping[int, Event]) -> dict[int, tuple[Assessment, ...]]:
    standing = reports.standing_of(s, list(found))
    return {id_: assess_event(event, standing.get(id_, ())) for id_, event in found.items()}


class Changed(Value):
    """An outlet before and after an import; None before for one that is new."""

    line: int
    before: Outlet | None
    after: Outlet


class Imported(Value):
    """What an import changes, how many outlets stay as they are, and the lines that are wrong.

    `stored` is False for a dry run, and where wrong lines were not to be left out.
    """

    stored: bool
    changed: tuple[Changed, ...]
    unchanged: int
    faults: tuple[Fault, ...]
    moved: tuple[Moved, ...]


def import_outlets(
    services: RecordServices, workspace: str, file: OutletFile, *, by: str, skip_bad: bool = False, dry_run: bool = False
) -> Imported:
    """Store the outlets of a file, all or (with `skip_bad`) those whose lines are right; a dry run stores none."""
    day = services.clock().date()

    def wanted(s: WorkspaceSession) -> Iterator[Wanted]:
        for line in file.outlets:
            before = outlets.stored(s, Outlet(name=line.name, domains=line.domains))
            yield line.line, before, partial(outlet_of, line, before, day)

    return _import(services, workspace, wanted, file.faults, by=by, skip_bad=skip_bad, dry_run=dry_run)


def import_starting_set(services: RecordServices, workspace: str, *, by: str, dry_run: bool = False) -> Imported:
    """Add the outlets of the starting set that the workspace lacks, and the owners and names that it does not know."""

    def wanted(s: WorkspaceSession) -> Iterator[Wanted]:
        for number, outlet in enumerate(outlets.completed(s), 1):
            yield number, outlets.stored(s, outlet), partial(Outlet.model_copy, outlet)

    return _import(services, workspace, wanted, (), by=by, skip_bad=True, dry_run=dry_run)


Wanted = tuple[int, Outlet | None, Callable[[], Outlet]]
"""The line of an outlet, the outlet as it is stored, and what makes it as it shall be."""


def _import(
    services: RecordServices,
    workspace: str,
    wanted: Callable[[WorkspaceSession], Iterator[Wanted]],
    wrong: Sequence[Fault],
    *,
    by: str,
    skip_bad: bool,
    dry_run: bool,
) -> Imported:
    editor, unchanged = person(by), 0
    changed: list[Changed] = []
    moved: list[Moved] = []
    found = list(wrong)
    with services.database.transaction(workspace) as s:
        at = services.clock()
        for line, before, make in wanted(s):
            try:
                after = make()
                if after == before:
                    unchanged += 1
                    continue
                graded = save(s, after, editor, at)
            except BadInput as error:
                found.append(Fault(line, error.sentence))
            except ValidationError as error:
                found.append(Fault(line, f"{faults(error)}."))
            else:
                changed.append(Changed(line=line, before=before, after=graded.outlet))
                moved += graded.moved
        stored = not dry_run and (skip_bad or not found)
        if not stored:
            s.rollback()
    return Imported(stored=stored, changed=tuple(changed), unchanged=unchanged, faults=tuple(sorted(found)), moved=tuple(moved))
