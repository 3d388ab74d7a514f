"""The bot in the local Slack: over Socket Mode for most tests, over both transports where that may matter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack.desk import NewsDesk, open_news_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    """Give the bot over Socket Mode."""
    with open_news_desk(tmp_path) as opened:
        yield opened


@pytest.fixture(params=["socket", "http"])
def any_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewsDesk]:
    """Give the bot once over Socket Mode, once over HTTP."""
    with open_news_desk(tmp_path, transport=request.param) as opened:
        yield opened
