"""The chain of the history: what is added to the record is entered there in the same transaction, and can be verified.

The form of an entry is in `bot/domain/chain.py`. Entries are made at a transaction's end, under the lock of the chain's head,
so that two editors at once never make two that follow the same one.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.chain import GENESIS, Entry, EntryKind, Head, altered, break_at_end, break_before, deleted, sha256_of
from storage.prepared import table_of
from storage.session import WorkspaceSession
from storage.tables.chain import CHAINED, ChainEntryRow, ChainHeadRow
from storage.tables.review import ArticleRow, DecisionRow, ProposalRow, ProposalVersionRow, ReadingRow

if TYPE_CHECKING:
    from storage.db import Database

_Item = TypeVar("_Item")
_AT_ONCE = 500
"""How many rows one statement reads: both databases limit the number of parameters."""
_ENTRIES, _HEADS = table_of(ChainEntryRow), table_of(ChainHeadRow)
_TABLES = {kind: table_of(row) for row, kind in CHAINED.items()}
_RANKS = {kind: rank for rank, kind in enumerate(EntryKind)}
_OF_WORKSPACE = "workspace"
"""The one column that no content has: a chain is of one workspace."""


def close(s: WorkspaceSession) -> None:
    """Enter the rows that a transaction has added to the record; the last thing that it does before it is committed."""
    s.flush()
    added = sorted(dict.fromkeys(s.unchained), key=lambda row: (_RANKS[row[0]], row[1]))
    s.unchained.clear()
    if added:
        _append(s, added)


def head(s: WorkspaceSession) -> Head:
    """Return how many entries the chain has, and the hash of the last; none for a workspace without a record."""
    row = s.connection().execute(select(_HEADS).where(_HEADS.c.workspace == s.workspace)).first()
    return Head() if row is None else Head(count=row.entries, hash=row.hash.hex())


def entries(s: WorkspaceSession, first: int, last: int) -> Iterator[Entry]:
    """Return the entries from one position up to another, in order; few are in memory at a time."""
    here = _ENTRIES.c.workspace == s.workspace
    while True:
        some = select(_ENTRIES).where(here, _ENTRIES.c.position >= first, _ENTRIES.c.position <= last)
        rows = s.connection().execute(some.order_by(_ENTRIES.c.position).limit(_AT_ONCE)).all()
        yield from map(entry_of, rows)
        if len(rows) < _AT_ONCE:
            return
        first = rows[-1].position + 1


def contents(s: WorkspaceSession, kind: EntryKind, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the content that rows of one kind have now, by their ids; without those that are not there."""
    table, found = _TABLES[kind], dict[int, dict[str, Any]]()
    for some in _batches(ids, _AT_ONCE):
        rows = s.connection().execute(select(table).where(table.c.workspace == s.workspace, table.c.id.in_(some)))
        found |= {row.id: {name: value for name, value in row._mapping.items() if name != _OF_WORKSPACE} for row in rows}
        if kind is EntryKind.DECISION:
            for id_, decided_on in _decided_on(s, some).items():
                found[id_] |= decided_on
    return found


def fault(
    s: WorkspaceSession, noted: str | None = None, first: int = 1, told: Callable[[int, int], object] = lambda _at, _of: None
) -> str | None:
    """Say in a sentence which is the first row of the record that is altered, missing or moved; None if none is.

    `noted` is a head's hash that was noted before: the chain has to have an entry with it, from the `first` on that
    is looked at. `told` is called with how many entries that are, and how many there are. Few rows are in memory at a time.
    """
    end = head(s)
    if first > end.count + 1:
        return f"The history ends with entry {end.count:,}: there is none {first - 1:,}, up to which an earlier look went."
    last, before, seen = Head(), None, noted in (None, GENESIS)
    for before in entries(s, first - 1, first - 1):
        last = Head(count=before.position, hash=before.hash)
    for some in _batches(entries(s, first, end.count), _AT_ONCE):
        now = _contents_of(s, ((entry.kind, entry.id) for entry in some))
        for entry in some:
            if broken := break_before(last, before, entry) or _difference(entry, now.get((entry.kind, entry.id))):
                return broken
            last, before = Head(count=entry.position, hash=entry.hash), entry
            seen = seen or last.hash == noted
        told(last.count, end.count)
    if broken := break_at_end(last, end):
        return broken
    if unentered := _unentered(s):
        return unentered if end.count else "The history has no chain; 'second-source db upgrade' makes one of what there is."
    return None if seen else "No entry of the history has the hash that was noted: this is not the history that had it."


def complete(database: "Database") -> None:
    """Enter what the record has in each workspace that has no chain yet."""
    with database.connected(read_only=True) as connection:
        names: set[str] = set()
        for table in _TABLES.values():
            without = ~select(_HEADS.c.workspace).where(_HEADS.c.workspace == table.c.workspace).exists()
            names.update(connection.scalars(select(table.c.workspace).where(without).distinct()))
    for workspace in sorted(names):
        with database.transaction(workspace) as s:
            _append(s, ())


def _append(s: WorkspaceSession, added: Sequence[tuple[EntryKind, int]]) -> None:
    """Enter rows behind the last entry; in a workspace without a chain, enter all that there are."""
    now = _locked(s)
    if now is None:
        insert_ = postgresql.insert if s.on_postgresql else sqlite.insert
        first = {"workspace": s.workspace, "entries": 0, "hash": bytes.fromhex(GENESIS)}
        mine = s.connection().execute(insert_(_HEADS).on_conflict_do_nothing(), first).rowcount
        now = _locked(s)
        if mine:
            added = _all(s)
    assert now is not None, "a head is never deleted"  # noqa: S101 - for the type checker
    for some in _batches(added, _AT_ONCE):
        rows = []
        found = _contents_of(s, some)
        for kind, id_ in some:
            # A row that was rolled back is not there.
            if (row := found.get((kind, id_))) is not None:
                content = sha256_of(row)
                entry = Entry(position=now.count + 1, kind=kind, id=id_, content=content, previous=now.hash)
                rows.append(_values(s.workspace, entry))
                now = Head(count=entry.position, hash=entry.hash)
        if rows:
            s.connection().execute(insert(_ENTRIES), rows)
    moved = update(_HEADS).where(_HEADS.c.workspace == s.workspace)
    s.connection().execute(moved.values(entries=now.count, hash=bytes.fromhex(now.hash)))


def _locked(s: WorkspaceSession) -> Head | None:
    """Return the head, locked until the transaction ends; None if there is none yet."""
    # SQLite needs no lock here: a writing transaction locks the whole database.
    row = s.connection().execute(select(_HEADS).where(_HEADS.c.workspace == s.workspace).with_for_update()).first()
    return None if row is None else Head(count=row.entries, hash=row.hash.hex())


def _all(s: WorkspaceSession) -> list[tuple[EntryKind, int]]:
    """Return the rows that the record has, in the order in which they came as far as that is known."""
    found: list[tuple[dt.datetime, int, EntryKind, int]] = []
    event, decision = _TABLES[EntryKind.EVENT], _TABLES[EntryKind.DECISION]
    for kind, table in _TABLES.items():
        if "at" in table.c:
            times = select(table.c.at, table.c.id)
        elif kind is EntryKind.EVENT:
            times = select(event.c.added_at, event.c.id)
        else:
            of_event = (event.c.workspace == table.c.workspace) & (event.c.id == table.c.event_id)
            times = select(event.c.added_at, table.c.id).join_from(table, event, of_event)
            if kind is EntryKind.REPORT:
                decided = (decision.c.workspace == table.c.workspace) & (decision.c.id == table.c.decision_id)
                times = times.add_columns(decision.c.at).outerjoin(decision, decided)
        for row in s.connection().execute(times.where(table.c.workspace == s.workspace)):
            at = row[2] if len(row) > 2 and row[2] is not None else row[0]
            found.append((at, _RANKS[kind], kind, row[1]))
    return [(kind, id_) for _, _, kind, id_ in sorted(found)]


def _decided_on(s: WorkspaceSession, ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """Return the hashes of what decisions were on, by the decisions' ids."""
    decision, version, proposal = table_of(DecisionRow), table_of(ProposalVersionRow), table_of(ProposalRow)
    reading, article = table_of(ReadingRow), table_of(ArticleRow)

    def joined(other: Any, *on: Any) -> tuple[Any, Any]:
        both = other.c.workspace == decision.c.workspace
        for condition in on:
            both &= condition
        return other, both

    wanted = (
        select(decision.c.id, version.c.payload, reading.c.payload, article.c.text_sha256, article.c.html_sha256)
        .select_from(decision)
        .join(*joined(version, version.c.proposal_id == decision.c.proposal_id, version.c.version == decision.c.version))
        .join(*joined(proposal, proposal.c.id == decision.c.proposal_id))
        .join(*joined(reading, reading.c.id == proposal.c.reading_id))
        .join(*joined(article, article.c.id == reading.c.article_id))
        .where(decision.c.workspace == s.workspace, decision.c.id.in_(ids))
    )
    return {
        id_: {
            "proposal_sha256": sha256_of(proposed),
            "reading_sha256": sha256_of(read),
            "text_sha256": text_sha256,
            "html_sha256": html_sha256,
        }
        for id_, proposed, read, text_sha256, html_sha256 in s.connection().execute(wanted)
    }


def _contents_of(s: WorkspaceSession, some: Iterable[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the contents that rows have now, by kind and id; none of a kind that there is not."""
    wanted: dict[str, list[int]] = {}
    for kind, id_ in some:
        wanted.setdefault(kind, []).append(id_)
    known = [kind for kind in EntryKind if kind in wanted]
    return {(kind, id_): now for kind in known for id_, now in contents(s, kind, wanted[kind]).items()}


def _difference(entry: Entry, content: dict[str, Any] | None) -> str | None:
    if content is None:
        return deleted(entry)
    return None if sha256_of(content) == entry.content else altered(entry)


def _unentered(s: WorkspaceSession) -> str | None:
    for kind, table in _TABLES.items():
        entered = select(_ENTRIES.c.position).where(
            _ENTRIES.c.workspace == table.c.workspace, _ENTRIES.c.kind == kind.value, _ENTRIES.c.row_id == table.c.id
        )
        id_ = s.connection().scalar(
            select(table.c.id).where(table.c.workspace == s.workspace, ~entered.exists()).order_by(table.c.id).limit(1)
        )
        if id_ is not None:
            return f"A row of the table {kind.value}, with the id {id_}, is in no entry of the history: it was slipped in."
    return None


def _batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    source = iter(items)
    while some := list(islice(source, size)):
        yield some


def entry_of(row: Any) -> Entry:
    """Return the entry in a row."""
    return Entry(position=row.position, kind=row.kind, id=row.row_id, content=row.content.hex(), previous=row.previous.hex())


def _values(workspace: str, entry: Entry) -> dict[str, Any]:
    hashes = {"content": bytes.fromhex(entry.content), "previous": bytes.fromhex(entry.previous)}
    return {"workspace": workspace, "position": entry.position, "kind": entry.kind, "row_id": entry.id, **hashes}
