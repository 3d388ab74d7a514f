"""Prepared statements see one workspace only, in every part."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import bindparam, select, update

from storage import (
    articles,
    cards,
    copy_index,
    event_edits,
    events,
    outlet_keys,
    outlets,
    proposals,
    readings,
    reports,
    rereads,
    rulings,
    search,
    submissions,
)
from storage.prepared import Prepared, table_of
from storage.tables.review import ArticleRow, SubmissionRow
from tests.storage import made
from tests.storage.made import Workspace

MODULES = (
    articles, cards, copy_index, event_edits, events, outlet_keys, outlets, proposals, readings, reports, rereads, rulings,
    search, submissions,
)  # fmt: skip
_TABLES = re.compile(r"\b(?:FROM|JOIN|UPDATE) (\w+(?: AS \w+)?(?:, \w+(?: AS \w+)?)*)")


def prepared() -> Iterator[tuple[str, Prepared]]:
    for module in MODULES:
        found = [(name, value) for name, value in vars(module).items() if isinstance(value, Prepared)]
        assert found, f"{module.__name__} has none"
        yield from ((f"{module.__name__}.{name}", value) for name, value in found)


def test_every_table_of_every_statement_is_limited_to_the_workspace() -> None:
    for name, each in prepared():
        statement = str(each.statement)
        tables = [each.split()[-1] for named in _TABLES.findall(statement) for each in named.split(", ")]
        limited = re.findall(r"(\w+)\.workspace = :here", statement)
        assert tables, name
        assert set(tables) <= set(limited), name


def test_an_outer_join_is_refused_since_the_limit_would_make_it_an_inner_one() -> None:
    submission, article = table_of(SubmissionRow), table_of(ArticleRow)
    joined = submission.outerjoin(article, article.c.id == submission.c.article_id)
    full = submission.join(article, article.c.id == submission.c.article_id, full=True)
    for each in (joined, full):
        with pytest.raises(ValueError, match="outer join"):
            Prepared(select(submission.c.id).select_from(each))


def test_an_update_is_limited_in_all_tables_that_its_condition_names() -> None:
    submission, article = table_of(SubmissionRow), table_of(ArticleRow)
    statement = str(Prepared(update(submission).where(submission.c.article_id == article.c.id).values(note="x")).statement)
    assert "submission.workspace = :here" in statement
    assert "article.workspace = :here" in statement


def test_no_value_takes_the_place_of_the_workspace(workspace: Workspace) -> None:
    submission = table_of(SubmissionRow).c
    by_key = Prepared(select(submission.id).where(submission.key == bindparam("key")))
    with workspace.transaction() as s:
        filed = made.submission(s, "k1").id
        assert s.value(by_key, key="k1", here="elsewhere") == filed
        columns = dict.fromkeys(("url", "canonical_url", "by", "place", "note", "state"), "x")
        s.insert(SubmissionRow, key="k2", filed_at=made.NOW, workspace="elsewhere", **columns)
        assert s.value(by_key, key="k2") is not None
