"""One storm and its outcome."""

import contextlib
import dataclasses
import datetime as dt
import itertools
import random
import statistics
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.app import open_services
from bot.domain.errors import TryLater
from bot.domain.subscription import EVERY_DAY, DigestSettings
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.ports import call_here
from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Message, Person
from bot.settings import Settings
from storage import cards, events, outlets, submissions, subscriptions, workspace_settings
from storage.db import Database
from tests.bench.generated import article
from tests.bench.generated import events as generated
from tests.openai_server import KEY, MODEL, OpenAIServer
from tests.page_server import PageServer
from tests.storm.editors import Editors
from tests.storm.fleet import Fleet
from tests.storm.model import StandIn
from tests.storm.plan import Plan
from tests.storm.record import PostgresqlRecord, SqliteRecord, opened
from tests.storm.takeovers import Takeovers
from tests.storm.tally import Tally, tally

HOST = "storm.example"
ANN, BEN, CAY = (Person(f"U0{name.upper()}", name, name.title()) for name in ("ann", "ben", "cay"))
BOT = "U0SOURCE"
SLACK_SECONDS = 3.0
"""How long a call of Slack hangs; the bot waits longer for the real one, and for nothing else in a storm."""
RESTART_SECONDS = 10.0
"""After a kill, what waited for the bot meanwhile comes at once, as soon as it is back."""
SUPERVISED_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome: the tally, decisions per proposal, and the seconds to each acknowledgement.

    `undisturbed` are those of events that Slack sent while the bot ran, or later than `RESTART_SECONDS` after a kill.
    `refused` is how often an event was not acknowledged, so that Slack sent it again.
    `takeovers` are the seconds until what a dead worker had begun went on, each with whether the database was away meanwhile.
    """

    tally: Tally
    lost_events: int
    decisions: Counter[int]
    decisions_lost: int
    acks: tuple[float, ...]
    undisturbed: tuple[float, ...]
    seconds: float
    takeovers: tuple[tuple[float, bool], ...] = ()
    refused: int = 0
    ended_by_themselves: int = 0

    @property
    def decided_twice(self) -> int:
        """Return how many proposals have more than one decision."""
        return sum(number > 1 for number in self.decisions.values())

    @property
    def undecided(self) -> int:
        """Return how many proposals have none, though an editor pressed until it was there."""
        return sum(number == 0 for number in self.decisions.values())

    @property
    def fine(self) -> bool:
        """Tell whether nothing was lost and nothing happened twice."""
        return self.tally.fine and not (self.lost_events or self.decisions_lost or self.decided_twice or self.undecided)

    def ack(self, percentile: int) -> float:
        """Return a percentile of the time to acknowledge, in milliseconds."""
        return in_milliseconds(self.acks, percentile)


def in_milliseconds(seconds: Sequence[float], percentile: int) -> float:
    """Return a percentile of some times, in milliseconds."""
    return statistics.quantiles(seconds, n=100)[percentile - 1] * 1000


def storm(folder: Path, plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Run one storm; `say` gets its progress."""
    chance, started = random.Random(plan.seed), time.monotonic()
    with (
        _pages(plan) as pages,
        _slack(plan, random.Random(plan.seed)) as slack,
        opened(folder, postgresql=bool(plan.workers), disk=plan.full_disk) as record,
        _model(plan) as model,
        contextlib.closing(_Settings(folder, record, slack, model)) as settings,
    ):
        database = settings.database
        _set_up(database, plan, slack)
        kind = "alone" if plan.alone else "" if plan.work else "idle"
        fleet = Fleet(folder, settings.environment, pages.port, kind=kind, workers=plan.workers)
        slack.wait_for(lambda: slack.connections >= 2, seconds=plan.patience)
        slack.faults = Faults(
            ratelimited=plan.ratelimited,
            server_errors=plan.server_errors,
            timeouts=plan.timeouts,
            timeout_seconds=SLACK_SECONDS,
            twice=True,
        )
        editors = Editors(slack, database, (BEN.id, CAY.id), random.Random(plan.seed), plan.decide)
        takeovers = Takeovers(database, fleet) if isinstance(record, PostgresqlRecord) else None
        trouble = _Trouble(fleet, record, plan, chance, say)
        if plan.decide:
            editors.start()
        trouble.start()
        pasted = _paste_all(slack, plan, random.Random(plan.seed))
        trouble.finish()
        say(f"{plan.links} links are pasted, processes were killed {len(fleet.kills)} times; waiting until all is done …")
        # What failed is tried again later each time, so that with further faults the end would be waiting alone.
        slack.faults = Faults()
        _settle(slack, database, plan, trouble)
        editors.finish(plan.patience) if plan.decide else None
        _settle(slack, database, plan, trouble)
        trouble.close()
        fleet.stop()
        counted = settings.tally(slack, pasted, plan)
        acked = [d for d in slack.deliveries if d.acked and d.kind == "events_api"]
        later = [d for d in acked if not any(0 <= d.began - kill < RESTART_SECONDS for kill in fleet.serve_kills)]
        acks, undisturbed = (tuple(d.seconds for d in some) for some in (acked, later))
        return Outcome(
            counted,
            len(slack.lost),
            editors.counted(),
            editors.lost(),
            acks,
            undisturbed,
            time.monotonic() - started,
            takeovers.finish(record.away) if takeovers and isinstance(record, PostgresqlRecord) else (),
            sum(not d.acked for d in slack.deliveries if d.kind == "events_api"),
            trouble.ended,
        )


class _Settings:
    """The bot's environment in the storm, and its database as the storm itself looks at it."""

    def __init__(self, folder: Path, record: SqliteRecord | PostgresqlRecord, slack: LocalSlack, model: str | None) -> None:
        self._folder, self._url = folder, record.url
        self.database = Database(record.url)
        self.environment = {
            "SECOND_SOURCE_HOME": str(folder),
            "SECOND_SOURCE_DATABASE_URL": record.url,
            "SECOND_SOURCE_PORT": "0",
            "SECOND_SOURCE_FETCH_ALLOW": f"{HOST}:80",
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        if model is not None:
            self.environment |= {
                "OPENAI_API_KEY": KEY,
                "OPENAI_BASE_URL": model,
                "SECOND_SOURCE_MODEL": MODEL,
                "SECOND_SOURCE_MODEL_TIMEOUT": "10",
            }

    def close(self) -> None:
        self.database.dispose()

    def tally(self, slack: LocalSlack, pasted: Mapping[str, Sequence[Message]], plan: Plan) -> Tally:
        """Count what the storm left."""
        settings = Settings(home=self._folder, database_url=SecretStr(self._url), workspace=slack.team)
        with open_services(settings, compute=call_here) as services:
            return tally(services, slack, pasted, plan.digests)


class _Trouble:
    """Kills processes and stops the database at random moments, and starts what ended by itself."""

    def __init__(
        self,
        fleet: Fleet,
        record: SqliteRecord | PostgresqlRecord,
        plan: Plan,
        chance: random.Random,
        say: Callable[[str], None],
    ) -> None:
        self._fleet, self._record, self._plan, self._say = fleet, record, plan, say
        self._chance = chance
        self._closed = threading.Event()
        self.ended = 0
        """How often a process ended that nobody had killed."""
        moments = [(chance.uniform(0.1, 0.95) * plan.seconds, self._kill) for _ in range(plan.kills)]
        if isinstance(record, PostgresqlRecord):
            moments += [(chance.uniform(0.15, 0.9) * plan.seconds, self._restart) for _ in range(plan.restarts)]
            moments += [(0.5 * plan.seconds, self._fill)] * plan.full_disk
        self._moments = sorted(moments, key=lambda moment: moment[0])
        self._thread = threading.Thread(target=self._make, name="trouble", daemon=True)
        self._supervising = threading.Thread(target=self._supervise, name="supervision", daemon=True)
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._supervising.start()

    def finish(self) -> None:
        """Wait until all trouble is over; processes are still supervised."""
        self._thread.join(self._plan.patience + self._plan.seconds)

    def close(self) -> None:
        """Stop supervising."""
        self._closed.set()
        self._supervising.join(self._plan.patience)

    def _make(self) -> None:
        started = time.monotonic()
        for at, trouble in self._moments:
            time.sleep(max(0.0, started + at - time.monotonic()))
            self._say(f"after {time.monotonic() - started:.0f} s: {trouble()}")

    def _kill(self) -> str:
        with self._lock:
            return f"kill -9 of {self._fleet.kill_one(self._chance)}"

    def _restart(self) -> str:
        assert isinstance(self._record, PostgresqlRecord)
        self._record.stop_for(self._plan.outage)
        return f"PostgreSQL stopped at once and was away for {self._plan.outage:.0f} s"

    def _fill(self) -> str:
        assert isinstance(self._record, PostgresqlRecord)
        return f"the disk was full for {self._plan.outage:.0f} s: {self._record.fill_for(self._plan.outage)}"

    def _supervise(self) -> None:
        while not self._closed.wait(SUPERVISED_SECONDS):
            with self._lock:
                self.ended += self._fleet.start_what_ended()


def _paste_all(slack: LocalSlack, plan: Plan, chance: random.Random) -> dict[str, list[Message]]:
    """Paste every link, some of them twice, at an even rate; returns the messages by address."""
    numbers = [*range(plan.links), *chance.sample(range(plan.links), int(plan.links * plan.again))]
    if plan.again:
        # The second time may be at once or much later, but not before.
        chance.shuffle(numbers)
    pasted = defaultdict[str, list[Message]](list)
    for position, number in enumerate(numbers):
        started = time.monotonic()
        address = f"http://{HOST}/story-{number}"
        pasted[address].append(slack.post(ANN.id, _channel(position % plan.channels), address))
        time.sleep(max(0.0, plan.seconds / len(numbers) - (time.monotonic() - started)))
    return dict(pasted)


def _channel(number: int) -> str:
    return f"C0STORM{number}"


def _settle(slack: LocalSlack, database: Database, plan: Plan, trouble: "_Trouble") -> None:
    """Wait until every event is answered, and everything that follows from it is done."""

    def at_rest() -> bool:
        if slack.under_way():
            return False
        soon = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
        try:
            with database.transaction(slack.team, read_only=True) as s:
                return not plan.work or not (submissions.unfinished(s, 1) or cards.any_undrawn(s, soon))
        except TryLater:
            return False

    slack.wait_for(at_rest, seconds=plan.patience)


def _set_up(database: Database, plan: Plan, slack: LocalSlack) -> None:
    now = dt.datetime.now(dt.UTC)
    channels = tuple(_channel(number) for number in range(plan.channels))
    settings = WorkspaceSettings(watched_channels=channels, editors=(BEN.id, CAY.id), undo_minutes=24 * 60)
    due = (now - dt.timedelta(minutes=2)).time().replace(second=0, microsecond=0)
    with database.transaction(slack.team) as s:
        outlets.load_starting_set(s, "storm", now)
        events.add_many(s, generated(max(plan.links, 100)), now)
        workspace_settings.save(s, settings, ANN.id, now)
        for number in range(plan.digests):
            # One is due at once; the day before, nobody had it.
            wanted = DigestSettings(days=EVERY_DAY, at=due)
            subscriptions.add(s, _channel(number % plan.channels), wanted, ANN.id, now - dt.timedelta(minutes=10))


@contextlib.contextmanager
def _pages(plan: Plan) -> Iterator[PageServer]:
    chance = random.Random(plan.seed)
    with PageServer() as server:
        for number, event in enumerate(itertools.islice(generated(plan.links), plan.links)):
            if chance.random() < plan.missing:
                continue
            written = article(event, words=400)
            body = "".join(f"<p>{part}</p>" for part in written.text.split("\n\n"))
            head = f"<title>{written.title}</title>"
            server.page(f"/story-{number}", f"<html lang='en'><head>{head}</head><body><article>{body}</article></body></html>")
        yield server


@contextlib.contextmanager
def _model(plan: Plan) -> Iterator[str | None]:
    if not plan.model:
        yield None
        return
    with OpenAIServer(StandIn(random.Random(plan.seed))) as server:
        yield server.base_url


@contextlib.contextmanager
def _slack(plan: Plan, chance: random.Random) -> Iterator[LocalSlack]:
    people = (ANN, BEN, CAY)
    members = [*(p.id for p in people), BOT]
    channels = [Channel(_channel(number), f"storm-{number}", members) for number in range(plan.channels)]
    with LocalSlack(
        clock=lambda: dt.datetime.now(dt.UTC), rng=chance, people=people, channels=channels, retry_delays=plan.retry_delays
    ) as slack:
        yield slack


def idle(plan: Plan) -> Plan:
    """Return the same rate without kills and work: a bot that is starting answers nobody."""
    return dataclasses.replace(plan, work=False, kills=0, decide=0)
