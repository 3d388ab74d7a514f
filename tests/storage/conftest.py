"""Workspaces in a database that the tests of a file share: a database a test takes most of their time."""

import itertools

import pytest

from storage.db import Database
from tests.storage.made import Workspace

_numbers = itertools.count()


@pytest.fixture
def workspace(shared_database: Database) -> Workspace:
    """Return a workspace that no other test knows: once in SQLite, once in PostgreSQL."""
    return Workspace(shared_database, f"workspace-{next(_numbers)}")
