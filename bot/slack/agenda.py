"""What comes by itself: digests and reminders, looked for when a timetable rings and every few seconds."""

from collections.abc import Callable, Iterable

import structlog

from bot.domain.errors import SecondSourceError
from bot.domain.subscription import DigestSettings
from bot.pipeline import digest
from bot.slack.office import Office
from storage import subscriptions

log = structlog.get_logger()


def rhythms(office: Office, workspaces: Callable[[], Iterable[str]]) -> dict[str, DigestSettings]:
    """Give when digests are due, from the rows of all workspaces, by workspace and subscription."""
    found: dict[str, DigestSettings] = {}
    for workspace in workspaces():
        with office.desk.database.transaction(workspace, read_only=True) as s:
            found |= {f"{workspace}:{active.id}": active.settings for active in subscriptions.active(s)}
    return found


def look(office: Office, workspaces: Callable[[], Iterable[str]], key: str | None) -> None:
    """Make what is due: in the workspace of a key of `rhythms`, or (None) in all of them; one holds up no other."""
    for workspace in workspaces() if key is None else [key.rpartition(":")[0]]:
        try:
            if digest.look(office.desk, workspace):
                office.cards_due.ring()
        except SecondSourceError as error:
            log.warning("a look at what is due failed", workspace=workspace, error=error.sentence)
        except Exception:
            log.exception("unexpected", workspace=workspace)
