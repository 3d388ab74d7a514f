"""Learning whose token it is, while Slack is well and while it is not."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.commands import doctor
from bot.domain.errors import Cannot, OutOfReach, SecondSourceError
from bot.domain.workspace import WorkspaceSettings
from bot.sandbox.local_slack.faults import Fault
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.settings import Settings
from bot.slack.clients import new_client, who_are_we
from storage import workspace_settings
from storage.db import Database
from tests.page_server import closed_port
from tests.slack.harness import ADA, AWAY, BEN, CHANNELS, HOME, PEOPLE, WATCHED

PASSING = (Fault(500, "internal_error"), Fault(503, "service_unavailable"), Fault(429, "ratelimited", retry_after=1))


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    clock = lambda: dt.datetime.now(dt.UTC)  # noqa: E731 - one expression, used once
    with LocalSlack(clock=clock, rng=random.Random(5), people=PEOPLE, channels=CHANNELS) as running:
        yield running


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: fault.error)
def test_a_bad_moment_of_slacks_is_waited_out(slack: LocalSlack, fault: Fault) -> None:
    slack.faults.next_time("auth.test", fault, fault)
    waited: list[float] = []
    found = who_are_we(new_client(slack.api_url, slack.bot_token), slack.bot_token, pauses=(1.0, 2.0), sleep=waited.append)
    assert (found.team, found.bot_user) == (slack.team, slack.bot_user)
    assert waited == [1.0, 2.0]


def test_a_bad_minute_is_an_outage_and_no_fault_of_the_token(slack: LocalSlack) -> None:
    slack.faults.next_time("auth.test", *PASSING)
    waited: list[float] = []
    with pytest.raises(OutOfReach, match="fails for the moment"):
        who_are_we(new_client(slack.api_url, slack.bot_token), slack.bot_token, pauses=(1.0, 2.0), sleep=waited.append)
    assert waited == [1.0, 2.0]


def test_a_wrong_token_is_told_at_once(slack: LocalSlack) -> None:
    waited: list[float] = []
    with pytest.raises(Cannot, match="invalid_auth"):
        who_are_we(new_client(slack.api_url, "xoxb-wrong"), "xoxb-wrong", pauses=(1.0,), sleep=waited.append)
    assert waited == []


def test_the_scopes_that_a_token_lacks_are_named(slack: LocalSlack) -> None:
    current = Settings().model_copy(update={"slack_bot_token": SecretStr(slack.bot_token), "slack_api_url": slack.api_url})
    assert slack.team in doctor._slack(current)
    manifest = slack.world.manifest
    slack.world.manifest = replace(manifest, scopes=manifest.scopes - {"links:write", "links:read"})
    with pytest.raises(SecondSourceError, match="lacks scopes: links:read, links:write"):
        doctor._slack(current)


def test_nobody_at_the_address_is_out_of_reach() -> None:
    waited: list[float] = []
    with pytest.raises(OutOfReach, match="out of reach"):
        who_are_we(new_client(f"http://127.0.0.1:{closed_port()}/api/", "xoxb-1"), "xoxb-1", pauses=(1.0,), sleep=waited.append)
    assert waited == [1.0]


def test_a_clock_that_is_wrong_is_said(slack: LocalSlack, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    current = newsroom(slack, sqlite_url)
    assert doctor._clock(current) == "agrees with Slack"
    monkeypatch.setattr(doctor, "now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(minutes=4))
    with pytest.raises(SecondSourceError, match=r"clock is 2\d\d s ahead of Slack.+timedatectl"):
        doctor._clock(current)
    assert isinstance(doctor._clock(current.model_copy(update={"slack_bot_token": None})), doctor.Unchecked)


def test_a_clock_is_compared_with_the_database_s(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    address = SecretStr(database.url.render_as_string(hide_password=False))
    current = Settings().model_copy(update={"database_url": address, "slack_bot_token": None})
    own = database.engine.dialect.name == "sqlite"
    assert doctor._clock(current).startswith("neither" if own else "agrees with PostgreSQL")


def test_channels_without_the_bot_and_groups_without_people_are_named(slack: LocalSlack, sqlite_url: str) -> None:
    current = newsroom(slack, sqlite_url)
    database = Database(sqlite_url)
    at = dt.datetime.now(dt.UTC)

    def saved(**given: object) -> None:
        with database.transaction(slack.team) as s:
            workspace_settings.save(s, WorkspaceSettings.model_validate(given), ADA.id, at)

    saved(watched_channels=(WATCHED.id,), home_channel=HOME.id, editors=(BEN.id,))
    assert doctor._newsroom(current).startswith("the bot is in all 2 channels")
    saved(watched_channels=(WATCHED.id, AWAY.id), editors=(BEN.id,))
    with pytest.raises(SecondSourceError, match=f"not in the channel {AWAY.id}: invite it"):
        doctor._newsroom(current)
    saved(watched_channels=(WATCHED.id,), editor_groups=("S0NOBODY",))
    with pytest.raises(SecondSourceError, match=r"group S0NOBODY is empty.+Nobody may decide"):
        doctor._newsroom(current)
    database.dispose()


def newsroom(slack: LocalSlack, url: str) -> Settings:
    own = {"slack_bot_token": SecretStr(slack.bot_token), "slack_api_url": slack.api_url, "database_url": SecretStr(url)}
    return Settings().model_copy(update={**own, "workspace": slack.team})
