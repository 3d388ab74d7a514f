"""The search index has one form on both databases, with all terms of an event; `storage.db` fills it after the upgrade."""

import json
import struct

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_VECTORS = "ix_event_vector_workspace_model_id"
_SIGNS = "ix_event_vector_workspace_model_id_event_id_signs"


def upgrade() -> None:
    op.execute("DROP TABLE event_search")
    op.execute("DELETE FROM search_term")
    op.create_table(
        "indexed_event",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name=op.f("fk_indexed_event_workspace_event_id")
        ),
        sa.PrimaryKeyConstraint("workspace", "event_id", name=op.f("pk_indexed_event")),
    )
    op.create_table(
        "search_posting",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "term", "block", name=op.f("pk_search_posting")),
        sqlite_with_rowid=False,
    )
    op.add_column("event_vector", sa.Column("signs", sa.LargeBinary(), nullable=False, server_default=""))
    # Each row is written anew, and with it would be its entry in each index.
    op.drop_index(_VECTORS, "event_vector")
    if _on_postgresql():
        for name in _hnsw_indexes():
            op.execute(f'DROP INDEX "{name}"')
    _fill_signs()
    op.create_index(_SIGNS, "event_vector", ["workspace", "model", "id", "event_id", "signs"])
    if _on_postgresql():
        # A process of the older version, should one still run, cannot store a vector without signs. SQLite would copy the
        # whole table for it; on both, such vectors count as missing.
        op.alter_column("event_vector", "signs", server_default=None)
        # Ids of events do not compress, and trying takes time.
        op.execute("ALTER TABLE search_posting ALTER COLUMN events SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Go back; on PostgreSQL, vectors that are stored already get no index by the older version, which then compares them all."""
    op.drop_index(_SIGNS, "event_vector")
    op.drop_column("event_vector", "signs")
    op.create_index(_VECTORS, "event_vector", ["workspace", "model", "id"])
    if _on_postgresql():
        op.execute(
            "CREATE TABLE event_search ("
            " event_id integer CONSTRAINT pk_event_search PRIMARY KEY,"
            " workspace text NOT NULL,"
            " terms tsvector NOT NULL,"
            " CONSTRAINT fk_event_search FOREIGN KEY (workspace, event_id) REFERENCES event (workspace, id))"
        )
        op.execute("CREATE INDEX ix_event_search_terms ON event_search USING gin (terms)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE event_search USING fts5(terms, content='', tokenize=\"unicode61 categories 'L* N* M* Co'\")"
        )
    _fill_older_index()
    op.drop_table("search_posting")
    op.drop_table("indexed_event")


def _fill_signs() -> None:
    connection = op.get_bind()
    vector = "CAST(embedding AS text)" if _on_postgresql() else "embedding"
    after = 0
    while rows := connection.execute(
        sa.text(f"SELECT id, {vector} FROM event_vector WHERE id > :after ORDER BY id LIMIT 1000"),  # noqa: S608 - one of two
        {"after": after},
    ).all():
        connection.execute(
            sa.text("UPDATE event_vector SET signs = :signs WHERE id = :id"),
            [{"id": id_, "signs": _signs(stored)} for id_, stored in rows],
        )
        after = rows[-1][0]


def _signs(stored: str | bytes) -> bytes:
    """Return a bit for each number, 1 if that is above zero, and zeros up to a multiple of 64."""
    numbers = struct.unpack(f"<{len(stored) // 4}f", stored) if isinstance(stored, bytes) else json.loads(stored)
    bits = "".join("1" if number > 0 else "0" for number in numbers)
    length = -(-len(bits) // 64) * 64
    return int(bits.ljust(length, "0"), 2).to_bytes(length // 8, "big")


def _fill_older_index() -> None:
    """Give the older version its index, for which an event's slug was among its terms, and its counts."""
    from storage.search_index import index_terms

    connection = op.get_bind()
    add = (
        "INSERT INTO event_search (event_id, workspace, terms) VALUES (:id, :workspace, array_to_tsvector(:terms))"
        if _on_postgresql()
        else "INSERT INTO event_search (rowid, terms) VALUES (:id, :terms)"
    )
    counts: dict[tuple[str, str], int] = {}
    after = 0
    while rows := connection.execute(
        sa.text(
            "SELECT event.id, event.workspace, event.slug, indexed_event.terms FROM event"
            " JOIN indexed_event ON indexed_event.workspace = event.workspace AND indexed_event.event_id = event.id"
            " WHERE event.id > :after ORDER BY event.id LIMIT 1000"
        ),
        {"after": after},
    ).all():
        added = []
        for id_, workspace, slug, terms in rows:
            found = [*index_terms(slug), *terms.split()]
            added.append(
                {"id": id_, "workspace": workspace, "terms": sorted(set(found)) if _on_postgresql() else " ".join(found)}
            )
            for term in {"", *found}:
                counts[workspace, term] = counts.get((workspace, term), 0) + 1
        connection.execute(sa.text(add), added)
        after = rows[-1][0]
    op.execute("DELETE FROM search_term")
    if counts:
        connection.execute(
            sa.text("INSERT INTO search_term (workspace, term, events) VALUES (:workspace, :term, :events)"),
            [{"workspace": workspace, "term": term, "events": number} for (workspace, term), number in counts.items()],
        )


def _hnsw_indexes() -> list[str]:
    named = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexname LIKE 'ix_event_vector_hnsw_%'"
    return list(op.get_bind().execute(sa.text(named)).scalars())


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
