"""Socket Mode: connections on which Slack no longer answers are a fault, though their sockets look open."""

import random
import time

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.slack import sockets
from bot.slack.sockets import PING_SECONDS, SILENT_SECONDS, connected
from tests.slack.harness import machine_time


def test_silent_connections_are_a_fault_within_15_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SILENT_SECONDS + PING_SECONDS < 15
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.02)
    ahead = [0.0]
    app = App(signing_secret="s", authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1"))
    with (
        LocalSlack(clock=machine_time, rng=random.Random(1), people=(), channels=()) as slack,
        connected(app, slack.app_token, slack.api_url, clock=lambda: time.time() + ahead[0]) as faults,
    ):
        slack.wait_for(lambda: slack.connections == 2)
        assert faults() == []
        ahead[0] = SILENT_SECONDS + 1
        assert slack.wait_for(faults) == ["2 of 2 connections to Slack are down."]
