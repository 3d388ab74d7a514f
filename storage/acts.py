"""What editors did that moved an event: decisions on its proposals, and new grades of outlets."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import BindParameter, bindparam, or_, select

from bot.domain.acts import Act, decision_act, edit_act, public_decision_act
from bot.domain.record import Decision, DecisionKind
from storage import decisions, event_edits, events, merges
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import LevelChangeRow, OutletGradeRow, OutletRow, ReportRow
from storage.tables.review import ArticleRow, DecisionRow, ProposalRow, SubmissionRow

_MADE, _REPORTS, _CHANGES, _GIVEN, _OUTLETS = (
    table_of(row) for row in (DecisionRow, ReportRow, LevelChangeRow, OutletGradeRow, OutletRow)
)
_PROPOSALS, _SUBMISSIONS, _ARTICLES = (table_of(row) for row in (ProposalRow, SubmissionRow, ArticleRow))
_EVENT: BindParameter[int] = bindparam("event")
_OTHERS = _MADE.alias()
_ON_IT = select(_OTHERS.c.proposal_id).where(_REPORTS.c.decision_id == _OTHERS.c.id, _REPORTS.c.event_id == _EVENT)
_TAKES_BACK_REJECTION = (
    select(_OTHERS.c.id).where(_OTHERS.c.id == _MADE.c.undoes, _OTHERS.c.kind == DecisionKind.REJECT.value).exists()
)
_DECIDED = Prepared(
    select(_MADE, _OUTLETS.c.name)
    .where(
        _PROPOSALS.c.id == _MADE.c.proposal_id,
        _SUBMISSIONS.c.id == _PROPOSALS.c.submission_id,
        _ARTICLES.c.id == _SUBMISSIONS.c.article_id,
        _OUTLETS.c.id == _ARTICLES.c.outlet_id,
        or_(_PROPOSALS.c.event_id == _EVENT, _PROPOSALS.c.id.in_(_ON_IT)),
        # A rejection moved nothing, nor did taking it back.
        _MADE.c.kind != DecisionKind.REJECT.value,
        ~_TAKES_BACK_REJECTION,
    )
    .order_by(_MADE.c.id)
)
_MOVED = select(_CHANGES.c.grade_id).where(_CHANGES.c.event_id == _EVENT)
_GRADED = Prepared(
    select(_OUTLETS.c.name, _GIVEN.c.grade, _GIVEN.c.author, _GIVEN.c.reason, _GIVEN.c.at)
    .where(_OUTLETS.c.id == _GIVEN.c.outlet_id, _GIVEN.c.id.in_(_MOVED))
    .order_by(_GIVEN.c.id)
)


def on_event(s: WorkspaceSession, slug: str) -> list[Act]:
    """Return the approvals and undos on an event, and the grades that changed its assessment, oldest first.

    What editors did to events that went into it is told too. Raises NotFound.
    """
    event_id = events.id_of(s, slug)
    decided = [decision_act(made, outlet) for made, outlet in _decisions(s, event_id)]
    graded = [act for _, act in _grades(s, event_id)]
    return sorted([*decided, *graded, *_before_merging(s, slug)], key=lambda act: act.at)


def on_event_for_all(s: WorkspaceSession, event_id: int, outlets: Collection[str]) -> list[Act]:
    """Return the same for everybody, by the id of the event's row.

    That is without what editors wrote to each other, and without whose report does not stand: `outlets` are those whose
    reports do. First looks are not told: what waits for a second editor is not approved.
    """
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
    return [(decisions.of_row(row), row.name) for row in s.rows(_DECIDED, event=event_id)]


def _grades(s: WorkspaceSession, event_id: int) -> list[tuple[str, Act]]:
    return [
        (outlet, Act(at=at.astimezone(dt.UTC), did=f"{outlet} graded {grade}", by=author, details=f": {reason}"))
        for outlet, grade, author, reason, at in s.rows(_GRADED, event=event_id)
    ]
