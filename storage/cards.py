"""Cards: what shall be shown where, and what is shown there already.

Whoever changes the record marks its cards due in the same transaction; whoever posts takes them one by one. So no crash
loses a card, and none shows for long what the record no longer says.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, text, tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.domain.card import Card, CardKind, Spot
from bot.domain.record import ProposalState
from storage import events
from storage.columns import UtcTime, storable
from storage.session import WorkspaceSession
from storage.showing_tables import CardRow, ChannelPaceRow
from storage.tables import EventRow, ProposalRow

HOLD = dt.timedelta(seconds=60)
PACE = dt.timedelta(seconds=1)
_WITHDRAWN = "Withdrawn: "


def want(
    s: WorkspaceSession,
    key: str,
    kind: CardKind,
    spot: Spot,
    *,
    at: dt.datetime,
    due: bool = True,
    submission_id: int | None = None,
    proposal_id: int | None = None,
    decision_id: int | None = None,
    event: str | None = None,
    note: str | None = None,
) -> int:
    """Want a card in a place; the same key again changes nothing. One that is not `due` waits until it is marked so."""
    known = s.exec(select(CardRow.id).where(col(CardRow.key) == storable(key))).first()
    if known is not None:
        return known
    row = CardRow(
        key=key,
        kind=kind.value,
        channel=spot.channel,
        thread=spot.thread,
        batch=spot.batch,
        position=spot.position,
        submission_id=submission_id,
        proposal_id=proposal_id,
        decision_id=decision_id,
        event_id=None if event is None else events.id_of(s, event),
        note=note,
        due_at=at if due else None,
        made_at=at,
    )
    s.add(row)
    s.flush()
    return row.id


def submission_changed(s: WorkspaceSession, submission_id: int, at: dt.datetime) -> None:
    """Mark the cards of a submission due, and those of its further proposals."""
    made = select(ProposalRow.id).where(col(ProposalRow.submission_id) == submission_id)
    on_it = (col(CardRow.kind) == CardKind.LINK.value) & (col(CardRow.submission_id) == submission_id)
    further = (col(CardRow.kind) == CardKind.PROPOSAL.value) & col(CardRow.proposal_id).in_(made)
    _due(s, at, or_(on_it, further))


def proposal_changed(s: WorkspaceSession, proposal_id: int, at: dt.datetime) -> None:
    """Mark the cards that show a proposal due."""
    of = select(ProposalRow.submission_id).where(col(ProposalRow.id) == proposal_id).scalar_subquery()
    on_it = (col(CardRow.kind) == CardKind.LINK.value) & (col(CardRow.submission_id) == of)
    own = (col(CardRow.kind) == CardKind.PROPOSAL.value) & (col(CardRow.proposal_id) == proposal_id)
    _due(s, at, or_(own, on_it))


def event_changed(s: WorkspaceSession, slug: str, at: dt.datetime) -> None:
    """Mark the cards due that show an event, or a proposal on it that waits: it says what approving it would change now."""
    event_id = events.id_of(s, slug)
    waiting = (col(ProposalRow.event_id) == event_id, col(ProposalRow.state) == ProposalState.PENDING.value)
    _due(
        s,
        at,
        or_(
            (col(CardRow.event_id) == event_id) & (col(CardRow.kind) == CardKind.EVENT.value),
            (col(CardRow.kind) == CardKind.PROPOSAL.value)
            & col(CardRow.proposal_id).in_(select(ProposalRow.id).where(*waiting)),
            (col(CardRow.kind) == CardKind.LINK.value)
            & col(CardRow.submission_id).in_(select(ProposalRow.submission_id).where(*waiting)),
        ),
    )


def in_channel(s: WorkspaceSession, channel: str, at: dt.datetime) -> None:
    """Try the cards of a channel again that could not be posted or changed there, since we have been let in."""
    stuck = (col(CardRow.channel) == channel, _has_problem())
    s.exec(update(CardRow).where(*stuck).values(problem=None, due_at=at, tries=0))


def take_next(s: WorkspaceSession, at: dt.datetime) -> Card | None:
    """Take the next card to draw and hold it for a minute; None where nothing is due.

    A card waits for those of its batch before it, and a new message for its channel's pace of one a second (Slack's limit on
    chat.postMessage). One that nobody has drawn by the end of the minute is free again.
    """
    taken: list[str] = []
    while True:
        free = or_(col(CardRow.message).is_not(None), col(CardRow.channel).not_in(taken))
        due = select(CardRow).where(*_TAKEABLE, free).order_by(*_FIRST).limit(1)
        row = s.exec(due.with_for_update(skip_locked=True), params={"here": s.workspace, "at": at}).first()
        if row is None:
            return None
        if row.message is None and not _book(s, row.channel, at):
            taken.append(row.channel)
            continue
        row.held_until = at + HOLD
        s.flush()
        return _card(s, [row])[0]


def any_due(s: WorkspaceSession, at: dt.datetime) -> bool:
    """Tell whether `take_next` would give a card, without holding anybody up."""
    return s.exec(_ANY_DUE, params={"here": s.workspace, "at": at}).first() is not None


def any_undrawn(s: WorkspaceSession, at: dt.datetime) -> bool:
    """Tell whether a card is due that is not drawn yet, also one that waits for its turn or that somebody holds."""
    undrawn = (col(CardRow.due_at) <= at, col(CardRow.problem).is_(None))
    return s.exec(select(CardRow.id).where(*undrawn).limit(1)).first() is not None


def trying(s: WorkspaceSession, card_id: int) -> None:
    """Note that a post is begun, so that whoever comes after a crash looks for it first."""
    _set(s, card_id, tried=True)


def drawn(
    s: WorkspaceSession, card: Card, message: str, shown: str, again_at: dt.datetime | None, *, channel: str | None = None
) -> None:
    """Note that a message shows a card now; what was marked due meanwhile stays due.

    `channel` is where it really stands, where that is not what was asked for: a person's messages have a channel of their own.
    """
    changes = {
        "message": message,
        "shown": shown,
        "channel": channel or card.spot.channel,
        "held_until": None,
        "tried": False,
        "tries": 0,
        "problem": None,
    }
    _set(s, card.id, **changes)
    s.exec(update(CardRow).where(col(CardRow.id) == card.id, _due_as(card)).values(due_at=again_at))


def nothing_yet(s: WorkspaceSession, card: Card) -> None:
    """Let a card go that has nothing to show yet; it is marked due when it has."""
    _set(s, card.id, held_until=None)
    s.exec(update(CardRow).where(col(CardRow.id) == card.id, _due_as(card)).values(due_at=None))


def later(s: WorkspaceSession, card: Card, at: dt.datetime, *, hold_channel: bool = False, tried: bool | None = None) -> None:
    """Try a card again from a point in time on; with its whole channel where Slack asked for patience."""
    changes: dict[str, Any] = {"held_until": None, "due_at": at, "tries": card.tries + 1}
    _set(s, card.id, **changes, **({} if tried is None else {"tried": tried}))
    if hold_channel:
        _pace(s, card.spot.channel, at)
        longer = (col(ChannelPaceRow.channel) == card.spot.channel, col(ChannelPaceRow.free_at) < at)
        s.exec(update(ChannelPaceRow).where(*longer).values(free_at=at))


def gone(s: WorkspaceSession, card: Card, at: dt.datetime) -> None:
    """Note that somebody deleted a card's message: it is to be posted anew."""
    _set(s, card.id, message=None, shown=None, held_until=None, tried=False, due_at=at)


def stuck(s: WorkspaceSession, card: Card, problem: str) -> None:
    """Say why a card cannot be posted; it waits until somebody changes that."""
    _set(s, card.id, held_until=None, due_at=None, tried=False, problem=problem)


def move(s: WorkspaceSession, old_submission: int, new_submission: int, at: dt.datetime | None) -> int:
    """Let the cards of one submission show another one, at once or (None) when its story has ended; gives how many."""
    return s.exec(
        update(CardRow)
        .where(col(CardRow.submission_id) == old_submission, col(CardRow.kind) == CardKind.LINK.value)
        .values(submission_id=new_submission, due_at=at, problem=None)
    ).rowcount


def of_submission(s: WorkspaceSession, submission_id: int) -> list[Card]:
    """Give the cards that show a submission, oldest first."""
    of = select(CardRow).where(col(CardRow.submission_id) == submission_id).order_by(col(CardRow.id))
    return _card(s, s.exec(of).all())


def of_proposal(s: WorkspaceSession, proposal_id: int, submission_id: int) -> list[Card]:
    """Give the cards that show a proposal of a submission, those of its own first."""
    on_link = (col(CardRow.kind) == CardKind.LINK.value) & (col(CardRow.submission_id) == submission_id)
    own = (col(CardRow.kind) == CardKind.PROPOSAL.value) & (col(CardRow.proposal_id) == proposal_id)
    rows = s.exec(select(CardRow).where(or_(own, on_link)).order_by(col(CardRow.id))).all()
    return sorted(_card(s, rows), key=lambda card: card.proposal_id is None)


def submission_of(s: WorkspaceSession, key: str) -> int | None:
    """Give the submission that the card of a key shows, if there is such a card."""
    return s.exec(select(CardRow.submission_id).where(col(CardRow.key) == storable(key))).first()


def close(s: WorkspaceSession, batch: str, at: dt.datetime) -> None:
    """Note that the message behind a batch is gone: a card that is never posted says so."""
    card_id = want(s, _closed(batch), CardKind.NOTE, Spot(channel=""), at=at, due=False)
    withdraw(s, card_id, "its message was deleted.")


def is_closed(s: WorkspaceSession, batch: str) -> bool:
    """Tell whether the message behind a batch is gone."""
    return s.exec(select(CardRow.id).where(col(CardRow.key) == storable(_closed(batch)))).first() is not None


def of_batch(s: WorkspaceSession, batch: str) -> list[Card]:
    """Give the cards that one message of somebody brought, in order."""
    rows = s.exec(select(CardRow).where(col(CardRow.batch) == storable(batch)).order_by(col(CardRow.position), col(CardRow.id)))
    return _card(s, rows.all())


def problems(s: WorkspaceSession, limit: int = 20) -> list[Card]:
    """Give the cards that cannot be posted, newest first."""
    rows = s.exec(select(CardRow).where(_has_problem()).order_by(col(CardRow.id).desc()).limit(limit))
    return _card(s, rows.all())


def since(s: WorkspaceSession, at: dt.datetime) -> list[Card]:
    """Give the cards on links and proposals that were made since, for a look at whether they still say what is so."""
    kinds = (CardKind.LINK.value, CardKind.PROPOSAL.value)
    rows = s.exec(select(CardRow).where(col(CardRow.made_at) >= at, col(CardRow.kind).in_(kinds)).order_by(col(CardRow.id)))
    return _card(s, rows.all())


def try_again(s: WorkspaceSession, card_id: int, at: dt.datetime) -> None:
    """Mark one card due, also where it could not be posted before; one that was withdrawn stays so."""
    _due(s, at, col(CardRow.id) == card_id)
    standing = or_(col(CardRow.problem).is_(None), _has_problem())
    s.exec(update(CardRow).where(col(CardRow.id) == card_id, standing).values(problem=None, tries=0))


def try_stuck_again(s: WorkspaceSession, since: dt.datetime, at: dt.datetime) -> int:
    """Try all cards made since once more that could not be posted or updated; gives how many."""
    stuck = (col(CardRow.made_at) >= since, col(CardRow.problem).is_not(None), _has_problem())
    return s.exec(update(CardRow).where(*stuck).values(problem=None, due_at=at, tries=0)).rowcount


def withdraw(s: WorkspaceSession, card_id: int, why: str) -> None:
    """Take back a card that has not been posted; it is not posted any more, whatever happens."""
    unposted = (col(CardRow.id) == card_id, col(CardRow.message).is_(None))
    s.exec(update(CardRow).where(*unposted).values(problem=f"{_WITHDRAWN}{why}", due_at=None))


def is_withdrawn(card: Card) -> bool:
    """Tell whether a card was taken back before it was posted."""
    return card.problem is not None and card.problem.startswith(_WITHDRAWN)


def _closed(batch: str) -> str:
    return f"closed:{batch}"


_FIRST = (col(CardRow.due_at), col(CardRow.id))


def _takeable() -> tuple[Any, ...]:
    workspace: Any = bindparam("here")
    at, before, pace = bindparam("at", type_=UtcTime), aliased(CardRow), aliased(ChannelPaceRow)
    in_order = ~(
        select(before.id)
        .where(
            before.workspace == workspace,
            before.batch == col(CardRow.batch),
            tuple_(before.position, before.id) < tuple_(col(CardRow.position), col(CardRow.id)),
            before.message.is_(None),  # type: ignore[union-attr]  # a column here, not a value
            before.problem.is_(None),  # type: ignore[union-attr]  # a column here, not a value
        )
        .exists()
    )
    paced = (
        select(pace.channel)
        .where(pace.workspace == workspace, pace.channel == col(CardRow.channel), pace.free_at > at)
        .exists()
    )
    return (
        col(CardRow.due_at) <= at,
        col(CardRow.problem).is_(None),
        or_(col(CardRow.held_until).is_(None), col(CardRow.held_until) <= at),
        or_(col(CardRow.message).is_not(None), in_order & ~paced),
    )


_TAKEABLE = _takeable()
_ANY_DUE = select(CardRow.id).where(*_TAKEABLE).limit(1)
"""Made once: it is asked many times a second, and takes longer to make than to run."""


def _has_problem() -> Any:
    return col(CardRow.problem).not_like(f"{_WITHDRAWN}%")


def _book(s: WorkspaceSession, channel: str, at: dt.datetime) -> bool:
    """Take a channel's next place for a message; False where somebody else was faster."""
    _pace(s, channel, at)
    free = (col(ChannelPaceRow.channel) == channel, col(ChannelPaceRow.free_at) <= at)
    return bool(s.exec(update(ChannelPaceRow).where(*free).values(free_at=at + PACE)).rowcount)


def _pace(s: WorkspaceSession, channel: str, at: dt.datetime) -> None:
    """See that a channel has a pace; of two that add it at once, one waits and then finds it."""
    add = text(
        "INSERT INTO channel_pace (workspace, channel, free_at) VALUES (:workspace, :channel, :at)"
        " ON CONFLICT (workspace, channel) DO NOTHING"
    ).bindparams(bindparam("at", type_=UtcTime))
    s.connection().execute(add, {"workspace": s.workspace, "channel": channel, "at": at})


def _due(s: WorkspaceSession, at: dt.datetime, *which: Any) -> None:
    s.exec(update(CardRow).where(*which).values(due_at=at))


def _due_as(card: Card) -> Any:
    return col(CardRow.due_at).is_not_distinct_from(card.due_at)


def _set(s: WorkspaceSession, card_id: int, **changes: Any) -> None:
    s.exec(update(CardRow).where(col(CardRow.id) == card_id).values(**changes))


def _card(s: WorkspaceSession, rows: Sequence[CardRow]) -> list[Card]:
    ids = {row.event_id for row in rows if row.event_id is not None}
    slugs = {row.id: row.slug for row in s.exec(select(EventRow).where(col(EventRow.id).in_(ids)))} if ids else {}
    return [
        Card(
            id=row.id,
            key=row.key,
            kind=CardKind(row.kind),
            spot=Spot(channel=row.channel, thread=row.thread, batch=row.batch, position=row.position),
            submission_id=row.submission_id,
            proposal_id=row.proposal_id,
            decision_id=row.decision_id,
            event=slugs.get(row.event_id) if row.event_id is not None else None,
            note=row.note,
            message=row.message,
            shown=row.shown,
            due_at=row.due_at,
            tried=row.tried,
            tries=row.tries,
            problem=row.problem,
            made_at=row.made_at,
        )
        for row in rows
    ]
