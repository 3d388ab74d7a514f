"""Answers that are kept: one for a question, in one workspace."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import update
from sqlmodel import select

from bot.domain.answer import Answer
from bot.domain.reading import ReaderStamp
from storage import answers
from storage.tables.review import AnswerRow
from tests.storage.made import Workspace

NOW = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)
QUESTION = "ab" * 32


def answer(remark: str = "Read.") -> Answer:
    return Answer(remarks=(remark,), stamp=ReaderStamp(reader="model", calls=1, tokens_in=9, cost=0.25))


def test_an_answer_comes_back_as_it_was(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        answers.keep(s, QUESTION, answer(), NOW)
    with workspace.transaction(read_only=True) as s:
        assert answers.find(s, QUESTION) == answer()
        assert answers.find(s, "cd" * 32) is None


def test_a_newer_answer_takes_the_place_of_the_earlier_one(workspace: Workspace) -> None:
    for remark in ("First.", "Second."):
        with workspace.transaction() as s:
            answers.keep(s, QUESTION, answer(remark), NOW)
    with workspace.transaction(read_only=True) as s:
        assert answers.find(s, QUESTION) == answer("Second.")


def test_two_at_once_keep_one(workspace: Workspace) -> None:
    def keep(remark: str) -> None:
        with workspace.transaction() as s:
            answers.keep(s, QUESTION, answer(remark), NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep, "abcd"))
    with workspace.transaction(read_only=True) as s:
        assert len(s.exec(select(AnswerRow)).all()) == 1


def test_an_old_answer_is_forgotten(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        answers.keep(s, QUESTION, answer(), NOW)
        answers.keep(s, "cd" * 32, answer(), NOW + dt.timedelta(days=1))
    with workspace.transaction() as s:
        assert answers.forget(s, NOW + dt.timedelta(hours=1)) == 1
        assert answers.find(s, QUESTION) is None
        assert answers.find(s, "cd" * 32) is not None


def test_an_answer_of_another_form_is_none(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        answers.keep(s, QUESTION, answer(), NOW)
    with workspace.transaction() as s:
        s.exec(update(AnswerRow).values(payload={"verdict": "verified"}))
    with workspace.transaction(read_only=True) as s:
        assert answers.find(s, QUESTION) is None
