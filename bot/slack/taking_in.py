"""Links on their way into the record: filed before anything is acknowledged, worked on afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.card import Spot
from bot.domain.errors import SecondSourceError, TryLater
from bot.pipeline.intake import Link, take_in
from bot.slack.links import MOST, why_left_alone
from bot.slack.office import Office
from bot.slack.text import escape


@dataclass(frozen=True, slots=True)
class Paste:
    """Where and by whom links were brought; `source` makes their natural keys (the message, or the command).

    `thread` is the message that answers belong under; `message` is the one to mark as seen, if there is one.
    """

    workspace: str
    source: str
    channel: str
    by: str
    thread: str | None = None
    note: str = ""
    event: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many links were taken in (or stand there already), a sentence for each that was not, and how many were too many."""

    links: int
    refusals: tuple[str, ...]
    left: int = 0


def take_links(office: Office, paste: Paste, urls: Sequence[str]) -> Taken:
    """File each link with its card; the same paste again changes nothing. Raises TryLater, so that Slack sends it again."""
    settings = office.settings(paste.workspace)
    taken, refusals = 0, list[str]()
    for position, url in enumerate(urls[:MOST]):
        if why := why_left_alone(url, settings):
            refusals.append(f"{escape(url)} {escape(why)}.")
            continue
        spot = Spot(channel=paste.channel, thread=paste.thread, batch=paste.source, position=position)
        try:
            key = f"{paste.source}:{office.desk.fetcher.canonical(url)}"
            link = Link(key=key, by=paste.by, place=paste.channel, url=url, note=paste.note, event=paste.event, spot=spot)
            take_in(office.desk, paste.workspace, link)
        except TryLater:
            raise
        except SecondSourceError as error:
            refusals.append(escape(error.sentence))
            continue
        taken += 1
    if len(urls) > MOST:
        refusals.append(f"Of {len(urls)} links the first {MOST} were taken; bring the others in a further message.")
    if taken:
        office.links_came.ring()
        office.cards_due.ring()
        if paste.message is not None:
            _mark_seen(office, paste)
    return Taken(taken, tuple(refusals), max(len(urls) - MOST, 0))


def _mark_seen(office: Office, paste: Paste) -> None:
    client, message = office.client(paste.workspace), paste.message
    office.errands.run(lambda: _react(client, paste.channel, message or ""))


def _react(client: WebClient, channel: str, message: str) -> None:
    try:
        client.reactions_add(channel=channel, timestamp=message, name="eyes")
    except SlackApiError as error:
        if error.response["error"] not in ("already_reacted", "message_not_found"):
            raise
