"""Proposals in versions, and reminders of them. A version never changes, and a decision is on one version."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, bindparam, func, update
from sqlalchemy import select as of_table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.domain.errors import NotFound, Refused
from bot.domain.merging import carried_over
from bot.domain.record import FiledProposal, Proposal, ProposalState
from storage import events, merges
from storage.columns import storable
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.submissions import of_row
from storage.tables.record import EventRow, MergeRow, ReportRow
from storage.tables.review import ArticleRow, DecisionRow, ProposalRow, ProposalVersionRow, ReminderRow, SubmissionRow

_T = table_of(ProposalRow).c
_OF_SUBMISSION = _T.submission_id == bindparam("submission")
_ON_TARGET = Prepared(of_table(_T.id).where(_OF_SUBMISSION, _T.target == bindparam("target")))
_STATES = Prepared(of_table(_T.id, _T.state).where(_OF_SUBMISSION).order_by(_T.id))
_ANY_GONE = Prepared(of_table(table_of(MergeRow).c.event_id).limit(1))
_URGENT_FIRST = (col(ProposalRow.withdraws).desc(), col(ProposalRow.id))


def save(s: WorkspaceSession, submission_id: int, reading_id: int, proposal: Proposal, at: dt.datetime) -> int:
    """Store a submission's proposal on one event (or on a new one) as version 1; returns its id.

    An existing one stays as it is. Raises NotFound if the event is not on record.
    """
    target = proposal.event or ""
    known: int | None = s.value(_ON_TARGET, submission=submission_id, target=target)
    if known is not None:
        return known
    event_id = None if proposal.event is None else events.id_of(s, proposal.event)
    id_ = s.insert(
        ProposalRow,
        submission_id=submission_id,
        reading_id=reading_id,
        event_id=event_id,
        target=target,
        state=ProposalState.PENDING.value,
        version=1,
        withdraws=proposal.withdraws,
        filed_at=at,
    )
    _add_version(s, id_, 1, proposal, at)
    if s.on_postgresql and event_id is not None and (into_id := merges.homes(s, [event_id]).get(event_id)):
        # It waited for a merger of its event, which had moved all others by then.
        move(s, event_id, into_id)
    return id_


def revise(s: WorkspaceSession, proposal_id: int, from_version: int, proposal: Proposal, at: dt.datetime) -> int:
    """Store a new version after `from_version`; returns its number.

    Raises Refused if the proposal is decided or has a newer version already, NotFound.
    """
    moved = s.exec(
        update(ProposalRow)
        .where(
            col(ProposalRow.id) == proposal_id,
            col(ProposalRow.version) == from_version,
            col(ProposalRow.state) == ProposalState.PENDING.value,
        )
        .values(version=from_version + 1, withdraws=proposal.withdraws)
    ).rowcount
    if not moved:
        filed = get(s, proposal_id)
        if filed.state is not ProposalState.PENDING:
            raise Refused(f"Proposal {proposal_id} was {filed.state.value} already; undo that before you change it.")
        raise Refused(
            f"Proposal {proposal_id} has a newer version: {filed.version}, and this change was made to version"
            f" {from_version}; look at the newer one and change that."
        )
    _add_version(s, proposal_id, from_version + 1, proposal, at)
    return from_version + 1


def supersede(s: WorkspaceSession, submission_id: int, *, keep: int | None = None, only: int | None = None) -> int:
    """Mark a submission's pending proposals (all, all but `keep`, or `only` one) as superseded; returns how many.

    Others replace them when the article comes again, in full or with another text, is read again, or becomes a new event.
    None does where the link was edited out of its message.
    """
    waiting = [col(ProposalRow.submission_id) == submission_id, col(ProposalRow.state) == ProposalState.PENDING.value]
    if keep is not None:
        waiting.append(col(ProposalRow.id) != keep)
    if only is not None:
        waiting.append(col(ProposalRow.id) == only)
    return s.exec(update(ProposalRow).where(*waiting).values(state=ProposalState.SUPERSEDED.value)).rowcount


def get(s: WorkspaceSession, proposal_id: int) -> FiledProposal:
    """Return a proposal in its newest version; raises NotFound."""
    row = s.exec(
        select(ProposalRow).where(col(ProposalRow.id) == proposal_id).execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound(f"There is no proposal {proposal_id}; 'second-source review list' shows those that wait.")
    return _filed(s, [row])[0]


def lock(s: WorkspaceSession, proposal_id: int) -> FiledProposal:
    """Lock a proposal until the transaction ends, so that nobody decides on it meanwhile; raises NotFound."""
    s.exec(select(ProposalRow.id).where(col(ProposalRow.id) == proposal_id).with_for_update(key_share=True)).first()
    return get(s, proposal_id)


def list_(s: WorkspaceSession, state: ProposalState | None = None, limit: int = 50) -> list[FiledProposal]:
    """Return proposals, newest first, of one state or of all."""
    query = select(ProposalRow).order_by(col(ProposalRow.id).desc()).limit(limit)
    if state is not None:
        query = query.where(col(ProposalRow.state) == state.value)
    return _filed(s, s.exec(query).all())


def waiting(s: WorkspaceSession, limit: int = 50, *, withdrawing: bool | None = None) -> list[FiledProposal]:
    """Return the proposals that wait for a decision: those that withdraw a report first, then the oldest.

    `withdrawing` asks for only those that do so, or only the others.
    """
    pending = select(ProposalRow).where(*_pending(withdrawing))
    return _filed(s, s.exec(pending.order_by(*_URGENT_FIRST).limit(limit)).all())


def waiting_on(s: WorkspaceSession, slug: str) -> list[FiledProposal]:
    """Return the proposals on an event that wait for a decision, oldest first; raises NotFound for the event."""
    waiting = (col(ProposalRow.event_id) == events.id_of(s, slug), col(ProposalRow.state) == ProposalState.PENDING.value)
    return _filed(s, s.exec(select(ProposalRow).where(*waiting).order_by(col(ProposalRow.id))).all())


def by_ids(s: WorkspaceSession, ids: Sequence[int]) -> list[FiledProposal]:
    """Return the proposals with these ids, in the order of `waiting`, without those of other workspaces."""
    return _filed(s, s.exec(select(ProposalRow).where(col(ProposalRow.id).in_(ids)).order_by(*_URGENT_FIRST)).all())


def count_waiting(s: WorkspaceSession, *, withdrawing: bool | None = None) -> int:
    """Count the proposals that wait for an editor: all, or those that (do not) withdraw a report."""
    return s.exec(select(func.count()).select_from(ProposalRow).where(*_pending(withdrawing))).one()


def event_of(s: WorkspaceSession, proposal_id: int) -> str | None:
    """Return the slug of a proposal's event; for a new event, None until an approval has added it."""
    row = s.exec(select(ProposalRow).where(col(ProposalRow.id) == proposal_id)).first()
    if row is not None and row.event_id is not None:
        event = select(EventRow.slug).where(col(EventRow.id) == merges.homes(s, [row.event_id]).get(row.event_id, row.event_id))
        return s.exec(event).first()
    made = (
        select(EventRow.slug)
        .join(ReportRow, (col(ReportRow.workspace) == col(EventRow.workspace)) & (col(ReportRow.event_id) == col(EventRow.id)))
        .join(
            DecisionRow,
            (col(DecisionRow.workspace) == col(ReportRow.workspace)) & (col(DecisionRow.id) == col(ReportRow.decision_id)),
        )
        .where(col(DecisionRow.proposal_id) == proposal_id, col(ReportRow.event_id).not_in(merges.gone()))
    )
    return s.exec(made.limit(1)).first()


def move(s: WorkspaceSession, from_id: int, into_id: int) -> None:
    """Let all proposals on one event (a row id) be on another one; what each says follows from that (`_carried`)."""
    s.exec(update(ProposalRow).where(col(ProposalRow.event_id) == from_id).values(event_id=into_id))


def of_submission(s: WorkspaceSession, submission_id: int) -> list[FiledProposal]:
    """Return the proposals that a submission led to, oldest first."""
    rows = s.exec(
        select(ProposalRow).where(col(ProposalRow.submission_id) == submission_id).order_by(col(ProposalRow.id))
    ).all()
    return _filed(s, rows)


def at_address(s: WorkspaceSession, canonical_url: str) -> list[FiledProposal]:
    """Return all proposals of the articles that stood at an address, whatever their text, oldest first."""
    at_it = select(ArticleRow.id).where(col(ArticleRow.canonical_url) == storable(canonical_url))
    brought = select(SubmissionRow.id).where(col(SubmissionRow.article_id).in_(at_it))
    rows = s.exec(select(ProposalRow).where(col(ProposalRow.submission_id).in_(brought)).order_by(col(ProposalRow.id)))
    return _filed(s, rows.all())


def states_of(s: WorkspaceSession, submission_id: int) -> dict[int, ProposalState]:
    """Return the ids of the proposals that a submission led to, oldest first, with their states."""
    return {row.id: ProposalState(row.state) for row in s.rows(_STATES, submission=submission_id)}


def version(s: WorkspaceSession, proposal_id: int, number: int) -> Proposal:
    """Return what a proposal said in one version; raises NotFound."""
    row = s.exec(
        select(ProposalVersionRow).where(
            col(ProposalVersionRow.proposal_id) == proposal_id, col(ProposalVersionRow.version) == number
        )
    ).first()
    if row is None:
        raise NotFound(f"There is no version {number} of proposal {proposal_id}.")
    return _carried(s, {proposal_id: Proposal.model_validate(row.payload)})[proposal_id]


def overdue(s: WorkspaceSession, filed_by: dt.datetime, limit: int = 50) -> list[int]:
    """Return the proposals that have been pending since `filed_by` or longer, without a reminder, oldest first."""
    waiting = (
        col(ProposalRow.state) == ProposalState.PENDING.value,
        col(ProposalRow.filed_at) <= filed_by,
        col(ProposalRow.id).not_in(select(ReminderRow.proposal_id)),
    )
    return list(s.exec(select(ProposalRow.id).where(*waiting).order_by(col(ProposalRow.id)).limit(limit)))


def first_unreminded(s: WorkspaceSession) -> dt.datetime | None:
    """Return since when the proposal is pending that waits longest of those without a reminder; None if there is none."""
    waiting = (
        col(ProposalRow.state) == ProposalState.PENDING.value,
        col(ProposalRow.id).not_in(select(ReminderRow.proposal_id)),
    )
    return s.exec(select(func.min(col(ProposalRow.filed_at))).where(*waiting)).one()


def note_reminder(s: WorkspaceSession, key: str, proposal_ids: Sequence[int], at: dt.datetime) -> list[int]:
    """Note which proposals a reminder's card is about; returns those that had no reminder before."""
    insert = postgresql.insert(ReminderRow) if s.on_postgresql else sqlite.insert(ReminderRow)
    once = insert.on_conflict_do_nothing(index_elements=["workspace", "proposal_id"]).returning(col(ReminderRow.proposal_id))
    noted: list[int] = []
    for proposal_id in proposal_ids:
        noted += s.scalars(once, [{"workspace": s.workspace, "proposal_id": proposal_id, "key": key, "at": at}]).all()
    return noted


def of_reminder(s: WorkspaceSession, key: str) -> list[int]:
    """Return the proposals that a reminder's card is about, oldest first."""
    about = select(ReminderRow.proposal_id).where(col(ReminderRow.key) == key).order_by(col(ReminderRow.proposal_id))
    return list(s.exec(about))


def _pending(withdrawing: bool | None) -> list[ColumnElement[bool]]:
    pending = col(ProposalRow.state) == ProposalState.PENDING.value
    return [pending] if withdrawing is None else [pending, col(ProposalRow.withdraws) == withdrawing]


def _add_version(s: WorkspaceSession, proposal_id: int, number: int, proposal: Proposal, at: dt.datetime) -> None:
    payload = proposal.model_dump(mode="json")
    s.insert(ProposalVersionRow, proposal_id=proposal_id, version=number, payload=payload, at=at)


def _filed(s: WorkspaceSession, rows: Sequence[ProposalRow]) -> list[FiledProposal]:
    submissions = {
        row.id: of_row(row)
        for row in s.exec(select(SubmissionRow).where(col(SubmissionRow.id).in_({row.submission_id for row in rows})))
    }
    payloads = {
        found.proposal_id: found.payload
        for found in s.exec(
            select(ProposalVersionRow)
            .join(ProposalRow)
            .where(
                col(ProposalRow.id).in_([row.id for row in rows]), col(ProposalVersionRow.version) == col(ProposalRow.version)
            )
        )
    }
    said = _carried(s, {row.id: Proposal.model_validate(payloads[row.id]) for row in rows})
    return [
        FiledProposal(
            id=row.id,
            version=row.version,
            state=ProposalState(row.state),
            submission=submissions[row.submission_id],
            proposal=said[row.id],
            filed_at=row.filed_at,
        )
        for row in rows
    ]


def _carried(s: WorkspaceSession, said: Mapping[int, Proposal]) -> Mapping[int, Proposal]:
    """Return proposals, by their ids, as they read since events went into others.

    A proposal that once made an event which went is on that other event, like all others of it.
    """
    if not s.rows(_ANY_GONE):
        return said
    drafts = [id_ for id_, proposal in said.items() if proposal.event is None]
    asked = {id_: proposal.event for id_, proposal in said.items() if proposal.event} | _made_before_merging(s, drafts)
    found = merges.of_slugs(s, list(dict.fromkeys(asked.values())))
    kept = {event.slug: event for event in events.get_many(s, [merge.into for merge in found.values()])}
    carried = {
        id_: carried_over(said[id_], kept[merge.into], merge.into, merge.claims)
        for id_, slug in asked.items()
        if (merge := found.get(slug))
    }
    return {**said, **carried}


def _made_before_merging(s: WorkspaceSession, drafts: Sequence[int]) -> dict[int, str]:
    """Return the events that went into others, of those that proposals of new events made."""
    made = (
        select(DecisionRow.proposal_id, EventRow.slug)
        .join(ReportRow, col(ReportRow.decision_id) == col(DecisionRow.id))
        .join(EventRow, col(EventRow.id) == col(ReportRow.event_id))
        .where(col(DecisionRow.proposal_id).in_(drafts), col(ReportRow.event_id).in_(merges.gone()))
    )
    return dict(s.exec(made).all()) if drafts else {}
