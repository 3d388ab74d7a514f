"""Editors' decisions on who is one origin: which of them are in force, and what they say in words."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.model import EventDraft, OneLine, Report, Ruling, Value
from bot.domain.names import as_ruled, plain


class FiledRuling(Value):
    """One decision on two names as stored: one origin (`same`), two, or (None) the earlier decision taken back.

    It holds for one event, or `everywhere`.
    """

    id: int
    one: OneLine
    other: OneLine
    same: bool | None
    everywhere: bool
    by: str
    at: dt.datetime
    reason: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """Return the two names, in any order and spelling."""
        return pair_of(self.one, self.other)

    @property
    def ruling(self) -> Ruling | None:
        """Return what counts are made with; None if it takes a decision back."""
        return None if self.same is None else Ruling(one=self.one, other=self.other, same=self.same)

    def __str__(self) -> str:
        where = ", in all events" if self.everywhere else ""
        if self.same is None:
            return f"it is open again whether {self.one} and {self.other} are one origin{where}"
        return f"{self.one} and {self.other} are {'one origin' if self.same else 'two origins'}{where}"


def pair_of(one: str, other: str) -> frozenset[str]:
    """Return two names in any order and spelling, as rulings on them are compared."""
    return frozenset((as_ruled(one), as_ruled(other)))


def names_in(event: EventDraft, reports: Sequence[Report]) -> list[str]:
    """List the names that an event and its reports have for people, bodies, documents and outlets."""
    names = {name for claim in event.claims for name in (claim.speaker, *claim.parties)}
    names |= {name for r in reports for name in (r.outlet.name, r.outlet.house, r.copy_of, *r.houses.values())}
    names |= {name for r in reports for hop in r.path for name in (hop.name, hop.also, hop.body, *hop.voices)}
    return sorted(filter(None, names), key=str.casefold)


def concerning(event: EventDraft, reports: Sequence[Report], made: Sequence[FiledRuling]) -> list[FiledRuling]:
    """Leave out rulings for all events on names that this event does not have."""
    known = {plain(name) for name in names_in(event, reports)}
    return [ruling for ruling in made if not ruling.everywhere or {plain(ruling.one), plain(ruling.other)} <= known]


def standing(filed: Sequence[FiledRuling]) -> list[FiledRuling]:
    """Return the rulings in force on one event, of those that were made, oldest first.

    The newest on two names counts. An event's own counts for more than one for all events; once it is taken back, that one
    counts again.
    """
    newest: dict[tuple[bool, frozenset[str]], FiledRuling] = {}
    for ruling in filed:
        newest.pop((ruling.everywhere, ruling.pair), None)
        newest[ruling.everywhere, ruling.pair] = ruling
    in_force = [ruling for ruling in newest.values() if ruling.same is not None]
    own = {ruling.pair for ruling in in_force if not ruling.everywhere}
    return [ruling for ruling in in_force if not (ruling.everywhere and ruling.pair in own)]
