"""An editor's ruling on who is one origin, and its effect on the record, in one transaction."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.domain.confidence import assess_event, level_changes
from bot.domain.doubts import doubts
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Doubt, Event, Ruling
from bot.domain.people import person
from bot.domain.record import DraftRuling, FiledProposal, LevelChange, Proposal, ProposalState
from bot.domain.rulings import FiledRuling, names_in, pair_of, standing
from bot.pipeline.assess import reassess
from bot.pipeline.assess_from_record import renew
from bot.pipeline.holds import refuse_unknowing
from bot.pipeline.record import event_of
from bot.pipeline.regrading import settle
from bot.pipeline.services import RecordServices
from bot.pipeline.show import ruling_made
from storage import cards, events, history, proposals, reports, rulings
from storage.session import WorkspaceSession

_OVERTAKEN = (
    "The record has changed since this question was asked, so your answer was not taken. Look at it as it is now: it asks what"
    " is still open."
)
_NOT_IN_FORCE = "This ruling is not in force any more; look at the event as it is now."


class Ruled(NamedTuple):
    """A ruling as stored, and what it changed, by event."""

    ruling: FiledRuling
    changes: Mapping[str, tuple[LevelChange, ...]]


def rule(
    services: RecordServices,
    workspace: str,
    slug: str,
    one: str,
    other: str,
    *,
    same: bool | None,
    by: str,
    reason: str = "",
    everywhere: bool = False,
    seen: int | None = None,
) -> Ruled:
    """Rule that two names are one origin, or two, or (None) take the ruling back, on one event or on all.

    `seen` is the ruling that the editor saw, by its number. Raises Refused if that is not in force any more, if the new one is
    in force already and there is no other `reason` for it, or if there is nothing to take back; BadInput for two spellings of
    one name.
    """
    editor = person(by)
    concerned = _concerned(services, workspace, one, other, same=same) if everywhere else ()
    with services.database.transaction(workspace) as s:
        slugs = [slug, *concerned]
        return _rule(services, s, slugs, one, other, same=same, by=editor, reason=reason, everywhere=everywhere, seen=seen)


def answer(services: RecordServices, workspace: str, proposal_id: int, *, version: int, same: bool, by: str) -> Ruled | None:
    """Answer the question that one version of a proposal asks, for its event; on a new event it waits with it (None).

    Raises Refused if the proposal is decided or has a newer version, or if the record does not ask this any more; Held if
    somebody else is on it and the editor was not told.
    """
    editor = person(by)
    with services.database.transaction(workspace) as s:
        filed = proposals.get(s, proposal_id)
        slug, asked = filed.proposal.event, filed.proposal.doubt
        if filed.state is not ProposalState.PENDING or filed.version != version or asked is None:
            raise Refused(_OVERTAKEN)
        renewed = renew(s, events.lock(s, slug) if slug else event_of(s, filed.proposal), filed)
        if renewed.doubt != asked:
            raise Refused(_OVERTAKEN)
        refuse_unknowing(services, s, filed, version, editor)
        if slug:
            return _answer(services, s, slug, asked, same=same, by=editor)
        _answer_on_draft(s, filed, renewed, Ruling(one=asked.one, other=asked.other, same=same), editor, services.clock())
        return None


def answer_on_event(services: RecordServices, workspace: str, slug: str, number: int, *, same: bool, by: str) -> Ruled:
    """Answer one of the questions that an event asks, by its number; raises Refused if the record does not ask it any more."""
    editor = person(by)
    with services.database.transaction(workspace) as s:
        event = events.lock(s, slug)
        asked = next((doubt for doubt in doubts(event, reports.standing(s, slug)) if doubt.number == number), None)
        if asked is None:
            raise Refused(_OVERTAKEN)
        return _answer(services, s, slug, asked, same=same, by=editor)


def change(services: RecordServices, workspace: str, slug: str, ruling_id: int, *, by: str, everywhere: bool = False) -> Ruled:
    """Take a ruling back that is in force on an event, or (`everywhere`) make it hold for all events.

    Raises Refused if it is not in force any more.
    """
    ruling = ruling_in_force(services, workspace, slug, ruling_id)
    return rule(
        services,
        workspace,
        slug,
        ruling.one,
        ruling.other,
        same=ruling.same if everywhere else None,
        by=by,
        reason=ruling.reason if everywhere else "",
        everywhere=everywhere or ruling.everywhere,
        seen=ruling.id,
    )


def give_reason(services: RecordServices, workspace: str, slug: str, ruling_id: int, *, by: str, reason: str) -> Ruled:
    """Rule once more what a ruling in force on an event says, with a reason; raises Refused if it is not in force any more."""
    ruling = ruling_in_force(services, workspace, slug, ruling_id)
    return rule(
        services,
        workspace,
        slug,
        ruling.one,
        ruling.other,
        same=ruling.same,
        by=by,
        reason=reason,
        everywhere=ruling.everywhere,
        seen=ruling.id,
    )


def ruling_in_force(services: RecordServices, workspace: str, slug: str, ruling_id: int) -> FiledRuling:
    """Return a ruling that is in force on an event; raises Refused if it is not in force any more."""
    with services.database.transaction(workspace, read_only=True) as s:
        in_force = standing(rulings.of_event(s, events.id_of(s, slug)))
    for ruling in in_force:
        if ruling.id == ruling_id:
            return ruling
    raise Refused(_NOT_IN_FORCE)


def names_on(s: WorkspaceSession, event: Event) -> list[str]:
    """List the names on an event, in its reports and in those of proposals that wait."""
    waiting = [report for filed in proposals.waiting_on(s, event.slug) for report in filed.proposal.reports]
    return names_in(event, [*reports.standing(s, event.slug), *waiting])


def _answer_on_draft(
    s: WorkspaceSession, filed: FiledProposal, renewed: Proposal, ruling: Ruling, by: str, at: dt.datetime
) -> None:
    """Store the proposal of a new event as it is with a ruling, as a new version."""
    draft = event_of(s, renewed)
    ruled = draft.model_copy(update={"rulings": (*draft.rulings, ruling)})
    made = reassess(ruled, renewed, (), renewed.reports)
    answered = (*renewed.ruled, DraftRuling(ruling=ruling, by=by, at=at))
    proposals.revise(s, filed.id, filed.version, made.model_copy(update={"ruled": answered}), at)
    cards.proposal_changed(s, filed.id, at)


def _answer(services: RecordServices, s: WorkspaceSession, slug: str, asked: Doubt, *, same: bool, by: str) -> Ruled:
    return _rule(services, s, [slug], asked.one, asked.other, same=same, by=by, reason="", everywhere=False)


def _rule(
    services: RecordServices,
    s: WorkspaceSession,
    slugs: Iterable[str],
    one: str,
    other: str,
    *,
    same: bool | None,
    by: str,
    reason: str,
    everywhere: bool,
    seen: int | None = None,
) -> Ruled:
    """Store a ruling made on the first of these events, and what it changes on all of them."""
    first, *_ = slugs = list(slugs)
    at = services.clock()
    event_id = events.id_of(s, first)
    # In the order of everybody who locks several, so that no two wait for each other.
    locked = events.lock_many(s, [events.id_of(s, slug) for slug in {*slugs}])
    settle(s, list(locked), at)
    before = {event.slug: assess_event(event, reports.standing(s, event.slug)) for event in locked.values()}
    known = rulings.of_event(s, event_id)
    if seen is not None and all(ruling.id != seen for ruling in standing(known)):
        raise Refused(_NOT_IN_FORCE)
    _refuse_needless(known, one, other, same=same, everywhere=everywhere, reason=reason.strip())
    if everywhere and any(r.pair == pair_of(one, other) and not r.everywhere for r in standing(known)):
        # From now on the ruling for all events holds here too.
        rulings.add(s, event_id, one, other, same=None, by=by, reason="Decided for all events.", at=at)
    made = rulings.add(s, None if everywhere else event_id, one, other, same=same, by=by, reason=reason.strip(), at=at)
    changes = {}
    for event in events.get_many(s, list(before)):
        after = assess_event(event, reports.standing(s, event.slug))
        changes[event.slug] = tuple(level_changes(before[event.slug], after, ruling_id=made.id, at=at))
        history.add(s, event.slug, changes[event.slug])
        ruling_made(s, made, event.slug, changes[event.slug], at)
    return Ruled(made, {slug: moved for slug, moved in changes.items() if moved})


def _refuse_needless(
    made: list[FiledRuling], one: str, other: str, *, same: bool | None, everywhere: bool, reason: str
) -> None:
    pair, where = pair_of(one, other), "for all events" if everywhere else "on this event"
    if len(pair) == 1:
        raise BadInput(f"'{one}' and '{other}' are one name in two spellings; there is nothing to decide.")
    in_force = next((r for r in standing([r for r in made if r.everywhere is everywhere]) if r.pair == pair), None)
    if same is None and in_force is None:
        raise Refused(f"There is no ruling on {one} and {other} {where} that could be taken back.")
    if same is not None and in_force is not None and in_force.same is same and reason in ("", in_force.reason):
        said = "one origin" if same else "two origins"
        raise Refused(f"{in_force.by} said {where} on {in_force.at:%Y-%m-%d} already that {one} and {other} are {said}.")


def _concerned(services: RecordServices, workspace: str, one: str, other: str, *, same: bool | None) -> list[str]:
    """Find the events on which a ruling for all events changes something, without blocking writers."""
    pair = pair_of(one, other)
    new = [] if same is None else [Ruling(one=one, other=other, same=same)]
    found = []
    with services.database.transaction(workspace, read_only=True) as s:
        for id_ in sorted(events.naming(s, one) & events.naming(s, other)):
            event = events.by_ids(s, [id_])[id_]
            if any(r.pair == pair and not r.everywhere for r in standing(rulings.of_event(s, id_))):
                continue
            rest = [r for r in event.rulings if pair_of(r.one, r.other) != pair]
            changed = event.model_copy(update={"rulings": (*rest, *new)})
            told = reports.standing(s, event.slug)
            if assess_event(changed, told) != assess_event(event, told):
                found.append(event.slug)
    return found
