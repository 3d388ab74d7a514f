"""One storm and its outcome."""

import datetime as dt
import itertools
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.domain.workspace import WorkspaceSettings
from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Message, Person
from storage import cards, decisions, events, outlets, proposals, submissions, workspace_settings
from storage.db import Database
from tests.bench.generated import article
from tests.bench.generated import events as generated
from tests.ending import SECONDS, at_once
from tests.page_server import PageServer

HOST = "storm.example"
CHANNEL = "C0STORM"
ANN, BEN, CAY = (Person(f"U0{name.upper()}", name, name.title()) for name in ("ann", "ben", "cay"))
BOT = "U0SOURCE"
MOST_PRESSES = 20
RESTART_SECONDS = 10.0
"""After a kill, what waited for the bot meanwhile comes at once, as soon as it is back."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One storm: `links` in `seconds`, with `kills` of the bot; `ratelimited` and `server_errors` are shares of API calls.

    Without `work` the bot only answers Slack: that shows what answering costs by itself.
    """

    links: int = 200
    seconds: float = 60.0
    kills: int = 3
    ratelimited: float = 0.05
    server_errors: float = 0.02
    decide: int = 20
    patience: float = 600.0
    work: bool = True
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome: cards per link, decisions per proposal, and the seconds to each acknowledgement.

    `undisturbed` are those of events that Slack sent while the bot ran, or later than `RESTART_SECONDS` after a kill.
    """

    cards: Counter[int]
    lost_events: int
    decisions: Counter[int]
    acks: tuple[float, ...]
    undisturbed: tuple[float, ...]
    seconds: float

    @property
    def one_card_each(self) -> bool:
        """Tell whether every link has exactly one card."""
        return set(self.cards) == {1}

    def ack(self, percentile: int) -> float:
        """Return a percentile of the time to acknowledge, in milliseconds."""
        return in_milliseconds(self.acks, percentile)


def in_milliseconds(seconds: Sequence[float], percentile: int) -> float:
    """Return a percentile of some times, in milliseconds."""
    return statistics.quantiles(seconds, n=100)[percentile - 1] * 1000


def storm(folder: Path, plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Run one storm; `say` gets its progress."""
    chance, started = random.Random(plan.seed), time.monotonic()
    with _pages(plan) as pages, _slack(chance) as slack:
        _set_up(folder, plan, slack)
        bot = _Bot(folder, slack, pages.port, work=plan.work)
        slack.wait_for(lambda: slack.connections >= 2, seconds=plan.patience)
        slack.faults = Faults(ratelimited=plan.ratelimited, server_errors=plan.server_errors, twice=True)
        killer = threading.Thread(target=_kill_at_random, args=(bot, plan, chance, say), daemon=True)
        killer.start()
        pasted = [_paste(slack, number, plan) for number in range(plan.links)]
        killer.join(plan.patience)
        say(f"{plan.links} links are pasted, the bot was killed {plan.kills} times; waiting for the cards …")
        decided = Counter[int]()
        if plan.work:
            slack.wait_for(lambda: all(_cards(slack, message) for message in pasted), seconds=plan.patience)
            say("Every link has a card; two editors press Approve at the same moment.")
            decided = _decide_twice(slack, folder, pasted[: plan.decide])
        slack.faults = Faults()
        _settle(slack, folder, plan)
        counted = Counter(len(_cards(slack, message)) for message in pasted)
        bot.stop()
        acked = [d for d in slack.deliveries if d.acked and d.kind == "events_api"]
        later = [d for d in acked if not any(0 <= d.began - kill < RESTART_SECONDS for kill in bot.kills)]
        acks, undisturbed = (tuple(d.seconds for d in some) for some in (acked, later))
        return Outcome(counted, len(slack.lost), decided, acks, undisturbed, time.monotonic() - started)


class _Bot:
    """The bot's processes, which can be killed and started again."""

    def __init__(self, folder: Path, slack: LocalSlack, pages: int, *, work: bool) -> None:
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "SECOND_SOURCE_", "OPENAI_"))}
        self._environment = keep | {
            "SECOND_SOURCE_HOME": str(folder),
            "SECOND_SOURCE_PORT": "0",
            "SECOND_SOURCE_FETCH_ALLOW": f"{HOST}:80",
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        self._command = [sys.executable, "-m", "tests.storm.bot", str(pages), *([] if work else ["idle"])]
        self._log = (folder / "bot.log").open("ab")
        self.kills = list[float]()
        """When it was killed, on the monotonic clock."""
        self._process = self._start()

    def kill(self) -> None:
        """Kill all processes with SIGKILL, and start the bot again."""
        self.kills.append(time.monotonic())
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(SECONDS)
        self._process = self._start()

    def stop(self) -> None:
        """Ask it to stop."""
        self._process.terminate()
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._log.close()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command, env=self._environment, stdout=self._log, stderr=self._log, start_new_session=True
        )


def _kill_at_random(bot: _Bot, plan: Plan, chance: random.Random, say: Callable[[str], None]) -> None:
    started = time.monotonic()
    for at in sorted(chance.uniform(0.1, 0.95) * plan.seconds for _ in range(plan.kills)):
        time.sleep(max(0.0, started + at - time.monotonic()))
        bot.kill()
        say(f"kill -9 after {at:.0f} s")


def _paste(slack: LocalSlack, number: int, plan: Plan) -> Message:
    started = time.monotonic()
    message = slack.post(ANN.id, CHANNEL, f"http://{HOST}/story-{number}")
    time.sleep(max(0.0, plan.seconds / plan.links - (time.monotonic() - started)))
    return message


def _cards(slack: LocalSlack, message: Message) -> list[Message]:
    """Return the proposals under a link, decided ones too; failures and notes to the submitter do not count."""
    thread = slack.thread(CHANNEL, message.ts, BEN.id)
    return [
        m
        for m in thread[1:]
        if m.app and m.ephemeral_for is None and ("'approve'" in str(m.blocks) or "'undo'" in str(m.blocks))
    ]


def _decide_twice(slack: LocalSlack, folder: Path, pasted: list[Message]) -> Counter[int]:
    """Let two editors press Approve on the same cards at the same moment; counts decisions by proposal.

    Slack may fail both of them, which they are told: then they press again.
    """
    database = Database(f"sqlite:///{folder / 'second-source.db'}")

    def counted() -> Counter[int]:
        with database.transaction(slack.team, read_only=True) as s:
            return Counter({p.id: len(decisions.of_proposal(s, p.id)) for p in proposals.list_(s, limit=1000)})

    for number, message in enumerate(pasted, 1):
        for _ in range(MOST_PRESSES):
            card = _cards(slack, message)[0]
            at_once(*(threading.Thread(target=_press, args=(slack, editor.id, card.ts)) for editor in (BEN, CAY)))
            if sum(counted().values()) >= number:
                break
    counts = counted()
    database.dispose()
    return counts


def _press(slack: LocalSlack, editor: str, ts: str) -> None:
    # The other editor was quicker, and the card has no button any more.
    with suppress(SandboxRefused):
        slack.click(editor, action_id="approve", channel=CHANNEL, ts=ts)


def _settle(slack: LocalSlack, folder: Path, plan: Plan) -> None:
    """Wait until every event is answered, and everything that follows from it is done."""
    database = Database(f"sqlite:///{folder / 'second-source.db'}")

    def at_rest() -> bool:
        if slack.under_way():
            return False
        soon = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
        with database.transaction(slack.team, read_only=True) as s:
            return not plan.work or not (submissions.unfinished(s, 1) or cards.any_undrawn(s, soon))

    slack.wait_for(at_rest, seconds=plan.patience)
    database.dispose()


def _set_up(folder: Path, plan: Plan, slack: LocalSlack) -> None:
    database = Database(f"sqlite:///{folder / 'second-source.db'}")
    database.upgrade()
    now = dt.datetime.now(dt.UTC)
    settings = WorkspaceSettings(watched_channels=(CHANNEL,), editors=(BEN.id, CAY.id))
    with database.transaction(slack.team) as s:
        outlets.load_starting_set(s, "storm", now)
        events.add_many(s, generated(max(plan.links, 100)), now)
        workspace_settings.save(s, settings, ANN.id, now)
    database.dispose()


@contextmanager
def _pages(plan: Plan) -> Iterator[PageServer]:
    with PageServer() as server:
        for number, event in enumerate(itertools.islice(generated(plan.links), plan.links)):
            written = article(event, words=400)
            body = "".join(f"<p>{part}</p>" for part in written.text.split("\n\n"))
            head = f"<title>{written.title}</title>"
            server.page(f"/story-{number}", f"<html lang='en'><head>{head}</head><body><article>{body}</article></body></html>")
        yield server


@contextmanager
def _slack(chance: random.Random) -> Iterator[LocalSlack]:
    people = (ANN, BEN, CAY)
    channel = Channel(CHANNEL, "storm", [*(p.id for p in people), BOT])
    with LocalSlack(clock=lambda: dt.datetime.now(dt.UTC), rng=chance, people=people, channels=[channel]) as slack:
        yield slack
