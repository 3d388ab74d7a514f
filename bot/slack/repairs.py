"""What an outage left: cards that do not show what the record says are brought together with it again."""

import datetime as dt
from collections.abc import Callable

import structlog

from bot.domain.card import Card
from bot.domain.errors import SecondSourceError
from bot.slack.office import Office
from bot.slack.poster import fingerprint_of
from bot.slack.render import draw
from storage import cards

log = structlog.get_logger()

LOOK_BACK = dt.timedelta(days=7)
PAUSE_SECONDS = 0.1


def repair(office: Office, workspace: str, *, pause: Callable[[float], bool]) -> bool:
    """Have the cards of the last week drawn again that show something else than they should, or could not be posted.

    `pause` waits for some seconds and tells whether to stop: a look at hundreds of cards must not keep new links waiting. Tells
    whether any card was found.
    """
    with office.desk.database.transaction(workspace) as s:
        known = cards.since(s, office.now() - LOOK_BACK)
        found = cards.try_stuck_again(s, office.now() - LOOK_BACK, office.now()) > 0
    for card in known:
        if card.due_at is not None and card.due_at <= office.now():
            continue
        if pause(PAUSE_SECONDS):
            break
        try:
            found = _redrawn(office, workspace, card) or found
        except SecondSourceError as error:
            log.warning("card not repaired", workspace=workspace, card=card.key, error=error.sentence)
        except Exception:
            # The door: one card that cannot be drawn must hold up no other.
            log.exception("unexpected", workspace=workspace, card=card.key)
    if found:
        office.cards_due.ring()
    return found


def _redrawn(office: Office, workspace: str, card: Card) -> bool:
    shown = draw(office.desk, workspace, card)
    if shown is None or card.message is None or fingerprint_of(shown.payload()) == card.shown:
        return False
    with office.desk.database.transaction(workspace) as s:
        cards.try_again(s, card.id, office.now())
    return True
