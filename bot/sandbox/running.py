"""Runs the whole newsroom on this machine: its pages, its local Slack, and the bot."""

import datetime as dt
import random
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr
from starlette.routing import BaseRoute

from bot.app import open_services, open_slack
from bot.domain.errors import Cannot
from bot.domain.page_access import PageAccess
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.web import WebFetcher
from bot.opening import now
from bot.pipeline import digest
from bot.pipeline.ports import Clock, Compute
from bot.pipeline.services import Services
from bot.sandbox.browser import routes
from bot.sandbox.browser.guide import Example, Guide, NotTheirs
from bot.sandbox.clock import LOOK_SECONDS, MovingClock
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.manifest import Manifest
from bot.sandbox.newsroom import EVENTS, OFFERED, OUTLETS
from bot.sandbox.page_server import serve_pages
from bot.sandbox.town import CHANNELS, EDDA, GROUPS, MIRA, PEOPLE, PETRA, SETTINGS, VERIFICATION
from bot.settings import Settings
from bot.slack.action_ids import Action
from bot.slack.sockets import connected
from bot.web.api.routes import Api
from bot.web.drawing import PageSite
from bot.web.links import PageLinks
from bot.web.pages import Pages
from bot.web.server import serving_pages
from bot.web.sources import Sources
from storage import cards, events, outlets, pages, subscriptions, workspace_settings
from storage.db import Database

AUTHOR = "sandbox"
PATIENCE_SECONDS = 60.0
"""How long the local Slack waits for an answer of the app: where Slack gives up after three seconds, a laptop may be busy."""
AT_ONCE = dt.timedelta()
"""The local Slack takes any number of messages a second."""
EDITORS_BUTTONS = frozenset(
    {
        Action.APPROVE,
        Action.FILE_AS_CONTEXT,
        Action.UNDO,
        Action.RETRACT,
        Action.SAME,
        Action.DIFFERENT,
        Action.TAKE_BACK,
        Action.FOR_ALL,
    }
)
"""The buttons that ask first and are for editors alone."""
GUIDE = Guide(
    channel=VERIFICATION.id,
    examples=tuple(Example(url, shows) for url, shows in OFFERED.items()),
    roles=((MIRA.id, "Mira, a journalist"), (EDDA.id, "Edda, an editor")),
    not_theirs={
        MIRA.id: NotTheirs(
            EDITORS_BUTTONS,
            "Mira is a journalist, and only editors decide.",
            "Press “Become Edda, an editor” at the top.",
        )
    },
)


@contextmanager
def open_newsroom(
    settings: Settings,
    home: Path,
    *,
    port: int = 0,
    say: Callable[[str], object] = lambda _step: None,
    compute: Compute | None = None,
) -> Iterator[LocalSlack]:
    """Open the newsroom in a folder; nothing leaves this machine, unless a model's key is set. `say` gets what is done.

    Pages are read in separate processes, unless `compute` is set. Raises Cannot if the port is taken.
    """
    with ExitStack() as stack:
        say("  the local Slack and the newsroom's articles …")
        resolve, allow = stack.enter_context(serve_pages())
        clock = MovingClock(now)
        slack = stack.enter_context(_local_slack(clock, port, settings.pages_url))
        here = newsroom_settings(settings, home, slack, allow)
        say(f"  the record: {len(EVENTS)} events and {len(OUTLETS)} outlets …")
        with open_services(here, resolve=resolve) as services, services.database.transaction(slack.team) as s:
            for outlet in OUTLETS:
                outlets.save(s, outlet, AUTHOR, now())
            for event in EVENTS:
                events.add(s, event, now())
            workspace_settings.save(s, SETTINGS, PETRA.id, now())
        database = stack.enter_context(_open_database(here))
        clock.next_stop = partial(next_due, database, slack.team)
        clock.at_rest = partial(at_rest, database, slack.team, clock)
        say("  the bot …")
        bolt = stack.enter_context(
            open_slack(
                here,
                resolve=resolve,
                clock=clock,
                compute=compute,
                digest_seconds=LOOK_SECONDS,
                public_allow=allow,
                pace=AT_ONCE,
            )
        )
        stack.enter_context(connected(bolt, slack.app_token, slack.api_url))
        yield slack


@contextmanager
def open_pages(home: Path, slack: LocalSlack, *, port: int = 0) -> Iterator[str]:
    """Show the newsroom's events to everybody on this machine; yields the address. Raises Cannot if the port is taken."""
    database = Database(f"sqlite:///{home / 'second-source.db'}")
    reader = BuiltinReader()
    services = Services(database=database, clock=now, fetcher=WebFetcher(), reader=reader, fallback=reader)
    with database.transaction(slack.team) as s:
        pages.give_access(s, None, PageAccess.PUBLIC, by=AUTHOR, at=now())

    def routes_at(address: str) -> list[BaseRoute]:
        site = PageSite("The Maravale desk", PageLinks(address, slack.team, SecretStr(secrets.token_hex())))
        return [*Pages(database, site).routes(), *Sources(services, site).routes(), *Api(services, site).routes()]

    try:
        with serving_pages(routes_at, "127.0.0.1", port) as address:
            yield f"{address}/events"
    finally:
        database.dispose()


def free_port() -> int:
    """Return a port of this machine that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


@contextmanager
def _open_database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.url, settings.direct_url)
    yield database
    database.dispose()


def next_due(database: Database, workspace: str, after: dt.datetime) -> dt.datetime | None:
    """Return the first moment later than `after` at which a digest, a reminder or a card is due; None if nothing is."""
    with database.transaction(workspace, read_only=True) as s:
        found = [active.settings.next_due(after) for active in subscriptions.active(s)]
        found += [moment for moment in (digest.next_reminder(s), cards.next_due(s, after)) if moment and moment > after]
    return min(found, default=None)


def at_rest(database: Database, workspace: str, clock: Clock) -> bool:
    """Return whether the bot is idle: no due card is undrawn, and no due digest or reminder is unmade."""
    now = clock()
    with database.transaction(workspace, read_only=True) as s:
        reminder = digest.next_reminder(s)
        return not (cards.any_undrawn(s, now) or digest.due_by(s, now) or (reminder is not None and reminder <= now))


def _local_slack(clock: MovingClock, port: int, pages_url: str | None) -> LocalSlack:
    host = urlsplit(pages_url or "").hostname
    rng = random.Random()  # noqa: S311 - it makes ids of the local Slack, no secrets
    try:
        return LocalSlack(
            clock=clock,
            rng=rng,
            people=PEOPLE,
            channels=CHANNELS,
            groups=GROUPS,
            manifest=replace(Manifest.read(), unfurl_domains=frozenset({host} if host else ())),
            port=port,
            browser_routes=partial(routes, guide=GUIDE),
            ack_seconds=PATIENCE_SECONDS,
            trigger_seconds=PATIENCE_SECONDS,
        )
    except OSError as error:
        raise Cannot(
            f"Port {port} cannot be used: {error.strerror}. Perhaps a newsroom is open already; 'second-source demo --port 0'"
            " takes a port that is free."
        ) from error


def newsroom_settings(settings: Settings, home: Path, slack: LocalSlack, allow: tuple[str, ...]) -> Settings:
    """Return the environment's settings, with everything that leads out of the sandbox replaced."""
    own = {
        "home": home,
        "database_url": None,
        "workspace": slack.team,
        "fetch_allow": allow,
        "self_approval": False,
        "slack_bot_token": SecretStr(slack.bot_token),
        "slack_app_token": SecretStr(slack.app_token),
        "slack_signing_secret": None,
        "slack_client_id": None,
        "slack_client_secret": None,
        "slack_api_url": slack.api_url,
        "timestamp_url": None,
    }
    return settings.model_copy(update=own)
