"""Repairs after an outage: cards that do not show what the record says are drawn again."""

import datetime as dt
from collections.abc import Callable

import structlog

from bot.domain.card import Card
from bot.domain.errors import SecondSourceError
from bot.slack.context import SlackContext
from bot.slack.poster import fingerprint_of
from bot.slack.render import draw
from storage import cards

log = structlog.get_logger()

LOOK_BACK = dt.timedelta(days=7)
PAUSE_SECONDS = 0.1


def repair(slack: SlackContext, workspace: str, *, pause: Callable[[float], bool]) -> bool:
    """Mark cards of the last week due that show something outdated, or that could not be posted.

    `pause` waits for some seconds and returns whether to stop: checking hundreds of cards must not delay new links. Returns
    whether any card was found.
    """
    with slack.services.database.transaction(workspace) as s:
        known = cards.since(s, slack.now() - LOOK_BACK)
        found = cards.try_stuck_again(s, slack.now() - LOOK_BACK, slack.now()) > 0
    for card in known:
        if card.due_at is not None and card.due_at <= slack.now():
            continue
        if pause(PAUSE_SECONDS):
            break
        try:
            found = _repair_card(slack, workspace, card) or found
        except SecondSourceError as error:
            log.warning("card not repaired", workspace=workspace, card=card.key, error=error.sentence)
        except Exception:
            # One card that cannot be drawn must not stop the others.
            log.exception("unexpected", workspace=workspace, card=card.key)
    return found


def _repair_card(slack: SlackContext, workspace: str, card: Card) -> bool:
    shown = draw(slack.services, workspace, card)
    if shown is None or card.message is None or fingerprint_of(shown.payload()) == card.shown:
        return False
    with slack.services.database.transaction(workspace) as s:
        cards.try_again(s, card.id, slack.now())
    return True
