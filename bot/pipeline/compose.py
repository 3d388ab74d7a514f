"""Composes one digest from the record."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.digest import (
    FOLLOWED,
    FOR_YOU,
    LONGEST_SAYS,
    MARKS,
    REWORDED,
    TO_WITHDRAW,
    WITHDRAWN,
    Change,
    Digest,
    Entry,
    Group,
    Section,
    Step,
    bars_of,
    by_event,
    changes_in,
    days_of,
    grouped,
    left_out_said,
    notes_of,
    numbers_of,
    of_several_claims,
    says_of,
    summary_of,
    wanted_groups,
)
from bot.domain.genres import warning
from bot.domain.model import Event, OneLine
from bot.domain.record import FiledProposal, Submission
from bot.domain.subscription import DigestPart, DigestSettings, EventFilter
from bot.domain.verdict import name_of, verdict_said
from bot.domain.wording import WITHDRAWAL, counted, wording_said
from bot.pipeline.personal import Awaited, awaited, sort_changes
from storage import periods
from storage.session import WorkspaceSession

MOST_LISTED = 10
"""How many entries of one kind a digest lists; the rest is in the full list."""
EVERYTHING = 10_000
"""How many entries of one kind a full list has; the rest is counted."""
CONTRIBUTORS = 3
MOST_NAMED = 3
"""How many claims of one event a digest names that moved; the rest is counted."""
_LONGEST_NAME = 60


def compose(
    s: WorkspaceSession,
    settings: DigestSettings,
    channel: str,
    since: dt.datetime,
    until: dt.datetime,
    now: dt.datetime,
    *,
    due: dt.datetime | None = None,
    missed: Sequence[dt.datetime] = (),
    most: int = MOST_LISTED,
) -> Digest:
    """Compose a digest of a period, of a channel or a person, from the record as it is at `now`.

    It has at most `most` entries of each kind.
    """
    parts, since = frozenset(settings.parts), min(since, until)
    days, wanted = days_of(settings, since, until), wanted_groups(parts)
    moved = by_event(periods.moves(s, since, until, settings.events, list(days.values())))
    places = periods.places(s, of_several_claims(moved))
    changes = [change for change in changes_in(moved, places) if change.group in wanted]
    own, by_follow = awaited(s, channel, now), sort_changes(s, channel, changes, now)
    mine = [one.filed for one in own]
    sections: list[Section] = _section(DigestPart.WAITING, FOR_YOU, "👉", [_own(one) for one in own[:most]], len(own))
    if by_follow.followed:
        entries = [_changed(one) for one in periods.told(s, by_follow.followed[:most])]
        sections += _section(DigestPart.CHANGES, FOLLOWED, "🔔", entries, len(by_follow.followed))
    waiting = None
    if DigestPart.WAITING in parts:
        filed, urgent = periods.waiting(s, settings.events, most, withdrawing=True, without=mine)
        sections += _section(DigestPart.WAITING, TO_WITHDRAW, WITHDRAWAL, [_waiting(one) for one in filed], urgent)
    if DigestPart.CHANGES in parts:
        withdrawn, total = periods.withdrawals(s, since, until, settings.events, most)
        entries = [Entry(about=w.event.headline, says=w.says, event=w.event.slug, proposal=w.proposal) for w in withdrawn]
        sections += _section(DigestPart.CHANGES, WITHDRAWN, WITHDRAWAL, entries, total)
    sections += _changes(s, by_follow.others, most)
    if DigestPart.CHANGES in parts:
        reworded, total = periods.rewordings(s, since, until, settings.events, most)
        entries = [
            Entry(about=one.event.headline, says=wording_said(one.event, one.edit), why=one.edit.reason, event=one.event.slug)
            for one in reworded
        ]
        sections += _section(DigestPart.CHANGES, REWORDED, "✏️", entries, total)
    if DigestPart.NEW in parts:
        sections += _new(s, settings, since, until, [change.event for change in changes], most)
    if DigestPart.WAITING in parts:
        filed, others = periods.waiting(s, settings.events, most, withdrawing=False, without=mine)
        waiting = urgent + others + len(mine)
        sections += _section(DigestPart.WAITING, "Waiting for a decision", "⏳", [_waiting(one) for one in filed], others)
    if DigestPart.FAILED in parts:
        sections += _failed(s, since, until, channel, most)
    if DigestPart.CONTRIBUTORS in parts:
        busiest = periods.contributors(s, since, until, CONTRIBUTORS)
        entries = [Entry(about="", person=person, says=counted(links, "link")) for person, links in busiest]
        sections += _section(DigestPart.CONTRIBUTORS, "Brought most", "🙌", entries, len(entries))
    return Digest(
        zone=settings.zone,
        since=since,
        until=until,
        summary=summary_of(sections, now),
        notes=tuple(notes_of(settings, missed, due, now)),
        left_out=left_out_said(len(by_follow.muted), _filtered_out(s, settings, since, until, len(changes)), settings.events),
        sections=tuple(sections),
        numbers=numbers_of(periods.tally(s, since, until), waiting),
        bars=bars_of(moved, places, days),
    )


def _filtered_out(s: WorkspaceSession, settings: DigestSettings, since: dt.datetime, until: dt.datetime, told: int) -> int:
    """Count the events that changed and that the digest is not about; `told` are those that it is."""
    if settings.events.takes_all:
        return 0
    moved, wanted = by_event(periods.moves(s, since, until, EventFilter())), wanted_groups(settings.parts)
    changes = changes_in(moved, periods.places(s, of_several_claims(moved)))
    return sum(change.group in wanted for change in changes) - told


def _own(one: Awaited) -> Entry:
    entry = _waiting(one.filed)
    return entry.model_copy(update={"says": one.why, "why": entry.says})


def _changes(s: WorkspaceSession, changes: Sequence[Change], most: int) -> list[Section]:
    groups = grouped(changes)
    told = {one.change: one for one in periods.told(s, [change for _, found in groups for change in found[:most]])}
    sections: list[Section] = []
    for group, found in groups:
        entries = [_changed(told[change]) for change in found[:most] if change in told]
        part = DigestPart.DISPUTES if group is Group.DISPUTED else DigestPart.CHANGES
        sections += _section(part, group.value, MARKS[group], entries, len(found))
    return sections


def _changed(told: periods.ToldChange) -> Entry:
    steps = told.change.steps
    says = says_of(steps[0]) if len(told.event.claims) == 1 else _each_said(told.event, steps)
    why = f"An editor ruled: {told.ruling}. {told.why}".strip() if told.ruling else told.why
    return Entry(about=told.event.headline, says=says, why=why, event=told.event.slug, proposal=told.proposal)


def _each_said(event: Event, steps: Sequence[Step]) -> str:
    """Say how the claims of an event moved, the first of them by name: names are so short that a card shows all of it."""
    named = [(event.claim(step.claim), says_of(step)) for step in steps[:MOST_NAMED]]
    more = [f"and {len(steps) - len(named):,} more"] if len(steps) > len(named) else []
    around = len("; ".join([*(f"“ …”: {moved}" for _, moved in named), *more]))
    each = min((LONGEST_SAYS - around) // len(named), _LONGEST_NAME)
    return "; ".join([*(f"{name_of(event, claim, each)}: {moved}" for claim, moved in named), *more])


def _new(
    s: WorkspaceSession, settings: DigestSettings, since: dt.datetime, until: dt.datetime, told: Sequence[int], most: int
) -> list[Section]:
    added, total = periods.new_events(s, since, until, settings.events, told, most)
    entries = [Entry(about=new.event.headline, says=str(new.level), event=new.event.slug) for new in added]
    return _section(DigestPart.NEW, "New events", "🆕", entries, total)


def _waiting(filed: FiledProposal) -> Entry:
    proposal, by = filed.proposal, filed.submission.by
    sort = warning(proposal.reports[0].genre)
    return Entry(
        about=proposal.headline,
        says=f"{sort} {verdict_said(proposal)}" if sort else verdict_said(proposal),
        event=proposal.event,
        proposal=filed.id,
        since=filed.filed_at,
        person=by,
    )


def _failed(s: WorkspaceSession, since: dt.datetime, until: dt.datetime, channel: str, most: int) -> list[Section]:
    links, here, elsewhere = periods.failures(s, since, until, channel, most)
    entries = [_not_read(submission) for submission in links]
    if elsewhere:
        entries.append(Entry(about="", says=f"{counted(elsewhere, 'link')} brought in other places could not be read."))
        here += 1
    return _section(DigestPart.FAILED, "Could not be read", "⚠️", entries, here)


def _not_read(submission: Submission) -> Entry:
    return Entry(
        about=submission.url or "A pasted text", says=submission.failure or "No reason was kept.", person=submission.by
    )


def _section(part: DigestPart, title: OneLine, mark: str, entries: Sequence[Entry], total: int) -> list[Section]:
    if not entries:
        return []
    return [Section(part=part, title=title, mark=mark, entries=tuple(entries), more=max(total - len(entries), 0))]
