import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.manifest import Manifest
from bot.sandbox.local_slack.values import Channel, Person, Role, UserGroup
from tests.sandbox.local_slack.listening import Listening

PEOPLE = (
    Person("U0MIRA", "mira", "Mira Vale"),
    Person("U0OLEK", "olek", "Olek Bright", Role.ADMIN),
    Person("U0GUST", "gust", "Gust Winter", Role.GUEST),
    Person("U0STRANGE", "sam", "Sam Strange", Role.OUTSIDER, team="T0ELSEWHERE"),
    Person("U0ROBOT", "robot", "Some Robot", Role.BOT),
)
CHANNELS = (
    Channel("C0VERIFY", "verify", {"U0MIRA", "U0OLEK", "U0SOURCE"}),
    Channel("C0RANDOM", "random", {"U0MIRA", "U0OLEK"}),
    Channel("C0SHARED", "shared", {"U0MIRA", "U0STRANGE", "U0SOURCE"}, shared=True),
    Channel("C0OLD", "old", {"U0MIRA", "U0SOURCE"}, archived=True),
    Channel("G0DESK", "desk", {"U0OLEK", "U0SOURCE"}, private=True),
    Channel("G0SECRET", "secret", {"U0OLEK"}, private=True),
)
GROUPS = (UserGroup("S0EDITORS", "editors", "Editors", ("U0OLEK",)),)


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


Start = Callable[..., LocalSlack]


def opening(**changes: Any) -> LocalSlack:
    """Make a local Slack with this newsroom, changed as asked; not started yet."""
    given: dict[str, Any] = {
        "clock": Clock(),
        "rng": random.Random(7),
        "people": PEOPLE,
        "channels": CHANNELS,
        "groups": GROUPS,
        "manifest": Manifest.read(),
        "retry_delays": (0.02, 0.05, 0.1),
        "ack_seconds": 10.0,
    }
    return LocalSlack(**{**given, **changes})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(clock: Clock) -> Iterator[Start]:
    """Start a local Slack with this newsroom, changed as asked."""
    with ExitStack() as running:

        def starting(**changes: Any) -> LocalSlack:
            return running.enter_context(opening(**{"clock": clock, **changes}))

        yield starting


@pytest.fixture
def slack(start: Start) -> LocalSlack:
    return start()


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def app(slack: LocalSlack) -> Iterator[Listening]:
    with Listening(slack) as listening:
        yield listening


@pytest.fixture(scope="module")
def standing() -> Iterator[WebClient]:
    """A client of one local Slack for all tests that only see refusals."""
    with opening() as slack:
        yield WebClient(slack.bot_token, base_url=slack.api_url)
