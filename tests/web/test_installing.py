"""A workspace installs the app by OAuth, with the real app, its database and the local Slack."""

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from bot.app import open_slack
from bot.domain.errors import Cannot
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Person
from bot.settings import Settings
from bot.slack.clients import ORGANISATION_WIDE, new_client, who_are_we
from bot.web.server import web_app
from storage import installations
from storage.db import Database
from storage.sealing import Keys, new_key
from tests.page_server import closed_port
from tests.web.serving import Reply, ask, serving

KEY = new_key()
KEYS = Keys([KEY])
ANN = Person("U0ANN", "ann", "Ann Reed")
DESK = Channel("C0DESK", "desk", {ANN.id, "U0SOURCE"})


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(
        clock=lambda: dt.datetime.now(dt.UTC), rng=random.Random(5), people=[ANN], channels=[DESK],
        http_target=f"http://127.0.0.1:{closed_port()}/slack/events",
    ) as started:  # fmt: skip
        yield started


@pytest.fixture
def settings(slack: LocalSlack, tmp_path: Path) -> Settings:
    return Settings().model_copy(
        update={
            "home": tmp_path,
            "database_url": None,
            "slack_bot_token": None,
            "slack_app_token": None,
            "slack_signing_secret": SecretStr(slack.signing_secret),
            "slack_client_id": slack.identity.client_id,
            "slack_client_secret": SecretStr(slack.identity.client_secret),
            "token_keys": SecretStr(KEY),
            "slack_api_url": slack.api_url,
            "openai_api_key": None,
            "embedding_model": None,
        }
    )


@pytest.fixture
def port(settings: Settings) -> Iterator[int]:
    with open_slack(settings) as bolt, serving(web_app(bolt, healthy=list)) as at:
        yield at


def begun(port: int) -> tuple[dict[str, list[str]], str]:
    page = ask(port, "GET", "/slack/install")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    address = page.text.partition('href="https://slack.com/oauth/v2/authorize')[2].partition('"')[0]
    (cookie,) = page.cookies
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    return parse_qs(urlsplit(address.replace("&amp;", "&")).query), cookie.partition(";")[0]


def back(port: int, code: str, state: str, cookie: str) -> Reply:
    return ask(port, "GET", f"/slack/oauth_redirect?code={code}&state={state}", headers={"cookie": cookie})


def known(settings: Settings) -> list[str]:
    database = Database(settings.url)
    found = installations.workspaces(database, settings.slack_client_id)
    database.dispose()
    return found


def test_a_workspace_installs_the_app_and_removes_it(port: int, slack: LocalSlack, settings: Settings) -> None:
    asked, cookie = begun(port)
    assert asked["client_id"] == [slack.identity.client_id]
    assert set(asked["scope"][0].split(",")) == slack.world.manifest.scopes
    code, state = slack.oauth_code(), asked["state"][0]
    assert back(port, code, state, cookie).status == 200
    assert known(settings) == [slack.team]
    database = Database(settings.url)
    assert installations.bot_token(database, slack.team, KEYS) == slack.bot_token
    installations.forget(database, slack.team)
    database.dispose()
    assert known(settings) == []
    again = back(port, slack.oauth_code(), state, cookie)
    assert again.status == 401  # a state is good once
    assert known(settings) == []


def test_another_browser_cannot_finish_an_installation(port: int, slack: LocalSlack, settings: Settings) -> None:
    asked, _cookie = begun(port)
    assert back(port, slack.oauth_code(), asked["state"][0], "slack-app-oauth-state=other").status == 400
    assert ask(port, "GET", f"/slack/oauth_redirect?code={slack.oauth_code()}").status == 400
    assert known(settings) == []


def test_a_code_that_slack_does_not_know_installs_nothing(port: int, settings: Settings) -> None:
    asked, cookie = begun(port)
    assert back(port, "made-up", asked["state"][0], cookie).status == 401
    assert ask(port, "GET", "/slack/oauth_redirect?error=access_denied").status == 200
    assert known(settings) == []


def test_an_installation_for_a_whole_organisation_is_refused_with_a_sentence(
    port: int, slack: LocalSlack, settings: Settings
) -> None:
    slack.world.organisation_wide = True
    asked, cookie = begun(port)
    refused = back(port, slack.oauth_code(), asked["state"][0], cookie)
    assert (refused.status, refused.text) == (400, ORGANISATION_WIDE)
    assert known(settings) == []
    with pytest.raises(Cannot, match="a whole organisation"):
        who_are_we(new_client(slack.api_url, slack.bot_token), slack.bot_token)
