"""The links that wait to be worked on; the submissions themselves are the queue, so a restart forgets none."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.record import Submission
from bot.pipeline.review import give_up
from bot.slack.office import Office
from storage import submissions

AT_A_LOOK = 100
SLOW = dt.timedelta(minutes=2)
"""Work that takes longer holds up nobody else."""
START_AGAIN = dt.timedelta(minutes=2)
GIVE_UP = dt.timedelta(hours=1)


@dataclass(slots=True)
class _Begun:
    first: dt.datetime
    last: dt.datetime


class Worklist:
    """Starts the work on what waits, `at_once` links at a time in each workspace, the oldest first.

    `start` starts the work on one submission; starting it again changes nothing while it lives, and helps where it broke.
    """

    def __init__(self, office: Office, start: Callable[[str, Submission], None], at_once: int) -> None:
        self._office = office
        self._start = start
        self._at_once = at_once
        self._begun: dict[tuple[str, int], _Begun] = {}

    def look(self, workspace: str) -> bool:
        """Start what there is room for; tells whether anything waits or is under way."""
        with self._office.desk.database.transaction(workspace, read_only=True) as s:
            waiting = submissions.unfinished(s, AT_A_LOOK)
        now, free = self._office.now(), self._at_once
        for submission in waiting:
            begun = self._begun.get((workspace, submission.id))
            if begun is not None and now - begun.first >= SLOW:
                self._help(workspace, submission, begun, now)
            elif free > 0:
                free -= 1
                if begun is None:
                    self._begun[workspace, submission.id] = _Begun(now, now)
                    self._start(workspace, submission)
        self._forget_ended(workspace, {submission.id for submission in waiting})
        return bool(waiting)

    def _help(self, workspace: str, submission: Submission, begun: _Begun, now: dt.datetime) -> None:
        if now - begun.first >= GIVE_UP:
            give_up(self._office.desk, workspace, submission.id)
            self._office.cards_due.ring()
        elif now - begun.last >= START_AGAIN:
            begun.last = now
            self._start(workspace, submission)

    def _forget_ended(self, workspace: str, waiting: set[int]) -> None:
        for known in [key for key in self._begun if key[0] == workspace and key[1] not in waiting]:
            del self._begun[known]
