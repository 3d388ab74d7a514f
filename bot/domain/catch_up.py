"""What whoever joins late has to know of an event: what is known and how well, what changed, what waits, what is doubted."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.confidence import assess_event
from bot.domain.model import Assessment, Event, Level, OriginTally, Report
from bot.domain.record import FiledProposal, LevelChange
from bot.domain.urgency import Urgency, contradicts, in_a_word, urgency_of
from bot.domain.verdict import in_sentence, name_of
from bot.domain.wording import REGRADED, age, counted, listed, moved, open_said, origins_said

MEANS = {
    Level.UNVERIFIED: "no report confirms it",
    Level.REPORTED: "said, but not confirmed independently",
    Level.CORROBORATED: "a second origin confirms it",
    Level.VERIFIED: "independent origins confirm it",
    Level.DISPUTED: "origins contradict each other",
    Level.RETRACTED: "an editor took it back",
}
"""What each level means, in a few plain words."""
_MOST_NAMED = 3


class Known(NamedTuple):
    """What is known of one claim: its words, its level and what that means, and the origins behind it."""

    claim: str
    level: Level
    means: str
    origins: str


class CatchUp(NamedTuple):
    """An event for somebody who joins late, in sentences; `left` counts the claims that are not among `known`."""

    known: tuple[Known, ...]
    left: int
    changed: str
    waits: str
    doubted: tuple[str, ...]


def catch_up(
    event: Event,
    reports: Sequence[Report],
    changes: Sequence[LevelChange],
    waiting: Sequence[FiledProposal],
    now: dt.datetime,
    *,
    most: int,
) -> CatchUp:
    """Sum an event up from its reports, its changes of level and the proposals on it that wait; `most` claims at most.

    The core claim comes first, then those that are better or worse founded than a mere report.
    """
    assessed = {made.claim: made for made in assess_event(event, reports)}
    ordered = sorted(event.current, key=lambda claim: (claim.key != event.core.key, not _telling(assessed[claim.key])))
    known = [_known(claim.text, assessed[claim.key]) for claim in ordered[:most]]
    return CatchUp(
        known=tuple(known),
        left=len(ordered) - len(known),
        changed=_changed(event, changes, now),
        waits=_waits(waiting, now),
        doubted=tuple(_doubted(event, [assessed[claim.key] for claim in ordered], waiting)),
    )


def _telling(made: Assessment) -> bool:
    return made.level not in (Level.UNVERIFIED, Level.REPORTED)


def _known(words: str, made: Assessment) -> Known:
    return Known(words, made.level, MEANS[made.level], _origins(made))


def _origins(made: Assessment) -> str:
    """Name who says so, and who says the contrary: "2 origins: Vera Holm and the fire service; against it: Ilse Norr"."""
    if not made.reports:
        return "No report yet"
    against = [tally for tally in made.tallies if tally.denies > tally.supports]
    named = _named([tally for tally in made.tallies if tally not in against])
    said = origins_said(made.origins, made.origins_at_most) if made.origins else "No known origin"
    denied = _named(against)
    return "; ".join([f"{said}: {named}" if named else said, *([f"against it: {denied}"] if denied else [])])


def _named(tallies: Sequence[OriginTally]) -> str:
    names = [tally.name for tally in tallies if tally.known]
    left = [counted(len(names) - _MOST_NAMED, "other")] if len(names) > _MOST_NAMED else []
    return listed([*names[:_MOST_NAMED], *left])


def _changed(event: Event, changes: Sequence[LevelChange], now: dt.datetime) -> str:
    moves = [change for change in changes if change.level_before is not change.level_after]
    if not moves:
        return "No level has changed so far."
    last = max(moves, key=lambda change: change.at)
    level = moved(last.level_before, last.level_after)
    regraded = REGRADED if last.grade_id is not None else ""
    name = in_sentence(name_of(event, event.claim(last.claim)))
    return f"{level[0].upper()}{level[1:]}{regraded}, {age(last.at, now)} ago: {name}."


def _waits(waiting: Sequence[FiledProposal], now: dt.datetime) -> str:
    if not waiting:
        return "Nothing waits for a decision."
    oldest = age(min(filed.filed_at for filed in waiting), now)
    first = min((filed.proposal for filed in waiting), key=urgency_of)
    word = in_a_word(first)
    word = f"{word[0].lower()}{word[1:]}"
    if len(waiting) == 1:
        return f"1 proposal has waited for a decision for {oldest}: {word}."
    told = f"{counted(len(waiting), 'proposal')} wait for a decision, the oldest for {oldest}"
    return f"{told}. None adds anything." if urgency_of(first) is Urgency.NOTHING else f"{told}. The most urgent: {word}."


def _doubted(event: Event, assessed: Sequence[Assessment], waiting: Sequence[FiledProposal]) -> list[str]:
    """List what is in doubt, the weightiest first; questions of identity are asked apart (`doubts`)."""
    found = [f"Retracted: {event.retracted_because}"] if event.retracted_because else []
    denied = sum(any(tally.denies > tally.supports for tally in made.tallies) for made in assessed)
    found += [f"Somebody denies {counted(denied, 'claim')}."] if denied else []
    found += ["An article that waits contradicts the record."] if any(contradicts(f.proposal) for f in waiting) else []
    left_open = sum(made.open for made in assessed)
    return [*found, *([f"{open_said(left_open)}."] if left_open else [])]
