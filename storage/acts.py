"""What editors did that moved an event: decisions on its proposals, and new grades of outlets."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import or_
from sqlalchemy import select as rows
from sqlmodel import col, select

from bot.domain.acts import Act, decision_act, edit_act, public_decision_act
from bot.domain.record import Decision, DecisionKind
from storage import decisions, event_edits, events, merges
from storage.session import WorkspaceSession
from storage.tables.record import LevelChangeRow, OutletGradeRow, OutletRow, ReportRow
from storage.tables.review import ArticleRow, DecisionRow, ProposalRow, SubmissionRow


def on_event(s: WorkspaceSession, slug: str) -> list[Act]:
    """Return the approvals and undos on an event, and the grades that changed its assessment, oldest first.

    What editors did to events that went into it is told too. Raises NotFound.
    """
    event_id = events.id_of(s, slug)
    decided = [decision_act(made, outlet) for made, outlet in _decisions(s, event_id)]
    graded = [act for _, act in _grades(s, event_id)]
    return sorted([*decided, *graded, *_before_merging(s, slug)], key=lambda act: act.at)


def on_event_for_all(s: WorkspaceSession, slug: str, outlets: Collection[str]) -> list[Act]:
    """Return the same for everybody: without what editors wrote to each other, and without whose report does not stand.

    `outlets` are those whose reports stand. First looks are not told: what waits for a second editor is not approved.
    """
    event_id = events.id_of(s, slug)
    # A first look decides nothing: what it is on waits still, or has a decision of its own.
    made = [(decision, outlet) for decision, outlet in _decisions(s, event_id) if decision.kind is not DecisionKind.FIRST_LOOK]
    undone = {decision.undoes for decision, _ in made}
    decided = [
        public_decision_act(decision, outlet, stands=decision.id not in undone and decision.undoes is None)
        for decision, outlet in made
    ]
    graded = [act.model_copy(update={"details": ""}) for outlet, act in _grades(s, event_id) if outlet in outlets]
    return sorted([*decided, *graded], key=lambda act: act.at)


def _before_merging(s: WorkspaceSession, slug: str) -> list[Act]:
    """Return what editors did to the events that went into this one, without the wordings that came along with a decision."""
    gone, own = events.taken_in(s, slug), {edit.decision_id for edit in events.edits_of(s, slug) if edit.decision_id}
    edits = event_edits.of_events(s, [one.event_id for one in merges.into(s, events.id_of(s, slug))])
    return [
        edit_act(event, edit)
        for event, made in zip(gone, edits.values(), strict=True)
        for edit in made
        if edit.decision_id not in own
    ]


def _decisions(s: WorkspaceSession, event_id: int) -> list[tuple[Decision, str]]:
    on_it = select(DecisionRow.proposal_id).join(ReportRow, col(ReportRow.decision_id) == col(DecisionRow.id))
    made = on_it.where(col(ReportRow.event_id) == event_id)
    rejected = select(DecisionRow.id).where(col(DecisionRow.kind) == DecisionKind.REJECT.value)
    brought = (
        select(DecisionRow, OutletRow.name)
        .join(ProposalRow, col(ProposalRow.id) == col(DecisionRow.proposal_id))
        .join(SubmissionRow, col(SubmissionRow.id) == col(ProposalRow.submission_id))
        .join(ArticleRow, col(ArticleRow.id) == col(SubmissionRow.article_id))
        .join(OutletRow, col(OutletRow.id) == col(ArticleRow.outlet_id))
        .where(or_(col(ProposalRow.event_id) == event_id, col(ProposalRow.id).in_(made)))
        # A rejection moved nothing, nor did taking it back.
        .where(col(DecisionRow.id).not_in(rejected))
        .where(or_(col(DecisionRow.undoes).is_(None), col(DecisionRow.undoes).not_in(rejected)))
        .order_by(col(DecisionRow.id))
    )
    return [(decisions.of_row(row), outlet) for row, outlet in s.exec(brought)]


def _grades(s: WorkspaceSession, event_id: int) -> list[tuple[str, Act]]:
    moved = select(LevelChangeRow.grade_id).where(col(LevelChangeRow.event_id) == event_id)
    columns = (OutletRow.name, OutletGradeRow.grade, OutletGradeRow.author, OutletGradeRow.reason, OutletGradeRow.at)
    given = (
        rows(*(col(column) for column in columns))
        .join(OutletRow, col(OutletRow.id) == col(OutletGradeRow.outlet_id))
        .where(col(OutletGradeRow.id).in_(moved))
        .order_by(col(OutletGradeRow.id))
    )
    return [
        (outlet, Act(at=at.astimezone(dt.UTC), did=f"{outlet} graded {grade}", by=author, details=f": {reason}"))
        for outlet, grade, author, reason, at in s.execute(given)
    ]
