"""One Web API client for each workspace, and authorisation of requests without a call to Slack."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from email.utils import parsedate_to_datetime
from functools import cache
from ssl import SSLContext, create_default_context
from typing import Any

from pydantic import Field
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler
from slack_sdk.web import SlackResponse

from bot.domain.errors import Cannot, OutOfReach
from bot.domain.model import Value

TIMEOUT_SECONDS = 10
ORGANISATION_WIDE = (
    "This is an installation for a whole organisation, with which Second Source does not work: a record belongs to one"
    " workspace. Install the app in a workspace instead."
)
TRANSIENT = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited")
"""Error codes of Slack that mean a temporary failure."""
PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds between tries at the start: a short outage of Slack must not stop the bot."""


class Installed(Value):
    """One workspace in which the app is installed."""

    team: str
    bot_token: str = Field(repr=False)
    bot_user: str
    bot_id: str
    scopes: frozenset[str] | None = None
    """What the token may do, where Slack said so."""


class Clients:
    """The clients by workspace; `find` looks up an installation (None if the app is not installed, or no longer)."""

    def __init__(self, base_url: str, find: Callable[[str], Installed | None]) -> None:
        self._base_url = base_url
        self._find = find
        self._lock = threading.Lock()
        self._clients: dict[str, tuple[str, WebClient]] = {}

    def installed(self, workspace: str) -> Installed | None:
        """Return the installation of a workspace, or None."""
        return self._find(workspace)

    def of(self, workspace: str) -> WebClient:
        """Return a workspace's client, which retries once after a rate limit; raises Cannot if the app is not installed."""
        found = self._find(workspace)
        if found is None:
            raise Cannot(f"The app is not installed in the workspace {workspace} any more; install it again.")
        with self._lock:
            token, client = self._clients.get(workspace, ("", None))
            if client is None or token != found.bot_token:
                client = new_client(self._base_url, found.bot_token)
                client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
                self._clients[workspace] = (found.bot_token, client)
            return client

    def plain(self, workspace: str) -> WebClient:
        """Return a client without retries, for callers that schedule their own; raises Cannot."""
        found = self._find(workspace)
        if found is None:
            raise Cannot(f"The app is not installed in the workspace {workspace} any more; install it again.")
        client = new_client(self._base_url, found.bot_token)
        client.retry_handlers.clear()
        return client


def new_client(base_url: str, token: str | None) -> WebClient:
    """Make a client for one token, which retries once after a connection error."""
    handlers: list[Any] = [ConnectionErrorRetryHandler(max_retry_count=1)]
    return WebClient(token=token, base_url=base_url, timeout=TIMEOUT_SECONDS, retry_handlers=handlers, ssl=_trusted())


@cache
def _trusted() -> SSLContext:
    """Return the TLS context of all clients; without one, each connection would read all certificates of the machine again."""
    return create_default_context()


def permalink(client: WebClient, channel: str, message: str) -> str | None:
    """Return the address of a message; None if Slack returns none."""
    try:
        return str(client.chat_getPermalink(channel=channel, message_ts=message)["permalink"])
    except (SlackClientError, OSError):
        return None


def who_are_we(
    client: WebClient, token: str, *, pauses: Sequence[float] = (), sleep: Callable[[float], None] = time.sleep
) -> Installed:
    """Ask Slack whose token this is, with a retry after each pause (in seconds) if the failure is temporary.

    Raises Cannot for a wrong token or one of a whole organisation, OutOfReach.
    """
    for pause in (*pauses, None):
        try:
            answer = client.auth_test()
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            if error.response.status_code == 200 and code not in TRANSIENT:
                raise Cannot(f"Slack does not take SLACK_BOT_TOKEN: {code}. Copy the bot token anew.") from error
            if pause is None:
                raise OutOfReach(f"Slack fails for the moment ({code or error.response.status_code}); try again.") from error
        except (SlackClientError, OSError) as error:
            if pause is None:
                raise OutOfReach("Slack is out of reach; check the network, and SLACK_API_URL if it is set.") from error
        else:
            break
        sleep(pause)
    if answer.get("is_enterprise_install"):
        raise Cannot(ORGANISATION_WIDE)
    return Installed(
        team=str(answer["team_id"]),
        bot_token=token,
        bot_user=str(answer["user_id"]),
        bot_id=str(answer.get("bot_id") or ""),
        scopes=_scopes(answer),
    )


def time_at_slack(client: WebClient) -> dt.datetime | None:
    """Return what time Slack's answers say it is; None if they do not say, or there is none."""
    try:
        headers = client.api_test().headers
    except (SlackApiError, SlackClientError, OSError):
        return None
    written = next((str(value) for name, value in headers.items() if name.lower() == "date"), "")
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _scopes(answer: SlackResponse) -> frozenset[str] | None:
    """Return the scopes of the token that a call was made with; None if the answer does not name them."""
    given = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), None)
    return None if given is None else frozenset(scope.strip() for scope in str(given).split(","))


class InstalledAuthorize(Authorize):
    """Authorises requests from workspaces in which the app is installed (Bolt's `authorize`, without a call to Slack)."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def __call__(
        self, *, team_id: str | None, enterprise_id: str | None, user_id: str | None, **_more: Any
    ) -> AuthorizeResult | None:
        """Return the workspace's installation in Bolt's form, or None."""
        found = self._clients.installed(team_id) if team_id else None
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=found.bot_user,
            bot_id=found.bot_id,
            bot_token=found.bot_token,
            user_id=user_id,
        )
