"""The history is a chain: each entry carries the hash of the one before. `storage.chain` enters the rows that there are."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_entry",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "position", name=op.f("pk_chain_entry")),
        sa.UniqueConstraint("workspace", "kind", "row_id", name=op.f("uq_chain_entry_workspace_kind_row_id")),
    )
    op.create_table(
        "chain_head",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_chain_head")),
    )
    for verb, why in (("UPDATE", "changed"), ("DELETE", "deleted")):
        refuse = (
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            if _on_postgresql()
            else f"BEGIN SELECT RAISE(ABORT, 'chain_entry: rows of this table are never {why}'); END"
        )
        op.execute(f"CREATE TRIGGER chain_entry_refuses_{verb.lower()} BEFORE {verb} ON chain_entry {refuse}")
    if _on_postgresql():
        op.execute(
            "CREATE TRIGGER chain_entry_refuses_truncate BEFORE TRUNCATE ON chain_entry"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Go back; a later upgrade makes the chain anew, of what the record has by then."""
    op.drop_table("chain_entry")
    op.drop_table("chain_head")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
