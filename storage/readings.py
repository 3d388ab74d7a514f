"""Readings: what the reader took from an article, stored for good."""

from sqlalchemy import bindparam
from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.errors import NotFound
from bot.domain.reading import ReaderStamp, Reading
from storage.prepared import Prepared, table_of
from storage.row import Json
from storage.session import WorkspaceSession
from storage.tables.record import ReportRow
from storage.tables.review import DecisionRow, ProposalRow, ReadingRow

_T = table_of(ReadingRow).c
_DECISIONS, _PROPOSALS, _REPORTS = (table_of(row).c for row in (DecisionRow, ProposalRow, ReportRow))
_OF_SUBMISSION = Prepared(of_table(_T.id, _T.payload).where(_T.submission_id == bindparam("submission")))
_ON_EVENT = Prepared(
    of_table(_DECISIONS.id, _T.payload).where(
        _PROPOSALS.id == _DECISIONS.proposal_id,
        _T.id == _PROPOSALS.reading_id,
        _DECISIONS.id.in_(of_table(_REPORTS.decision_id).where(_REPORTS.event_id == bindparam("event"))),
    )
)


def save(s: WorkspaceSession, submission_id: int, article_id: int, reading: Reading) -> int:
    """Store the reading of a submission; returns its id. A submission is read once: a second reading is dropped."""
    known = of_submission(s, submission_id)
    if known is not None:
        return known[0]
    payload = reading.model_dump(mode="json")
    return s.insert(ReadingRow, submission_id=submission_id, article_id=article_id, payload=payload)


def get(s: WorkspaceSession, reading_id: int) -> Reading:
    """Return one reading; raises NotFound."""
    row = s.exec(select(ReadingRow).where(col(ReadingRow.id) == reading_id)).first()
    if row is None:
        raise NotFound(f"There is no reading {reading_id}.")
    return Reading.model_validate(row.payload)


def of_submission(s: WorkspaceSession, submission_id: int) -> tuple[int, Reading] | None:
    """Return the reading of a submission with its id, if it has been read."""
    row = s.row(_OF_SUBMISSION, submission=submission_id)
    return None if row is None else (row.id, Reading.model_validate(row.payload))


def stamps_on(s: WorkspaceSession, event_id: int) -> dict[int, ReaderStamp]:
    """Return which reader read what was approved on an event, by the ids of the decisions, an undone one's too."""
    return {id_: ReaderStamp.model_validate(payload["stamp"]) for id_, payload in _on(s, event_id)}


def on_event(s: WorkspaceSession, event_id: int) -> dict[int, Reading]:
    """Return the readings of what was approved on an event, by the ids of the decisions, an undone one's too."""
    return {id_: Reading.model_validate(payload) for id_, payload in _on(s, event_id)}


def _on(s: WorkspaceSession, event_id: int) -> list[tuple[int, Json]]:
    return [(row.id, row.payload) for row in s.rows(_ON_EVENT, event=event_id)]
