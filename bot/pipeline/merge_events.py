"""An editor says that two stored events are one: the one goes into the other, in one transaction. That is final."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import count

from bot.domain.confidence import assess_event, level_changes
from bot.domain.dates import day_said
from bot.domain.errors import Refused
from bot.domain.merging import Moving, likely_same, merged_event, moving, on_claims, seen, with_rulings
from bot.domain.model import Assessment, Claim, Event, Key, Report, Value
from bot.domain.page_access import PageAccess
from bot.domain.people import person, same_person
from bot.domain.record import EditKind, EventEdit, LevelChange, ProposalState
from bot.domain.wording import counted, listed, moved
from bot.pipeline.assess_from_record import renew
from bot.pipeline.edit_event import reason_given
from bot.pipeline.regrading import settle
from bot.pipeline.second_look import GRAVE
from bot.pipeline.services import RecordServices
from bot.pipeline.show import event_edited
from storage import cards, event_edits, events, follows, history, pages, proposals, reports, rulings, workspace_settings
from storage.session import WorkspaceSession

_OPENNESS = (PageAccess.OFF, PageAccess.UNLISTED, PageAccess.PUBLIC)


class Merger(Value):
    """What happens if one event goes into another: `pairs` are claims of the first that are claims of the second.

    `before` and `after` are the assessments of the event that stays, `before` with those of the claims that come with the
    other. `waiting` counts the proposals that wait on the event that goes, `followers` who follows it. `seen` identifies what
    was looked at. `access` says who sees the page of the one that goes, and of the one that stays. If `loses_home`, changes
    of level are not announced any more where those of the one that goes were.
    """

    gone: Event
    kept: Event
    pairs: Mapping[Key, Key]
    result: Event
    before: tuple[Assessment, ...]
    after: tuple[Assessment, ...]
    reports: int
    waiting: int
    followers: int
    access: tuple[PageAccess, PageAccess]
    loses_home: bool
    first_look: EventEdit | None
    needs_two: bool
    seen: int


class Consequences(Value):
    """What a merger does, in words: which claims are one, which levels change, what goes over, and what to be careful about."""

    claims: tuple[str, ...]
    levels: tuple[str, ...]
    moves: tuple[str, ...]
    warnings: tuple[str, ...]


FINAL = "A merger cannot be undone."


def consequences(found: Merger) -> Consequences:
    """Say what a merger does."""
    gone, kept = found.gone, found.kept
    own = {claim.key: _bare(claim) for claim in kept.claims}
    pairs = [
        f"“{_bare(claim)}” is one with “{own[found.pairs[claim.key]]}”."
        if claim.key in found.pairs
        else f"“{_bare(claim)}” stays a claim of its own."
        for claim in gone.current
    ]
    before = {assessment.claim: assessment.level for assessment in found.before}
    after = [(found.result.claim(each.claim), each.level) for each in found.after]
    changed = [
        f"“{_bare(claim)}”: {moved(before.get(claim.key), level)}"
        for claim, level in after
        if claim.replaced_by is None and before.get(claim.key) is not level
    ]
    warnings = [FINAL]
    warnings += _of_pages(found)
    if gone.kind is not kept.kind:
        warnings.append(f"One is filed as {gone.kind}, the other as {kept.kind}.")
    if gone.date is not None and kept.date is not None and gone.date != kept.date:
        warnings.append(f"They have different dates: {day_said(gone.date)} and {day_said(kept.date)}.")
    if None not in (gone.place, kept.place) and gone.place != kept.place:
        warnings.append(f"They have different places: {gone.place} and {kept.place}.")
    if found.needs_two and found.first_look is None:
        warnings.append("Two editors are needed for these levels: this is the first look, and nothing moves before the second.")
    numbers = {"report": found.reports, "waiting proposal": found.waiting, "follower": found.followers}
    with_it = [counted(number, what) for what, number in numbers.items() if number]
    goes = f"{listed(with_it)}, its names and its history go over." if with_it else "Its names and its history go over."
    return Consequences(
        claims=tuple(pairs),
        levels=tuple(changed) or ("No level changes.",),
        moves=(
            goes,
            *(["Whoever follows both hears of them as they chose for the one that stays."] if found.followers else []),
            *(["Changes of level are announced only in the home channel of the one that stays."] if found.loses_home else []),
            f"Its short name '{gone.slug}' leads to '{kept.slug}'.",
        ),
        warnings=tuple(warnings),
    )


def _of_pages(found: Merger) -> list[str]:
    """Say for whom more or less is to be seen on the web."""
    gone, kept = (_OPENNESS.index(access) for access in found.access)
    if kept > gone:
        return [f"More people see the page of “{found.kept.headline}”: what is on record of the other will be seen there."]
    if kept < gone:
        was = "public" if found.access[0] is PageAccess.PUBLIC else "open to those who have its link"
        closed = found.access[1] is PageAccess.OFF
        then = "Its address will lead nowhere." if closed else "It will open only for those who have the link of the other."
        keep = f"'second-source pages set {found.access[0]} {found.kept.slug}'"
        said = f"The page of “{found.gone.headline}” is {was}, the other is not. {then} To keep it open: {keep}."
        return [said]
    return []


def _bare(claim: Claim) -> str:
    return claim.text.rstrip(".")


def preview(services: RecordServices, workspace: str, gone: str, kept: str, pairs: Mapping[Key, Key] | None = None) -> Merger:
    """Say what happens if the event `gone` goes into `kept`; without `pairs`, those claims are paired that say the same.

    Raises Refused for a retracted event, BadInput for pairs that cannot be, NotFound.
    """
    with services.database.transaction(workspace, read_only=True) as s:
        return _merger(s, events.get(s, gone), events.get(s, kept), pairs)


def merge(
    services: RecordServices,
    workspace: str,
    gone: str,
    kept: str,
    pairs: Mapping[Key, Key],
    *,
    by: str,
    reason: str,
    seen: int | None = None,
) -> EventEdit:
    """Let the event `gone` be the event `kept` from now on, and work out its levels anew. It cannot be undone.

    Its reports, claims, names, followers and all proposals go over, and its address leads to the other one. Where two editors
    are needed for a level that changes, the first is stored as a first look, and nothing else happens.

    `seen` is what the editor looked at (`Merger.seen`). Raises what `preview` raises, BadInput without a reason, Refused if one
    of the events has changed since, or went into another one meanwhile.
    """
    editor, why = person(by), reason_given(reason)
    at = services.clock()
    with services.database.transaction(workspace) as s:
        gone_event, kept_event = _lock(s, gone, kept)
        settle(s, [events.id_of(s, slug) for slug in (gone, kept)], at)
        found = _merger(s, gone_event, kept_event, pairs)
        if seen is not None and seen != found.seen:
            raise Refused(
                "One of the two events has changed since you looked. Look at what would happen now, and decide again."
            )
        if found.needs_two and not _looked_first(found, editor):
            return _look_first(services, s, found, editor, why, at)
        edit_id = _merge(s, found, editor, why, at)
        changes = _record_levels(s, found, edit_id, at)
        event_edited(services, s, kept, edit_id, changes)
        return event_edits.get(s, edit_id)


def _lock(s: WorkspaceSession, gone: str, kept: str) -> tuple[Event, Event]:
    """Lock both events in the order of everybody who locks several; raises Refused if one went into another meanwhile."""
    events.lock_many(s, [events.id_of(s, gone), events.id_of(s, kept)])
    return events.lock(s, gone), events.lock(s, kept)


def _merger(s: WorkspaceSession, gone: Event, kept: Event, pairs: Mapping[Key, Key] | None) -> Merger:
    for event in (gone, kept):
        if event.retracted_because is not None:
            raise Refused(f"'{event.slug}' is retracted. Reopen it first, or leave the two apart.")
    given = likely_same(gone, kept) if pairs is None else pairs
    plan = moving(gone, kept, given)
    theirs, ours = reports.standing(s, gone.slug), reports.standing(s, kept.slug)
    result = merged_event(kept, gone, plan)
    result = result.model_copy(update={"rulings": with_rulings(kept.rulings, gone.rulings)})
    before, after = _before(gone, kept, theirs, ours, plan), assess_event(result, [*ours, *on_claims(theirs, plan.claims)])
    old = {assessment.claim: assessment.level for assessment in before}
    grave = any(new.level in GRAVE and old.get(new.claim) is not new.level for new in after)
    homes = [events.home_of(s, slug) for slug in (gone.slug, kept.slug)]
    shown = seen(gone, kept, [*theirs, *ours], given)
    return Merger(
        gone=gone,
        kept=kept,
        pairs=dict(given),
        result=result,
        before=before,
        after=after,
        reports=len(theirs),
        waiting=len(proposals.waiting_on(s, gone.slug)),
        followers=len(follows.of_event(s, gone.slug)),
        access=(pages.access_of(s, gone.slug), pages.access_of(s, kept.slug)),
        loses_home=None not in homes and homes[0] != homes[1],
        first_look=_first_look(s, gone, kept, shown),
        needs_two=grave and workspace_settings.get(s).second_look,
        seen=shown,
    )


def _before(gone: Event, kept: Event, theirs: Sequence[Report], ours: Sequence[Report], plan: Moving) -> tuple[Assessment, ...]:
    carried = {old: plan.claims[old] for old in plan.carried}
    own = assess_event(gone, theirs)
    came = (each.model_copy(update={"claim": carried[each.claim]}) for each in own if each.claim in carried)
    return (*assess_event(kept, ours), *came)


def _merge(s: WorkspaceSession, found: Merger, by: str, reason: str, at: dt.datetime) -> int:
    gone_id, kept_id = events.id_of(s, found.gone.slug), events.id_of(s, found.kept.slug)
    plan, home = moving(found.gone, found.kept, found.pairs), events.home_of(s, found.gone.slug)
    twins = {filed.submission.id: filed.id for filed in proposals.waiting_on(s, found.kept.slug)}
    waiting = proposals.waiting_on(s, found.gone.slug)
    if home is not None and events.home_of(s, found.kept.slug) is None:
        events.give_home(s, found.kept.slug, home, by, at)
    edit_id = events.merge(s, found.gone, found.kept, plan, by=by, reason=reason, at=at)
    reports.copy(s, gone_id, kept_id, plan.claims)
    rulings.copy(s, gone_id, kept_id, by=by, at=at)
    follows.move(s, gone_id, kept_id, plan.claims)
    proposals.move(s, gone_id, kept_id)
    cards.move_event(s, gone_id, kept_id, at)
    event = events.get(s, found.kept.slug)
    for filed in waiting:
        _carry_over(s, filed.id, twins.get(filed.submission.id), event, at)
    return edit_id


def _carry_over(s: WorkspaceSession, proposal_id: int, twin_id: int | None, event: Event, at: dt.datetime) -> None:
    """Store a proposal that waited on the event that went as it reads on the other one; an old button decides on neither.

    Where the same article has a proposal on that one too (`twin_id`), there is one proposal, with the reports of both.
    """
    filed = proposals.lock(s, proposal_id)
    if filed.state is not ProposalState.PENDING:
        return
    own: tuple[Report, ...] = ()
    given = filed.proposal
    twin = None if twin_id is None else proposals.lock(s, twin_id)
    if twin is not None and twin.state is ProposalState.PENDING:
        proposals.supersede(s, filed.submission.id, only=filed.id)
        cards.proposal_changed(s, filed.id, at)
        own, filed = twin.proposal.reports, twin
    on = {report.claim for report in own}
    more = [report for report in given.reports if report.claim not in on]
    taken = {report.id for report in (*own, *reports.standing(s, event.slug))}
    free = (id_ for n in count() if (id_ := f"{filed.submission.id}-{n}") not in taken | {r.id for r in more})
    added = [r.model_copy(update={"id": next(free)}) if r.id in taken else r for r in more]
    said = filed.proposal.model_copy(update={"reports": (*own, *added)})
    renewed = renew(s, event, filed.model_copy(update={"proposal": said}))
    proposals.revise(s, filed.id, filed.version, renewed, at)
    cards.proposal_changed(s, filed.id, at)


def _record_levels(s: WorkspaceSession, found: Merger, edit_id: int, at: dt.datetime) -> tuple[LevelChange, ...]:
    event = events.get(s, found.kept.slug)
    after = assess_event(event, reports.standing(s, event.slug))
    made = {change.claim: change for change in level_changes(found.before, after, edit_id=edit_id, at=at)}
    known = {claim.key for claim in found.kept.claims}
    # What came with the other event has no history here: it begins with the level that the claim has.
    begun = [a for a in after if a.claim not in known and a.claim not in made]
    for change in level_changes((), begun, edit_id=edit_id, at=at):
        begin = {"level_before": change.level_after, "score_before": change.score_after}
        made[change.claim] = change.model_copy(update=begin)
    why = f"An editor found that “{found.gone.headline}” is the same event."
    changes = tuple(change.model_copy(update={"reasons": (why, *change.reasons)}) for change in made.values())
    history.add(s, event.slug, changes)
    return changes


def _first_look(s: WorkspaceSession, gone: Event, kept: Event, shown: int) -> EventEdit | None:
    """Return the last first look at this merger of these two as they are now; one at other pairs or reports is none."""
    looks = [edit for edit in events.edits_of(s, kept.slug) if edit.kind is EditKind.MERGE_FIRST_LOOK]
    same = (edit for edit in reversed(looks) if edit.merged and (edit.merged.slug, edit.merged.seen) == (gone.slug, shown))
    return next(same, None)


def _looked_first(found: Merger, editor: str) -> bool:
    """Tell whether another editor has said already that the two are one; raises Refused for that editor."""
    if found.first_look is None:
        return False
    if same_person(found.first_look.by, editor):
        raise Refused("You had the first look at this merger. It needs a second editor, so another one has to merge them.")
    return True


def _look_first(
    services: RecordServices, s: WorkspaceSession, found: Merger, by: str, reason: str, at: dt.datetime
) -> EventEdit:
    edit_id = events.look_at_merger(s, found.gone, found.kept.slug, found.seen, by=by, reason=reason, at=at)
    event_edited(services, s, found.kept.slug, edit_id, ())
    return event_edits.get(s, edit_id)
