"""Works out anew the events that an outlet's grade concerns, where there are too many to do so while the editor waits.

They wait as rows, stored with the grade. A worker takes some at a time, and in the transaction that stores how they changed
their rows go. So a crash loses none, and none is worked out twice.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.domain.confidence import assess_event, level_changes
from bot.pipeline.follow import tell_of_grade
from bot.pipeline.services import RecordServices
from storage import cards, events, history, regrades, reports
from storage.session import WorkspaceSession

AT_ONCE = 200
"""So many events are worked out before Slack gets its answer, for which it waits three seconds."""
_TAKEN, _TURNS = 50, 10
"""So many events are worked out in one transaction, and so many transactions make one look."""


def work_out(services: RecordServices, workspace: str) -> bool:
    """Work out events that wait, for a while; returns whether there were any."""
    worked = False
    for _ in range(_TURNS):
        with services.database.transaction(workspace, read_only=True) as s:
            if not regrades.any_waits(s):
                break
        with services.database.transaction(workspace) as s:
            # The events first, as editors do: else one could change an event whose grade is taken, but not worked out.
            waiting = regrades.first_waiting(s, _TAKEN)
            events.lock_many(s, waiting)
            settle(s, waiting, services.clock())
        worked = True
    return worked


def settle(s: WorkspaceSession, event_ids: Sequence[int], at: dt.datetime) -> None:
    """Work out locked events that wait, by the ids of their rows, before something else changes them."""
    _work_out(s, regrades.take_of(s, event_ids), at)


def _work_out(s: WorkspaceSession, taken: Mapping[int, list[int]], at: dt.datetime) -> None:
    # All at once, in the order of everybody who locks several: none waits for what another holds and the other way round.
    locked = events.lock_many(s, list({id_ for event_ids in taken.values() for id_ in event_ids}))
    for grade_id, event_ids in taken.items():
        found = {id_: locked[id_] for id_ in event_ids if id_ in locked}
        before, standing = history.latest(s, list(found)), reports.standing_of(s, list(found))
        changes = {}
        for id_, event in found.items():
            unreported = {assessment.claim: assessment for assessment in assess_event(event, ())}
            old = {**unreported, **before.get(id_, {})}
            after = assess_event(event, standing.get(id_, ()))
            changes[id_] = level_changes(list(old.values()), after, grade_id=grade_id, at=at)
        history.add_many(s, changes)
        cards.events_changed(s, event_ids, at)
        tell_of_grade(s, grade_id, found, changes, at)
        outlet_id = regrades.outlet_of(s, grade_id)
        if not regrades.waiting(s, outlet_id):
            # Cards that say how many are being worked out.
            cards.outlet_changed(s, outlet_id, at, decided_too=True)
