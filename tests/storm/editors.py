"""Two editors, who press at the same moment, and again where Slack or the bot failed."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from bot.domain.errors import TryLater
from bot.domain.record import DecisionKind, ProposalState
from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.local_slack import LocalSlack
from storage import cards, decisions, proposals
from storage.db import Database
from storage.session import WorkspaceSession
from tests.ending import at_once

MOST_PRESSES = 200
LOOK_SECONDS = 0.2
T = TypeVar("T")


class Editors:
    """Decides on some proposals while the storm goes on: one editor approves, at the same moment the other may reject."""

    def __init__(
        self, slack: LocalSlack, database: Database, people: tuple[str, str], chance: random.Random, most: int
    ) -> None:
        self._slack, self._database, self._people, self._chance, self._most = slack, database, people, chance, most
        self._done = threading.Event()
        self.pressed = set[int]()
        """The proposals on which they pressed."""
        self.seen = set[int]()
        """The decisions that were in the record at any time."""
        self._thread = threading.Thread(target=self._decide, name="editors", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def finish(self, seconds: float) -> None:
        """Wait until they have decided on as many as they shall, or the record has no more."""
        self._done.set()
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "the editors could not decide"

    def counted(self) -> Counter[int]:
        """Return how many decisions each proposal has in the record that they pressed on, or that has any."""
        with self._database.transaction(self._slack.team, read_only=True) as s:
            filed = proposals.list_(s, limit=1_000_000)
            counts = {p.id: len(decisions.of_proposal(s, p.id)) for p in filed}
        return Counter({id_: number for id_, number in counts.items() if number or id_ in self.pressed})

    def lost(self) -> int:
        """Return how many decisions were in the record and are no more."""
        with self._database.transaction(self._slack.team, read_only=True) as s:
            now = {d.id for id_ in self.pressed for d in decisions.of_proposal(s, id_)}
        return len(self.seen - now)

    def _decide(self) -> None:
        while len(self.pressed) < self._most:
            finishing = self._done.is_set()
            waiting = self._ask(self._waiting) or []
            if not waiting and finishing:
                return
            for proposal in waiting:
                if len(self.pressed) < self._most:
                    self.pressed.add(proposal)
                    self._press_until_decided(proposal)
            self._done.wait(LOOK_SECONDS)

    def _waiting(self) -> list[int]:
        with self._database.transaction(self._slack.team, read_only=True) as s:
            filed = proposals.list_(s, ProposalState.PENDING, limit=20)
            return [p.id for p in filed if p.id not in self.pressed and _place_of(s, p.id, p.submission.id) is not None]

    def _press_until_decided(self, proposal: int) -> None:
        rejects = self._chance.random() < 0.4
        for _ in range(MOST_PRESSES):
            place = self._ask(lambda: self._place(proposal))
            if place is not None:
                one, other = self._people
                second = self._reject if rejects else self._approve
                at_once(
                    threading.Thread(target=self._approve, args=(one, *place)),
                    threading.Thread(target=second, args=(other, *place)),
                )
            decided = self._ask(lambda: self._decisions(proposal))
            if decided:
                self.seen.update(decided)
                return
            threading.Event().wait(LOOK_SECONDS)

    def _place(self, proposal: int) -> tuple[str, str] | None:
        with self._database.transaction(self._slack.team, read_only=True) as s:
            return _place_of(s, proposal, proposals.get(s, proposal).submission.id)

    def _decisions(self, proposal: int) -> list[int]:
        with self._database.transaction(self._slack.team, read_only=True) as s:
            kinds = (DecisionKind.APPROVE, DecisionKind.REJECT)
            return [decision.id for decision in decisions.of_proposal(s, proposal) if decision.kind in kinds]

    def _ask(self, look: Callable[[], T]) -> T | None:
        try:
            return look()
        except TryLater:
            # The database is away: that is what the storm is about.
            return None

    def _approve(self, editor: str, channel: str, ts: str) -> None:
        # The other editor was quicker, and the card has no button any more.
        with suppress(SandboxRefused):
            self._slack.click(editor, action_id="approve", channel=channel, ts=ts)

    def _reject(self, editor: str, channel: str, ts: str) -> None:
        with suppress(SandboxRefused):
            self._slack.click(editor, action_id="reject", channel=channel, ts=ts)
            if (form := self._slack.modal(editor)) is not None:
                self._slack.submit(editor, form.id)
                if (left := self._slack.modal(editor)) is not None:
                    self._slack.close(editor, left.id)


def _place_of(s: WorkspaceSession, proposal: int, submission: int) -> tuple[str, str] | None:
    """Return where the card of a proposal is; None if it is not posted yet."""
    shown = [card for card in cards.of_proposal(s, proposal, submission) if card.message is not None]
    return (shown[0].spot.channel, shown[0].message) if shown and shown[0].message else None
