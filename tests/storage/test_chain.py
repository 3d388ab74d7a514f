"""The chain of the history: it grows with the record, and whatever is done to the record past it is named."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, insert, text

from bot.domain.chain import EntryKind, Head, sha256_of
from bot.domain.merging import moving
from bot.domain.record import EditKind
from storage import articles, chain, events, merges, purges
from storage.db import Database
from storage.prepared import table_of
from storage.session import WorkspaceSession
from storage.tables.chain import CHAINED
from storage.tables.record import ClaimRow
from storage.tables.review import PurgeRow
from tests.storage import made
from tests.storage.made import Workspace


def everything(database: Database, workspace: str = "local") -> made.Record:
    with database.transaction(workspace) as s:
        return made.corrected(s, made.shown(s))


def fault(database: Database, noted: str | None = None, workspace: str = "local") -> str | None:
    with database.transaction(workspace, read_only=True) as s:
        return chain.fault(s, noted) or articles.fault(s)


def head(database: Database, workspace: str = "local") -> Head:
    with database.transaction(workspace, read_only=True) as s:
        return chain.head(s)


def edit(database: Database, by: str) -> None:
    with database.transaction("local") as s:
        events.edit(s, "ferry-fire", EditKind.RETRACT, by=by, reason="Wrong.", at=made.LATER)


def test_a_chain_holds_all_kinds_of_rows_and_goes_on(database: Database) -> None:
    assert (head(database), fault(database)) == (Head(), None)
    record = everything(database)
    with database.transaction("local") as s:
        s.insert(PurgeRow, article_id=record.article, part=purges.PAGE, by="ada", at=made.LATER)
    first = head(database)
    with database.transaction("local", read_only=True) as s:
        entries = list(chain.entries(s, 1, first.count))
        assert {entry.kind for entry in entries} == set(EntryKind)
        (decision,) = (entry for entry in entries if entry.kind == EntryKind.DECISION)
        content = chain.contents(s, EntryKind.DECISION, [decision.id])[decision.id]
        assert sha256_of(content) == decision.content
        assert {"by", "reason", "proposal_sha256", "reading_sha256", "text_sha256", "html_sha256"} <= content.keys()
    edit(database, "edda")
    assert head(database).count == first.count + 1
    assert (fault(database), fault(database, first.hash)) == (None, None)
    assert "not the history" in str(fault(database, "ab" * 32))


def test_what_is_rolled_back_or_in_another_workspace_is_in_no_chain(database: Database) -> None:
    everything(database)
    before = head(database)
    with database.transaction("local") as s:
        events.edit(s, "ferry-fire", EditKind.RETRACT, by="edda", reason="Wrong.", at=made.LATER)
        s.rollback()
    everything(database, "other")
    assert (head(database), fault(database), fault(database, workspace="other")) == (before, None, None)
    assert head(database, "nobody") == Head()


def test_rows_of_the_chain_are_added_in_no_other_way(workspace: Workspace) -> None:
    with workspace.transaction() as s, pytest.raises(ValueError, match="insert_many"):
        s.execute(insert(ClaimRow), [{"event_id": 1}])


FILLED = {
    "event": {"slug", "kind", "headline", "entities", "tags", "added_at"},
    "claim": {"event_id", "key", "position", "text", "layer", "parties"},
    "decision": {"proposal_id", "version", "kind", "by", "at", "reason", "own_submission"},
    "event_edit": {"event_id", "kind", "by", "reason", "at"},
    "ruling": {"one", "other", "by", "reason", "at"},
    "settlement": {"proposal_id", "version", "report_id", "stance", "by", "at"},
    "outlet_grade": {"outlet_id", "grade", "reason", "author", "at"},
    "report": {
        "event_id", "outlet_id", "report_id", "claim", "url", "stance", "tone", "basis", "path", "genre", "quote",
        "copy_shown_by",
    },
    "purge": {"article_id", "part", "by", "at"},
    "level_change": {"event_id", "claim", "at", "level_after", "score_after", "reasons"},
}  # fmt: skip


def test_a_column_that_a_table_of_the_chain_gets_later_is_empty_in_the_rows_that_there_are() -> None:
    # Else their hashes would change.
    for row, kind in CHAINED.items():
        columns = table_of(row).columns
        assert {column.name for column in columns if not column.nullable} == {"workspace", "id", *FILLED[kind]}, kind


def test_each_table_of_the_history_is_in_the_chain() -> None:
    assert set(CHAINED.values()) == set(EntryKind)
    assert all(row.__tablename__ == kind for row, kind in CHAINED.items())


@contextmanager
def tampering(database: Database) -> Iterator[Connection]:
    """Open a connection for which the tables refuse nothing; what it does is undone."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield connection


LAST = "(SELECT max(position) FROM chain_entry)"
SWAPPED = [f"UPDATE chain_entry SET position = {to} WHERE position = {of}" for of, to in ((2, -1), (3, 2), (-1, 3))]
TAMPERED: list[tuple[str, str]] = [
    ("UPDATE decision SET by = 'nobody'", "The decision 1 (entry 8 of the history), or what it was on"),
    ("UPDATE reading SET payload = '{}'", "The decision 1 (entry 8 of the history), or what it was on"),
    ("UPDATE article SET html_sha256 = 'x'", "The decision 1 (entry 8 of the history), or what it was on"),
    ("UPDATE claim SET text = 'Nobody is safe.' WHERE id = 2", "The claim 2 (entry 3 of the history) was altered after it"),
    ("UPDATE level_change SET score_after = score_after + 0.001 WHERE id = 2", "The change of level 2 (entry 15"),
    ("UPDATE outlet_grade SET grade = 'A'", "The grade 1 (entry 5 of the history) was altered"),
    ("UPDATE chain_entry SET kind = 'nonsense' WHERE position = 4", "The nonsense 3 (entry 4 of the history) was deleted."),
    (
        "UPDATE chain_entry SET previous = content WHERE position = 4",
        "The claim 3 (entry 4 of the history) does not carry the hash of the claim 2 (entry 3",
    ),
    ("DELETE FROM chain_entry WHERE position = 4", "Entry 4 of the history is missing: entry 5 comes in its place."),
    (f"DELETE FROM chain_entry WHERE position = {LAST}", "The history ends with entry 15, but 16 were written"),
    (f"UPDATE chain_entry SET kind = 'claim', row_id = 99 WHERE position = {LAST}", "The claim 99 (entry 16 of the history)"),
    ("UPDATE chain_head SET hash = (SELECT content FROM chain_entry LIMIT 1)", "Entry 16 of the history, the last one, was"),
    ("DELETE FROM chain_entry; DELETE FROM chain_head", "The history has no chain"),
    (";".join(SWAPPED), "The claim 2 (entry 2 of the history) does not carry the hash of the event 1 (entry 1"),
    ("DELETE FROM settlement", "The settlement 1 (entry 9 of the history) was deleted."),
    ("UPDATE article SET text = 'Else.'", "The text of article 1 was altered"),
    ("UPDATE article SET html = NULL", "The archived page of article 1 was altered or removed"),
]


def test_the_first_row_that_was_tampered_with_is_named(database: Database) -> None:
    everything(database)
    for statements, named in TAMPERED:
        with tampering(database) as connection, WorkspaceSession(connection, "local") as s:
            for statement in statements.split(";"):
                connection.execute(text(statement))
            found = chain.fault(s) or articles.fault(s)
            assert str(found).startswith(named), (statements, found)
    assert fault(database) is None


def test_an_event_leads_only_where_the_history_says(database: Database) -> None:
    with database.transaction("local") as s:
        made.merged(s, made.shown(s))
        third = made.event("third")
        events.add(s, third, made.NOW)
        kept = events.get(s, "ferry-fire")
        moved = moving(kept, third, {claim.key: claim.key for claim in third.claims})
        events.merge(s, kept, third, moved, by="ed", reason="One ferry.", at=made.LATER)
        assert merges.fault(s) is None
    for statement in ("DELETE FROM event_merge WHERE event_id = 2", "UPDATE event_merge SET into_id = 1 WHERE event_id = 2"):
        with tampering(database) as connection, WorkspaceSession(connection, "local") as s:
            connection.execute(text(statement))
            assert str(merges.fault(s)).startswith("Where the event 2 leads was altered")


def test_who_writes_at_once_makes_one_chain(database: Database) -> None:
    everything(database)
    before = head(database).count
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: edit(database, f"editor-{number}"), range(12)))
    assert (head(database).count, fault(database)) == (before + 12, None)


def test_a_record_from_before_the_chain_gets_one(database: Database) -> None:
    with database.transaction("local") as s:
        made.corrected(s, made.merged(s, made.shown(s)))
    everything(database, "other")
    whole = head(database, "other")
    # An older version without mergers has fewer rows of one; the other's chain is as it was.
    database.downgrade("0026")
    database.upgrade()
    assert (head(database, "other"), fault(database), fault(database, workspace="other")) == (whole, None, None)
    database.downgrade("0024")
    database.upgrade()
    database.downgrade("0026")  # erases mergers
    database.upgrade()
    for workspace in ("local", "other"):
        assert (head(database, workspace).count >= whole.count, fault(database, workspace=workspace)) == (True, None)
    edit(database, "edda")
    again = head(database)
    database.upgrade()
    assert (head(database), fault(database)) == (again, None)


def test_a_look_at_the_chain_goes_on_where_it_was_stopped(database: Database) -> None:
    everything(database)
    told = list[tuple[int, int]]()
    with database.transaction("local", read_only=True) as s:
        count = chain.head(s).count
        assert chain.fault(s, first=count // 2, told=lambda at, of: told.append((at, of))) is None
        assert told == [(count, count)]
        assert chain.fault(s, first=count + 1) is None
        assert f"there is none {count + 1}" in (chain.fault(s, first=count + 2) or "")
