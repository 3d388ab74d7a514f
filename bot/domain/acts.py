"""What happened to an event, in order: what editors did, and the changes of level that followed from it."""

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.domain.model import Event, Report, Stance, Value
from bot.domain.record import Decision, EditKind, EventEdit, LevelChange, Settlement
from bot.domain.rulings import FiledRuling, concerning
from bot.domain.verdict import name_of
from bot.domain.wording import DECIDED, EDITED, edit_said


class Act(Value):
    """What an editor did; `details` follow the name: "Reopened by EDDA: It did fall."."""

    at: dt.datetime
    did: str
    by: str
    details: str = ""


def decision_act(decision: Decision, outlet: str) -> Act:
    """Tell a decision on a proposal with an outlet's reports."""
    own = " (their own submission)" if decision.own_submission else ""
    about = f"{own}: {outlet}, proposal {decision.proposal_id}{_because(decision.reason)}"
    return Act(at=decision.at, did=DECIDED[decision.kind], by=decision.by, details=about)


def public_decision_act(decision: Decision, outlet: str, *, stands: bool) -> Act:
    """Tell a decision to everybody: without what editors wrote to each other, and without whose report does not stand."""
    own = " (their own submission)" if decision.own_submission else ""
    about = outlet if stands else "a report that does not stand any more"
    return Act(at=decision.at, did=DECIDED[decision.kind], by=decision.by, details=f"{own}: {about}")


def ruling_act(ruling: FiledRuling) -> Act:
    """Tell a ruling on who is one origin."""
    return Act(at=ruling.at, did="Ruled", by=ruling.by, details=f": {ruling}{_because(ruling.reason)}")


def edit_act(event: Event, edit: EventEdit) -> Act:
    """Tell what an editor did to the event itself."""
    return Act(at=edit.at, did=EDITED[edit.kind], by=edit.by, details=edit_said(event, edit))


def public_edits(edits: Iterable[EventEdit]) -> list[EventEdit]:
    """Return what everybody may know that editors did to an event: no first looks, and no reasons of corrections.

    Nor which event went into it: that one may never have been public.
    """
    silent = {"reason": "", "merged": None}
    return [
        edit.model_copy(update=silent) if edit.kind in (EditKind.CORRECT, EditKind.ADD_CLAIM, EditKind.MERGE) else edit
        for edit in edits
        if not edit.kind.looks_first
    ]


def as_approved(event: Event, edits: Sequence[EventEdit], on_record: Sequence[Report]) -> Event:
    """Leave out the wordings of which nothing stands: their decision was taken back, and no report is on them."""
    taken_back = {edit.becomes for edit in edits if not edit.stands}
    needed = {key for edit in edits if edit.stands for key in (edit.claim, edit.becomes)}
    needed |= {report.claim for report in on_record} | {claim.replaced_by for claim in event.claims}
    gone = taken_back - needed
    return event.model_copy(update={"claims": tuple(claim for claim in event.claims if claim.key not in gone)})


def happened(
    event: Event,
    reports: Sequence[Report],
    changes: Iterable[LevelChange],
    rulings: Sequence[FiledRuling],
    edits: Iterable[EventEdit],
    acts: Iterable[Act] = (),
    settled: Iterable[Settlement] = (),
) -> list[Act | LevelChange]:
    """Return all that happened to an event, oldest first; `acts` are the decisions and grades, `settled` is on open passages.

    An act has the time of the changes that follow from it, and stands before them.
    """
    done = [*acts, *map(ruling_act, concerning(event, reports, rulings)), *(edit_act(event, edit) for edit in edits)]
    return sorted([*_settled(event, reports, settled), *done, *changes], key=lambda one: one.at)


def newest_first(told: Iterable[Act | LevelChange]) -> list[Act | LevelChange]:
    """Turn a history round; an act still stands before the changes that follow from it."""
    return sorted(told, key=lambda one: one.at, reverse=True)


def _settled(event: Event, reports: Sequence[Report], settled: Iterable[Settlement]) -> list[Act]:
    """Tell of each passage on record that was open who said last that it confirms or denies; context moved nothing."""
    by_id, last = {report.id: report for report in reports}, {made.report: made for made in settled}
    return [
        Act(
            at=made.at,
            did="Settled",
            by=made.by,
            details=f": an open passage of {(report := by_id[made.report]).outlet.name} {made.stance} the claim"
            f" ({name_of(event, event.claim(report.claim))})",
        )
        for made in last.values()
        if made.report in by_id and made.stance is not Stance.CONTEXT
    ]


def _because(reason: str) -> str:
    return f" ({reason})" if reason.strip() else ""
