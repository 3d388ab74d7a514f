"""Prepared statements see one workspace only, in every part."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

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

MODULES = (
    articles, cards, copy_index, event_edits, events, outlet_keys, outlets, proposals, readings, reports, rereads, rulings,
    search, submissions,
)  # fmt: skip
_TABLES = re.compile(r"\b(?:FROM|JOIN|UPDATE) (\w+)(?: AS (\w+))?")


def prepared() -> Iterator[tuple[str, Prepared]]:
    for module in MODULES:
        found = [(name, value) for name, value in vars(module).items() if isinstance(value, Prepared)]
        assert found, f"{module.__name__} has none"
        yield from ((f"{module.__name__}.{name}", value) for name, value in found)


def test_every_table_of_every_statement_is_limited_to_the_workspace() -> None:
    for name, each in prepared():
        statement = str(each.statement)
        tables = [alias or table for table, alias in _TABLES.findall(statement)]
        limited = re.findall(r"(\w+)\.workspace = :here", statement)
        assert tables, name
        assert set(tables) <= set(limited), name


def test_an_outer_join_is_refused_since_the_limit_would_make_it_an_inner_one() -> None:
    submission, article = table_of(SubmissionRow), table_of(ArticleRow)
    joined = submission.outerjoin(article, article.c.id == submission.c.article_id)
    with pytest.raises(ValueError, match="outer join"):
        Prepared(select(submission.c.id).select_from(joined))
