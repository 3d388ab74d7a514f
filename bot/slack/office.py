"""What every listener works with: the desk, Slack's clients, who people are, and what is done beside the answer."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.domain.errors import SecondSourceError
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.desk import Desk
from bot.slack.clients import Clients
from bot.slack.members import Members
from storage import workspace_settings

log = structlog.get_logger()


class Errands:
    """Calls that nobody waits for: a reaction, a status line, a word to one person. Lost in a crash, and no harm done."""

    def __init__(self, workers: int = 4) -> None:
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="errand")

    def run(self, errand: Callable[[], object]) -> None:
        """Do something soon; what goes wrong is in the log."""
        self._pool.submit(self._do, errand)

    def close(self) -> None:
        """Finish what is under way, and drop the rest."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _do(self, errand: Callable[[], object]) -> None:
        try:
            errand()
        except (SlackClientError, SecondSourceError, OSError) as error:
            log.warning("errand failed", error=str(error))
        except Exception:
            log.exception("unexpected in an errand")


class Bell:
    """Wakes whoever waits for work, so that nobody has to look every moment."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        """Say that there is work."""
        self._rung.set()

    def wait(self, seconds: float) -> None:
        """Wait for the next ring, at most so long."""
        self._rung.wait(seconds)
        self._rung.clear()


class Recent:
    """Remembers the last things that were said, so that an event which Slack delivers twice is not answered twice."""

    def __init__(self, most: int = 1000) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, None] = {}
        self._most = most

    def is_new(self, what: str) -> bool:
        """Tell whether this is the first time, and remember it."""
        with self._lock:
            if what in self._known:
                return False
            self._known[what] = None
            if len(self._known) > self._most:
                del self._known[next(iter(self._known))]
            return True


@dataclass(frozen=True, slots=True)
class Office:
    """The parts that listeners share, joined once in `bot.app`.

    `links_came` is rung when there is a submission to work on, `cards_due` when a card is to be drawn; `timetable_changed` is
    called when a subscription is new or has changed.
    """

    desk: Desk
    clients: Clients
    members: Members
    errands: Errands
    links_came: Bell = field(default_factory=Bell)
    cards_due: Bell = field(default_factory=Bell)
    answered: Recent = field(default_factory=Recent)
    timetable_changed: Callable[[], object] = lambda: None

    def now(self) -> dt.datetime:
        """Give the time."""
        return self.desk.clock()

    def client(self, workspace: str) -> WebClient:
        """Give a workspace's client; raises Cannot where the app is not installed."""
        return self.clients.of(workspace)

    def settings(self, workspace: str) -> WorkspaceSettings:
        """Give a workspace's settings as they are at this moment."""
        with self.desk.database.transaction(workspace, read_only=True) as s:
            return workspace_settings.get(s)

    def whisper(
        self,
        workspace: str,
        channel: str,
        person: str,
        sentence: str,
        *,
        thread: str | None = None,
        answer_to: str | None = None,
    ) -> None:
        """Say a sentence (mrkdwn, escaped by who made it) to one person in a channel, soon.

        Where we may not speak, it goes to `answer_to`, the response_url of what they pressed.
        """
        client = self.client(workspace)
        self.errands.run(lambda: _whisper(client, channel, person, sentence, thread, answer_to))


def _whisper(client: WebClient, channel: str, person: str, sentence: str, thread: str | None, answer_to: str | None) -> None:
    if channel.startswith(("D", "U", "W")):
        client.chat_postMessage(channel=person, text=sentence, unfurl_links=False, unfurl_media=False)
        return
    try:
        client.chat_postEphemeral(channel=channel, user=person, text=sentence, thread_ts=thread)
    except SlackApiError:
        if answer_to is None:
            raise
        WebhookClient(answer_to).send(text=sentence, response_type="ephemeral", replace_original=False)
