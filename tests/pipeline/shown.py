"""Services whose links come from a message, and the cards that the record wants then."""

import itertools

from bot.domain.card import Card, Spot
from bot.domain.record import Submission
from bot.pipeline.intake import Filed, Link, accept_link
from bot.pipeline.services import Services
from storage import cards
from storage.cards import PACE
from tests.newsroom import WORKSPACE, work

CHANNEL = "C0DESK"
_messages = itertools.count(1)


def brought(services: Services, *urls: str, by: str = "U0JO", batch: str | None = None, thread: str | None = "") -> list[Filed]:
    """Bring links in one message; `thread` stands for another place than under it (None: the channel itself)."""
    message = f"{next(_messages)}.0"
    place = batch or f"{CHANNEL}:{message}"
    return [
        accept_link(
            services,
            WORKSPACE,
            Link(
                key=f"{place}:{url}",
                by=by,
                place=CHANNEL,
                url=url,
                note="look",
                spot=Spot(channel=CHANNEL, thread=message if thread == "" else thread, batch=place, position=position),
            ),
        )
        for position, url in enumerate(urls)
    ]


def brought_and_told(services: Services, url: str, *, by: str = "U0JO") -> Submission:
    """Bring one link and tell its story to the end."""
    (filed,) = brought(services, url, by=by)
    work(services, filed.submission.id)
    return filed.submission


def due(services: Services) -> list[Card]:
    """Draw all that is due, as a poster would; returns it in order."""
    found = list[Card]()
    at = services.clock()
    while True:
        with services.database.transaction(WORKSPACE) as s:
            card = cards.take_next(s, at)
            if card is not None:
                cards.drawn(s, card, card.message or f"m{card.id}", "f", None)
        if card is None:
            return found
        found.append(card)
        at += PACE
