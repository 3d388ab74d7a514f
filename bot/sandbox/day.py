"""Plays the scripted day in the local Slack: people paste links, the bot answers, editors press buttons."""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from bot.domain.errors import OutOfReach
from bot.pipeline.ports import Compute
from bot.sandbox.clock import MovingClock
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Message, View
from bot.sandbox.newsroom import DAY, EVENTS, Step
from bot.sandbox.running import open_newsroom
from bot.sandbox.town import CHANNELS, EDDA, MIRA, PEOPLE, RECORD, VERIFICATION
from bot.sandbox.transcript import lines_of
from bot.settings import Settings

T = TypeVar("T")
Say = Callable[[str], None]
NAMES = {p.id: p.handle for p in PEOPLE} | {c.id: c.name for c in CHANNELS}
PATIENCE_SECONDS = 120.0
MODEL_PATIENCE_SECONDS = 300.0
RULE = "═" * 72


def play(settings: Settings, say: Say, *, compute: Compute | None = None) -> None:
    """Play the day in a temporary folder; `say` receives the transcript, a paragraph at a time.

    Pages are read in separate processes, unless `compute` is set. Raises OutOfReach if the bot does not answer.
    """
    patience = PATIENCE_SECONDS if settings.openai_api_key is None else MODEL_PATIENCE_SECONDS
    with (
        tempfile.TemporaryDirectory(prefix="second-source-demo-") as home,
        open_newsroom(settings, Path(home), compute=compute) as slack,
    ):
        day = _Day(slack, say, patience)
        reader = "the built-in reader (no key is set)" if settings.openai_api_key is None else f"the model {settings.model}"
        say(f"A day at the desk in Maravale, read by {reader}. Every place, person and outlet is invented.")
        for number, step in enumerate(DAY, 1):
            say(f"\n{RULE}\n{number}. {step.said}\n   {step.shows}\n{RULE}")
            day.play(step)
        say(f"\n{RULE}\nThe record at the end of the day\n{RULE}")
        day.show_record()


class _Day:
    """One run through the day."""

    def __init__(self, slack: LocalSlack, say: Say, patience: float) -> None:
        self._slack, self._say, self._patience = slack, say, patience
        self._announced = 0

    def play(self, step: Step) -> None:
        """Let somebody bring a link, show the bot's answer, and let an editor decide."""
        self._say(f"@{step.by} in #{VERIFICATION.name}: {step.url}")
        pasted = self._slack.post(_id(step.by), VERIFICATION.id, step.url)
        cards = self._answers(pasted)
        for card in cards:
            self._show(card)
        if step.decision is not None and step.editor is not None:
            for card in cards:
                if step.tries is not None:
                    self._try(step.tries, card)
                self._decide(step, card, step.editor, cards[0])
                if step.undoes is not None:
                    self._undo(step.undoes, card)
                    self._decide(step, card, step.editor, cards[0])

    def show_record(self) -> None:
        """Show what `/event` answers for each event."""
        for event in EVENTS:
            before = len(self._ephemerals(EDDA.id))
            self._slack.command(EDDA.id, VERIFICATION.id, f"/event {event.slug}")
            answers = self._wait(partial(self._ephemerals, EDDA.id, before), "an answer to /event")
            self._say(f"\n@edda: /event {event.slug}")
            self._show(answers[-1])

    def _answers(self, pasted: Message) -> Sequence[Message]:
        """Wait for the bot's messages in the thread, one for each event that the article speaks to, and return them."""
        self._wait(lambda: self._thread(pasted), "a card in the thread")
        self._wait(lambda: _is_idle(self._slack) or None, "an end of what follows from the link")
        return self._thread(pasted)

    def _thread(self, pasted: Message) -> list[Message]:
        thread = self._slack.thread(VERIFICATION.id, pasted.ts, MIRA.id)
        return [message for message in thread[1:] if message.app and message.ephemeral_for is None]

    def _try(self, who: str, card: Message) -> None:
        """Let somebody press the button that approves who may not, and show the ephemeral message that they get."""
        action, label = _approving(card)
        self._say(f"\n@{who} presses {label}")
        before = len(self._ephemerals(_id(who)))
        self._slack.click(_id(who), action_id=action, channel=VERIFICATION.id, ts=card.ts)
        answers = self._wait(partial(self._ephemerals, _id(who), before), "a refusal")
        self._say(f"Only visible to @{who}:")
        self._show(answers[-1])

    def _undo(self, who: str, card: Message) -> None:
        self._say(f"\n@{who} presses Undo")
        messages_before = len(self._messages_after(card))
        self._slack.click(_id(who), action_id="undo", channel=VERIFICATION.id, ts=card.ts)
        self._show(self._wait(lambda: self._current(card, _waits), "the card, waiting again"), most=4)
        self._wait(lambda: self._messages_after(card)[messages_before:], "a word to whoever brought the link")

    def _decide(self, step: Step, card: Message, editor: str, first: Message) -> None:
        where = {"channel": VERIFICATION.id, "ts": card.ts}
        now = self._current(card, _waits)
        if now is None:
            return
        # What the editor says of passages is said of the event that the step is about; another event gets them as context.
        if step.decision == "approve" and card is first:
            now = self._settle(step, now, editor)
        approve, label = _approving(now)
        look = step.decision != "approve" and not _offers(now, "reject")
        rejecting = "Look, and there Reject" if look else "Reject"
        self._say(f"\n@{editor} presses {label if step.decision == 'approve' else rejecting}")
        messages_before = len(self._messages_after(card))
        if step.decision == "approve":
            self._slack.click(_id(editor), action_id=approve, **where)
        else:
            if look:
                self._slack.click(_id(editor), action_id="why", **where)
                window = self._wait(lambda: self._window(editor, "Why", "reject"), "the window with all reports")
                self._slack.click(_id(editor), action_id="reject", view_id=window.id)
            else:
                self._slack.click(_id(editor), action_id="reject", **where)
            view = self._wait(lambda: self._window(editor, "Reject proposal", "reason"), "a window that asks why")
            self._slack.fill(_id(editor), view.id, "reason", "reason", step.reason)
            self._slack.submit(_id(editor), view.id)
        self._show(self._wait(lambda: self._current(card, lambda now: not _waits(now)), "the decided card"), most=4)
        self._show(self._wait(lambda: self._messages_after(card)[messages_before:], "a word to whoever brought the link")[-1])
        self._announcements()

    def _window(self, editor: str, title: str, element: str) -> View | None:
        """Return the window that lies on top, once it has this title and element."""
        view = self._slack.modal(_id(editor))
        ready = view is not None and view.payload["title"]["text"] == title and f"'{element}'" in str(view.payload["blocks"])
        return view if ready else None

    def _settle(self, step: Step, card: Message, editor: str) -> Message:
        """Let the editor say what open passages mean, one after the other; returns the card as it is then."""
        while known := [(number, step.means[words]) for number, quote in _open(card) for words in step.means if words in quote]:
            number, stance = known[0]
            self._say(f"\n@{editor} presses {stance.capitalize()} under passage {number}")
            self._slack.click(_id(editor), action_id=f"settle_{stance}:{number}", channel=VERIFICATION.id, ts=card.ts)
            settled = partial(self._current, card, partial(_is_settled, number))
            card = self._wait(settled, "the card, with one passage less that is open")
        return card

    def _messages_after(self, card: Message) -> list[Message]:
        """Return the bot's messages in the thread after the card, without other cards."""
        thread = self._slack.thread(VERIFICATION.id, card.thread_ts or card.ts, MIRA.id)
        return [m for m in thread if m.app and m.ts > card.ts and not _waits(m) and not _offers(m, "undo")]

    def _current(self, card: Message, condition: Callable[[Message], bool]) -> Message | None:
        thread = self._slack.thread(VERIFICATION.id, card.thread_ts or card.ts, MIRA.id)
        return next((message for message in thread if message.ts == card.ts and condition(message)), None)

    def _announcements(self) -> None:
        """Show the announcements of the decision, once all of them are posted."""
        self._wait(lambda: _is_idle(self._slack) or None, "an end of what follows from the decision")
        posted = [m for m in self._slack.messages(RECORD.id, EDDA.id) if m.app]
        for message in posted[self._announced :]:
            self._say(f"In #{RECORD.name}:")
            self._show(message)
        self._announced = len(posted)

    def _ephemerals(self, person: str, after: int = 0) -> list[Message]:
        """Return one person's ephemeral messages in the channel and its threads, without the first `after`."""
        return [m for m in self._slack.world.all_in(VERIFICATION.id) if m.ephemeral_for == person][after:]

    def _show(self, message: Message, most: int | None = None) -> None:
        lines = [line for line in lines_of(message, NAMES) if line.strip()]
        self._say("\n".join(f"  │ {line}" for line in lines[:most]))

    def _wait(self, condition: Callable[[], T | None], what: str) -> T:
        try:
            found = self._slack.wait_for(condition, seconds=self._patience)
        except TimeoutError as error:
            raise OutOfReach(f"The bot did not answer in time: there was to be {what}.") from error
        assert found is not None, "wait_for waits for something"  # noqa: S101 - for the type checker
        return found


def _id(handle: str) -> str:
    return f"U0{handle.upper()}"


def _is_idle(slack: LocalSlack) -> bool:
    clock = slack.world.clock
    return not isinstance(clock, MovingClock) or clock.at_rest()


def _open(card: Message) -> list[tuple[str, str]]:
    """Return the number of each passage with buttons whose meaning nobody has said yet, with all that stands above them."""
    found = []
    for above, block in pairwise(card.blocks):
        first, *others = block.get("elements", ()) if block.get("type") == "actions" else ({},)
        action, _, number = str(first.get("action_id", "")).partition(":")
        if action == "settle_confirms" and not any(element.get("style") for element in (first, *others)):
            found.append((number, str(above)))
    return found


def _is_settled(number: str, card: Message) -> bool:
    return number not in dict(_open(card))


def _approving(card: Message) -> tuple[str, str]:
    """Return the action and the label of the button that approves a card, or files what adds nothing or is open."""
    if not _offers(card, "approve"):
        return "file_as_context", "File as context"
    return "approve", "Approve" if _offers(card, "reject") else "File"


def _waits(message: Message) -> bool:
    """Return whether a message is a card that waits for a decision."""
    return _offers(message, "approve") or _offers(message, "file_as_context")


def _offers(message: Message, action: str) -> bool:
    return any(
        str(element.get("action_id", "")).partition(":")[0] == action
        for block in message.blocks
        if block.get("type") == "actions"
        for element in block.get("elements", ())
    )
