"""The product's own cards as `doctor` has Slack check them."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from bot.commands import doctor
from bot.domain.errors import Cannot, SecondSourceError
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.settings import Settings
from bot.slack import specimens
from bot.slack.clients import new_client
from storage.sealing import new_key
from tests.slack.harness import machine_time

TOO_LONG = {"type": "section", "text": {"type": "mrkdwn", "text": "a" * 3001}}


@pytest.fixture(scope="module")
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(clock=machine_time, rng=random.Random(1), people=(), channels=()) as opened:
        yield opened


def settings(slack: LocalSlack | None) -> Settings:
    token = None if slack is None else SecretStr(slack.bot_token)
    return Settings().model_copy(update={"slack_bot_token": token, "slack_api_url": slack.api_url if slack else ""})


def test_slack_takes_all_of_ours_and_without_a_workspace_that_is_said(slack: LocalSlack) -> None:
    assert doctor._cards(settings(slack)) == "Slack takes all of ours"
    assert sum(call.method == "blocks.validate" for call in slack.calls) == 5
    assert isinstance(doctor._cards(settings(None)), doctor.Unchecked)


def test_keys_of_installations_by_oauth_are_looked_at() -> None:
    by_oauth = Settings(slack_client_id="1.2", slack_client_secret=SecretStr("s"), token_keys=SecretStr(new_key()))
    name, fine, said = doctor._run("slack", doctor._slack, by_oauth)
    assert (name, fine) == ("slack", True)
    assert said.endswith("the keys that seal these are in order")
    assert doctor._run("slack", doctor._slack, by_oauth.model_copy(update={"token_keys": None}))[1] is False


@pytest.mark.parametrize(("what", "payload"), [("message", {"text": "a", "blocks": [TOO_LONG]}), ("view", {"type": "modal"})])
def test_what_slack_would_refuse_is_said_with_its_place_and_what_to_do(
    slack: LocalSlack, monkeypatch: pytest.MonkeyPatch, what: str, payload: dict[str, Any]
) -> None:
    monkeypatch.setattr(specimens, "_specimens", lambda: [("a card", what, payload)])
    with pytest.raises(SecondSourceError, match=r"^Slack would refuse a card: .+ Update Second Source"):
        doctor._cards(settings(slack))


def test_a_token_that_slack_does_not_take_is_no_fault_of_the_cards(slack: LocalSlack) -> None:
    with pytest.raises(Cannot, match="did not check the cards: invalid_auth"):
        specimens.refused(new_client(slack.api_url, "xoxb-other"))
