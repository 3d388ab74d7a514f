"""The whole bot at work in the local Slack, for tests: real Bolt, real transport, real database, real pages on loopback."""

import atexit
import datetime as dt
import random
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr
from slack_sdk import WebClient

from bot.app import open_desk, open_slack, serve
from bot.domain.workspace import WorkspaceSettings
from bot.sandbox.clock import LOOK_SECONDS
from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Message, Person, Role, UserGroup
from bot.settings import Settings
from bot.slack.sockets import connected
from storage import cards, decisions, events, proposals, workspace_settings
from storage.db import Database
from storage.session import WorkspaceSession
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
SECONDS = 20.0


@dataclass
class NewsDesk:
    """The bot in the local Slack; Ann brings, Ben and (by group) Cay decide, Ada is an admin."""

    slack: LocalSlack
    pages: PageServer
    settings: Settings
    database: Database

    def paste(
        self, url: str = DAM_URL, *, by: Person = ANN, channel: Channel = WATCHED, thread_ts: str | None = None
    ) -> Message:
        """Let somebody post a link (or any text)."""
        return self.slack.post(by.id, channel.id, url, thread_ts=thread_ts)

    def answers(self, message: Message, viewer: Person = BEN) -> list[Message]:
        """Give what the bot has posted in a message's thread, for all to see."""
        thread = self.slack.thread(message.channel, message.thread_ts or message.ts, viewer.id)
        return [m for m in thread if m.app and m.ephemeral_for is None and m.ts != message.ts]

    def card(self, message: Message, *words: str) -> Message:
        """Wait for the first answer in a message's thread, until it holds these words."""
        return self.wait(lambda: next((m for m in self.answers(message)[:1] if all(w in said(m) for w in words)), None))

    def again(self, card: Message, *words: str) -> Message:
        """Wait until a card stands in its thread as another message, whichever other cards do, and holds these words."""

        def found() -> Message | None:
            thread = self.slack.thread(card.channel, card.thread_ts or card.ts, BEN.id)
            fresh = (m for m in thread if m.ts != card.ts and m.metadata == card.metadata)
            return next((m for m in fresh if all(w in said(m) for w in words)), None)

        return self.wait(found)

    def drawn(self, message: Message) -> None:
        """Wait until the bot, too, knows that all cards of a message stand there: Slack shows them a moment before."""
        batch = f"slack:{message.channel}:{message.ts}"

        def standing() -> bool:
            now, found = dt.datetime.now(dt.UTC), self.record(lambda s: cards.of_batch(s, batch))
            return bool(found) and all(c.message and (c.due_at is None or c.due_at > now) for c in found)

        self.wait(standing)

    def answer(self, message: Message, *words: str) -> Message:
        """Wait for any answer in a message's thread that holds these words."""
        return self.wait(lambda: next((m for m in self.answers(message) if all(w in said(m) for w in words)), None))

    def whisper(self, person: Person, channel: Channel, *words: str) -> Message:
        """Wait for a word that only this person sees, in a channel or one of its threads."""
        return self.wait(lambda: next((m for m in self.whispers(person, channel) if all(w in said(m) for w in words)), None))

    def whispers(self, person: Person, channel: Channel) -> list[Message]:
        """Give what only this person sees in a channel and its threads."""
        return [m for m in self.slack.world.all_in(channel.id) if m.ephemeral_for == person.id and not m.deleted]

    def press(self, person: Person, message: Message, action: str, value: Any = None) -> None:
        """Let somebody press a button, or choose from a menu, of a message."""
        self.slack.click(person.id, action_id=action, value=value, channel=message.channel, ts=message.ts)

    def window(self, person: Person, *words: str) -> Any:
        """Wait for the window that somebody has open, until it holds these words."""

        def found() -> Any:
            view = self.slack.modal(person.id)
            return view if view is not None and all(word in str(view.payload) for word in words) else None

        return self.wait(found)

    def home(self, person: Person, *words: str) -> Any:
        """Let somebody open App Home, and wait until it holds these words."""
        self.slack.open_home(person.id)

        def found() -> Any:
            view = self.slack.home(person.id)
            return view if view is not None and all(word in str(view.payload) for word in words) else None

        return self.wait(found)

    def post_as_app(self, *elements: dict[str, Any]) -> Message:
        """Post buttons as an older version of the app may have posted them."""
        blocks = [{"type": "actions", "elements": elements}]
        answer = self.web_client().chat_postMessage(channel=WATCHED.id, text="A card", blocks=blocks)
        found = self.slack.world.find(WATCHED.id, str(answer["ts"]))
        assert found is not None
        return found

    def web_client(self) -> WebClient:
        """Give a client that does what the app could do."""
        return WebClient(token=self.slack.bot_token, base_url=self.slack.api_url)

    def record(self, look: Callable[[WorkspaceSession], T]) -> T:
        """Look something up in the bot's database."""
        with self.database.transaction(self.slack.team, read_only=True) as s:
            return look(s)

    def settle(self, settings: WorkspaceSettings) -> None:
        """Put other settings in force."""
        with self.database.transaction(self.slack.team) as s:
            workspace_settings.save(s, settings, ADA.id, dt.datetime.now(dt.UTC))

    def decisions(self) -> list[str]:
        """List all decisions, as `kind by person`."""
        found = self.record(lambda s: [d for p in proposals.list_(s, limit=1000) for d in decisions.of_proposal(s, p.id)])
        return [f"{d.kind} by {d.by}" for d in sorted(found, key=lambda d: d.id)]

    def wait(self, condition: Callable[[], T | None]) -> T:
        """Wait until there is something."""
        found = self.slack.wait_for(condition, seconds=SECONDS)
        assert found is not None
        return found


def said(message: Message) -> str:
    """Give all that a message says, in one string."""
    return f"{message.text}\n{message.blocks}"


def offers(message: Message, action: str) -> bool:
    """Tell whether a message has this button."""
    return any(
        str(element.get("action_id", "")).partition(":")[0] == action
        for block in message.blocks
        for element in [*block.get("elements", ()), block.get("accessory", {})]
    )


@contextmanager
def open_news_desk(
    home: Path,
    *,
    transport: str = "socket",
    settings: WorkspaceSettings = SETTINGS,
    faults: Faults | None = None,
    database_url: str | None = None,
    seed: int = 3,
    clock: Callable[[], dt.datetime] = machine_time,
) -> Iterator[NewsDesk]:
    """Start everything: pages, the local Slack, and the bot over Socket Mode or HTTP (there by the machine's clock)."""
    with ExitStack() as stack:
        pages = stack.enter_context(PageServer())
        pages.page("/dam", page())
        port = closed_port()
        slack = stack.enter_context(
            LocalSlack(
                clock=clock,
                rng=random.Random(seed),
                people=PEOPLE,
                channels=CHANNELS,
                groups=[EDITORS],
                faults=faults,
                http_target=f"http://127.0.0.1:{port}/slack/events" if transport == "http" else None,
            )
        )
        here = _settings(home, slack, port, transport, database_url)
        _open_office(here)
        database = Database(here.url)
        stack.callback(database.dispose)
        with database.transaction(slack.team) as s:
            for event in (DAM, BRIDGE):
                events.add(s, event, clock())
            workspace_settings.save(s, settings, ADA.id, clock())
        if transport == "http":
            stop = threading.Event()
            serving = threading.Thread(target=serve, args=(here, stop, lambda _: None), kwargs={"resolve": pages.resolve})
            serving.start()
            stack.callback(serving.join)
            stack.callback(stop.set)
            slack.wait_for(slack.verify_url, seconds=SECONDS)
        else:
            bolt = stack.enter_context(open_slack(here, resolve=pages.resolve, clock=clock, look_seconds=LOOK_SECONDS))
            stack.enter_context(connected(bolt, slack.app_token, slack.api_url))
            slack.wait_for(lambda: slack.connections >= 2, seconds=SECONDS)
        yield NewsDesk(slack, pages, here, database)


def _open_office(settings: Settings) -> None:
    """Set the database up as the first command would: from a copy where that was done before, as it takes a while."""
    if settings.database_url is not None:
        with open_desk(settings):
            return
    settings.home.mkdir(parents=True, exist_ok=True)
    shutil.copy(_set_up_once(settings.workspace), settings.home / "second-source.db")


@cache
def _set_up_once(workspace: str) -> Path:
    home = Path(tempfile.mkdtemp(prefix="second-source-office-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    with open_desk(Settings().model_copy(update={"home": home, "workspace": workspace, "database_url": None})):
        return home / "second-source.db"


def _settings(home: Path, slack: LocalSlack, port: int, transport: str, database_url: str | None) -> Settings:
    socket = transport == "socket"
    return Settings().model_copy(
        update={
            "home": home,
            "database_url": SecretStr(database_url) if database_url else None,
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
