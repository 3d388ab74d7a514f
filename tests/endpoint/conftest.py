"""A reader of the real server that the environment names."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from bot.gateways.llm import ModelReader
from bot.settings import Settings

# Each of these calls costs time and perhaps money: they run where somebody asks for them, not wherever a server is set.
collect_ignore_glob = [] if os.environ.get("SECOND_SOURCE_TEST_ENDPOINT") else ["test_*.py"]

# A small model on a small machine takes minutes; how fast a server must be is no matter of these tests.
TIMEOUT = 1200.0

MakeReader = Callable[..., ModelReader]


@pytest.fixture(scope="session")
def settings() -> Settings:
    made = Settings()
    if made.openai_base_url is None or made.openai_api_key is None:
        pytest.exit("Set OPENAI_BASE_URL, OPENAI_API_KEY (any word where the server wants none) and SECOND_SOURCE_MODEL.", 1)
    return made


@pytest.fixture(scope="session")
def make_reader(settings: Settings) -> MakeReader:
    """Make a reader of the real server, or of what stands in front of it."""

    def make(**options: Any) -> ModelReader:
        assert settings.openai_api_key is not None
        given: dict[str, Any] = {
            "api_key": settings.openai_api_key.get_secret_value(),
            "base_url": settings.openai_base_url,
            "model": settings.model,
            "timeout": max(settings.model_timeout, TIMEOUT),
        }
        return ModelReader(**(given | options))

    return make


@pytest.fixture(scope="session")
def reader(make_reader: MakeReader) -> ModelReader:
    """Share one reader, which learns what the server takes with its first question."""
    return make_reader()
