"""Letters: digests that are due go to their addresses, one by one.

A letter is taken, sent and noted as sent. Who dies between the last two leaves it to be sent again, with the same Message-ID:
mail cannot be had more exactly than that.
"""

import datetime as dt
import re

from bot.domain.card import CardKind, Spot
from bot.domain.errors import SecondSourceError, TryLater
from bot.pipeline.desk import Desk
from storage import cards, digests, letters, subscriptions
from storage.letters import Letter
from storage.session import WorkspaceSession

FIRST_RETRY = dt.timedelta(minutes=1)
LONGEST_RETRY = dt.timedelta(hours=1)
GIVE_UP = dt.timedelta(hours=24)
NOT_SET = "SECOND_SOURCE_SMTP_URL is not set, so no letters are sent."
_SLACK_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")


def send_due(desk: Desk, workspace: str) -> bool:
    """Send every letter that is due by now; tells whether there was any."""
    had = False
    while letter := _next(desk, workspace):
        had = True
        _send(desk, workspace, letter)
    return had


def _next(desk: Desk, workspace: str) -> Letter | None:
    with desk.database.transaction(workspace, read_only=True) as s:
        if not letters.any_due(s, desk.clock()):
            return None
    with desk.database.transaction(workspace) as s:
        return letters.take_next(s, desk.clock())


def _send(desk: Desk, workspace: str, letter: Letter) -> None:
    with desk.database.transaction(workspace, read_only=True) as s:
        filed = digests.get(s, letter.digest)
    try:
        if desk.mailer is not None and filed.digest is not None:
            desk.mailer.send(letter.address, filed.digest, filed.key, desk.clock())
    except TryLater as error:
        with desk.database.transaction(workspace) as s:
            _later(s, letter, filed.made_at, desk.clock(), error.sentence)
    except SecondSourceError as error:
        with desk.database.transaction(workspace) as s:
            _give_up(s, letter, desk.clock(), error.sentence)
    else:
        with desk.database.transaction(workspace) as s:
            if desk.mailer is None:
                _give_up(s, letter, desk.clock(), NOT_SET)
            else:
                letters.sent(s, letter, desk.clock())


def _later(s: WorkspaceSession, letter: Letter, made_at: dt.datetime, now: dt.datetime, problem: str) -> None:
    doubled: int = 2 ** min(letter.tries, 10)
    if now - made_at >= GIVE_UP:
        _give_up(s, letter, now, problem)
    else:
        letters.later(s, letter, now + min(FIRST_RETRY * doubled, LONGEST_RETRY), problem)


def _give_up(s: WorkspaceSession, letter: Letter, now: dt.datetime, problem: str) -> None:
    """Note that a letter is not sent, and tell who set its digest up."""
    letters.failed(s, letter, problem)
    subscription = digests.get(s, letter.digest).subscription
    by = subscriptions.get(s, subscription).by if subscription is not None else ""
    if _SLACK_PERSON.fullmatch(by):
        note = f"The digest could not be sent to {letter.address}: {problem}"
        cards.want(s, f"letter:{letter.id}", CardKind.NOTE, Spot(channel=by), at=now, note=note)
