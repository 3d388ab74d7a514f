"""The tables behind the model: answers that need not be asked for again, and what it has cost."""

import datetime as dt

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, Words
from storage.row import Json, Row


class AnswerRow(Row, table=True):
    """A model's usable answer; `question` is the hash of everything that the answer depends on."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("workspace", "question"),)

    id: int = Field(default=None, primary_key=True)
    question: str
    payload: Json = Field(sa_type=JSON)
    at: dt.datetime = Field(sa_type=UtcTime)


class SpendRow(SQLModel, table=True):
    """What one answer of the model has cost; it belongs to no workspace, since one key pays for all of them."""

    metadata = Row.metadata
    __tablename__ = "model_spend"
    __table_args__ = (Index(None, "at"),)

    id: int = Field(default=None, primary_key=True)
    at: dt.datetime = Field(sa_type=UtcTime)
    model: str = Field(sa_type=Words)
    tokens_in: int
    tokens_out: int
    cost: float
