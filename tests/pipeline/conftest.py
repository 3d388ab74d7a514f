"""Databases that hold the starting set of outlets, a page server for each test, and the pages that most tests read."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import copied_postgresql
from tests.newsroom import fill_outlets, page
from tests.page_server import PageServer


@pytest.fixture(scope="session")
def migrated_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file to copy with the outlets that `make_services` would load: that takes a tenth of the tests' time."""
    path = tmp_path_factory.mktemp("sqlite") / "with-outlets.db"
    shutil.copy(migrated_sqlite, path)
    fill_outlets(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(migrated_postgresql: str, postgresql_server: Callable[[str], str]) -> Iterator[str]:
    """Return the name of a PostgreSQL database to copy, with the same outlets."""
    with copied_postgresql(postgresql_server, "with_outlets", migrated_postgresql):
        fill_outlets(postgresql_server("with_outlets"))
        yield "with_outlets"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Run the test on SQLite, and in the slow tests on PostgreSQL too: where the SQL differs, the tests of storage run both."""
    return str(request.param)


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        running.page("/dam", page())
        yield running
