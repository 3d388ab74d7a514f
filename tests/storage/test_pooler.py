"""PostgreSQL behind a pooler that lends its sessions, a transaction each, as PgBouncer does."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.app import open_engine, open_queue, open_services
from bot.domain.errors import BadInput, Cannot
from bot.domain.record import SubmissionState
from bot.pipeline.intake import Link, accept_link
from bot.settings import Settings
from storage import submissions
from storage.db import Database
from storage.liveness import Liveness
from tests.newsroom import STORY
from tests.pooler import Pooler

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])
OFTEN = 12
"""More often than psycopg runs a statement before it prepares it."""


@pytest.fixture
def pooler(database_url: str) -> Iterator[Pooler]:
    with Pooler(database_url) as running:
        yield running


def address(pooler: Pooler, **options: str) -> str:
    return pooler.address.update_query_dict(options).render_as_string(hide_password=False)


def ask_by_turns(*databases: Database) -> None:
    """Ask the same by turns, so that sessions change hands; the last keeps one for a while, and others get another."""
    for turn in range(OFTEN):
        for database in databases[turn % 2 :]:
            with database.connected(read_only=True) as connection, databases[-1].connected() as other:
                assert connection.scalar(text("SELECT 40 + 2")) == other.scalar(text("SELECT 42")) == 42


def test_nothing_is_prepared_where_sessions_are_shared(pooler: Pooler, database_url: str) -> None:
    one, two = (Database(address(pooler), database_url) for _ in range(2))
    ask_by_turns(one, two)
    for database in (one, two):
        database.dispose()


def test_what_is_prepared_in_another_s_session_is_said(pooler: Pooler) -> None:
    preparing = [Database(address(pooler, prepare_threshold="0")) for _ in range(2)]
    with pytest.raises(Cannot, match="SECOND_SOURCE_DATABASE_DIRECT_URL"):
        ask_by_turns(*preparing)
    for database in preparing:
        database.dispose()


def test_no_lock_is_trusted_that_a_shared_session_holds(pooler: Pooler, database_url: str) -> None:
    shared, apart = Database(address(pooler)), Database(address(pooler), database_url)
    with pytest.raises(Cannot, match="DIRECT_URL"):
        Liveness(shared, "one")
    with Liveness(apart, "one"), Liveness(apart, "two") as two, two.is_dead("one") as dead:
        assert not dead
    for database in (shared, apart):
        database.dispose()


@pytest.mark.parametrize("threshold", ["0", "None"])
def test_an_address_says_when_statements_are_prepared(database_url: str, threshold: str) -> None:
    submit(f"{database_url}&prepare_threshold={threshold}", None)


@pytest.mark.parametrize("threshold", ["-1", "often"])
def test_what_is_no_threshold_is_refused(database_url: str, threshold: str) -> None:
    with pytest.raises(BadInput, match="prepare_threshold=none"):
        Database(f"{database_url}&prepare_threshold={threshold}")


def test_links_are_read_behind_a_pooler(pooler: Pooler, database_url: str) -> None:
    submit(address(pooler), database_url)


def submit(url: str, direct: str | None) -> None:
    """Bring a text, and take it from the queue to its proposal."""
    settings = Settings.model_validate({"database_url": url, "database_direct_url": direct})
    with (
        open_services(settings) as services,
        open_queue(settings, services) as queue,
        open_engine(services, takes_links=True) as engine,
    ):
        link = Link(key="1", by="jo", place="tests", text=STORY)
        filed = accept_link(services, settings.workspace, link).submission
        queue.enqueue(settings.workspace, filed)
        engine.wait(engine.start(settings.workspace, filed))
        with services.database.transaction(settings.workspace, read_only=True) as s:
            assert submissions.get(s, filed.id).state is SubmissionState.PROPOSED
