"""The pages of a filled record, made once for all tests that only read."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from storage.db import Database
from tests.web.pages import client, filled


@pytest.fixture(scope="session")
def pages_database(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("pages") / "pages.db"
    shutil.copy(migrated_sqlite, path)
    database = filled(Database(f"sqlite:///{path}"))
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def shown(pages_database: Database) -> TestClient:
    """Return a client of the pages."""
    return client(pages_database)
