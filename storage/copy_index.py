"""The index of copies: it finds the stored articles that an article may have its words from.

It has the fingerprints of every article, and a sketch of each to tell boilerplate by. It follows from the articles alone, so it
can be rebuilt at any time, and both databases find the same.
"""

import json
import struct
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import insert
from sqlalchemy import select as select_many
from sqlalchemy import text as sql
from sqlmodel import col, select

from bot.domain.copies import Alike, Stored, StoredText
from bot.domain.errors import NotFound
from bot.domain.fingerprints import Holder, fingerprints, fingerprints_to_look_up, is_boilerplate, sketch
from storage.db import Database
from storage.session import WorkspaceSession
from storage.tables.record import OutletRow
from storage.tables.review import ArticleRow, SketchRow

_FIRST = 30
"""Articles with one fingerprint: enough to tell boilerplate, and among the first of many copies is the original."""
_COMPARED = 8
"""Texts from anywhere that are compared with an article."""
_COMPARED_ON_RECORD = 40
"""Texts on record that are compared with an article: of nearly every event all of them, whatever the index says."""
_READ = 1_000
"""Articles that are read at once when the index is built."""
_WRITTEN = 20_000
"""Articles that are added at once when the index is built: many, since sorted fingerprints come side by side into the index."""


def add(s: WorkspaceSession, article_id: int, text: str) -> None:
    """Add an article to the index."""
    _insert(s, {article_id: fingerprints(text)})


def find(s: WorkspaceSession, article_id: int, on_record: Collection[int] = ()) -> Alike:
    """Find the articles that a stored article may have its words from: some that are `on_record`, and earlier ones.

    Raises NotFound.
    """
    text = s.exec(select(ArticleRow.text).where(col(ArticleRow.id) == article_id)).first()
    if text is None:
        raise NotFound(f"There is no article {article_id}.")
    postings = _postings(s, fingerprints_to_look_up(text))
    found, recorded = {id_ for ids in postings.values() for id_ in ids}, set(on_record)
    newest = sorted(recorded - found, reverse=True)[:_COMPARED_ON_RECORD]
    known = _known(s, {article_id, *found, *newest})
    own = known.pop(article_id)
    # The fingerprints of one passage are in the same articles.
    told = {ids: is_boilerplate([known[id_].holder for id_ in ids if id_ in known]) for ids in set(postings.values())}
    shared = Counter(id_ for ids in postings.values() if not told[ids] for id_ in ids)
    others = {id_ for id_, one in known.items() if one.article.outlet != own.article.outlet}
    standing = [
        *sorted(others & recorded & found, key=lambda id_: (-shared[id_], id_)),
        *(id_ for id_ in newest if id_ in others),
    ]
    earlier = {id_ for id_ in (others & shared.keys()) - recorded if known[id_].article.order < own.article.order}
    chosen = [*standing[:_COMPARED_ON_RECORD], *_likeliest(known, shared, earlier)[:_COMPARED]]
    texts = dict(s.exec(select(ArticleRow.id, ArticleRow.text).where(col(ArticleRow.id).in_(chosen))).all())
    return Alike(
        article=_with_text(own.article, text),
        others=tuple(_with_text(known[id_].article, texts[id_]) for id_ in chosen),
        boilerplate=frozenset(found for found, ids in postings.items() if told[ids]),
    )


def complete(database: Database) -> int:
    """Add the articles of all workspaces that the index lacks; returns how many."""
    with database.connected(read_only=True) as connection:
        workspaces = list(connection.scalars(sql("SELECT DISTINCT workspace FROM article ORDER BY workspace")))
    return sum(_complete(database, workspace) for workspace in workspaces)


def rebuild(database: Database) -> int:
    """Empty the index and build it again from the articles of all workspaces; returns how many there are.

    Until that is done, copies of the others are not found.
    """
    with database.connected() as connection:
        for table in ("fingerprint", "article_sketch"):
            verb = "TRUNCATE" if connection.dialect.name == "postgresql" else "DELETE FROM"
            connection.execute(sql(f"{verb} {table}"))
    return complete(database)


class _Known(NamedTuple):
    article: Stored
    holder: Holder


def _postings(s: WorkspaceSession, wanted: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return the first articles with each fingerprint, without fingerprints that no article has."""
    first = (
        "SELECT article_id FROM fingerprint WHERE workspace = :workspace AND fingerprint = wanted.value"
        " ORDER BY article_id LIMIT :first"
    )
    ids, rows = (
        (f"array_agg(article_id) FROM ({first}) AS found", "unnest(CAST(:wanted AS bigint[])) AS wanted (value)")
        if s.on_postgresql
        else (f"nullif(json_group_array(article_id), '[]') FROM ({first})", "json_each(:wanted) AS wanted")
    )
    these = list(wanted)
    found = s.connection().execute(
        sql(f"SELECT value, (SELECT {ids}) FROM {rows}"),  # noqa: S608 - one of two
        {"workspace": s.workspace, "first": _FIRST, "wanted": these if s.on_postgresql else json.dumps(these)},
    )
    having = [(fingerprint, ids) for fingerprint, ids in found if ids]
    return {fingerprint: tuple(json.loads(ids) if isinstance(ids, str) else ids) for fingerprint, ids in having}


def _known(s: WorkspaceSession, ids: Collection[int]) -> dict[int, _Known]:
    # SQLModel's own `select` takes four columns at most.
    of = (
        select_many(
            col(ArticleRow.id),
            col(ArticleRow.outlet_id),
            col(OutletRow.name),
            col(ArticleRow.published),
            col(ArticleRow.fetched_at),
            col(SketchRow.lowest),
        )
        .join(
            OutletRow,
            (col(OutletRow.workspace) == col(ArticleRow.workspace)) & (col(OutletRow.id) == col(ArticleRow.outlet_id)),
        )
        .outerjoin(
            SketchRow,
            (col(SketchRow.workspace) == col(ArticleRow.workspace)) & (col(SketchRow.article_id) == col(ArticleRow.id)),
        )
        .where(col(ArticleRow.id).in_(ids))
    )
    return {
        id_: _Known(
            # A page that says that it is of tomorrow cannot know better than the day on which it was fetched.
            Stored(id=id_, outlet=name, day=min(published or fetched_at.date(), fetched_at.date())),
            Holder(outlet_id, frozenset(_unpacked(lowest or b""))),
        )
        for id_, outlet_id, name, published, fetched_at, lowest in s.execute(of)
    }


def _likeliest(known: Mapping[int, _Known], shared: Mapping[int, int], among: Collection[int]) -> list[int]:
    """Return first the articles that share about as much as any, the earliest first: of many copies, the original."""
    most = max((shared[id_] for id_ in among), default=0)
    by_order = sorted(among, key=lambda id_: known[id_].article.order)
    much = [id_ for id_ in by_order if 2 * shared[id_] >= most]
    return [*much, *sorted(set(by_order) - set(much), key=lambda id_: (-shared[id_], id_))]


def _with_text(article: Stored, text: str) -> StoredText:
    return StoredText(**article.model_dump(), text=text)


def _complete(database: Database, workspace: str) -> int:
    done = newest = 0
    while True:
        waiting: dict[int, set[int]] = {}
        while len(waiting) < _WRITTEN:
            with database.transaction(workspace, read_only=True) as s:
                texts = _missing(s, newest)
            if not texts:
                break
            # Computed here, so that nobody waits for a transaction that writes.
            waiting |= {id_: fingerprints(text) for id_, text in texts}
            newest = texts[-1][0]
        if not waiting:
            return done
        with database.transaction(workspace) as s:
            _insert(s, waiting)
        done += len(waiting)


def _missing(s: WorkspaceSession, after: int) -> list[tuple[int, str]]:
    indexed = select(SketchRow.article_id).where(col(SketchRow.article_id) == col(ArticleRow.id))
    of = (
        select(ArticleRow.id, ArticleRow.text)
        .where(col(ArticleRow.id) > after, ~indexed.exists())
        .order_by(col(ArticleRow.id))
        .limit(_READ)
    )
    return list(s.exec(of).all())


def _insert(s: WorkspaceSession, found: Mapping[int, Collection[int]]) -> None:
    s.execute(insert(SketchRow), [{"article_id": id_, "lowest": _packed(sketch(own))} for id_, own in found.items()])
    rows = sorted((fingerprint, id_) for id_, own in found.items() for fingerprint in own)
    if not s.on_postgresql:
        s.connection().execute(
            sql("INSERT INTO fingerprint (workspace, fingerprint, article_id) VALUES (:workspace, :fingerprint, :article)"),
            [{"workspace": s.workspace, "fingerprint": fingerprint, "article": id_} for fingerprint, id_ in rows],
        )
        return
    s.connection().execute(
        sql(
            "INSERT INTO fingerprint (workspace, fingerprint, article_id) SELECT :workspace, found.*"
            " FROM unnest(CAST(:fingerprints AS bigint[]), CAST(:articles AS integer[])) AS found"
        ),
        {"workspace": s.workspace, "fingerprints": [row[0] for row in rows], "articles": [row[1] for row in rows]},
    )


def _packed(numbers: Sequence[int]) -> bytes:
    return struct.pack(f">{len(numbers)}q", *numbers)


def _unpacked(lowest: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(lowest) // 8}q", lowest)
