"""What a monitor asks for, of all workspaces together and as the record has it: so that any process can tell it for all."""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, func, select

from storage.cards import WITHDRAWN
from storage.db import Database
from storage.prepared import table_of
from storage.submissions import UNFINISHED
from storage.tables.outgoing import CardRow, DigestRow, LetterRow
from storage.tables.review import ProposalRow, SpendRow, SubmissionRow

RECENT = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


class Measure(NamedTuple):
    """One number, or one for each value of a label; `counts` if it only ever grows."""

    name: str
    help: str
    values: dict[str, float]
    label: str | None = None
    counts: bool = False


def measure(database: Database, now: dt.datetime) -> list[Measure]:
    """Return all measures at a moment; raises the same errors as `connected`."""
    with database.connected(read_only=True) as connection:
        return [*_links(connection, now), *_waiting(connection, now), *_outgoing(connection, now), *_model(connection)]


def _links(connection: Connection, now: dt.datetime) -> list[Measure]:
    links, proposals = table_of(SubmissionRow), table_of(ProposalRow)
    kind, unfinished = links.c.failure_kind, links.c.state.in_(UNFINISHED)
    states = _pairs(connection, select(links.c.state, func.count()).group_by(links.c.state))
    failed = select(func.coalesce(kind, "other"), func.count()).where(links.c.state == "failed").group_by(kind)
    own = (proposals.c.submission_id == links.c.id) & (proposals.c.workspace == links.c.workspace)
    took = select(links.c.filed_at, func.min(proposals.c.filed_at)).join_from(links, proposals, own)
    recent = took.group_by(links.c.id, links.c.filed_at).having(func.min(proposals.c.filed_at) >= now - RECENT)
    # A link that is read again later counts by its first proposal alone.
    recent = recent.where(links.c.id.in_(select(proposals.c.submission_id).where(proposals.c.filed_at >= now - RECENT)))
    seconds = sorted((proposed - filed).total_seconds() for filed, proposed in connection.execute(recent).all()) or [0.0]
    quantiles = {str(share): seconds[int(share * (len(seconds) - 1))] for share in (0.5, 0.95)}
    oldest = _age(connection, links.c.filed_at, now, unfinished)
    return [
        Measure("links", "Links by what became of them.", states, "state"),
        Measure("links_failed", "Links that gave no article, by why.", _pairs(connection, failed), "kind"),
        Measure("links_waiting", "Links that are not read yet.", _count(connection, links, unfinished)),
        Measure("links_oldest_seconds", "Age of the oldest link that is not read yet.", oldest),
        Measure("link_seconds", "From a link to its first proposal, in the last hour.", quantiles, "quantile"),
    ]


def _waiting(connection: Connection, now: dt.datetime) -> list[Measure]:
    proposals = table_of(ProposalRow)
    pending = proposals.c.state == "pending"
    oldest = _age(connection, proposals.c.filed_at, now, pending)
    return [
        Measure("proposals_waiting", "Proposals that wait for an editor.", _count(connection, proposals, pending)),
        Measure("proposals_oldest_seconds", "Age of the oldest of them.", oldest),
    ]


def _outgoing(connection: Connection, now: dt.datetime) -> list[Measure]:
    cards, letters, digests = table_of(CardRow), table_of(LetterRow), table_of(DigestRow)
    due = cards.c.due_at <= now
    retried = cards.c.due_at.is_not(None) & (cards.c.tries > 0)
    stuck = cards.c.problem.is_not(None) & cards.c.problem.not_like(f"{WITHDRAWN}%")
    unsent = letters.c.problem.is_not(None) & letters.c.due_at.is_(None)
    oldest = _age(connection, cards.c.due_at, now, due)
    made = select(digests.c.due_at, digests.c.made_at).where(digests.c.due_at >= now - DAY)
    late = max(((made_at - due_at).total_seconds() for due_at, made_at in connection.execute(made).all()), default=0.0)
    missed = _count(connection, digests, digests.c.state == "missed")
    return [
        Measure("cards_due", "Cards that Slack should show by now.", _count(connection, cards, due)),
        Measure("cards_oldest_seconds", "For how long the oldest of them has been due.", oldest),
        Measure("cards_retried", "Cards due of which Slack has refused a post, or failed.", _count(connection, cards, retried)),
        Measure("cards_stuck", "Cards that Slack does not take; App Home says why.", _count(connection, cards, stuck)),
        Measure("letters_due", "E-mails to be sent by now.", _count(connection, letters, letters.c.due_at <= now)),
        Measure("letters_failed", "E-mails that could not be sent.", _count(connection, letters, unsent)),
        Measure("digest_late_seconds", "How late the latest of the last day's digests was.", _one(late)),
        Measure("digests_missed", "Digests for which nothing was running.", missed, counts=True),
    ]


def _model(connection: Connection) -> list[Measure]:
    spend = SpendRow.__table__.c  # type: ignore[attr-defined]  # as all tables of SQLModel have it
    columns = (spend.tokens_in, spend.tokens_cached, spend.tokens_out, spend.cost)
    sums = (func.coalesce(func.sum(column), 0) for column in columns)
    calls, read, cached, written, cost = connection.execute(select(func.count(spend.id), *sums)).one()
    tokens = {"in": float(read - cached), "cached": float(cached), "out": float(written)}
    return [
        Measure("model_calls", "Answers of the model that were paid for.", _one(calls), counts=True),
        Measure("model_tokens", "Their tokens: asked, asked from the prompt cache, answered.", tokens, "kind", counts=True),
        Measure("model_cost", "What they cost, in the currency of the prices.", _one(cost), counts=True),
    ]


def _one(value: float) -> dict[str, float]:
    return {"": float(value)}


def _count(connection: Connection, table: Table, where: ColumnElement[bool]) -> dict[str, float]:
    return _one(connection.scalar(select(func.count()).select_from(table).where(where)) or 0)


def _pairs(connection: Connection, query: Any) -> dict[str, float]:
    return {str(value): float(number) for value, number in connection.execute(query).all()}


def _age(connection: Connection, column: Any, now: dt.datetime, where: ColumnElement[bool]) -> dict[str, float]:
    oldest = connection.scalar(select(func.min(column)).where(where))
    return _one(0.0 if oldest is None else max((now - oldest).total_seconds(), 0.0))
