"""What every handler works with: the services, Slack's clients, the members, and background tasks."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.domain.errors import SecondSourceError
from bot.domain.page_access import AskedPage
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.services import Services
from bot.slack.clients import Clients
from bot.slack.members import Members
from storage import workspace_settings

log = structlog.get_logger()


class BackgroundTasks:
    """Runs calls that nobody waits for: a reaction, a status line, an ephemeral message. A crash may lose them.

    Closing finishes the running ones and drops the rest.
    """

    def __init__(self, workers: int = 4) -> None:
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="background")

    def run(self, task: Callable[[], object]) -> None:
        """Run a task soon; errors go to the log."""
        self._pool.submit(self._run, task)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, task: Callable[[], object]) -> None:
        try:
            task()
        except (SlackClientError, SecondSourceError, OSError) as error:
            log.warning("a task in the background failed", error=str(error))
        except Exception:
            log.exception("unexpected in the background")


class Recent:
    """Remembers the last keys, so that an event which Slack delivers twice is not answered twice."""

    def __init__(self, most: int = 1000) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, None] = {}
        self._most = most

    def is_new(self, key: str) -> bool:
        """Return whether this key is new, and remember it."""
        with self._lock:
            if key in self._known:
                return False
            self._known[key] = None
            if len(self._known) > self._most:
                del self._known[next(iter(self._known))]
            return True


PageLink = Callable[[str, str, bool], str | None]
"""Returns the address of an event's page by workspace and slug, signed or not; None where readers have no address of it."""
PageAt = Callable[[str], AskedPage | None]
"""Returns which of our own pages an address is; None for all others."""


@dataclass(frozen=True, slots=True)
class SlackContext:
    """The parts that handlers share, joined once in `bot.app`."""

    services: Services
    clients: Clients
    members: Members
    background: BackgroundTasks
    answered: Recent = field(default_factory=Recent)
    looked_up_to: dict[tuple[str, str], str] = field(default_factory=dict)
    """How far the posters have looked for the messages of cards, by workspace and card, as Slack's cursor."""
    page_link: PageLink = lambda _workspace, _slug, _signed: None
    page_at: PageAt = lambda _url: None

    def now(self) -> dt.datetime:
        """Return the time."""
        return self.services.clock()

    def client(self, workspace: str) -> WebClient:
        """Return a workspace's client; raises Cannot if the app is not installed."""
        return self.clients.of(workspace)

    def settings(self, workspace: str) -> WorkspaceSettings:
        """Return a workspace's settings as they are at this moment."""
        with self.services.database.transaction(workspace, read_only=True) as s:
            return workspace_settings.get(s)

    def send_ephemeral(
        self,
        workspace: str,
        channel: str,
        person: str,
        sentence: str,
        *,
        thread: str | None = None,
        response_url: str | None = None,
    ) -> None:
        """Send an ephemeral message (escaped mrkdwn) to one person in a channel, in the background.

        If the bot may not post there, the message goes to `response_url`. In direct messages it is a normal message.
        """
        client = self.client(workspace)
        self.background.run(lambda: _send_ephemeral(client, channel, person, sentence, thread, response_url))


def _send_ephemeral(
    client: WebClient, channel: str, person: str, sentence: str, thread: str | None, response_url: str | None
) -> None:
    if channel.startswith(("D", "U", "W")):
        # A thread of direct messages that we know of is one with us; others' direct messages we do not see.
        place = channel if thread and channel.startswith("D") else person
        client.chat_postMessage(channel=place, thread_ts=thread, text=sentence, unfurl_links=False, unfurl_media=False)
        return
    try:
        client.chat_postEphemeral(channel=channel, user=person, text=sentence, thread_ts=thread)
    except SlackApiError:
        if response_url is None:
            raise
        WebhookClient(response_url).send(text=sentence, response_type="ephemeral", replace_original=False)
