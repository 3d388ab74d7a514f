"""Editors' decisions. Each is on one version of a proposal; of two at the same time, only one succeeds."""

import datetime as dt

from sqlalchemy import update
from sqlmodel import col, select

from bot.domain.errors import NotFound, Refused
from bot.domain.record import Decision, DecisionKind, ProposalState
from storage import proposals
from storage.session import WorkspaceSession
from storage.tables.review import DecisionRow, ProposalRow

_LEADS_TO = {
    DecisionKind.APPROVE: ProposalState.APPROVED,
    DecisionKind.AMEND: ProposalState.APPROVED,
    DecisionKind.REJECT: ProposalState.REJECTED,
}
_DONE = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.AMEND: "approved with changes",
    DecisionKind.REJECT: "rejected",
    DecisionKind.UNDO: "taken back",
    DecisionKind.FIRST_LOOK: "looked at first",
}


def decide(
    s: WorkspaceSession,
    proposal_id: int,
    version: int,
    kind: DecisionKind,
    by: str,
    at: dt.datetime,
    reason: str = "",
    *,
    own_submission: bool = False,
) -> Decision:
    """Approve, amend or reject one version of a proposal.

    Raises Refused, saying who decided what and when, or that there is a newer version; NotFound.
    """
    if kind not in _LEADS_TO:
        raise ValueError(f"'{kind}' is no decision on a version")
    won = s.exec(
        update(ProposalRow)
        .where(
            col(ProposalRow.id) == proposal_id,
            col(ProposalRow.version) == version,
            col(ProposalRow.state) == ProposalState.PENDING.value,
        )
        .values(state=_LEADS_TO[kind].value)
    ).rowcount
    if not won:
        raise refusal(s, proposal_id, version)
    return _add(
        s,
        DecisionRow(
            proposal_id=proposal_id,
            version=version,
            kind=kind.value,
            by=by,
            at=at,
            reason=reason,
            own_submission=own_submission,
        ),
    )


def look_first(
    s: WorkspaceSession, proposal_id: int, version: int, by: str, at: dt.datetime, reason: str, *, own_submission: bool
) -> Decision:
    """Store an approval of one pending version that a second editor has to give too; the proposal waits on.

    Raises Refused as `decide` does.
    """
    filed = proposals.lock(s, proposal_id)
    if filed.state is not ProposalState.PENDING or filed.version != version:
        raise refusal(s, proposal_id, version)
    kind = DecisionKind.FIRST_LOOK.value
    row = DecisionRow(
        proposal_id=proposal_id, version=version, kind=kind, by=by, at=at, reason=reason, own_submission=own_submission
    )
    return _add(s, row)


def undo(
    s: WorkspaceSession, proposal_id: int, by: str, at: dt.datetime, reason: str = "", *, own_submission: bool = False
) -> Decision:
    """Undo the decision in force on a proposal, which becomes pending again, as a new version with the same content.

    Raises Refused if no decision is in force, NotFound.
    """
    filed = proposals.get(s, proposal_id)
    standing = _newest(s, proposal_id)
    won = s.exec(
        update(ProposalRow)
        .where(
            col(ProposalRow.id) == proposal_id,
            col(ProposalRow.version) == filed.version,
            col(ProposalRow.state).in_([state.value for state in _LEADS_TO.values()]),
        )
        .values(state=ProposalState.PENDING.value)
    ).rowcount
    if not won or standing is None:
        raise Refused(f"There is nothing to undo: proposal {proposal_id} is {filed.state}, with no decision that stands.")
    proposals.revise(s, proposal_id, filed.version, filed.proposal, at)
    return _add(
        s,
        DecisionRow(
            proposal_id=proposal_id,
            version=filed.version,
            kind=DecisionKind.UNDO.value,
            by=by,
            at=at,
            reason=reason,
            own_submission=own_submission,
            undoes=standing.id,
        ),
    )


def get(s: WorkspaceSession, decision_id: int) -> Decision:
    """Return one decision; raises NotFound."""
    row = s.exec(select(DecisionRow).where(col(DecisionRow.id) == decision_id)).first()
    if row is None:
        raise NotFound(f"There is no decision {decision_id}.")
    return of_row(row)


def of_proposal(s: WorkspaceSession, proposal_id: int) -> list[Decision]:
    """Return the decisions on a proposal, oldest first."""
    rows = s.exec(select(DecisionRow).where(col(DecisionRow.proposal_id) == proposal_id).order_by(col(DecisionRow.id)))
    return [of_row(row) for row in rows]


def were_made(s: WorkspaceSession, proposal_id: int) -> bool:
    """Say whether anybody has decided on a proposal, be it undone; a first look decides nothing."""
    return any(made.kind is not DecisionKind.FIRST_LOOK for made in of_proposal(s, proposal_id))


def of_row(row: DecisionRow) -> Decision:
    """Return the decision in a row."""
    return Decision(
        id=row.id,
        proposal_id=row.proposal_id,
        version=row.version,
        kind=DecisionKind(row.kind),
        by=row.by,
        at=row.at.astimezone(dt.UTC),
        reason=row.reason,
        own_submission=row.own_submission,
        undoes=row.undoes,
    )


def refusal(s: WorkspaceSession, proposal_id: int, version: int) -> Refused:
    """Return why a version of a proposal cannot be decided: decided already (and by whom), replaced, or not the newest."""
    filed = proposals.get(s, proposal_id)
    newest = _newest(s, proposal_id)
    if filed.state is ProposalState.SUPERSEDED:
        return Refused(f"Proposal {proposal_id} was replaced by a newer one of the same article; decide on that.")
    if filed.state is not ProposalState.PENDING and newest is not None:
        return Refused(
            f"Proposal {proposal_id} was {_DONE[newest.kind]} by {newest.by} on {newest.at:%Y-%m-%d at %H:%M} UTC"
            f" (version {newest.version}); undo that first if you see it otherwise."
        )
    return Refused(
        f"Version {version} of proposal {proposal_id} is not the newest, {filed.version} is; look at that one and decide on it."
    )


def _newest(s: WorkspaceSession, proposal_id: int) -> Decision | None:
    row = s.exec(
        select(DecisionRow).where(col(DecisionRow.proposal_id) == proposal_id).order_by(col(DecisionRow.id).desc()).limit(1)
    ).first()
    return None if row is None else of_row(row)


def _add(s: WorkspaceSession, row: DecisionRow) -> Decision:
    s.add(row)
    s.flush()
    return of_row(row)
