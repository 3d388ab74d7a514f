"""Letters: due digests are sent to their e-mail addresses, one by one.

A letter is taken, sent and marked as sent. After a crash between the last two it is sent again, with the same Message-ID:
e-mail has no exactly-once delivery.
"""

import datetime as dt

from bot.domain.card import CardKind, Spot
from bot.domain.chat_ids import is_person_id
from bot.domain.errors import SecondSourceError, TryLater
from bot.pipeline.services import Services
from storage import cards, digests, letters, subscriptions
from storage.letters import Letter
from storage.session import WorkspaceSession

FIRST_RETRY = dt.timedelta(minutes=1)
LONGEST_RETRY = dt.timedelta(hours=1)
GIVE_UP = dt.timedelta(hours=24)
NOT_SET = "SECOND_SOURCE_SMTP_URL is not set, so no letters are sent."


def send_due(services: Services, workspace: str) -> bool:
    """Send every letter that is due; returns whether there was any."""
    found = False
    while letter := _take_next(services, workspace):
        found = True
        _send(services, workspace, letter)
    return found


def _take_next(services: Services, workspace: str) -> Letter | None:
    with services.database.transaction(workspace, read_only=True) as s:
        if not letters.any_due(s, services.clock()):
            return None
    with services.database.transaction(workspace) as s:
        return letters.take_next(s, services.clock())


def _send(services: Services, workspace: str, letter: Letter) -> None:
    with services.database.transaction(workspace, read_only=True) as s:
        filed = digests.get(s, letter.digest)
    try:
        if services.mailer is not None and filed.digest is not None:
            services.mailer.send(letter.address, filed.digest, filed.key, services.clock())
    except TryLater as error:
        with services.database.transaction(workspace) as s:
            _retry_later(s, letter, filed.made_at, services.clock(), error.sentence)
    except SecondSourceError as error:
        with services.database.transaction(workspace) as s:
            _give_up(s, letter, services.clock(), error.sentence)
    else:
        with services.database.transaction(workspace) as s:
            if services.mailer is None:
                _give_up(s, letter, services.clock(), NOT_SET)
            else:
                letters.sent(s, letter, services.clock())


def _retry_later(s: WorkspaceSession, letter: Letter, made_at: dt.datetime, now: dt.datetime, problem: str) -> None:
    doubled: int = 2 ** min(letter.tries, 10)
    if now - made_at >= GIVE_UP:
        _give_up(s, letter, now, problem)
    else:
        letters.later(s, letter, now + min(FIRST_RETRY * doubled, LONGEST_RETRY), problem)


def _give_up(s: WorkspaceSession, letter: Letter, now: dt.datetime, problem: str) -> None:
    """Mark a letter as failed, and tell the person who set its digest up."""
    letters.failed(s, letter, problem)
    subscription = digests.get(s, letter.digest).subscription
    by = subscriptions.get(s, subscription).by if subscription is not None else ""
    if is_person_id(by):
        note = f"The digest could not be sent to {letter.address}: {problem}"
        cards.want(s, f"letter:{letter.id}", CardKind.NOTE, Spot(channel=by), at=now, note=note)
