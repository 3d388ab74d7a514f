"""Adds events that a newsroom knows already to the record, from event files."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from bot.domain.confidence import assess_event, level_changes
from bot.domain.errors import BadInput
from bot.domain.event_file import EventFile
from bot.domain.model import Outlet
from bot.pipeline.read import keep_vectors
from bot.pipeline.services import Services
from storage import events, history, outlets, reports, rulings
from storage.session import WorkspaceSession

AUTHOR = "event file"
BATCH = 500


def add_event_files(
    services: Services, workspace: str, files: Sequence[EventFile], places: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Add events with their outlets and reports, all or none; returns their slugs.

    `places` says where in the file a slug is ("line 3"), for the error message. Raises BadInput for a slug that is taken or
    appears twice.
    """
    _refuse_twins(files)
    at = services.clock()
    with services.database.transaction(workspace) as s:
        _refuse_known(s, [file.slug for file in files], places)
        events.add_many(s, [file.event() for file in files], at)
        known = _Outlets(s, at)
        for file in files:
            listed = known.of(file)
            _rule(s, file, at)
            if file.reports:
                made = file.reports_by(listed)
                reports.add(s, file.slug, made, decision_id=None, at=at)
                history.add(s, file.slug, level_changes((), assess_event(file.event(), made), decision_id=None, at=at))
    keep_vectors(services, workspace)
    return [file.slug for file in files]


def _rule(s: WorkspaceSession, file: EventFile, at: dt.datetime) -> None:
    for ruling in file.rulings:
        event_id = events.id_of(s, file.slug)
        rulings.add(s, event_id, ruling.one, ruling.other, same=ruling.same, by=AUTHOR, reason="", at=at)


def _refuse_twins(files: Iterable[EventFile]) -> None:
    seen: set[str] = set()
    for file in files:
        if file.slug in seen:
            raise BadInput(f"The slug '{file.slug}' stands twice in this file.")
        seen.add(file.slug)


def _refuse_known(s: WorkspaceSession, slugs: Sequence[str], places: Mapping[str, str]) -> None:
    for start in range(0, len(slugs), BATCH):
        for known in events.get_many(s, slugs[start : start + BATCH])[:1]:
            where = f"In {places[known.slug]}: " if known.slug in places else ""
            raise BadInput(f"{where}There is an event '{known.slug}' already; give this one another slug.")


class _Outlets:
    """Finds the outlets that event files name in the outlet list; unknown ones are added as the file describes them."""

    def __init__(self, s: WorkspaceSession, at: dt.datetime) -> None:
        self._s = s
        self._at = at
        self._known: dict[str, Outlet] = {}

    def of(self, file: EventFile) -> dict[str, Outlet]:
        given = {entry.name: Outlet(**entry.model_dump()) for entry in file.outlets}
        names = {*given, *(entry.outlet for entry in file.reports)}
        return {name: self._find(name, given.get(name)) for name in sorted(names)}

    def _find(self, name: str, given: Outlet | None) -> Outlet:
        if name not in self._known:
            found = outlets.by_name(self._s, name) or outlets.by_domain(self._s, name) or self._owner_of(given)
            self._known[name] = found or outlets.save(self._s, given or Outlet(name=name), AUTHOR, self._at)
        return self._known[name]

    def _owner_of(self, given: Outlet | None) -> Outlet | None:
        """Return the outlet on the list that has one of the given domains, under whichever name."""
        for domain in given.domains if given else ():
            found = outlets.by_domain(self._s, domain)
            if found is not None and domain in found.domains:
                return found
        return None
