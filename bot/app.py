"""The one place where real parts are built and joined.

Vendors that are slow to import are imported where they are built, so that a command which needs none of them answers at once.
"""

import dataclasses
import datetime as dt
import gc
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.domain.errors import Cannot
from bot.domain.model import Article, Outlet
from bot.domain.subscription import mail_domain_of
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.pages.guard import Resolve, system_resolve
from bot.gateways.web import WebFetcher
from bot.pipeline.desk import Desk
from bot.pipeline.ports import Clock, Embedder, Reader, Steps
from bot.pipeline.review import give_up, review
from bot.settings import Settings
from storage import outlets, presence, spending
from storage.db import Database

if TYPE_CHECKING:
    from slack_bolt import App

    from bot.gateways.durable import DurableEngine
    from bot.gateways.llm import ModelReader
    from bot.gateways.mail import SmtpMailer
    from bot.gateways.model.spending import Prices, Purse
    from bot.slack.installing import OneInstallation, StoredInstallations

FASTEMBED = "fastembed:"
LOOK_SECONDS = 5.0
"""So often all subscriptions are looked at, whatever rings: another process may have changed them."""
AT_ONCE_BUILTIN = 2
"""How many links are worked on at a time where the built-in reader computes; with a model, as many as may ask it at once."""
GARBAGE_AT = 50_000
"""So many new objects make Python look for garbage among them; a long digest makes as many and keeps most of them."""
PROBE = Article(
    canonical_url="https://newsroom.example/probe",
    outlet=Outlet(name="Newsroom"),
    text="The bridge at Orrin was closed on Monday, the town council said.",
)
"""What `doctor` has the model read: one sentence, against no event."""


def now() -> dt.datetime:
    """Give the time in UTC."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def open_desk(
    settings: Settings,
    *,
    tell: Callable[[str, int, str], None] = lambda _workspace, _submission, _sentence: None,
    resolve: Resolve = system_resolve,
    clock: Clock = now,
) -> Iterator[Desk]:
    """Join the parts of one newsroom, on a database that is set up; raises Cannot where it needs an upgrade."""
    database = Database(settings.url)
    try:
        _set_up(database, settings.workspace)
        fallback = BuiltinReader()
        yield Desk(
            database=database,
            fetcher=WebFetcher(allow=settings.fetch_allow, resolve=resolve),
            reader=_reader(settings, database, clock) or fallback,
            fallback=fallback,
            clock=clock,
            embedder=_embedder(settings),
            mailer=_mailer(settings),
            self_approval=settings.self_approval,
            tell=tell,
        )
    finally:
        database.dispose()


@contextmanager
def open_engine(settings: Settings, desk: Desk) -> "Iterator[DurableEngine]":
    """Start the durable engine over one desk, and take over what dead processes left."""
    from bot.gateways.durable import DurableEngine, Presence, new_process_id

    here = Presence(settings.home / "processes", new_process_id(socket.gethostname(), secrets.token_hex(4)))

    def run(steps: Steps, workspace: str, submission_id: int) -> None:
        review(desk, steps, workspace, submission_id)

    with DurableEngine(
        url=desk.database.workflows_url,
        presence=here,
        clock=desk.clock,
        review=run,
        beat=lambda process_id: presence.beat(desk.database, process_id, desk.clock()),
        seen=lambda process_id: presence.seen(desk.database, process_id),
        forget=lambda process_id: presence.forget(desk.database, process_id),
        unforeseen=lambda workspace, submission_id: give_up(desk, workspace, submission_id),
    ) as engine:
        yield engine


@contextmanager
def open_slack(
    settings: Settings, *, resolve: Resolve = system_resolve, clock: Clock = now, look_seconds: float = LOOK_SECONDS
) -> "Iterator[App]":
    """Join the Slack app and let it work: links are read, cards drawn, what an outage left repaired; gives the Bolt app.

    Digests are made at their time; every `look_seconds`, what is due is looked for besides.

    Raises Cannot where the settings name no workspace, or Slack does not take the token; OutOfReach.
    """
    from bot.gateways.clock import Timetable
    from bot.slack.agenda import look, rhythms
    from bot.slack.bolt import make_bolt
    from bot.slack.clients import Clients
    from bot.slack.installing import oauth_flow
    from bot.slack.members import Members
    from bot.slack.office import Errands, Office
    from bot.slack.service import Service
    from bot.slack.status import show_status

    with ExitStack() as stack:
        desk = stack.enter_context(open_desk(settings, resolve=resolve, clock=clock))
        installed = _installations(settings, desk.database)
        clients = Clients(settings.slack_api_url, installed.find)
        office = Office(desk=desk, clients=clients, members=Members(clients.of, desk.clock), errands=Errands())
        office = dataclasses.replace(office, desk=dataclasses.replace(desk, tell=partial(show_status, office)))
        timetable = Timetable(
            clock,
            partial(rhythms, office, installed.workspaces),
            partial(look, office, installed.workspaces),
            look_seconds=look_seconds,
        )
        office = dataclasses.replace(office, timetable_changed=timetable.renew)
        engine = stack.enter_context(open_engine(settings, office.desk))
        at_once = AT_ONCE_BUILTIN if desk.reader is desk.fallback else settings.model_calls_at_once
        stack.enter_context(
            Service(office, workspaces=installed.workspaces, start=engine.start, take_over=engine.take_over, at_once=at_once)
        )
        stack.enter_context(timetable)
        secret, flow = settings.slack_signing_secret, None
        if settings.slack_client_id and settings.slack_client_secret:
            flow = oauth_flow(
                desk.database,
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret.get_secret_value(),
                base_url=settings.slack_api_url,
            )
        yield make_bolt(
            office,
            signing_secret=secret.get_secret_value() if secret else "",
            base_url=settings.slack_api_url,
            forget=installed.forget,
            oauth_flow=flow,
        )


def serve(settings: Settings, stop: threading.Event, say: Callable[[str], None], *, resolve: Resolve = system_resolve) -> None:
    """Run the Slack app until `stop` is set: over Socket Mode where an app token is set, and over HTTP.

    `say` hears where it listens. Raises Cannot where the settings lack something.
    """
    from bot.slack.sockets import connected
    from bot.web.server import serve_http, web_app

    if _begins(settings.slack_bot_token, "xapp-") or _begins(settings.slack_app_token, "xoxb-"):
        raise Cannot("The tokens are swapped: SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-.")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise Cannot(
            "Set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP; both are on the app's page at"
            " api.slack.com/apps. The README has the steps."
        )
    with ExitStack() as stack:
        bolt = stack.enter_context(open_slack(settings, resolve=resolve))
        healthy: Callable[[], list[str]] = list
        if settings.slack_app_token is not None:
            token = settings.slack_app_token.get_secret_value()
            healthy = stack.enter_context(connected(bolt, token, settings.slack_api_url))
            say("Connected to Slack over Socket Mode.")
        paths = "/slack/events, /healthz" if settings.slack_signing_secret else "/healthz"
        say(f"Listening on http://{settings.host}:{settings.port} ({paths}).")
        events = settings.slack_signing_secret is not None
        leave_alone_what_stays()
        serve_http(web_app(bolt, healthy=healthy, events=events), settings.host, settings.port, stop=stop)


def leave_alone_what_stays() -> None:
    """Have Python look for garbage less often, and not at all in what is loaded by now: it would only hold work up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AT)


def _begins(token: SecretStr | None, start: str) -> bool:
    return token is not None and token.get_secret_value().startswith(start)


def _installations(settings: Settings, database: Database) -> "OneInstallation | StoredInstallations":
    from bot.slack.clients import PAUSES, new_client, who_are_we
    from bot.slack.installing import OneInstallation, StoredInstallations

    if settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()
        return OneInstallation(who_are_we(new_client(settings.slack_api_url, token), token, pauses=PAUSES))
    if settings.slack_client_id and settings.slack_client_secret:
        return StoredInstallations(database, settings.slack_client_id)
    raise Cannot(
        "Set SLACK_BOT_TOKEN (xoxb-…) for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several. The README has"
        " the steps."
    )


def check_slack(settings: Settings) -> str:
    """Ask Slack whose token is set; raises SecondSourceError with what to do."""
    from bot.slack.clients import new_client, who_are_we

    if settings.slack_bot_token is None:
        several = settings.slack_client_id and settings.slack_client_secret
        return "several workspaces, by OAuth" if several else "not set up; 'second-source serve' says what it needs"
    token = settings.slack_bot_token.get_secret_value()
    installed = who_are_we(new_client(settings.slack_api_url, token), token)
    return f"the bot is {installed.bot_user} in workspace {installed.team}"


def check_model(settings: Settings) -> str:
    """Ask the model endpoint about one sentence, and say what it can do; raises SecondSourceError with what to do."""
    if settings.openai_api_key is None:
        return "no key is set, so the built-in reader works; set OPENAI_API_KEY for a model"
    database = Database(settings.url)
    try:
        # Before the first command there is no book to write into; one call stays out of it then.
        reader = _model_reader(settings, None if database.needs_upgrade() else database, now)
        stamp = reader.read(PROBE, ()).stamp
    finally:
        database.dispose()
    calls = "1 call" if stamp.calls == 1 else f"{stamp.calls} calls"
    cost = "" if stamp.cost is None else f", at a cost of {stamp.cost:.4f}"
    return (
        f"{settings.model} answers in the agreed form, in {stamp.seconds:.1f} s and {calls} "
        f"({reader.dialect}; {stamp.tokens_in:,} tokens in, {stamp.tokens_out:,} out{cost})"
    )


def check_budget(settings: Settings) -> str:
    """Say what the model may cost and has cost today, and how often it may be asked; raises SecondSourceError."""
    if settings.openai_api_key is None:
        return "no model is set, so nothing is spent"
    minute = "any number" if settings.model_calls_per_minute is None else str(settings.model_calls_per_minute)
    limits = f"at most {settings.model_calls_at_once} calls at once, {minute} a minute"
    prices = _prices(settings)
    if prices is None:
        return f"{limits}; no prices are set, so no costs are counted"
    database = Database(settings.url)
    try:
        spent = 0.0 if database.revision() is None else _purse(settings, prices, database, now).spent_today()
    finally:
        database.dispose()
    budget = "no budget is set" if settings.daily_budget is None else f"the budget is {settings.daily_budget:.2f}"
    return f"{limits}; {spent:.4f} spent today (UTC), {budget}"


def check_embeddings(settings: Settings) -> str:
    """Embed one word; raises SecondSourceError with what to do."""
    embedder = _embedder(settings)
    if embedder is None:
        return "not set, so events are found by words alone; SECOND_SOURCE_EMBEDDING_MODEL adds meaning"
    (vector,) = embedder.embed(["fire"])
    return f"{embedder.model} answers, {len(vector)} dimensions"


def check_mail(settings: Settings) -> str:
    """Ask the mail server whether it is there; raises SecondSourceError with what to do."""
    mailer = _mailer(settings)
    return "not set, so digests are posted only; SECOND_SOURCE_SMTP_URL sends them too" if mailer is None else mailer.check()


def _set_up(database: Database, workspace: str) -> None:
    if database.revision() is None:
        database.upgrade()
    elif fault := database.needs_upgrade():
        raise Cannot(fault)
    with database.transaction(workspace, read_only=True) as s:
        stocked = not outlets.is_empty(s)
    if not stocked:
        with database.transaction(workspace) as s:
            outlets.load_starting_set(s, "Second Source", now())


def _reader(settings: Settings, database: Database, clock: Clock) -> Reader | None:
    return None if settings.openai_api_key is None else _model_reader(settings, database, clock)


def _model_reader(settings: Settings, database: Database | None, clock: Clock) -> "ModelReader":
    """Make the reader whose limits, budget and memory of outages all links of this process share."""
    from bot.gateways.llm import ModelReader
    from bot.gateways.model.limits import CallLimits

    assert settings.openai_api_key is not None, "asked for only where a key is set"  # noqa: S101 - for the type checker
    prices = _prices(settings)
    return ModelReader(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=settings.model,
        timeout=settings.model_timeout,
        limits=CallLimits(settings.model_calls_at_once, settings.model_calls_per_minute),
        purse=_purse(settings, prices, database, clock) if prices and database else None,
    )


def _prices(settings: Settings) -> "Prices | None":
    from bot.gateways.model.spending import Prices

    if settings.price_in is None or settings.price_out is None:
        return None
    return Prices(settings.price_in, settings.price_out, settings.price_cached)


def _purse(settings: Settings, prices: "Prices", database: Database, clock: Clock) -> "Purse":
    from bot.gateways.model.spending import Purse

    return Purse(
        prices=prices,
        book=partial(spending.book, database),
        spent_since=partial(spending.since, database),
        clock=clock,
        daily_budget=settings.daily_budget,
    )


def _mailer(settings: Settings) -> "SmtpMailer | None":
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    from bot.gateways.mail import SmtpMailer

    domains = settings.mail_domains or (mail_domain_of(settings.mail_from),)
    return SmtpMailer(
        settings.smtp_url.get_secret_value(), settings.mail_from, frozenset(domain.casefold() for domain in domains)
    )


def _embedder(settings: Settings) -> Embedder | None:
    name = settings.embedding_model
    if name is None:
        return None
    from bot.gateways.embeddings import EndpointEmbedder, FastembedEmbedder

    if name.startswith(FASTEMBED):
        return FastembedEmbedder(name.removeprefix(FASTEMBED))
    if settings.openai_api_key is None:
        raise Cannot("SECOND_SOURCE_EMBEDDING_MODEL names a model at the endpoint, but OPENAI_API_KEY is not set.")
    return EndpointEmbedder(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=name,
        timeout=settings.model_timeout,
    )
