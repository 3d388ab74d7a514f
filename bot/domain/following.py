"""Who follows an event, and whether they are told of a change of its level."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.model import Event, Key, Slug, Value
from bot.domain.record import LevelChange

A_DAY = dt.timedelta(days=1)


class Follow(Value):
    """One person's wish to hear when an event's level moves; `claims` are those they follow, none for the whole event.

    Muted (`muted`: for good, else until `muted_until`), it stays in their list, and nobody tells them.
    """

    event: Slug
    person: str
    claims: tuple[Key, ...] = ()
    since: dt.datetime
    muted: bool = False
    muted_until: dt.datetime | None = None

    def is_muted(self, at: dt.datetime) -> bool:
        """Tell whether they hear nothing at a moment."""
        return self.muted or (self.muted_until is not None and at < self.muted_until)

    def concerning(self, event: Event, changes: Sequence[LevelChange]) -> list[LevelChange]:
        """Return the changes of level that they follow; a claim that was reworded is followed in its new wording too."""
        moved = [change for change in changes if change.level_before is not change.level_after]
        return [change for change in moved if self.covers(event, change.claim)]

    def current(self, event: Event) -> list[Key]:
        """Return the claims that they follow, in today's wording."""
        return [claim.key for claim in event.current if self.claims and self.covers(event, claim.key)]

    def covers(self, event: Event, key: str) -> bool:
        """Tell whether they follow one claim, by its key."""
        if not self.claims:
            return True
        claim = event.claim(key)
        return any(wording.key in self.claims for wording in (claim, *event.earlier(claim)))
