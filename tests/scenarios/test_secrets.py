"""Nothing that the bot writes has a secret in it: not its database, not that of its workflows, not the log."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation

from bot.commands.log import LOG
from bot.sandbox.local_slack.faults import Fault
from bot.slack.clients import Installed
from storage import installations
from storage.sealing import Keys, new_key
from tests.page_server import closed_port
from tests.slack.harness import BEN, BOT, SlackHarness, open_harness

KEY = new_key()
SETTINGS = {
    "slack_bot_token": None,
    "slack_client_id": "12.34",
    "slack_client_secret": SecretStr("client-hunter1"),
    "token_keys": SecretStr(KEY),
    "openai_api_key": SecretStr("sk-hunter2"),
    "openai_base_url": f"http://127.0.0.1:{closed_port()}/v1",
    "smtp_url": SecretStr(f"smtp://desk:hunter3@127.0.0.1:{closed_port()}"),
    "mail_from": "desk@paper.example",
    "pages_secret": SecretStr("pages-secret-hunter4"),
}
"""A model and a mail server that are out of reach, so that much goes wrong and is logged."""


@pytest.fixture
def log_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setenv("SECOND_SOURCE_HOME", str(tmp_path))
    LOG.set_up()
    yield tmp_path
    structlog.reset_defaults()


@pytest.mark.slow
def test_no_secret_is_in_anything_that_a_storm_has_written(log_in: Path) -> None:
    with open_harness(log_in, changes=SETTINGS) as harness:
        store = installations.store_of(harness.database, "12.34", Keys([KEY]))
        store.save(
            Installation(
                app_id="A1", team_id=harness.slack.team, bot_token=harness.slack.bot_token, bot_id="B1", bot_user_id=BOT,
                user_id=BEN.id, user_token="xoxp-hunter5", incoming_webhook_url="https://hooks.example/hunter6",
            )
        )  # fmt: skip
        _storm(harness)
        tokens = (harness.slack.bot_token, harness.slack.app_token, "xoxp-hunter5", "hooks.example/hunter6")
    entries = [json.loads(line) for line in (log_in / "second-source.log").read_text().splitlines()]
    came = next(entry for entry in entries if entry["event"] == "link")
    own = [entry["event"] for entry in entries if entry.get("submission") == came["submission"]]
    assert came["request"].startswith("Ev")
    assert (own.count("link"), own.count("decision"), "step" in own) == (1, 1, True)
    written = {path: path.read_bytes() for path in log_in.rglob("*") if path.is_file()}
    assert {path.name for path in written} >= {"second-source.db", "second-source-workflows.db", "second-source.log"}
    keys = [value.get_secret_value() for value in SETTINGS.values() if isinstance(value, SecretStr)]
    for secret in (*keys, *tokens, "hunter3"):
        forms = (secret.encode(), base64.b64encode(secret.encode()).rstrip(b"=")[:-1])
        assert [path.name for path, content in written.items() if any(form in content for form in forms)] == [], secret[:4]


def _storm(harness: SlackHarness) -> None:
    harness.slack.faults.next_time("chat.postMessage", Fault(500, "internal_error"), Fault(429, "ratelimited", retry_after=1))
    message = harness.paste()
    card = harness.card(message, "Vera Holm")
    harness.press(BEN, card, "approve")
    harness.paste("http://127.0.0.1:9/private")
    harness.quiet()


def test_an_installation_shows_no_token() -> None:
    assert "hunter" not in repr(Installed(team="T1", bot_token="xoxb-hunter7", bot_user="U1", bot_id="B1"))
