"""The app at work: five loops beside the listeners.

- Links: what is filed and not finished is worked on, a few at a time.
- Inheritance: what dead processes left is taken over.
- Cards: what is due is drawn.
- Letters: digests that go out by e-mail are sent.
- Repairs: what an outage left, on our side or on Slack's, is brought together again.
"""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from types import TracebackType
from typing import Self

import structlog

from bot.domain.errors import SecondSourceError
from bot.domain.record import Submission
from bot.pipeline.mailing import send_due
from bot.slack.office import Office
from bot.slack.poster import Poster
from bot.slack.repairs import repair
from bot.slack.worklist import Worklist

log = structlog.get_logger()

LOOK_SECONDS = 1.0
SHORT_LOOK_SECONDS = 0.1
TAKE_OVER_SECONDS = 30.0
REPAIR_SECONDS = 600.0
LETTER_SECONDS = 5.0


class Service:
    """Runs the loops until it is closed.

    `workspaces` lists those in which the app is installed; `start` starts the work on one submission (starting it again
    changes nothing), `take_over` resumes what dead processes left. `at_once` is how many links are worked on at a time.
    """

    def __init__(
        self,
        office: Office,
        *,
        workspaces: Callable[[], Iterable[str]],
        start: Callable[[str, Submission], None],
        take_over: Callable[[], object],
        at_once: int = 4,
        posters: int = 2,
    ) -> None:
        self._office = office
        self._workspaces = workspaces
        self._take_over = take_over
        self._worklist = Worklist(office, start, at_once)
        self._stop = threading.Event()
        loops = [self._work, self._inherit, self._repair, self._mail, *[self._draw] * posters]
        self._threads = [threading.Thread(target=loop, name=loop.__name__.strip("_"), daemon=True) for loop in loops]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._office.links_came.ring()
        self._office.cards_due.ring()
        for thread in self._threads:
            thread.join(timeout=15)
        self._office.errands.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            busy = self._each(self._worklist.look)
            # A story's end makes room for the next; nobody rings then, so the look is a short one while there is work.
            self._office.links_came.wait(SHORT_LOOK_SECONDS if busy else LOOK_SECONDS)

    def _draw(self) -> None:
        poster = Poster(self._office)
        while not self._stop.is_set():
            if not self._each(poster.draw_next):
                self._office.cards_due.wait(SHORT_LOOK_SECONDS)

    def _inherit(self) -> None:
        while not self._stop.is_set():
            self._guarded("taking over", self._take_over)
            self._stop.wait(TAKE_OVER_SECONDS)

    def _repair(self) -> None:
        while not self._stop.is_set():
            self._each(lambda workspace: repair(self._office, workspace, pause=self._stop.wait))
            self._stop.wait(REPAIR_SECONDS)

    def _mail(self) -> None:
        while not self._stop.is_set():
            self._each(partial(send_due, self._office.desk))
            self._stop.wait(LETTER_SECONDS)

    def _each(self, do: Callable[[str], bool]) -> bool:
        """Do something in every workspace; tells whether any of them had work."""
        had = False
        for workspace in self._workspaces():
            had = bool(self._guarded(workspace, partial(do, workspace))) or had
            if self._stop.is_set():
                break
        return had

    def _guarded(self, what: str, do: Callable[[], object]) -> object:
        """Outlive what goes wrong in one round of a loop."""
        try:
            return do()
        except SecondSourceError as error:
            log.warning("a round failed", what=what, error=error.sentence)
        except Exception:
            log.exception("unexpected", what=what)
        return None
