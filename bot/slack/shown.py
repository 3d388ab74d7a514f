"""What somebody looks at in App Home: which proposals of the queue, narrowed to what, and the pages."""

import re
from typing import NamedTuple

from bot.domain.chat_ids import is_person_id
from bot.domain.errors import BadInput
from bot.domain.model import EventKind
from bot.domain.urgency import Chosen, Only
from bot.slack.request import Request

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class QueueView(NamedTuple):
    """What of the queue and of their own links somebody looks at; pages count from 0."""

    which: Chosen = Chosen.URGENT
    page: int = 0
    mine: int = 0
    only: Only = Only()

    def __str__(self) -> str:
        only = (self.only.event or "", self.only.kind or "", self.only.by or "")
        parts = [self.which.value, str(self.page), str(self.mine), *only]
        while len(parts) > 2 and parts[-1] in ("", "0"):
            parts.pop()
        return ":".join(parts)

    @classmethod
    def parse(cls, value: str) -> "QueueView":
        """Parse a button's value, or what App Home keeps; raises BadInput for one that is not ours."""
        which, page, mine, event, kind, by, *more = (*value.split(":"), *("",) * 5)
        wrong = bool(event and not _SLUG.fullmatch(event)) or bool(kind and kind not in list(EventKind))
        if which not in list(Chosen) or wrong or (by and not is_person_id(by)) or any(more):
            raise _too_old()
        only = Only(event or None, EventKind(kind) if kind else None, by or None)
        return cls(Chosen(which), _page(page), _page(mine or "0"), only)

    def narrowed(self, field: str, value: str) -> "QueueView":
        """Return the first page of the queue with one more restriction, or without it ("any"); raises BadInput."""
        if field not in Only._fields:
            raise _too_old()
        chosen = {**self.only._asdict(), field: None if value == ANY else value}
        return QueueView.parse(str(QueueView(self.which, 0, self.mine, Only(**chosen))))


ANY = "any"


def queue_of(request: Request) -> QueueView | None:
    """Return what of the queue App Home shows behind the view in which somebody acted, if it is known."""
    try:
        return QueueView.parse(request.queue) if request.queue else None
    except BadInput:
        return None


def _page(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 5):
        raise _too_old()
    return int(digits)


def _too_old() -> BadInput:
    return BadInput("This choice is too old; open App Home again.")
