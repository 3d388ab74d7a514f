"""Cards: what is to be shown where, and what is shown there now.

Every change of the record marks its cards due in the same transaction, and posters take due cards one by one. So a crash
loses no card, and no card stays out of date for long.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_, text, tuple_, update
from sqlalchemy import select as of_table
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.domain.card import Card, CardKind, Spot
from bot.domain.record import ProposalState
from storage import events
from storage.columns import UtcTime, storable
from storage.lease import free, hold
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.outgoing import CardRow, ChannelPaceRow
from storage.tables.record import EventRow
from storage.tables.review import ArticleRow, ProposalRow, SubmissionRow

HOLD = dt.timedelta(seconds=60)
PACE = dt.timedelta(seconds=1)
"""Slack's limit: a channel gets one new message a second."""
WITHDRAWN = "Withdrawn: "
_AT_ONCE = 500
"""How many events a statement marks: both databases limit the number of parameters."""
_T, _PROPOSALS, _SUBMISSIONS, _ARTICLES = (table_of(row) for row in (CardRow, ProposalRow, SubmissionRow, ArticleRow))
_BY_KEY = Prepared(of_table(_T.c.id, _T.c.submission_id).where(_T.c.key == bindparam("key")))
_OF_THIS = {kind: _T.c.kind == kind.value for kind in CardKind}


def _reactions_of(submission: Any) -> Any:
    """Choose the reactions to the messages that brought the address or the article of a submission (its id, or a query for it).

    So duplicates of it are among them, and those who brought a submission that it replaced.
    """
    this, same, article, twin = _SUBMISSIONS.alias(), _SUBMISSIONS.alias(), _ARTICLES.alias(), _ARTICLES.alias()
    brought = _T.alias()
    address = of_table(this.c.canonical_url).where(this.c.id == submission).scalar_subquery()
    of_article = of_table(article.c.canonical_url).where(this.c.article_id == article.c.id, this.c.id == submission)
    twins = of_table(twin.c.id).where(twin.c.canonical_url == of_article.scalar_subquery())
    alike = of_table(same.c.id).where(or_(same.c.canonical_url == address, same.c.article_id.in_(twins)))
    of_them = (brought.c.submission_id.in_(alike), brought.c.kind != CardKind.REACTION.value)
    return _OF_THIS[CardKind.REACTION] & _T.c.batch.in_(of_table(brought.c.batch).where(*of_them))


def _due(which: Any) -> Prepared:
    # Built once: to build it takes far longer than to run it.
    return Prepared(update(_T).where(which).values(due_at=bindparam("due")))


_THIS_ONE: Any = bindparam("submission")
_ITS_PROPOSALS = of_table(_PROPOSALS.c.id).where(_PROPOSALS.c.submission_id == _THIS_ONE)
_SUBMISSION_CHANGED = _due(
    or_(
        _OF_THIS[CardKind.LINK] & (_T.c.submission_id == _THIS_ONE),
        _OF_THIS[CardKind.PROPOSAL] & _T.c.proposal_id.in_(_ITS_PROPOSALS),
        _reactions_of(_THIS_ONE),
    )
)
_THAT_ONE: Any = bindparam("proposal")
_BROUGHT_BY = of_table(_PROPOSALS.c.submission_id).where(_PROPOSALS.c.id == _THAT_ONE).scalar_subquery()
_PROPOSAL_CHANGED = _due(
    or_(
        _OF_THIS[CardKind.PROPOSAL] & (_T.c.proposal_id == _THAT_ONE),
        _OF_THIS[CardKind.LINK] & (_T.c.submission_id == _BROUGHT_BY),
        _reactions_of(_BROUGHT_BY),
    )
)
_REACTIONS_OF = _due(_reactions_of(_THIS_ONE))


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
    ruling_id: int | None = None,
    edit_id: int | None = None,
    grade_id: int | None = None,
    event: str | None = None,
    note: str | None = None,
) -> int:
    """Add a card for a place; the same key again changes nothing. A card that is not `due` waits until it is marked due."""
    known: int | None = s.value(_BY_KEY, key=key)
    if known is not None:
        return known
    return _add(
        s,
        spot,
        key=key,
        kind=kind.value,
        submission_id=submission_id,
        proposal_id=proposal_id,
        decision_id=decision_id,
        ruling_id=ruling_id,
        edit_id=edit_id,
        grade_id=grade_id,
        event_id=None if event is None else events.id_of(s, event),
        note=note,
        due_at=at if due else None,
        made_at=at,
    )


def want_reaction(s: WorkspaceSession, spot: Spot, message: str, at: dt.datetime) -> None:
    """Have the message that brought the links of a batch say how they stand: one card for all of its links, due at once."""
    key = f"reaction:{spot.batch}"
    known: int | None = s.value(_BY_KEY, key=key)
    if known is not None:
        # A link that was edited into the message changes how its links stand.
        _mark_due(s, at, col(CardRow.id) == known)
        return
    _add(s, spot, key=key, kind=CardKind.REACTION.value, message=message, due_at=at, made_at=at)


def submission_changed(s: WorkspaceSession, submission_id: int, at: dt.datetime) -> None:
    """Mark the cards of a submission due, and those of its further proposals."""
    s.change(_SUBMISSION_CHANGED, submission=submission_id, due=at)
    s.cards_are_due = True


def batch_changed(s: WorkspaceSession, batch: str, at: dt.datetime) -> None:
    """Mark the reaction to the message of a batch due: it has other links now."""
    _mark_due(s, at, (col(CardRow.kind) == CardKind.REACTION.value) & (col(CardRow.batch) == storable(batch)))


def reactions_changed(s: WorkspaceSession, at: dt.datetime) -> None:
    """Mark all reactions due, since they were switched on or off."""
    _mark_due(s, at, col(CardRow.kind) == CardKind.REACTION.value)


def proposal_changed(s: WorkspaceSession, proposal_id: int, at: dt.datetime) -> None:
    """Mark the cards that show a proposal due."""
    s.change(_PROPOSAL_CHANGED, proposal=proposal_id, due=at)
    s.cards_are_due = True


def event_changed(s: WorkspaceSession, slug: str, at: dt.datetime) -> None:
    """Mark the cards due that show an event, or a pending proposal on it, which says what approving it would change."""
    events_changed(s, [events.id_of(s, slug)], at)


def move_event(s: WorkspaceSession, from_id: int, into_id: int, at: dt.datetime) -> None:
    """Let the cards that show one event (a row id) show another one; what was announced of it stays."""
    shown = (col(CardRow.event_id) == from_id) & (col(CardRow.kind) == CardKind.EVENT.value)
    s.exec(update(CardRow).where(shown).values(event_id=into_id, due_at=at))
    s.cards_are_due = True


def events_changed(s: WorkspaceSession, event_ids: Sequence[int], at: dt.datetime) -> None:
    """Mark the same cards due as `event_changed`, for many events by the ids of their rows."""
    for start in range(0, len(event_ids), _AT_ONCE):
        _events_changed(s, event_ids[start : start + _AT_ONCE], at)


def _events_changed(s: WorkspaceSession, event_ids: Sequence[int], at: dt.datetime) -> None:
    waiting = (col(ProposalRow.event_id).in_(event_ids), col(ProposalRow.state) == ProposalState.PENDING.value)
    _mark_due(
        s,
        at,
        or_(
            col(CardRow.event_id).in_(event_ids) & (col(CardRow.kind) == CardKind.EVENT.value),
            (col(CardRow.kind) == CardKind.PROPOSAL.value)
            & col(CardRow.proposal_id).in_(select(ProposalRow.id).where(*waiting)),
            (col(CardRow.kind) == CardKind.LINK.value)
            & col(CardRow.submission_id).in_(select(ProposalRow.submission_id).where(*waiting)),
        ),
    )


def outlet_changed(s: WorkspaceSession, outlet_id: int, at: dt.datetime, *, decided_too: bool) -> None:
    """Mark the cards due that show a pending proposal (or a decided one too) on an article of an outlet."""
    states = [ProposalState.PENDING, *([ProposalState.APPROVED, ProposalState.REJECTED] if decided_too else [])]
    of_outlet = select(ArticleRow.id).where(col(ArticleRow.outlet_id) == outlet_id)
    brought = select(SubmissionRow.id).where(col(SubmissionRow.article_id).in_(of_outlet))
    shown = (col(ProposalRow.submission_id).in_(brought), col(ProposalRow.state).in_([state.value for state in states]))
    on_link = (col(CardRow.kind) == CardKind.LINK.value) & col(CardRow.submission_id).in_(
        select(ProposalRow.submission_id).where(*shown)
    )
    own = (col(CardRow.kind) == CardKind.PROPOSAL.value) & col(CardRow.proposal_id).in_(select(ProposalRow.id).where(*shown))
    _mark_due(s, at, or_(on_link, own))


def in_channel(s: WorkspaceSession, channel: str, at: dt.datetime) -> None:
    """Retry the stuck cards of a channel, since the bot was invited to it."""
    stuck = (col(CardRow.channel) == channel, _has_problem())
    s.exec(update(CardRow).where(*stuck).values(problem=None, due_at=at, tries=0))


def take_next(s: WorkspaceSession, at: dt.datetime, *, pace: dt.timedelta = PACE) -> Card | None:
    """Take a lease of a minute on the next card to draw; None if nothing is due.

    A card waits for the earlier ones of its batch, and a new message until `pace` after the one before in its channel.
    """
    busy: list[str] = []
    while True:
        free = or_(col(CardRow.message).is_not(None), col(CardRow.channel).not_in(busy))
        due = select(CardRow).where(*_TAKEABLE, free).order_by(*_FIRST).limit(1)
        row = s.exec(due.with_for_update(skip_locked=True), params={"here": s.workspace, "at": at}).first()
        if row is None:
            return None
        if row.message is None and not _reserve_slot(s, row.channel, at, at + pace):
            busy.append(row.channel)
            continue
        hold(row, at, HOLD)
        s.flush()
        return _cards(s, [row])[0]


def any_due(s: WorkspaceSession, at: dt.datetime) -> bool:
    """Return whether `take_next` would return a card, without blocking writers."""
    return s.value(_ANY_DUE, at=at) is not None


def any_undrawn(s: WorkspaceSession, at: dt.datetime) -> bool:
    """Return whether any due card is not drawn yet, including those that wait for their turn or are leased."""
    undrawn = (col(CardRow.due_at) <= at, col(CardRow.problem).is_(None))
    return s.exec(select(CardRow.id).where(*undrawn).limit(1)).first() is not None


def next_due(s: WorkspaceSession, after: dt.datetime) -> dt.datetime | None:
    """Return the first moment later than `after` at which a card is due; None if none is."""
    later = (col(CardRow.due_at) > after, col(CardRow.problem).is_(None))
    return s.exec(select(func.min(col(CardRow.due_at))).where(*later)).one()


def trying(s: WorkspaceSession, card_id: int) -> None:
    """Note that a post has begun, so that after a crash it is looked for before posting again."""
    _set(s, card_id, tried=True)


def drawn(
    s: WorkspaceSession, card: Card, message: str, shown: str, again_at: dt.datetime | None, *, channel: str | None = None
) -> bool:
    """Note that a message shows a card now; if the card was marked due meanwhile, it stays due.

    Returns False, and changes nothing, if another poster has posted the card while this one stood still.
    `channel` is where the message really is, if not where it was sent: a person's direct messages have their own channel.
    """
    unposted = (col(CardRow.id) == card.id, col(CardRow.message).is_(None))
    if card.message is None and not s.exec(update(CardRow).where(*unposted).values(message=message)).rowcount:
        return False
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
    return True


def nothing_yet(s: WorkspaceSession, card: Card) -> None:
    """Release a card that has nothing to show yet; it is marked due when it has."""
    _set(s, card.id, held_until=None)
    s.exec(update(CardRow).where(col(CardRow.id) == card.id, _due_as(card)).values(due_at=None))


def later(s: WorkspaceSession, card: Card, at: dt.datetime, *, hold_channel: bool = False, tried: bool | None = None) -> None:
    """Retry a card from a point in time on; with `hold_channel`, its channel waits too (after a rate limit)."""
    changes: dict[str, Any] = {"held_until": None, "due_at": at, "tries": card.tries + 1}
    _set(s, card.id, **changes, **({} if tried is None else {"tried": tried}))
    if hold_channel:
        _add_pace(s, card.spot.channel, at)
        longer = (col(ChannelPaceRow.channel) == card.spot.channel, col(ChannelPaceRow.free_at) < at)
        s.exec(update(ChannelPaceRow).where(*longer).values(free_at=at))


def gone(s: WorkspaceSession, card: Card, at: dt.datetime) -> None:
    """Note that somebody deleted a card's message, so that it is posted again."""
    _set(s, card.id, message=None, shown=None, held_until=None, tried=False, due_at=at)


def stuck(s: WorkspaceSession, card: Card, problem: str) -> None:
    """Note why a card cannot be posted; it waits until somebody changes that."""
    _set(s, card.id, held_until=None, due_at=None, tried=False, problem=problem)


def move(s: WorkspaceSession, old_submission: int, new_submission: int, at: dt.datetime | None) -> int:
    """Let the cards of one submission show another one, from `at` or (None) when its story ends; returns how many."""
    if at is not None:
        s.change(_REACTIONS_OF, submission=old_submission, due=at)
        s.cards_are_due = True
    return s.exec(
        update(CardRow)
        .where(col(CardRow.submission_id) == old_submission, col(CardRow.kind) == CardKind.LINK.value)
        .values(submission_id=new_submission, due_at=at, problem=None)
    ).rowcount


def of_submission(s: WorkspaceSession, submission_id: int) -> list[Card]:
    """Return the cards that show a submission, oldest first."""
    of = select(CardRow).where(col(CardRow.submission_id) == submission_id).order_by(col(CardRow.id))
    return _cards(s, s.exec(of).all())


def of_proposal(s: WorkspaceSession, proposal_id: int, submission_id: int) -> list[Card]:
    """Return the cards that show a proposal of a submission, its own cards first."""
    on_link = (col(CardRow.kind) == CardKind.LINK.value) & (col(CardRow.submission_id) == submission_id)
    own = (col(CardRow.kind) == CardKind.PROPOSAL.value) & (col(CardRow.proposal_id) == proposal_id)
    rows = s.exec(select(CardRow).where(or_(own, on_link)).order_by(col(CardRow.id))).all()
    return sorted(_cards(s, rows), key=lambda card: card.proposal_id is None)


def asked_in(s: WorkspaceSession, channel: str, thread: str) -> list[int]:
    """Return the proposals about which somebody was asked in a thread."""
    asked = (col(CardRow.kind) == CardKind.ASKED.value, col(CardRow.channel) == channel, col(CardRow.thread) == thread)
    found = s.exec(select(CardRow.proposal_id).where(*asked).order_by(col(CardRow.id)))
    return list(dict.fromkeys(id_ for id_ in found if id_ is not None))


def with_own(s: WorkspaceSession, proposal_ids: Collection[int]) -> frozenset[int]:
    """Return which of these proposals have their own card."""
    own = (col(CardRow.kind) == CardKind.PROPOSAL.value, col(CardRow.proposal_id).in_(list(proposal_ids)))
    return frozenset(id_ for id_ in s.exec(select(CardRow.proposal_id).where(*own)) if id_ is not None)


def submission_of(s: WorkspaceSession, key: str) -> int | None:
    """Return the submission that the card with a key shows, if there is such a card."""
    known = s.row(_BY_KEY, key=key)
    return None if known is None else known.submission_id


def close(s: WorkspaceSession, batch: str, at: dt.datetime) -> None:
    """Note that the message of a batch was deleted, by a card that is never posted."""
    card_id = want(s, _closed(batch), CardKind.NOTE, Spot(channel=""), at=at, due=False)
    withdraw(s, card_id, "its message was deleted.")


def is_closed(s: WorkspaceSession, batch: str) -> bool:
    """Return whether the message of a batch was deleted."""
    return s.value(_BY_KEY, key=_closed(batch)) is not None


def of_batch(s: WorkspaceSession, batch: str) -> list[Card]:
    """Return the cards of the links in one message, in order."""
    rows = s.exec(select(CardRow).where(col(CardRow.batch) == storable(batch)).order_by(col(CardRow.position), col(CardRow.id)))
    return _cards(s, rows.all())


def in_thread(s: WorkspaceSession, channel: str, thread: str, limit: int = 50) -> list[Card]:
    """Return the cards in a thread, the oldest first; its first message may be one."""
    there = or_(col(CardRow.thread) == storable(thread), col(CardRow.message) == storable(thread))
    rows = s.exec(
        select(CardRow).where(col(CardRow.channel) == storable(channel), there).order_by(col(CardRow.id)).limit(limit)
    )
    return _cards(s, rows.all())


def problems(s: WorkspaceSession, limit: int = 20) -> list[Card]:
    """Return the cards that cannot be posted, newest first."""
    rows = s.exec(select(CardRow).where(_has_problem()).order_by(col(CardRow.id).desc()).limit(limit))
    return _cards(s, rows.all())


def since(s: WorkspaceSession, at: dt.datetime) -> list[Card]:
    """Return the cards on links and proposals made since then, to check whether they are up to date."""
    kinds = (CardKind.LINK.value, CardKind.PROPOSAL.value)
    rows = s.exec(select(CardRow).where(col(CardRow.made_at) >= at, col(CardRow.kind).in_(kinds)).order_by(col(CardRow.id)))
    return _cards(s, rows.all())


def try_again(s: WorkspaceSession, card_id: int, at: dt.datetime) -> None:
    """Mark one card due, even if it is stuck; a withdrawn card stays withdrawn."""
    _mark_due(s, at, col(CardRow.id) == card_id)
    standing = or_(col(CardRow.problem).is_(None), _has_problem())
    s.exec(update(CardRow).where(col(CardRow.id) == card_id, standing).values(problem=None, tries=0))


def try_stuck_again(s: WorkspaceSession, since: dt.datetime, at: dt.datetime) -> int:
    """Retry all stuck cards made since then; returns how many."""
    stuck = (col(CardRow.made_at) >= since, col(CardRow.problem).is_not(None), _has_problem())
    return s.exec(update(CardRow).where(*stuck).values(problem=None, due_at=at, tries=0)).rowcount


def withdraw(s: WorkspaceSession, card_id: int, why: str) -> None:
    """Withdraw a card that is not posted yet, so that it never is."""
    unposted = (col(CardRow.id) == card_id, col(CardRow.message).is_(None))
    s.exec(update(CardRow).where(*unposted).values(problem=f"{WITHDRAWN}{why}", due_at=None))


def is_withdrawn(card: Card) -> bool:
    """Return whether a card was withdrawn before it was posted."""
    return card.problem is not None and card.problem.startswith(WITHDRAWN)


def _add(s: WorkspaceSession, spot: Spot, **values: Any) -> int:
    at = {"channel": spot.channel, "thread": spot.thread, "batch": spot.batch, "position": spot.position}
    s.cards_are_due = s.cards_are_due or values["due_at"] is not None
    return s.insert(CardRow, **at, tried=False, tries=0, **values)


def _closed(batch: str) -> str:
    return f"closed:{batch}"


_FIRST = (col(CardRow.due_at), col(CardRow.id))


def _takeable() -> tuple[Any, ...]:
    workspace: Any = bindparam("here")
    at = bindparam("at", type_=UtcTime)
    before: Any = aliased(CardRow)
    pace: Any = aliased(ChannelPaceRow)
    in_order = ~(
        of_table(before.id)
        .where(
            before.workspace == workspace,
            before.batch == col(CardRow.batch),
            tuple_(before.position, before.id) < tuple_(col(CardRow.position), col(CardRow.id)),
            before.message.is_(None),
            before.problem.is_(None),
        )
        .exists()
    )
    paced = (
        of_table(pace.channel)
        .where(pace.workspace == workspace, pace.channel == col(CardRow.channel), pace.free_at > at)
        .exists()
    )
    return (
        *free(CardRow, at),
        col(CardRow.problem).is_(None),
        or_(col(CardRow.message).is_not(None), in_order & ~paced),
    )


_TAKEABLE = _takeable()
_ANY_DUE = Prepared(of_table(_T.c.id).where(*_TAKEABLE).limit(1))
"""It runs many times a second, so it does without the ORM."""


def _has_problem() -> Any:
    return col(CardRow.problem).not_like(f"{WITHDRAWN}%")


def _reserve_slot(s: WorkspaceSession, channel: str, at: dt.datetime, next_at: dt.datetime) -> bool:
    """Reserve a channel's next slot for a message; False if another process was faster."""
    _add_pace(s, channel, at)
    free = (col(ChannelPaceRow.channel) == channel, col(ChannelPaceRow.free_at) <= at)
    return bool(s.exec(update(ChannelPaceRow).where(*free).values(free_at=next_at)).rowcount)


def _add_pace(s: WorkspaceSession, channel: str, at: dt.datetime) -> None:
    """Add a channel's rate limit if it has none; of two transactions that add it at once, one waits and then finds it."""
    add = text(
        "INSERT INTO channel_pace (workspace, channel, free_at) VALUES (:workspace, :channel, :at)"
        " ON CONFLICT (workspace, channel) DO NOTHING"
    ).bindparams(bindparam("at", type_=UtcTime))
    s.connection().execute(add, {"workspace": s.workspace, "channel": channel, "at": at})


def _mark_due(s: WorkspaceSession, at: dt.datetime, *which: Any) -> None:
    # Cards in memory are not synchronised: nobody reads their `due_at` afterwards, and it would take longer than the update.
    s.exec(update(CardRow).where(*which).values(due_at=at), execution_options={"synchronize_session": False})
    s.cards_are_due = True


def _due_as(card: Card) -> Any:
    return col(CardRow.due_at).is_not_distinct_from(card.due_at)


def _set(s: WorkspaceSession, card_id: int, **changes: Any) -> None:
    s.exec(update(CardRow).where(col(CardRow.id) == card_id).values(**changes))


def _cards(s: WorkspaceSession, rows: Sequence[CardRow]) -> list[Card]:
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
            ruling_id=row.ruling_id,
            edit_id=row.edit_id,
            grade_id=row.grade_id,
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
