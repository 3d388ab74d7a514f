"""Words that people read in more than one place, the terminal and Slack."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.dates import day_said
from bot.domain.model import Assessment, Basis, Event, EventDraft, EventKind, Grade, Level, Outlet, Revision
from bot.domain.record import DecisionKind, EditKind, EventEdit, LevelChange, Proposal
from bot.domain.visible import visible

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
TONE_NOTE = "Tone is the outlet's language; it is not a verification."
EMOJI = {
    EventKind.STATEMENT: "📢",
    EventKind.ATTACK: "💥",
    EventKind.ELECTION: "🗳️",
    EventKind.ACCIDENT: "🚨",
    EventKind.DISASTER: "🌊",
    EventKind.PROTEST: "✊",
    EventKind.COURT: "⚖️",
    EventKind.POLICY: "🏛️",
    EventKind.BUSINESS: "💼",
    EventKind.HEALTH: "🩺",
    EventKind.SCIENCE: "🔬",
    EventKind.OTHER: "📌",
}
REGRADED = " (by an outlet's new grade)"
GRADES = {
    Grade.A: "completely reliable",
    Grade.B: "usually reliable",
    Grade.C: "fairly reliable",
    Grade.D: "not usually reliable",
    Grade.E: "unreliable",
    Grade.F: "cannot be judged",
}
LEVEL_MEANS = {
    Level.UNVERIFIED: "No approved report confirms it.",
    Level.REPORTED: "It is reported, but what is known does not make it corroborated: see what is missing.",
    Level.CORROBORATED: "Two known origins confirm it, one of them with no stake in it; for verified, something is missing.",
    Level.VERIFIED: "Two independent origins confirm it, through two newsrooms, and it holds without any one of them.",
    Level.DISPUTED: "Independent origins of weight stand on both sides.",
    Level.RETRACTED: "An editor has taken it back.",
}
"""What a level means, for people who do not know the rules."""
EDITED = {
    EditKind.RETRACT: "Retracted",
    EditKind.REOPEN: "Reopened",
    EditKind.REWORD: "Reworded",
    EditKind.RESTORE: "The older wording restored",
    EditKind.FIRST_LOOK: "First look at a retraction",
    EditKind.CORRECT: "Corrected",
    EditKind.ADD_CLAIM: "A claim added",
    EditKind.MERGE: "Merged with another event",
    EditKind.MERGE_FIRST_LOOK: "First look at a merger",
}
RETRACTED_FIRST = "This is the first look: another editor has to retract it too. Until then it stays as it is."
MERGED_FIRST = "This is the first look: another editor has to merge them too. Until then both stay as they are."
REVISES = {Revision.UPDATE: "a later figure", Revision.WITHDRAWAL: "takes it back"}
WITHDRAWAL, UPDATE, RETRACTED = "❗", "🔄", "⛔"
DECIDED = {
    DecisionKind.APPROVE: "Approved",
    DecisionKind.AMEND: "Amended and approved",
    DecisionKind.REJECT: "Rejected",
    DecisionKind.UNDO: "Taken back",
    DecisionKind.FIRST_LOOK: "First look",
}


def mark_of(proposal: Proposal) -> str:
    """Return the mark of a proposal that withdraws a report or gives a later figure; "" for others."""
    return WITHDRAWAL if proposal.withdraws else UPDATE if proposal.updates else ""


def edit_said(event: Event, edit: EventEdit) -> str:
    """Say what an editor changed about an event and why, to follow "Reworded by ANN"; "" if there is nothing to say."""
    why = f" ({edit.reason})" if edit.reason else ""
    if edit.kind is EditKind.CORRECT:
        date = f"{day_said(edit.date)}" if edit.date else "no date"
        return f": {edit.place or 'no place'}, {date}{why}"
    if edit.kind is EditKind.ADD_CLAIM and edit.claim:
        return f": “{event.claim(edit.claim).text}”{why}"
    if edit.merged:
        return f": “{edit.merged.headline}” is the same event{why}"
    if edit.claim is None or edit.becomes is None:
        return f": {edit.reason}" if edit.reason else ""
    undone = "" if edit.stands else ", taken back with its decision"
    return f": {wording_said(event, edit)}{why}{undone}"


def wording_said(event: Event, edit: EventEdit) -> str:
    """Say from what to what an edit changed the wording of a claim; "" for one that changed none."""
    if edit.claim is None or edit.becomes is None:
        return ""
    old, new = event.claim(edit.claim).text, event.claim(edit.becomes).text
    return f"“{old}” → “{new}”" if edit.kind is EditKind.REWORD else f"“{new}” → “{old}”"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 report", "1,204 reports"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def open_said(number: int) -> str:
    """Say how many passages are open: "1 passage open"."""
    return f"{counted(number, 'passage')} open"


def origins_said(least: int, most: int) -> str:
    """Say how many origins there are: "2 origins", or "1 origin, perhaps 2" where names may be one."""
    return f"{counted(least, 'origin')}{perhaps(least, most)}"


def perhaps(least: int, most: int) -> str:
    """Add to a number how many there are at most, where that is more: ", perhaps 2"."""
    return f", perhaps {most:,}" if most > least else ""


def counts_moved(old: Assessment, new: Assessment) -> str:
    """Say how many origins, outlets and reports a claim has, and had: "2 origins (was 1) · still 1 outlet · 1 report"."""
    if not old.reports and not new.reports:
        return "No report yet"
    figures = (
        (f"{old.origins:,}{perhaps(old.origins, old.origins_at_most)}", origins_said(new.origins, new.origins_at_most)),
        (f"{old.outlets:,}", counted(new.outlets, "outlet")),
        (f"{old.reports:,}", counted(new.reports, "report")),
    )
    same = (
        (old.origins, old.origins_at_most) == (new.origins, new.origins_at_most),
        old.outlets == new.outlets,
        old.reports == new.reports,
    )
    counts = " · ".join(
        now if was == "0" else f"still {now}" if kept else f"{now} (was {was})"
        for (was, now), kept in zip(figures, same, strict=True)
    )
    left_open = f" · {open_said(new.open)}" if new.open else ""
    return f"{counts[0].upper()}{counts[1:]}{left_open}"


def listed(names: Sequence[str]) -> str:
    """Return names in a row: "one", "one and two", "one, two and three"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def moved(old: Level | None, new: Level) -> str:
    """Say how a level changes: "reported → verified", or "still reported"."""
    if old is None:
        return str(new)
    return f"still {new}" if old is new else f"{old} → {new}"


def likely(old: float | None, new: float) -> str:
    """Say how a score changes: "67% → 94% likely"; `old` is None where there was nothing to weigh."""
    shown = [f"{score:.0%}" for score in (old, new) if score is not None]
    return f"{' → '.join(dict.fromkeys(shown))} likely"


def move_said(change: LevelChange) -> str:
    """Say how a claim moved: "reported → verified"; a percentage says more only where the level stays and is not the lowest."""
    level = moved(change.level_before, change.level_after)
    if change.level_before is not change.level_after or change.level_after in (Level.RETRACTED, Level.UNVERIFIED):
        return level
    return f"{level}, {likely(change.score_before, change.score_after)}"


def founded(made: Assessment) -> str:
    """Say how well founded a claim is: "reported, 67% likely"; only the level where it is retracted or has no origin."""
    return str(made.level) if made.level is Level.RETRACTED or not made.origins else f"{made.level}, {made.score:.0%} likely"


def likelihood(made: Assessment) -> float | None:
    """Return how likely a claim is; None where no origin says anything on it, so that a number would rest on nothing."""
    return made.score if made.origins else None


def retracted(event: EventDraft) -> str:
    """Say that an event is retracted, and what that means for a proposal; "" for others."""
    why = event.retracted_because if isinstance(event, Event) else None
    if why is None:
        return ""
    return f"{RETRACTED} This event is retracted: {why} What is approved counts only once an editor reopens it."


def known_by(basis: Basis) -> str:
    """Say how an outlet knows, in words."""
    return basis.replace("_", " ")


def owner_of(outlet: Outlet) -> str:
    """Say who owns an outlet, and where that is shown."""
    who = "itself" if outlet.stands_alone else clean(outlet.family) if outlet.family else "not known"
    shown = [clean(outlet.family_source)] if outlet.family_source else []
    on = [f"{day_said(outlet.family_date)}"] if shown and outlet.family_date else []
    return f"{who} ({', '.join(shown + on)})" if shown else who


def age(since: dt.datetime, now: dt.datetime) -> str:
    """Say for how long something has been waiting."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return counted(seconds // _MINUTE, "minute")
    if seconds < 2 * _DAY:
        return counted(seconds // _HOUR, "hour")
    return counted(seconds // _DAY, "day")


def clean(text: str) -> str:
    """Drop what could steer a terminal, turn a line round or hide in it, and put the text on one line."""
    return " ".join(visible(text).split())


def shortened(text: str, words: int = 20) -> str:
    """Return words of an article in quotation marks, without their end if they are many."""
    parts = text.split()
    return f"“{' '.join(parts)}”" if len(parts) <= words else f"“{' '.join(parts[:words])} …”"
