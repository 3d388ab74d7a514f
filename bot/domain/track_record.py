"""How an outlet's approved reports fared: shown to editors, and never part of a weight."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.domain.model import Level, Stance, Value
from bot.domain.wording import counted


class Fate(NamedTuple):
    """One report on a claim: the claim's level when the report came on record, and what later decisions made of the claim."""

    stance: Stance
    then: Level
    now: Level
    superseded: bool = False


class TrackRecord(Value):
    """What became of an outlet's approved reports that confirm or deny a claim.

    A report stood if its claim was verified later (or, for a denial, taken back). It fell if its claim was disputed, retracted
    or superseded later (or, for a denial, verified).
    """

    reports: int = 0
    verified: int = 0
    disputed: int = 0
    retracted: int = 0
    superseded: int = 0
    denials_right: int = 0
    denials_wrong: int = 0

    @property
    def stood(self) -> int:
        """Return how many reports stood."""
        return self.verified + self.denials_right

    @property
    def fell(self) -> int:
        """Return how many reports fell."""
        return self.disputed + self.retracted + self.superseded + self.denials_wrong

    def __str__(self) -> str:
        if not self.reports:
            return "No approved report yet."
        stood = [(self.verified, "verified later"), (self.denials_right, "denied what was taken back later")]
        fell = [
            (self.disputed, "disputed later"),
            (self.retracted, "retracted later"),
            (self.superseded, "superseded later"),
            (self.denials_wrong, "denied what was verified later"),
        ]
        open_ = self.reports - self.stood - self.fell
        return (
            f"{counted(self.reports, 'approved report')}: {self.stood:,} stood{_of(stood)}, {self.fell:,} fell{_of(fell)},"
            f" {open_:,} open. This changes no weight."
        )


def track_record(fates: Iterable[Fate]) -> TrackRecord:
    """Count how reports fared; those that neither confirm nor deny are left out."""
    counts = dict.fromkeys(TrackRecord.model_fields, 0)
    for fate in fates:
        if fate.stance not in (Stance.CONFIRMS, Stance.DENIES):
            continue
        counts["reports"] += 1
        if outcome := _outcome(fate):
            counts[outcome] += 1
    return TrackRecord(**counts)


def _outcome(fate: Fate) -> str | None:
    moved = fate.now is not fate.then
    if fate.stance is Stance.DENIES:
        if fate.superseded or (moved and fate.now is Level.RETRACTED):
            return "denials_right"
        return "denials_wrong" if moved and fate.now is Level.VERIFIED else None
    if fate.superseded:
        return "superseded"
    outcomes = {Level.VERIFIED: "verified", Level.DISPUTED: "disputed", Level.RETRACTED: "retracted"}
    return outcomes.get(fate.now) if moved else None


def _of(counts: Iterable[tuple[int, str]]) -> str:
    said = [f"{number:,} {what}" for number, what in counts if number]
    return f" ({', '.join(said)})" if said else ""
