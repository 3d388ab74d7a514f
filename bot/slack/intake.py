"""Intake from Slack: links are stored before the request is acknowledged, and read afterwards."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.domain.card import Spot
from bot.domain.errors import SecondSourceError, TryLater
from bot.pipeline.intake import Link, accept_link, take_out
from bot.slack.context import SlackContext
from bot.slack.links import MOST, why_left_alone
from bot.slack.text import escape


@dataclass(frozen=True, slots=True)
class Paste:
    """Where and by whom links were brought; `source` is the first part of their natural keys (the message, or the command).

    `thread` is the message that answers go under; `message` is the one that gets a reaction, if there is one.
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
class Accepted:
    """How many links were accepted (or are on record already), a sentence for each that was not, and how many were too many."""

    links: int
    refusals: tuple[str, ...]
    left: int = 0


def accept_links(slack: SlackContext, paste: Paste, urls: Sequence[str]) -> Accepted:
    """Store each link with its card; the same paste again changes nothing. Raises TryLater, so that Slack sends it again."""
    settings = slack.settings(paste.workspace)
    accepted, refusals = 0, list[str]()
    for position, url in enumerate(urls[:MOST]):
        if why := why_left_alone(url, settings, ours=slack.page_at(url) is not None):
            refusals.append(f"{escape(url)} {escape(why)}.")
            continue
        spot = Spot(channel=paste.channel, thread=paste.thread, batch=paste.source, position=position)
        try:
            link = Link(
                key=_key(slack, paste.source, url),
                by=paste.by,
                place=paste.channel,
                url=url,
                note=paste.note,
                event=paste.event,
                spot=spot,
                message=paste.message if settings.reactions else None,
            )
            accept_link(slack.services, paste.workspace, link)
        except TryLater:
            raise
        except SecondSourceError as error:
            refusals.append(escape(error.sentence))
            continue
        accepted += 1
    if len(urls) > MOST:
        refusals.append(f"Of {len(urls)} links the first {MOST} were taken; bring the others in a further message.")
    return Accepted(accepted, tuple(refusals), max(len(urls) - MOST, 0))


def take_out_links(slack: SlackContext, workspace: str, source: str, gone: Sequence[str], left: Sequence[str]) -> None:
    """Take links out that were edited out of a message, unless another spelling of them is among those that are left."""
    keys = _keys(slack, source, gone) - _keys(slack, source, left)
    if keys:
        take_out(slack.services, workspace, source, keys)


def _keys(slack: SlackContext, source: str, urls: Sequence[str]) -> frozenset[str]:
    """Return the keys of the links that can be read as addresses."""
    keys = set[str]()
    for url in urls:
        with suppress(SecondSourceError):
            keys.add(_key(slack, source, url))
    return frozenset(keys)


def _key(slack: SlackContext, source: str, url: str) -> str:
    return f"{source}:{slack.services.fetcher.canonical(url)}"
