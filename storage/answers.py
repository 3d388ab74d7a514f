"""Cached answers of the model, so that the same question is not paid for twice."""

import datetime as dt

from pydantic import ValidationError
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.domain.answer import Answer
from storage.session import WorkspaceSession
from storage.tables.review import AnswerRow


def find(s: WorkspaceSession, question: str) -> Answer | None:
    """Return the answer to a question (a hash); None if there is none, or if another version stored it in another form."""
    payload = s.exec(select(col(AnswerRow.payload)).where(col(AnswerRow.question) == question)).first()
    try:
        return None if payload is None else Answer.model_validate(payload)
    except ValidationError:
        return None


def forget(s: WorkspaceSession, before: dt.datetime) -> int:
    """Delete the answers that were stored before then; returns how many."""
    return s.exec(delete(AnswerRow).where(col(AnswerRow.at) < before)).rowcount


def keep(s: WorkspaceSession, question: str, answer: Answer, at: dt.datetime) -> None:
    """Store the answer to a question, replacing an earlier one."""
    insert = postgresql.insert(AnswerRow) if s.on_postgresql else sqlite.insert(AnswerRow)
    newer = {"payload": insert.excluded.payload, "at": insert.excluded.at}
    row = {"question": question, "payload": answer.model_dump(mode="json"), "at": at}
    s.execute(insert.on_conflict_do_update(index_elements=["workspace", "question"], set_=newer), [row])
