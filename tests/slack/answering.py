"""What tests give the bot in place of Slack's client: one client for a workspace, and answers in the client's own form."""

from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.clients import Clients
from tests.newsroom import WORKSPACE


class FakeClients(Clients):
    """Returns one client, for the tests' workspace."""

    def __init__(self, slack: WebClient) -> None:
        super().__init__("http://slack.invalid/", lambda _workspace: None)
        self._slack = slack

    def of(self, workspace: str) -> WebClient:
        assert workspace == WORKSPACE
        return self._slack

    plain = of


def answered(
    client: WebClient, data: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> SlackResponse:
    """Return an answer of Slack's."""
    return SlackResponse(
        client=client, http_verb="POST", api_url="", req_args={}, data=data, headers=headers or {}, status_code=status
    )


def refusal(client: WebClient, error: str, status: int, headers: dict[str, str]) -> SlackApiError:
    """Return the error with which the client reports a refusal."""
    response = answered(client, {"ok": False, "error": error}, status, headers)
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]  # slack_sdk has no types here
