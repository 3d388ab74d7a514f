"""What one link may cost the database: few transactions, and no row of its own that is read over and over."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.card import CardKind, Spot
from bot.domain.record import SubmissionState
from bot.gateways.model.calls import Calls, InDatabase
from bot.gateways.model.spending import Budget, Prices
from bot.pipeline.intake import Link, accept_link
from bot.pipeline.read import keep_vectors
from bot.pipeline.review import review
from bot.pipeline.services import Services
from storage import cards, endpoints, spending
from storage.db import Database
from tests.gateways.model_answers import reader as model_reader
from tests.newsroom import DAM, WORKSPACE, PlainSteps, Ticking, make_services, outcome
from tests.page_server import PageServer
from tests.pipeline.test_read_kept import says_so
from tests.pipeline.test_review import URL

MOST_TRANSACTIONS = 14
MOST_WITHOUT_MODEL = 7
MOST_READS = 2
ITS_OWN = ("submission", "article", "reading", "proposal", "proposal_version")
"""The tables that a link has rows of its own in."""
_READS = re.compile(r"\b(?:FROM|JOIN) (\w+)")


@contextmanager
def counted(database: Database) -> Iterator[tuple[list[str], Counter[str]]]:
    """Count transactions, and SELECT statements by the tables that they read."""
    begun, reads = list[str](), Counter[str]()

    def begins(_connection: Any) -> None:
        begun.append("BEGIN")

    def runs(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            reads.update(set(_READS.findall(statement)))

    event.listen(database.engine, "begin", begins)
    event.listen(database.engine, "before_cursor_execute", runs)
    try:
        yield begun, reads
    finally:
        event.remove(database.engine, "begin", begins)
        event.remove(database.engine, "before_cursor_execute", runs)


class Vectors:
    """An embedding model that sees the same in everything."""

    model = "tiny"

    def embed(self, texts: Any) -> list[list[float]]:
        return [[1.0, 0.0] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed([text])[0]


def tell(services: Services) -> tuple[int, Counter[str]]:
    """Take a link from the intake to the card that is wanted; returns the transactions, and the reads after the intake."""
    spot = Spot(channel="C0DESK", thread="7.0")
    link = Link(key="k", by="U0JO", place="C0DESK", url=URL, spot=spot)
    with counted(services.database) as (intake, _):
        filed = accept_link(services, WORKSPACE, link)
    with counted(services.database) as (story, reads):
        review(services, PlainSteps(), WORKSPACE, filed.submission.id)
    submission, made = outcome(services, filed.submission.id)
    assert submission.state is SubmissionState.PROPOSED
    assert len(made) == 1
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        (card,) = cards.of_submission(s, submission.id)
    assert (card.kind, card.due_at is not None) == (CardKind.LINK, True)
    return len(intake) + len(story), reads


# The statements are the same on PostgreSQL.
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_link_without_a_model_costs_few_transactions(database: Database, server: PageServer) -> None:
    transactions, reads = tell(make_services(database, server, stored=(DAM,)))
    assert transactions <= MOST_WITHOUT_MODEL
    assert {table: reads[table] for table in ITS_OWN if reads[table] > MOST_READS} == {}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_link_with_model_daily_budget_and_embeddings_costs_few_transactions(database: Database, server: PageServer) -> None:
    budget = Budget(
        prices=Prices(1.0, 2.0),
        book=partial(spending.book, database),
        spent_since=partial(spending.since, database),
        clock=Ticking(),
        daily_budget=100.0,
    )
    calls = Calls(shared=InDatabase(partial(endpoints.change, database, "https://model.example")), clock=time.time)
    with model_reader(says_so, budget=budget, calls=calls) as (model, _):
        services = replace(make_services(database, server, model, stored=(DAM,)), embedder=Vectors())
        keep_vectors(services, WORKSPACE)
        transactions, reads = tell(services)
    assert transactions <= MOST_TRANSACTIONS
    assert {table: reads[table] for table in ITS_OWN if reads[table] > MOST_READS} == {}
