"""What a worker does: it draws due cards, and the calendar calls everything else.

- Links: those that are missing in the queue after a crash are put there, and links of dead processes are taken over.
- Grades: events that an outlet's grade concerns are worked out anew, where they are many.
- Digests: due ones are made, and their letters are sent by e-mail.
- Forgetting: what is kept of readers who brought a source goes in time, and so do the model's answers. Texts and
  pages of old articles are purged, where the settings say so.
- Repairs: cards that an outage left outdated, on our side or on Slack's, are drawn again.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from types import TracebackType
from typing import Self

import structlog

from bot.domain.errors import SecondSourceError
from bot.pipeline import digest
from bot.pipeline.mailing import send_due
from bot.pipeline.public_sources import forget
from bot.pipeline.purging import purge_some
from bot.pipeline.queue import enqueue_forgotten
from bot.pipeline.read import forget_answers
from bot.pipeline.regrading import work_out
from bot.slack.context import SlackContext
from bot.slack.poster import Poster
from bot.slack.repairs import repair
from storage.cards import PACE
from storage.db import Bell

log = structlog.get_logger()
Look = tuple[float, Callable[[], object]]
"""Seconds between two calls, and the function to call."""

POSTERS = 2
CARD_SECONDS = 0.1
"""How often one of the posters that wait looks for what another process has made due; its own process wakes all."""
IDLE_SECONDS = 1.0
"""How often the others look: nearly all that a bot without work does is to look."""
TAKEOVER_SECONDS = 5.0
"""As often, each process shows that it lives; well below `GRACE_SECONDS` of `storage/liveness.py`."""
LINK_SECONDS = 10.0
GRADE_SECONDS = 1.0
DIGEST_SECONDS = 2.0
REPAIR_SECONDS = 600.0
FORGET_SECONDS = 600.0
PURGE_SECONDS = 600.0


class Work:
    """Does the work for all workspaces that have the app, until it is closed.

    `workspaces` lists them, `take_over` resumes the links of dead processes, and `calendar` calls the named functions
    regularly while it is open. Digests are checked every `digest_seconds`. `pace` is the time between two new messages in a
    channel; without one, a single poster keeps them in order.
    """

    def __init__(
        self,
        slack: SlackContext,
        *,
        workspaces: Callable[[], Iterable[str]],
        take_over: Callable[[], object],
        calendar: Callable[[Mapping[str, Look]], AbstractContextManager[object]],
        digest_seconds: float = DIGEST_SECONDS,
        pace: dt.timedelta = PACE,
    ) -> None:
        self._slack = slack
        self._workspaces = workspaces
        self._stop = threading.Event()
        self._pace = pace
        self._looking = threading.Lock()
        self._posters = [threading.Thread(target=self._draw, name="poster", daemon=True) for _ in range(POSTERS if pace else 1)]
        self._calendar = calendar(
            {
                "take over": (TAKEOVER_SECONDS, take_over),
                "links": (LINK_SECONDS, partial(self._each, partial(enqueue_forgotten, slack.services))),
                "grades": (GRADE_SECONDS, partial(self._each, partial(work_out, slack.services))),
                "digests": (digest_seconds, partial(self._each, partial(digest.look, slack.services))),
                "letters": (digest_seconds, partial(self._each, partial(send_due, slack.services))),
                "forgetting": (FORGET_SECONDS, partial(self._each, partial(forget, slack.services))),
                "answers": (FORGET_SECONDS, partial(self._each, partial(forget_answers, slack.services))),
                "purges": (PURGE_SECONDS, partial(self._each, partial(purge_some, slack.services))),
                "repairs": (REPAIR_SECONDS, partial(self._each, partial(repair, slack, pause=self._stop.wait))),
            }
        )

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self._calendar)
            for poster in self._posters:
                poster.start()
            self._closing = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._closing.close()
        for poster in self._posters:
            poster.join()

    def _draw(self) -> None:
        poster, due = Poster(self._slack, self._pace), self._slack.services.database.cards_due
        while not self._stop.is_set():
            rung = due.times()
            if not self._each(poster.draw_next):
                self._wait(due, rung)

    def _wait(self, due: Bell, rung: int) -> None:
        """Wait for cards: of the posters that wait, one looks often, so that one that Slack keeps waiting holds up none."""
        if not self._looking.acquire(blocking=False):
            due.wait(rung, IDLE_SECONDS)
            return
        try:
            due.wait(rung, CARD_SECONDS)
        finally:
            self._looking.release()

    def _each(self, run: Callable[[str], object]) -> bool:
        """Run a function for every workspace; returns whether any of them had work."""
        had_work = False
        for workspace in self._workspaces():
            if self._stop.is_set():
                break
            try:
                had_work = bool(run(workspace)) or had_work
            except SecondSourceError as error:
                log.warning("a look failed", workspace=workspace, error=error.sentence)
            except Exception:
                # One workspace must not stop the others.
                log.exception("unexpected", workspace=workspace)
        return had_work
