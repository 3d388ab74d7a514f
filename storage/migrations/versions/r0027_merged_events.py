"""Editors merge two events; the cards of a thread are found by an index."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.history import forget_chain

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_MERGES = "SELECT id FROM event_edit WHERE kind IN ('merge', 'merge_first_look')"


def upgrade() -> None:
    op.add_column("event_edit", sa.Column("merged", sa.JSON(), nullable=True))
    op.create_table(
        "event_merge",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("carried", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "event_id", name=op.f("pk_event_merge")),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name=op.f("fk_event_merge_workspace_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "into_id"], ["event.workspace", "event.id"], name=op.f("fk_event_merge_workspace_into_id")
        ),
    )
    op.create_index(op.f("ix_event_merge_workspace_into_id"), "event_merge", ["workspace", "into_id"])
    op.create_index(op.f("ix_card_workspace_channel_thread"), "card", ["workspace", "channel", "thread"])


def downgrade() -> None:
    """Go back; the older version shows both events again, and the one that was left keeps what went over.

    The history loses rows that its chain has: a later upgrade makes that chain anew, as after r0025.
    """
    merged = f"SELECT workspace FROM event_edit WHERE id IN ({_MERGES})"  # noqa: S608 - all of it is written here
    op.execute(f"DELETE FROM chain_head WHERE workspace IN ({merged})")  # noqa: S608 - all of it is written here
    _unguarded("chain_entry", f"DELETE FROM chain_entry WHERE workspace IN ({merged})")  # noqa: S608 - all of it is written here
    op.drop_index(op.f("ix_card_workspace_channel_thread"), table_name="card")
    op.execute(f"DELETE FROM card WHERE edit_id IN ({_MERGES})")  # noqa: S608 - all of it is written here
    for table, statement in (
        ("level_change", f"DELETE FROM level_change WHERE edit_id IN ({_MERGES})"),  # noqa: S608 - all of it is written here
        ("event_edit", "DELETE FROM event_edit WHERE kind IN ('merge', 'merge_first_look')"),
    ):
        _unguarded(table, statement)
    forget_chain()
    op.drop_table("event_merge")
    op.drop_column("event_edit", "merged")


def _unguarded(table: str, statement: str) -> None:
    """Run a statement that deletes from a table of which nothing is deleted otherwise."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    trigger = f"{table}_refuses_delete"
    op.execute(f"DROP TRIGGER {trigger}{f' ON {table}' if on_postgresql else ''}")
    op.execute(statement)
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if on_postgresql
        else f"BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never deleted'); END"
    )
    op.execute(f"CREATE TRIGGER {trigger} BEFORE DELETE ON {table} {refuse}")
