"""Purging: what was stored of old articles goes, a few at a time, so that nobody waits for it and it can stop at any moment."""

from collections.abc import Callable

from bot.domain.retention import Amount, Retention
from bot.pipeline.services import RecordServices, Services
from storage import answers, purging

AT_ONCE = 200
"""How many articles go in one transaction."""
BY_CALENDAR = "the calendar"


def due(services: RecordServices, workspace: str, retention: Retention) -> Amount:
    """Return how much a purge would take away now."""
    cuts = retention.cuts(services.clock())
    with services.database.transaction(workspace, read_only=True) as s:
        return purging.due(s, cuts)


def purge(
    services: RecordServices,
    workspace: str,
    retention: Retention,
    by: str,
    told: Callable[[Amount], object] = lambda _done: None,
) -> Amount:
    """Purge all that is due; returns how much that was. It may end at any moment, and goes on when it is called again."""
    cuts, done = retention.cuts(services.clock()), Amount()
    while True:
        with services.database.transaction(workspace) as s:
            some = purging.purge(s, cuts, by, services.clock(), AT_ONCE)
        if not some:
            return done
        done += some
        told(done)


def purge_some(services: Services, workspace: str) -> bool:
    """Purge a few of what is due by the settings, for the calendar; returns whether there was any."""
    cuts = services.retention.cuts(services.clock())
    if cuts.newest is None:
        return False
    with services.database.transaction(workspace, read_only=True) as s:
        if not purging.due(s, cuts):
            return False
    with services.database.transaction(workspace) as s:
        return bool(purging.purge(s, cuts, BY_CALENDAR, services.clock(), AT_ONCE))


def forget_answers(services: RecordServices, workspace: str, retention: Retention) -> int:
    """Delete the model's answers that were kept for long enough; returns how many."""
    with services.database.transaction(workspace) as s:
        return answers.forget(s, services.clock() - retention.answers)
