"""Who deals with proposals while they wait. No act is ever changed or deleted; how things stand follows from all of them."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, or_
from sqlalchemy import select as rows
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.handling import Handling, HandlingAct, HandlingKind, handling_of
from bot.domain.record import DecisionKind, ProposalState
from storage.columns import storable
from storage.session import WorkspaceSession
from storage.tables.review import DecisionRow, HandlingRow, ProposalRow

_DECIDING = (DecisionKind.APPROVE.value, DecisionKind.AMEND.value, DecisionKind.REJECT.value)


def add(
    s: WorkspaceSession,
    proposal_id: int,
    version: int,
    kind: HandlingKind,
    by: str,
    at: dt.datetime,
    *,
    whom: str | None = None,
    words: str = "",
    about: int | None = None,
    key: str | None = None,
) -> int:
    """Store an act on a proposal; returns its id. With a `key`, the same key again changes nothing."""
    if key is not None:
        known = s.exec(select(HandlingRow.id).where(col(HandlingRow.key) == storable(key))).first()
        if known is not None:
            return known
    row = HandlingRow(
        proposal_id=proposal_id,
        version=version,
        kind=kind.value,
        by=by,
        at=at,
        whom=whom,
        words=words,
        about=about,
        key=key,
    )
    s.add(row)
    s.flush()
    return row.id


def of_proposal(s: WorkspaceSession, proposal_id: int) -> list[HandlingAct]:
    """Return all acts on a proposal, oldest first."""
    made = select(HandlingRow).where(col(HandlingRow.proposal_id) == proposal_id)
    return [_act(row) for row in s.exec(made.order_by(col(HandlingRow.id)))]


def concerning(s: WorkspaceSession, person: str) -> list[int]:
    """Return the pending proposals that somebody took or was given, asked about or was asked about, oldest first."""
    them = storable(person)
    same = (col(ProposalRow.workspace) == col(HandlingRow.workspace)) & (col(ProposalRow.id) == col(HandlingRow.proposal_id))
    acts = (
        select(HandlingRow.proposal_id)
        .join(ProposalRow, same)
        .where(
            or_(col(HandlingRow.by) == them, col(HandlingRow.whom) == them),
            col(ProposalRow.state) == ProposalState.PENDING.value,
        )
    )
    return list(s.exec(acts.distinct().order_by(col(HandlingRow.proposal_id))))


def by_key(s: WorkspaceSession, key: str) -> HandlingAct:
    """Return the act with a key; raises NotFound."""
    row = s.exec(select(HandlingRow).where(col(HandlingRow.key) == storable(key))).first()
    if row is None:
        raise NotFound("There is no such question, and nothing was handed over.")
    return _act(row)


def now_on(s: WorkspaceSession, proposal_id: int, now: dt.datetime) -> Handling:
    """Return who deals with a proposal now."""
    return now_on_each(s, [proposal_id], now)[proposal_id]


def now_on_each(s: WorkspaceSession, proposal_ids: Collection[int], now: dt.datetime) -> dict[int, Handling]:
    """Return who deals with each of these proposals now."""
    acts: dict[int, list[HandlingAct]] = {id_: [] for id_ in proposal_ids}
    made = select(HandlingRow).where(col(HandlingRow.proposal_id).in_(list(acts))).order_by(col(HandlingRow.id))
    for row in s.exec(made) if acts else ():
        acts[row.proposal_id].append(_act(row))
    handled = [id_ for id_, done in acts.items() if done]
    last = rows(col(DecisionRow.proposal_id), func.max(col(DecisionRow.version)))
    on_them = (col(DecisionRow.proposal_id).in_(handled), col(DecisionRow.kind).in_(_DECIDING))
    decided = s.execute(last.where(*on_them).group_by(col(DecisionRow.proposal_id))).all() if handled else []
    versions = {int(id_): int(version) for id_, version in decided}
    return {id_: handling_of(done, now, decided=versions.get(id_, 0)) for id_, done in acts.items()}


def _act(row: HandlingRow) -> HandlingAct:
    return HandlingAct(
        id=row.id,
        proposal_id=row.proposal_id,
        version=row.version,
        kind=HandlingKind(row.kind),
        by=row.by,
        at=row.at.astimezone(dt.UTC),
        whom=row.whom,
        words=row.words,
        about=row.about,
    )
