"""The one place where real parts are built and joined.

Vendors that are slow to import are imported where they are built, so that a command which needs none of them answers at once.
"""

import datetime as dt
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.domain.errors import Cannot
from bot.domain.model import Article, Outlet
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.pages.guard import Resolve, system_resolve
from bot.gateways.web import WebFetcher
from bot.pipeline.desk import Desk
from bot.pipeline.ports import Embedder, Reader, Steps
from bot.pipeline.review import give_up, review
from bot.settings import Settings
from storage import outlets, presence
from storage.db import Database

if TYPE_CHECKING:
    from bot.gateways.durable import DurableEngine
    from bot.gateways.llm import ModelReader

FASTEMBED = "fastembed:"
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
    tell: Callable[[int, str], None] = lambda _submission, _sentence: None,
    resolve: Resolve = system_resolve,
) -> Iterator[Desk]:
    """Join the parts of one newsroom, on a database that is set up; raises Cannot where it needs an upgrade."""
    database = Database(settings.url)
    try:
        _set_up(database, settings.workspace)
        fallback = BuiltinReader()
        yield Desk(
            database=database,
            fetcher=WebFetcher(allow=settings.fetch_allow, resolve=resolve),
            reader=_reader(settings) or fallback,
            fallback=fallback,
            clock=now,
            embedder=_embedder(settings),
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


def check_model(settings: Settings) -> str:
    """Ask the model endpoint one tiny question; raises SecondSourceError with what to do."""
    if settings.openai_api_key is None:
        return "no key is set, so the built-in reader works; set OPENAI_API_KEY for a model"
    answer = _model_reader(settings).read(PROBE, ())
    return f"{settings.model} answers in the agreed form, in {answer.stamp.seconds:.1f} s"


def check_embeddings(settings: Settings) -> str:
    """Embed one word; raises SecondSourceError with what to do."""
    embedder = _embedder(settings)
    if embedder is None:
        return "not set, so events are found by words alone; SECOND_SOURCE_EMBEDDING_MODEL adds meaning"
    (vector,) = embedder.embed(["fire"])
    return f"{embedder.model} answers, {len(vector)} dimensions"


def _set_up(database: Database, workspace: str) -> None:
    if database.revision() is None:
        database.upgrade()
    elif faults := database.check():
        raise Cannot(" ".join(faults))
    with database.transaction(workspace, read_only=True) as s:
        stocked = not outlets.is_empty(s)
    if not stocked:
        with database.transaction(workspace) as s:
            outlets.load_starting_set(s, "Second Source", now())


def _reader(settings: Settings) -> Reader | None:
    return None if settings.openai_api_key is None else _model_reader(settings)


def _model_reader(settings: Settings) -> "ModelReader":
    from bot.gateways.llm import ModelReader

    assert settings.openai_api_key is not None, "asked for only where a key is set"  # noqa: S101 - for the type checker
    return ModelReader(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=settings.model,
        timeout=settings.model_timeout,
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
