"""The bot in the local Slack: over Socket Mode, where a test does not say otherwise; one for each file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack.harness import SlackHarness, open_harness
from tests.slack.lending import Lender


@pytest.fixture(scope="module")
def lender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lender]:
    """Return what lends the file's bot to its tests."""
    home = tmp_path_factory.mktemp("desk")
    with open_harness(home) as opened:
        yield Lender(opened, home / "as-it-was-at-first.db")


@pytest.fixture
def harness(lender: Lender) -> Iterator[SlackHarness]:
    """Return the file's bot, with a record and channels that no other test sees."""
    with lender.lent() as lent:
        yield lent


@pytest.fixture
def own_harness(tmp_path: Path) -> Iterator[SlackHarness]:
    """Return a bot of the test's own; not in a file whose other tests share one, as there is one at a time in a process."""
    with open_harness(tmp_path) as opened:
        yield opened
