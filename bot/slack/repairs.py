"""What an outage left: cards that do not show what the record says are brought together with it again."""

import datetime as dt
from collections.abc import Callable

from bot.slack.office import Office
from bot.slack.poster import fingerprint_of
from bot.slack.render import draw
from storage import cards

LOOK_BACK = dt.timedelta(days=7)
PAUSE_SECONDS = 0.1


def repair(office: Office, workspace: str, *, pause: Callable[[float], bool]) -> bool:
    """Have the cards of the last week drawn again that show something else than they should, or could not be posted.

    `pause` waits for some seconds and tells whether to stop: a look at hundreds of cards must not keep new links waiting. Tells
    whether any card was found.
    """
    with office.desk.database.transaction(workspace, read_only=True) as s:
        known = cards.since(s, office.now() - LOOK_BACK)
    found = False
    for card in known:
        if card.due_at is not None and card.due_at <= office.now():
            continue
        if pause(PAUSE_SECONDS):
            break
        shown = draw(office.desk, workspace, card)
        if shown is not None and (card.message is None or fingerprint_of(shown.payload()) != card.shown):
            found = True
            with office.desk.database.transaction(workspace) as s:
                cards.try_again(s, card.id, office.now())
    if found:
        office.cards_due.ring()
    return found
