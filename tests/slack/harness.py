"""The whole bot in the local Slack, for tests: real Bolt, real transport, real database, real pages on loopback."""

import datetime as dt
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr
from slack_sdk import WebClient

from bot.app import open_slack, serve
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.ports import call_here
from bot.sandbox.clock import LOOK_SECONDS
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Message, Person, Role, UserGroup
from bot.settings import Settings
from bot.slack.sockets import connected
from storage import cards, decisions, events, proposals, submissions, workspace_settings
from storage.db import Database
from storage.session import WorkspaceSession
from tests.ending import end
from tests.fresh_database import put_fresh_database
from tests.newsroom import BRIDGE, DAM, HOST, page
from tests.page_server import PageServer, closed_port

T = TypeVar("T")


def machine_time() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


ANN = Person("U0ANN", "ann", "Ann Reed")
BEN = Person("U0BEN", "ben", "Ben Holt")
CAY = Person("U0CAY", "cay", "Cay Moss")
ADA = Person("U0ADA", "ada", "Ada Lind", Role.ADMIN)
GIL = Person("U0GIL", "gil", "Gil the guest", Role.GUEST)
OLE = Person("U0OLE", "ole", "Ole of elsewhere", Role.OUTSIDER, team="T0ELSEWHERE")
PEOPLE = (ANN, BEN, CAY, ADA, GIL, OLE)
BOT = "U0SOURCE"

WATCHED = Channel("C0WATCH", "watched", [ANN.id, BEN.id, CAY.id, ADA.id, GIL.id, BOT])
OTHER = Channel("C0OTHER", "other", [ANN.id, BEN.id, BOT])
HOME = Channel("C0HOME", "record", [ANN.id, BEN.id, BOT])
AWAY = Channel("C0AWAY", "away", [ANN.id, BEN.id])
SHARED = Channel("C0SHARED", "shared", [ANN.id, BEN.id, OLE.id, BOT], shared=True)
CHANNELS = (WATCHED, OTHER, HOME, AWAY, SHARED)
EDITORS = UserGroup("S0EDITORS", "editors", "Editors", (CAY.id,))

SETTINGS = WorkspaceSettings(
    watched_channels=(WATCHED.id,), editors=(BEN.id,), editor_groups=(EDITORS.id,), home_channel=HOME.id,
    ignored_domains=("cats.example",),
)  # fmt: skip
DAM_URL = f"http://{HOST}/dam"
SECONDS = 60.0
"""The longest wait for a state; it takes a fraction of that, except on a busy machine."""
SOON = dt.timedelta(minutes=1)
UNFINISHED = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"


@dataclass
class SlackHarness:
    """The bot in the local Slack; Ann brings links, Ben and (by group) Cay decide, Ada is an admin."""

    slack: LocalSlack
    pages: PageServer
    settings: Settings
    database: Database
    watched: Channel = WATCHED
    other: Channel = OTHER
    home_channel: Channel = HOME
    away: Channel = AWAY
    """The bot is not in it."""
    shared: Channel = SHARED
    """It is shared with another workspace."""
    since: str = "0"
    """When this test began, as a Slack timestamp."""

    def paste(
        self, url: str = DAM_URL, *, by: Person = ANN, channel: Channel | None = None, thread_ts: str | None = None
    ) -> Message:
        """Let somebody post a link (or any text), in the watched channel."""
        return self.slack.post(by.id, (channel or self.watched).id, url, thread_ts=thread_ts)

    def answers(self, message: Message, viewer: Person = BEN) -> list[Message]:
        """Return what the bot has posted in a message's thread, visible to all."""
        thread = self.slack.thread(message.channel, message.thread_ts or message.ts, viewer.id)
        return [m for m in thread if m.app and m.ephemeral_for is None and m.ts != message.ts]

    def card(self, message: Message, *words: str) -> Message:
        """Wait until the first answer in a message's thread has these words."""
        return self.wait(lambda: next((m for m in self.answers(message)[:1] if all(w in said(m) for w in words)), None))

    def again(self, card: Message, *words: str) -> Message:
        """Wait until a card is in its thread as a new message with these words."""

        def found() -> Message | None:
            thread = self.slack.thread(card.channel, card.thread_ts or card.ts, BEN.id)
            fresh = (m for m in thread if m.ts != card.ts and m.metadata == card.metadata)
            return next((m for m in fresh if all(w in said(m) for w in words)), None)

        return self.wait(found)

    def drawn(self, message: Message) -> None:
        """Wait until the bot's record has all cards of a message as posted; Slack shows them a moment earlier."""
        batch = f"slack:{message.channel}:{message.ts}"

        def standing() -> bool:
            now, found = dt.datetime.now(dt.UTC), self.record(lambda s: cards.of_batch(s, batch))
            return bool(found) and all(c.message and (c.due_at is None or c.due_at > now) for c in found)

        self.wait(standing)

    def answer(self, message: Message, *words: str) -> Message:
        """Wait for any answer in a message's thread that has these words."""
        return self.wait(lambda: next((m for m in self.answers(message) if all(w in said(m) for w in words)), None))

    def ephemeral(self, person: Person, channel: Channel, *words: str) -> Message:
        """Wait for an ephemeral message to this person, in a channel or one of its threads."""
        return self.wait(lambda: next((m for m in self.ephemerals(person, channel) if all(w in said(m) for w in words)), None))

    def ephemerals(self, person: Person, channel: Channel) -> list[Message]:
        """Return the ephemeral messages to this person in a channel and its threads."""
        return [m for m in self.slack.world.all_in(channel.id) if m.ephemeral_for == person.id and not m.deleted]

    def direct(self, person: Person) -> list[Message]:
        """Return this test's messages between the bot and one person."""
        found = self.slack.messages(self.slack.world.direct(person.id).id, person.id)
        return [message for message in found if message.ts > self.since]

    def press(self, person: Person, message: Message, action: str, value: Any = None) -> None:
        """Let somebody press a button, or choose from a menu, of a message."""
        self.slack.click(person.id, action_id=action, value=value, channel=message.channel, ts=message.ts)

    def window(self, person: Person, *words: str) -> Any:
        """Wait until somebody's open window has these words."""

        def found() -> Any:
            view = self.slack.modal(person.id)
            return view if view is not None and all(word in str(view.payload) for word in words) else None

        return self.wait(found)

    def home(self, person: Person, *words: str) -> Any:
        """Let somebody open App Home, and wait until it has these words."""
        before = self.slack.home(person.id)
        self.slack.open_home(person.id)

        def found() -> Any:
            view = self.slack.home(person.id)
            return view if view is not None and view is not before and all(w in str(view.payload) for w in words) else None

        return self.wait(found)

    def post_as_app(self, *elements: dict[str, Any]) -> Message:
        """Post buttons as an older version of the app may have posted them."""
        blocks = [{"type": "actions", "elements": elements}]
        answer = self.web_client().chat_postMessage(channel=self.watched.id, text="A card", blocks=blocks)
        found = self.slack.world.find(self.watched.id, str(answer["ts"]))
        assert found is not None
        return found

    def web_client(self) -> WebClient:
        """Return a client with the app's rights."""
        return WebClient(token=self.slack.bot_token, base_url=self.slack.api_url)

    def record(self, look: Callable[[WorkspaceSession], T]) -> T:
        """Look something up in the bot's database."""
        with self.database.transaction(self.slack.team, read_only=True) as s:
            return look(s)

    def settle(self, **changes: Any) -> None:
        """Save the settings that all tests have, with some changes."""
        own = {"watched_channels": (self.watched.id,), "home_channel": self.home_channel.id}
        with self.database.transaction(self.slack.team) as s:
            workspace_settings.save(s, SETTINGS.model_copy(update=own | changes), ADA.id, dt.datetime.now(dt.UTC))

    def decisions(self) -> list[str]:
        """List all decisions, as `kind by person`."""
        found = self.record(lambda s: [d for p in proposals.list_(s, limit=1000) for d in decisions.of_proposal(s, p.id)])
        return [f"{d.kind} by {d.by}" for d in sorted(found, key=lambda d: d.id)]

    def quiet(self) -> None:
        """Wait until the bot has answered every event and finished its background work."""
        self.wait(lambda: self.slack.under_way() == 0 and self.no_link_is_read() and self._all_is_drawn())

    def no_link_is_read(self) -> bool:
        """Tell whether work on all links has ended."""
        with closing(sqlite3.connect(self.settings.home / "second-source-workflows.db")) as workflows:
            (unfinished,) = workflows.execute(UNFINISHED).fetchone()
        return not unfinished and not self.record(lambda s: submissions.unfinished(s, 1))

    def _all_is_drawn(self) -> bool:
        """Tell whether no card is due now or soon."""
        ahead = dt.datetime.now(dt.UTC) + SOON
        return not self.record(lambda s: cards.any_undrawn(s, ahead))

    def wait(self, condition: Callable[[], T | None]) -> T:
        """Wait until the condition returns something true."""
        found = self.slack.wait_for(condition, seconds=SECONDS)
        assert found is not None
        return found


def said(message: Message) -> str:
    """Return all that a message says, in one string."""
    return f"{message.text}\n{message.blocks}"


def offers(message: Message, action: str) -> bool:
    """Tell whether a message has this button."""
    return any(
        str(element.get("action_id", "")).partition(":")[0] == action
        for block in message.blocks
        for element in [*block.get("elements", ()), block.get("accessory", {})]
    )


@contextmanager
def open_harness(
    home: Path,
    *,
    transport: str = "socket",
    clock: Callable[[], dt.datetime] = machine_time,
    changes: Mapping[str, object] | None = None,
) -> Iterator[SlackHarness]:
    """Start everything: pages, the local Slack, and the bot over Socket Mode or HTTP (with the machine's clock).

    `changes` are other settings than usual.
    """
    with ExitStack() as stack:
        pages = stack.enter_context(PageServer())
        pages.page("/dam", page())
        port = closed_port()
        slack = stack.enter_context(
            LocalSlack(
                clock=clock,
                rng=random.Random(3),
                people=PEOPLE,
                channels=CHANNELS,
                groups=[EDITORS],
                http_target=f"http://127.0.0.1:{port}/slack/events" if transport == "http" else None,
                ack_seconds=SECONDS,
                trigger_seconds=SECONDS,
            )
        )
        here = _settings(home, slack, port, transport).model_copy(update=changes)
        put_fresh_database(home, here.workspace)
        database = Database(here.url)
        stack.callback(database.dispose)
        with database.transaction(slack.team) as s:
            for event in (DAM, BRIDGE):
                events.add(s, event, clock())
            workspace_settings.save(s, SETTINGS, ADA.id, clock())
        if transport == "http":
            stop = threading.Event()
            work = partial(serve, here, stop, lambda _: None, resolve=pages.resolve)
            serving = threading.Thread(target=work, name="bot over HTTP", daemon=True)
            serving.start()
            stack.callback(end, serving)
            stack.callback(stop.set)
            slack.wait_for(slack.verify_url, seconds=SECONDS)
        else:
            # Where a test moves the time ahead, the bot has to look for due digests more often.
            seconds = None if clock is machine_time else LOOK_SECONDS
            bolt = stack.enter_context(
                open_slack(
                    here, resolve=pages.resolve, clock=clock, compute=call_here, digest_seconds=seconds, pace=dt.timedelta()
                )
            )
            stack.enter_context(connected(bolt, slack.app_token, slack.api_url))
            slack.wait_for(lambda: slack.connections >= 2, seconds=SECONDS)
        yield SlackHarness(slack, pages, here, database)


def _settings(home: Path, slack: LocalSlack, port: int, transport: str) -> Settings:
    socket = transport == "socket"
    return Settings().model_copy(
        update={
            "home": home,
            "database_url": None,
            "workspace": slack.team,
            "fetch_allow": (f"{HOST}:80", "echo.example:80", "cats.example:80"),
            "slack_bot_token": SecretStr(slack.bot_token),
            "slack_app_token": SecretStr(slack.app_token) if socket else None,
            "slack_signing_secret": None if socket else SecretStr(slack.signing_secret),
            "slack_client_id": None,
            "slack_client_secret": None,
            "slack_api_url": slack.api_url,
            "port": port,
            "openai_api_key": None,
            "embedding_model": None,
            "self_approval": False,
        }
    )
