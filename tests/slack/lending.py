"""One bot for many tests: each finds the record as it was at the beginning, and new channels."""

import dataclasses
import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlmodel import col, or_, select, update

from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.values import Channel
from storage.session import WorkspaceSession
from storage.tables.outgoing import CardRow
from tests.slack.harness import PEOPLE, SlackHarness

_numbers = itertools.count(1)


class Lender:
    """Lends a bot and its local Slack to one test after the other.

    The tests share the people (a window that a test leaves open is closed), their direct messages with the bot, and the list of
    calls. A test that needs another clock, an uninstalled app or another transport opens its own bot.
    """

    def __init__(self, harness: SlackHarness, kept: Path) -> None:
        self._harness = harness
        self._kept = kept
        with closing(self._connect(kept)) as copy, closing(self._connect(self._record)) as record:
            record.backup(copy)

    @contextmanager
    def lent(self) -> Iterator[SlackHarness]:
        """Lend the bot; afterwards wait until nothing is running that could reach the next test."""
        harness, slack = self._harness, self._harness.slack
        pages = dict(harness.pages.answers)
        own = [self._copy_of(c) for c in (harness.watched, harness.other, harness.home_channel, harness.away, harness.shared)]
        with slack.world.lock:
            slack.world.channels |= {channel.id: channel for channel in own}
        lent = dataclasses.replace(
            harness, watched=own[0], other=own[1], home_channel=own[2], away=own[3], shared=own[4], since=slack.world.ts()
        )
        lent.settle()
        try:
            yield lent
        finally:
            slack.faults = Faults()
            for person in PEOPLE:
                while (view := slack.modal(person.id)) is not None:
                    slack.close(person.id, view.id)
            lent.wait(lambda: slack.under_way() == 0 and lent.no_link_is_read() and self._no_card_is_drawn())
            harness.pages.answers = pages
            with closing(self._connect(self._kept)) as copy, closing(self._connect(self._record)) as record:
                copy.backup(record)

    @property
    def _record(self) -> Path:
        return self._harness.settings.home / "second-source.db"

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=30)

    @staticmethod
    def _copy_of(channel: Channel) -> Channel:
        number = next(_numbers)
        return Channel(f"{channel.id}{number}", f"{channel.name}-{number}", channel.members, shared=channel.shared)

    def _no_card_is_drawn(self) -> bool:
        """Cancel the cards that nobody has begun to draw, and tell whether no card is being drawn now."""
        with self._harness.database.transaction(self._harness.slack.team) as s:
            _cancel_undrawn(s)
            drawing = select(CardRow.id).where(col(CardRow.due_at).is_not(None), col(CardRow.problem).is_(None))
            return s.exec(drawing).first() is None


def _cancel_undrawn(s: WorkspaceSession) -> None:
    free = or_(col(CardRow.held_until).is_(None), col(CardRow.held_until) <= dt.datetime.now(dt.UTC))
    s.exec(update(CardRow).where(free).values(due_at=None))
