"""A page server for each test, and the pages that most tests read."""

from collections.abc import Iterator

import pytest

from tests.newsroom import page
from tests.page_server import PageServer


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        running.page("/dam", page())
        yield running
