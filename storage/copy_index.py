"""The index of copies: it finds the stored articles that an article may have its words from.

It has the fingerprints of all articles, and of each what tells boilerplate and originals. It follows from the articles alone,
so it can be rebuilt at any time, and both databases find the same.
"""

import datetime as dt
import json
import struct
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam
from sqlalchemy import select as select_many
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.domain.copies import Alike, Stored, StoredText
from bot.domain.fingerprints import Holder, boilerplate, fingerprints, fingerprints_to_look_up, sketch
from bot.domain.reading import Article
from storage.columns import storable
from storage.db import Database
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.record import OutletRow
from storage.tables.review import ArticleRow, IndexedArticleRow

Told = Callable[[int], object]
"""Called with how many entries the index has got by now."""
_FIRST = 30
"""Articles with one fingerprint: enough to tell boilerplate, and among the first of many copies is the original."""
_COMPARED = 8
"""Texts from anywhere that are compared with an article."""
_COMPARED_ON_RECORD = 40
"""Texts on record that are compared with an article: of nearly every event all of them, whatever the index says."""
_READ = 1_000
"""Articles that are read at once when the index is built."""
_ROWS = 10_000
"""Fingerprints that are added by one statement."""
_WRITTEN = 20_000
"""Articles that are added at once when the index is built: many, since sorted fingerprints go side by side into the index."""
_T, _OUTLETS = table_of(IndexedArticleRow), table_of(OutletRow)
_ITS_OUTLET = (_OUTLETS.c.workspace == _T.c.workspace) & (_OUTLETS.c.id == _T.c.outlet_id)
_KNOWN = Prepared(
    select_many(_T.c.article_id, _T.c.outlet_id, _OUTLETS.c.name, _T.c.day, _T.c.sketch)
    .join(_OUTLETS, _ITS_OUTLET)
    .where(_T.c.article_id.in_(bindparam("articles", expanding=True)))
)


def add(s: WorkspaceSession, id_: int, outlet_id: int, article: Article, fetched_at: dt.datetime) -> None:
    """Add a stored article to the index."""
    _insert(s, [_entry(id_, outlet_id, article.published, fetched_at, article.text)])


def find(s: WorkspaceSession, article_id: int, article: Article, on_record: Collection[int] = ()) -> Alike:
    """Find the articles that a stored article may have its words from: some of those `on_record`, and earlier ones."""
    postings = _postings(s, fingerprints_to_look_up(article.text))
    found, recorded = {id_ for ids in postings.values() for id_ in ids}, set(on_record)
    newest = sorted(recorded - found, reverse=True)[:_COMPARED_ON_RECORD]
    known = _known(s, {article_id, *found, *newest})
    indexed = known.pop(article_id, None)
    # Without a row it waits for the index to be completed: it is taken for the newest article.
    own = indexed.article if indexed else Stored(article_id, article.outlet.name, article.published or dt.date.max)
    told = boilerplate(postings, {id_: one.holder for id_, one in known.items()})
    shared = Counter(id_ for fingerprint, ids in postings.items() if fingerprint not in told for id_ in ids)
    others = {id_ for id_, one in known.items() if one.article.outlet != own.outlet}
    standing = [
        *sorted(others & recorded & found, key=lambda id_: (-shared[id_], id_)),
        *(id_ for id_ in newest if id_ in others),
    ]
    earlier = {id_ for id_ in (others & shared.keys()) - recorded if known[id_].article.order < own.order}
    chosen = [*standing[:_COMPARED_ON_RECORD], *_likeliest(known, shared, earlier)[:_COMPARED]]
    return Alike(
        article=own,
        text=article.text,
        first=_first_text(s, article_id, article.canonical_url) if earlier else None,
        others=_with_texts(s, [known[id_].article for id_ in chosen], postings),
        boilerplate=frozenset(told),
    )


def complete(database: Database, told: Told = lambda _done: None) -> int:
    """Add the articles of all workspaces that the index lacks; returns how many."""
    with database.connected(read_only=True) as connection:
        workspaces = list(connection.scalars(sql("SELECT DISTINCT workspace FROM article ORDER BY workspace")))
    done = 0
    for workspace in workspaces:
        done = _complete(database, workspace, done, told)
    return done


def faults(connection: Connection) -> list[str]:
    """Say how many articles of all workspaces the index lacks, in a sentence; an empty list if it lacks none."""
    lacking = "SELECT count(*) FROM article WHERE NOT EXISTS (SELECT 1 FROM indexed_article AS indexed"
    number = connection.scalar(
        sql(f"{lacking} WHERE indexed.workspace = article.workspace AND indexed.article_id = article.id)")
    )
    return [f"The index of copies lacks {number:,} articles; run 'second-source db reindex'."] if number else []


def rebuild(database: Database, told: Told = lambda _done: None) -> int:
    """Empty the index and build it again from the articles of all workspaces; returns how many there are.

    Until that is done, copies of the others are not found. What it has of texts that were purged stays.
    """
    with database.connected() as connection:
        purged = connection.scalar(sql("SELECT count(*) FROM article WHERE text = ''"))
        for table in ("fingerprint", "indexed_article"):
            of_text = f"article.workspace = {table}.workspace AND article.id = {table}.article_id AND article.text <> ''"
            where = f" WHERE EXISTS (SELECT 1 FROM article WHERE {of_text})" if purged else ""  # noqa: S608 - written here
            verb = "TRUNCATE" if connection.dialect.name == "postgresql" and not purged else "DELETE FROM"
            connection.execute(sql(f"{verb} {table}{where}"))
    return complete(database, told)


class _Known(NamedTuple):
    article: Stored
    holder: Holder


def _postings(s: WorkspaceSession, wanted: Iterable[int]) -> dict[int, frozenset[int]]:
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
    return {fingerprint: frozenset(json.loads(ids) if isinstance(ids, str) else ids) for fingerprint, ids in having}


def _known(s: WorkspaceSession, ids: Collection[int]) -> dict[int, _Known]:
    rows = s.rows(_KNOWN, articles=list(ids))
    return {
        id_: _Known(Stored(id_, name, day), Holder(outlet_id, frozenset(_unpacked(lowest))))
        for id_, outlet_id, name, day, lowest in rows
    }


def _likeliest(known: Mapping[int, _Known], shared: Mapping[int, int], among: Collection[int]) -> list[int]:
    """Return first the articles that share about as much as any, the earliest first: of many copies, the original."""
    most = max((shared[id_] for id_ in among), default=0)
    by_order = sorted(among, key=lambda id_: known[id_].article.order)
    much = [id_ for id_ in by_order if 2 * shared[id_] >= most]
    return [*much, *sorted(set(by_order) - set(much), key=lambda id_: (-shared[id_], id_))]


def _with_texts(
    s: WorkspaceSession, chosen: Sequence[Stored], postings: Mapping[int, frozenset[int]] | None = None
) -> tuple[StoredText, ...]:
    if not chosen:
        return ()
    among = col(ArticleRow.id).in_([one.id for one in chosen])
    texts = dict(s.exec(select(ArticleRow.id, ArticleRow.text).where(among)).all())

    def hashes(id_: int) -> frozenset[int] | None:
        """Return what is left of a text that was purged."""
        return None if texts[id_] else frozenset(mark for mark, ids in (postings or {}).items() if id_ in ids)

    return tuple(StoredText(one, texts[one.id], hashes(one.id)) for one in chosen)


def _first_text(s: WorkspaceSession, article_id: int, address: str) -> StoredText | None:
    """Return the first text that is stored of an address; None if that is this article."""
    before = (col(ArticleRow.canonical_url) == storable(address), col(ArticleRow.id) < article_id)
    first = s.exec(select(ArticleRow.id).where(*before).order_by(col(ArticleRow.id)).limit(1)).first()
    indexed = None if first is None else _known(s, [first]).get(first)
    return None if indexed is None else next(iter(_with_texts(s, [indexed.article])), None)


class _Entry(NamedTuple):
    """What the index has of an article."""

    row: dict[str, object]
    fingerprints: list[tuple[int, int]]


def _entry(id_: int, outlet_id: int, published: dt.date | None, fetched_at: dt.datetime, text: str) -> _Entry:
    found = fingerprints(text)
    lowest = sketch(found)
    # A page cannot have been published after it was fetched, whatever it says.
    day = min(published or fetched_at.date(), fetched_at.date())
    row = {"article_id": id_, "outlet_id": outlet_id, "day": day, "sketch": struct.pack(f">{len(lowest)}q", *lowest)}
    return _Entry(row, [(fingerprint, id_) for fingerprint in found])


def _unpacked(lowest: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(lowest) // 8}q", lowest)


def _complete(database: Database, workspace: str, done: int, told: Told) -> int:
    newest = 0
    while True:
        waiting = list[_Entry]()
        while len(waiting) < _WRITTEN:
            with database.transaction(workspace, read_only=True) as s:
                missing = _missing(s, newest)
            if not missing:
                break
            # Computed here, so that nobody waits for a transaction that writes.
            waiting += [_entry(*row) for row in missing]
            newest = missing[-1][0]
        if not waiting:
            return done
        with database.transaction(workspace) as s:
            done += _insert(s, waiting)
        told(done)


def _missing(s: WorkspaceSession, after: int) -> list[tuple[int, int, dt.date | None, dt.datetime, str]]:
    indexed = select(IndexedArticleRow.article_id).where(col(IndexedArticleRow.article_id) == col(ArticleRow.id))
    columns = (ArticleRow.id, ArticleRow.outlet_id, ArticleRow.published, ArticleRow.fetched_at, ArticleRow.text)
    of = select_many(*(col(column) for column in columns)).where(col(ArticleRow.id) > after, ~indexed.exists())
    return [tuple(row) for row in s.execute(of.order_by(col(ArticleRow.id)).limit(_READ))]


def _insert(s: WorkspaceSession, entries: Sequence[_Entry]) -> int:
    """Insert articles, without those that another process has added meanwhile; returns how many."""
    insert = postgresql.insert if s.on_postgresql else sqlite.insert
    added = set(
        s.connection().scalars(
            insert(IndexedArticleRow).on_conflict_do_nothing().returning(col(IndexedArticleRow.article_id)),
            [{"workspace": s.workspace, **entry.row} for entry in entries],
        )
    )
    rows = sorted(pair for entry in entries for pair in entry.fingerprints if pair[1] in added)
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        if s.on_postgresql:
            statement = (
                "INSERT INTO fingerprint (workspace, fingerprint, article_id) SELECT :workspace, found.*"
                " FROM unnest(CAST(:fingerprints AS bigint[]), CAST(:articles AS integer[])) AS found"
            )
            columns = {"fingerprints": [row[0] for row in part], "articles": [row[1] for row in part]}
            s.connection().execute(sql(statement), {"workspace": s.workspace, **columns})
        else:
            statement = "INSERT INTO fingerprint (workspace, fingerprint, article_id) VALUES (?, ?, ?)"
            s.connection().exec_driver_sql(statement, [(s.workspace, *row) for row in part])
    return len(added)
