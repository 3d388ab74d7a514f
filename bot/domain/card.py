"""Cards: the messages in which people see a part of the record, each in one place."""

import datetime as dt
from enum import StrEnum

from bot.domain.model import Value


class CardKind(StrEnum):
    """What a card shows.

    `link`: what became of one link; `again`: that it was brought before; `proposal`: a further proposal of the same link;
    `told`: the decision, for the person who brought the link; `level`: a change of level; `followed`: the same, for somebody
    who follows the event; `event`: an event of the record;
    `note`: a sentence that is posted once; `digest`: a digest; `reminder`: what waits for a decision for too long; `reaction`:
    one to the message that brought links, which says how they stand; `handed`: a proposal is handed over to an editor;
    `asked`: what an editor asks whoever brought a link.
    """

    LINK = "link"
    AGAIN = "again"
    PROPOSAL = "proposal"
    TOLD = "told"
    LEVEL = "level"
    FOLLOWED = "followed"
    EVENT = "event"
    NOTE = "note"
    DIGEST = "digest"
    REMINDER = "reminder"
    REACTION = "reaction"
    HANDED = "handed"
    ASKED = "asked"


class Spot(Value):
    """Where a card belongs: a channel, and the message whose thread it is in.

    `batch` names what brought several cards at once (one message with three links, say); they are posted in the order of
    `position`.
    """

    channel: str
    thread: str | None = None
    batch: str | None = None
    position: int = 0


class Card(Value):
    """One card; `message` is the id of the message that shows it, once there is one.

    `shown` is a fingerprint of what it shows; `tried` says that posting began and its outcome is unknown; `problem` says why it
    cannot be posted.
    """

    id: int
    key: str
    kind: CardKind
    spot: Spot
    submission_id: int | None = None
    proposal_id: int | None = None
    decision_id: int | None = None
    ruling_id: int | None = None
    edit_id: int | None = None
    grade_id: int | None = None
    event: str | None = None
    note: str | None = None
    message: str | None = None
    shown: str | None = None
    due_at: dt.datetime | None = None
    tried: bool = False
    tries: int = 0
    problem: str | None = None
    made_at: dt.datetime
