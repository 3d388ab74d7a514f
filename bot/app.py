"""The one place where the real parts are joined.

Slow imports are inside the functions that need them. A command that needs none of them answers at once.
"""

import dataclasses
import datetime as dt
import os
import secrets
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from pydantic import SecretStr

from bot.domain.errors import Cannot
from bot.domain.page_access import AskedPage
from bot.gateways.apart import NICENESS, leave_alone_what_stays
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.isolation import Isolation
from bot.gateways.pages.guard import Resolve, system_resolve
from bot.gateways.pages.pace import Pace
from bot.gateways.web import WebFetcher
from bot.opening import now, open_record
from bot.parts import make_authority, make_embedder, make_keys, make_mailer, make_public_reader, make_reader, make_retention
from bot.pipeline.intake import rehearse
from bot.pipeline.ports import Clock, Compute, Steps, call_here
from bot.pipeline.review import give_up, review
from bot.pipeline.services import Services
from bot.settings import Settings
from bot.supervision import running
from storage import endpoints
from storage.cards import PACE
from storage.db import Database
from storage.files import open_to_others
from storage.liveness import Liveness

if TYPE_CHECKING:
    from slack_bolt import App

    from bot.gateways.durable import DurableEngine, LinkQueue
    from bot.slack.context import SlackContext
    from bot.slack.installing import OneInstallation, StoredInstallations
    from bot.slack.work import Work

PROCESSES = 2
"""How many processes compute at a time, besides the one that waits for them."""
COMPUTING = ("bot.gateways.apart", "bot.gateways.warm_up", "bot.pipeline.assess")
"""What each of them needs to read pages and to assess."""
WITHOUT_MODEL = "bot.gateways.warm_up_reader"
"""What each of them needs besides, where the built-in reader reads every link."""


@contextmanager
def open_services(
    settings: Settings,
    *,
    tell: Callable[[str, int, str], None] = lambda _workspace, _submission, _sentence: None,
    resolve: Resolve = system_resolve,
    clock: Clock = now,
    compute: Compute | None = None,
    public_allow: Collection[str] = (),
) -> Iterator[Services]:
    """Join the parts of one newsroom, on a database that is set up; raises Cannot if it needs an upgrade.

    Pages are read in separate processes, unless `compute` is set. For the public no private address is fetched, but those that
    `public_allow` names.
    """
    with ExitStack() as stack:
        record = stack.enter_context(open_record(settings, clock=clock))
        modules = COMPUTING if settings.openai_api_key else (*COMPUTING, WITHOUT_MODEL)
        compute = compute or stack.enter_context(Isolation(PROCESSES, modules=modules))
        fallback = BuiltinReader(compute=compute)
        turn = Pace(partial(endpoints.change, record.database)).wait
        yield Services(
            database=record.database,
            clock=record.clock,
            self_approval=record.self_approval,
            fetcher=WebFetcher(allow=settings.fetch_allow, resolve=resolve, compute=compute, turn=turn),
            reader=make_reader(settings, record.database, clock) or fallback,
            fallback=fallback,
            public_fetcher=WebFetcher(allow=public_allow, resolve=resolve, compute=compute, turn=turn),
            public_reader=make_public_reader(settings, record.database, clock),
            embedder=make_embedder(settings),
            mailer=make_mailer(settings),
            authority=make_authority(settings),
            compute=compute,
            retention=make_retention(settings),
            is_our_page=lambda url: _page_at(settings, url) is not None,
            tell=tell,
        )


@contextmanager
def open_queue(settings: Settings, services: Services) -> "Iterator[LinkQueue]":
    """Open the queue of links on the services' database."""
    from bot.gateways.durable import LinkQueue

    queue = LinkQueue(services.database.set_up_workflows(), at_once=settings.links_in_hand)
    try:
        yield queue
    finally:
        queue.close()


@contextmanager
def open_engine(services: Services, *, takes_links: bool = False, patient: bool = False) -> "Iterator[DurableEngine]":
    """Start the durable engine; without `takes_links` it runs only what is started explicitly.

    `patient` is for a process that stays: it gives others time to come back after the database was away.
    """
    from bot.gateways.durable import DurableEngine

    def run(steps: Steps, workspace: str, submission_id: int) -> None:
        review(services, steps, workspace, submission_id)

    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    with (
        Liveness(services.database, name, patient=patient) as liveness,
        DurableEngine(
            url=services.database.set_up_workflows(),
            liveness=liveness,
            review=run,
            unforeseen=lambda workspace, submission_id: give_up(services, workspace, submission_id),
            takes_links=takes_links,
        ) as engine,
    ):
        yield engine


@contextmanager
def open_slack(
    settings: Settings,
    *,
    resolve: Resolve = system_resolve,
    clock: Clock = now,
    compute: Compute | None = None,
    digest_seconds: float | None = None,
    pace: dt.timedelta = PACE,
    works: bool = True,
    public_allow: Collection[str] = (),
) -> "Iterator[App]":
    """Join the Slack app; with `works`, run the worker in this process too.

    The worker checks for due digests every `digest_seconds`, and leaves `pace` between two new messages in a channel. Raises
    Cannot if the settings name no workspace or Slack rejects the token, and OutOfReach.
    """
    from bot.slack.bolt import make_bolt
    from bot.slack.installing import oauth_flow

    with ExitStack() as stack:
        services = stack.enter_context(
            open_services(settings, resolve=resolve, clock=clock, compute=compute, public_allow=public_allow)
        )
        installed = _installations(settings, services.database)
        slack = stack.enter_context(_open_context(settings, services, installed))
        if works:
            engine = stack.enter_context(open_engine(slack.services, takes_links=True))
            stack.enter_context(_open_work(slack, installed, engine, digest_seconds, pace))
        else:
            rehearse(services)
        secret, flow = settings.slack_signing_secret, None
        if settings.slack_client_id and settings.slack_client_secret:
            flow = oauth_flow(
                services.database,
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret.get_secret_value(),
                keys=make_keys(settings),
                base_url=settings.slack_api_url,
            )
        yield make_bolt(
            slack,
            signing_secret=secret.get_secret_value() if secret else "",
            base_url=settings.slack_api_url,
            forget=installed.forget,
            oauth_flow=flow,
        )


def run_worker(settings: Settings, stop: threading.Event, *, resolve: Resolve = system_resolve) -> NoReturn:
    """Work until `stop` is set: read links, draw cards, make digests, repair what an outage left. Then end this process.

    The process gives way to those that answer Slack. It ends without waiting for links that are being read: its lock goes with
    it, and only then do they go on elsewhere. Raises the same errors as `open_slack`.
    """
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    with ExitStack() as stack:
        services = stack.enter_context(open_services(settings, resolve=resolve))
        installed = _installations(settings, services.database)
        slack = stack.enter_context(_open_context(settings, services, installed))
        engine = stack.enter_context(open_engine(slack.services, takes_links=True, patient=True))
        with _open_work(slack, installed, engine):
            leave_alone_what_stays()
            stop.wait()
        os._exit(0)


@contextmanager
def _open_context(
    settings: Settings, services: Services, installed: "OneInstallation | StoredInstallations"
) -> "Iterator[SlackContext]":
    from bot.slack.clients import Clients
    from bot.slack.context import BackgroundTasks, SlackContext
    from bot.slack.members import Members
    from bot.slack.status import show_status

    with open_queue(settings, services) as queue, BackgroundTasks() as background:
        clients = Clients(settings.slack_api_url, installed.find)
        slack = SlackContext(
            services=services,
            clients=clients,
            members=Members(clients.of, services.clock),
            background=background,
            page_link=partial(_page_link, settings),
            page_at=partial(_page_at, settings),
        )
        yield dataclasses.replace(slack, services=dataclasses.replace(services, queue=queue, tell=partial(show_status, slack)))


def _page_link(settings: Settings, workspace: str, slug: str, signed: bool) -> str | None:
    """Return where readers find an event's page; None without a public address, or a key for a signed link."""
    from bot.web.links import PageLinks

    if settings.pages_url is None or workspace != settings.workspace or (signed and settings.pages_secret is None):
        return None
    return PageLinks(settings.pages_url, workspace, settings.pages_secret).event(slug, signed=signed)


def _page_at(settings: Settings, url: str) -> AskedPage | None:
    """Return which of our pages an address is; none is without a public address."""
    from bot.web.links import PageLinks

    if settings.pages_url is None:
        return None
    return PageLinks(settings.pages_url, settings.workspace, settings.pages_secret).asked(url)


def _open_work(
    slack: "SlackContext",
    installed: "OneInstallation | StoredInstallations",
    engine: "DurableEngine",
    digest_seconds: float | None = None,
    pace: dt.timedelta = PACE,
) -> "Work":
    from bot.gateways.clock import Calendar
    from bot.slack.work import DIGEST_SECONDS, Work

    return Work(
        slack,
        workspaces=installed.workspaces,
        take_over=engine.take_over,
        calendar=Calendar,
        digest_seconds=digest_seconds or DIGEST_SECONDS,
        pace=pace,
    )


def serve(
    settings: Settings,
    stop: threading.Event,
    say: Callable[[str], None],
    *,
    resolve: Resolve = system_resolve,
    worker: Sequence[str] | None = None,
) -> None:
    """Run the Slack app until `stop` is set: over Socket Mode if an app token is set, and over HTTP.

    This process answers Slack. The command `worker` runs the worker in a process of its own, until its standard input ends;
    without it, this process does the work too. `say` receives the address. Raises Cannot if a setting is missing.
    """
    from bot.slack.sockets import connected
    from bot.web.api.routes import Api
    from bot.web.drawing import PageSite
    from bot.web.links import PageLinks
    from bot.web.metrics import metrics_route
    from bot.web.pages import Pages
    from bot.web.server import serve_http, web_app
    from bot.web.sources import Sources

    if _starts_with(settings.slack_bot_token, "xapp-") or _starts_with(settings.slack_app_token, "xoxb-"):
        raise Cannot("The tokens are swapped: SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-.")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise Cannot(
            "Set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP; both are on the app's page at"
            " api.slack.com/apps. The README has the steps."
        )
    if warning := open_to_others(settings.home):
        say(warning)
    with ExitStack() as stack:
        bolt = stack.enter_context(open_slack(settings, resolve=resolve, works=worker is None))
        health = list[Callable[[], list[str]]]()
        # Slack's events come as soon as it is connected, perhaps many at once: all that takes long is done before, or after.
        leave_alone_what_stays()
        if settings.slack_app_token is not None:
            token = settings.slack_app_token.get_secret_value()
            health.append(stack.enter_context(connected(bolt, token, settings.slack_api_url)))
            say("Connected to Slack over Socket Mode.")
        links = PageLinks(settings.pages_address, settings.workspace, settings.pages_secret)
        services = stack.enter_context(open_services(settings, resolve=resolve, compute=call_here))
        programs = dataclasses.replace(services, queue=stack.enter_context(open_queue(settings, services)))
        site = PageSite(settings.pages_name, links)
        pages, sources = Pages(services.database, site), Sources(services, site, frozenset(settings.pages_proxies))
        paths = "/healthz, /events, /api/v1, /mcp"
        paths = f"/slack/events, {paths}" if settings.slack_signing_secret else paths
        say(f"Listening on http://{settings.host}:{settings.port} ({paths}).")
        events = settings.slack_signing_secret is not None
        if worker is not None:
            health.append(stack.enter_context(running(worker)).faults)

        def healthy() -> list[str]:
            return [fault for faults in health for fault in faults()]

        routes = [*pages.routes(), *sources.routes(), *Api(programs, site).routes()]
        if settings.metrics != "off":
            routes.append(metrics_route(services.database, services.clock, healthy, everybody=settings.metrics == "all"))
        app = web_app(bolt, healthy=healthy, events=events, pages=routes)
        serve_http(app, settings.host, settings.port, stop=stop)


def _starts_with(token: SecretStr | None, start: str) -> bool:
    return token is not None and token.get_secret_value().startswith(start)


def _installations(settings: Settings, database: Database) -> "OneInstallation | StoredInstallations":
    from bot.slack.clients import PAUSES, new_client, who_are_we
    from bot.slack.installing import OneInstallation, StoredInstallations

    if settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()
        return OneInstallation(who_are_we(new_client(settings.slack_api_url, token), token, pauses=PAUSES))
    if settings.slack_client_id and settings.slack_client_secret:
        return StoredInstallations(database, settings.slack_client_id, make_keys(settings))
    raise Cannot(
        "Set SLACK_BOT_TOKEN (xoxb-…) for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several. The README has"
        " the steps."
    )
