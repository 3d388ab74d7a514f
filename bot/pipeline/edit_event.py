"""An editor changes an event itself: retracts, reopens or corrects it, adds or rewords a claim. Each is one transaction."""

import datetime as dt

from bot.domain.by_hand import date_fault
from bot.domain.confidence import assess_event, level_changes
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Event, Key, Layer
from bot.domain.people import person, same_person
from bot.domain.record import EditKind, EventEdit, LevelChange, Rewording
from bot.domain.rewording import added_claim, rewordings_of
from bot.pipeline.regrading import settle
from bot.pipeline.services import RecordServices
from bot.pipeline.show import event_edited
from storage import event_edits, events, history, reports, workspace_settings
from storage.session import WorkspaceSession

LONGEST_REASON = 500


def retract(services: RecordServices, workspace: str, slug: str, *, by: str, reason: str) -> EventEdit:
    """Retract an event: each of its claims is shown as retracted, with the reason, until it is reopened.

    Where two editors are needed, the first is stored as a first look, and the event stays until another one retracts it.

    Raises BadInput without a reason, Refused if the event is retracted already, NotFound.
    """
    return _switch(services, workspace, slug, EditKind.RETRACT, by, reason)


def reopen(services: RecordServices, workspace: str, slug: str, *, by: str, reason: str) -> EventEdit:
    """Reopen a retracted event: its claims have the levels again that their reports support.

    Raises BadInput without a reason, Refused if the event is not retracted, NotFound.
    """
    return _switch(services, workspace, slug, EditKind.REOPEN, by, reason)


def reword(
    services: RecordServices, workspace: str, slug: str, claim: Key, text: str, *, by: str, reason: str = ""
) -> EventEdit:
    """Give a claim a new wording; its reports stay with the old one. Raises BadInput, NotFound."""
    editor = person(by)
    with services.database.transaction(workspace) as s:
        event = events.lock(s, slug)
        found = rewordings_of(event, {claim: text})
        if not found:
            raise BadInput(f"This is the wording that the claim has already: “{event.claim(claim).text}”")
        edit_id = events.reword(s, slug, found[0], by=editor, reason=reason, at=services.clock())
        event_edited(services, s, slug, edit_id, ())
        return event_edits.get(s, edit_id)


def restore_wording(services: RecordServices, workspace: str, slug: str, claim: Key, *, by: str, reason: str = "") -> EventEdit:
    """Give a claim its older wording again; `claim` is the key of either. Raises Refused, BadInput, NotFound."""
    editor = person(by)
    with services.database.transaction(workspace) as s:
        event = events.lock(s, slug)
        last = _last_rewording(events.edits_of(s, slug), claim)
        if last is None or last.claim is None or last.becomes is None:
            raise BadInput(f"No editor has given the claim '{claim[:40]}' of '{slug}' a new wording, so there is none to undo.")
        if last.decision_id is not None:
            raise Refused("This wording came with an approved proposal. Undo that decision; it takes the wording back too.")
        rewording = Rewording(claim=last.claim, becomes=last.becomes, text=event.claim(last.becomes).text)
        refuse_in_use(s, event, rewording)
        edit_id = events.restore(s, slug, rewording, by=editor, reason=reason, at=services.clock())
        event_edited(services, s, slug, edit_id, ())
        return event_edits.get(s, edit_id)


def correct(
    services: RecordServices,
    workspace: str,
    slug: str,
    *,
    place: str | None,
    date: dt.date | None,
    by: str,
    reason: str = "",
    seen: int | None = None,
) -> EventEdit:
    """Correct where or when an event happened; None: that is not known. To take it back, correct it again.

    `seen` is the last correction that the editor knows of (`last_correction`). Raises Refused if there is a newer one, BadInput
    for a day that cannot be, or if nothing is corrected; NotFound.
    """
    editor, where = person(by), " ".join((place or "").split())[:1000] or None
    if date and (fault := date_fault(date, services.clock().date())):
        raise BadInput(fault)
    with services.database.transaction(workspace) as s:
        event = events.lock(s, slug)
        if seen is not None and seen != (last := last_correction(s, slug)):
            made = event_edits.get(s, last)
            raise Refused(
                f"{made.by} has corrected this event since you opened the form, on {made.at:%Y-%m-%d at %H:%M} UTC. Close it,"
                " and open it again to see what it says now."
            )
        if (where, date) == (event.place, event.date):
            raise BadInput("This is the place and the date that the event has already.")
        edit_id = events.correct(s, slug, place=where, date=date, by=editor, reason=reason, at=services.clock())
        event_edited(services, s, slug, edit_id, ())
        return event_edits.get(s, edit_id)


def last_correction(s: WorkspaceSession, slug: str) -> int:
    """Return the number of the last correction of an event's place and date; 0 if there is none. Raises NotFound."""
    return max((edit.id for edit in events.edits_of(s, slug) if edit.kind is EditKind.CORRECT), default=0)


def add_claim(
    services: RecordServices,
    workspace: str,
    slug: str,
    text: str,
    *,
    by: str,
    layer: Layer = Layer.SUBSTANCE,
    speaker: str | None = None,
    reason: str = "",
) -> EventEdit:
    """Add a claim to an event, which no report is on yet; it cannot be taken away again, only reworded.

    Raises BadInput for a claim that the event has already, or that cannot be; NotFound.
    """
    editor = person(by)
    with services.database.transaction(workspace) as s:
        event = events.lock(s, slug)
        claim = added_claim(event, text, layer=layer, speaker=speaker)
        edit_id = events.add_claim(s, slug, claim, by=editor, reason=reason, at=services.clock())
        event_edited(services, s, slug, edit_id, ())
        return event_edits.get(s, edit_id)


def reason_given(reason: str) -> str:
    """Return a reason on one line; raises BadInput without one."""
    why = " ".join(reason.split())
    if not 0 < len(why) <= LONGEST_REASON:
        raise BadInput(
            f"This needs a reason, of {LONGEST_REASON} characters at most: it is shown with the event, in the digest, and in"
            " the history."
        )
    return why


def refuse_in_use(s: WorkspaceSession, event: Event, rewording: Rewording, *, decision_id: int | None = None) -> None:
    """Raise Refused if a wording cannot be taken back: reports of other decisions are on it, or a newer one replaced it."""
    newer = event.claim(rewording.becomes).replaced_by
    if newer is not None and event.claim(rewording.claim).replaced_by == rewording.becomes:
        raise Refused(f"The wording was changed again since, to “{event.claim(newer).text}”. Undo that first.")
    others = reports.standing(s, event.slug, without_decision=decision_id)
    outlets = sorted({report.outlet.name for report in others if report.claim == rewording.becomes})
    if outlets:
        raise Refused(
            f"Other approved reports are on the wording “{event.claim(rewording.becomes).text}” by now"
            f" ({', '.join(outlets[:3])}). Undo those decisions first; then the older wording can count again."
        )


def _switch(services: RecordServices, workspace: str, slug: str, kind: EditKind, by: str, reason: str) -> EventEdit:
    editor, why = person(by), reason_given(reason)
    with services.database.transaction(workspace) as s:
        event = events.lock(s, slug)
        if (event.retracted_because is not None) is (kind is EditKind.RETRACT):
            raise _already(s, event)
        standing, at = reports.standing(s, slug), services.clock()
        if kind is EditKind.RETRACT and workspace_settings.get(s).second_look and not _looked_first(s, slug, editor):
            first = events.edit(s, slug, EditKind.FIRST_LOOK, by=editor, reason=why, at=at)
            event_edited(services, s, slug, first, ())
            return event_edits.get(s, first)
        settle(s, [events.id_of(s, slug)], at)
        before = assess_event(event, standing)
        edit_id = events.edit(s, slug, kind, by=editor, reason=why, at=at)
        changes = level_changes(before, assess_event(events.get(s, slug), standing), edit_id=edit_id, at=at)
        if kind is EditKind.REOPEN:
            changes = [_explained(change, f"An editor reopened it: {why}") for change in changes]
        history.add(s, slug, changes)
        event_edited(services, s, slug, edit_id, changes)
        return event_edits.get(s, edit_id)


def first_look_at_retraction(s: WorkspaceSession, slug: str) -> EventEdit | None:
    """Return the first look at an event's retraction that waits for a second editor. Raises NotFound."""
    switches = (EditKind.RETRACT, EditKind.REOPEN, EditKind.FIRST_LOOK)
    last = next((edit for edit in reversed(events.edits_of(s, slug)) if edit.kind in switches), None)
    return last if last is not None and last.kind is EditKind.FIRST_LOOK else None


def _looked_first(s: WorkspaceSession, slug: str, editor: str) -> bool:
    """Tell whether another editor has retracted an event already, as a first look; raises Refused for that editor."""
    first = first_look_at_retraction(s, slug)
    if first is None:
        return False
    if same_person(first.by, editor):
        raise Refused("You had the first look at this retraction. It needs a second editor, so another one has to retract it.")
    return True


def _explained(change: LevelChange, first: str) -> LevelChange:
    return change.model_copy(update={"reasons": (first, *change.reasons)})


def _already(s: WorkspaceSession, event: Event) -> Refused:
    edits = [edit for edit in events.edits_of(s, event.slug) if edit.kind in (EditKind.RETRACT, EditKind.REOPEN)]
    if event.retracted_because is None:
        return Refused(f"The event '{event.slug}' is not retracted, so it cannot be reopened.")
    who = f" by {edits[-1].by} on {edits[-1].at:%Y-%m-%d at %H:%M} UTC" if edits else ""
    return Refused(f"The event '{event.slug}' was retracted already{who}: {event.retracted_because}")


def _last_rewording(edits: list[EventEdit], claim: Key) -> EventEdit | None:
    """Return the rewording in force to or from a claim, the one to it first."""
    standing: list[EventEdit] = []
    for edit in edits:
        if edit.kind is EditKind.REWORD and edit.stands:
            standing.append(edit)
        elif edit.kind is EditKind.RESTORE:
            standing = [known for known in standing if known.becomes != edit.becomes]
    to = [edit for edit in standing if edit.becomes == claim]
    return next(reversed(to or [edit for edit in standing if edit.claim == claim]), None)
