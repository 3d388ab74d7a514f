"""Editors retract, reopen and reword; a proposal that withdraws a report comes before others."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
OF_FILE = "uq_level_change_of_file"
BEFORE = "decision_id IS NULL AND grade_id IS NULL AND ruling_id IS NULL"


def upgrade() -> None:
    op.create_table(
        "event_edit",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("becomes", sa.String(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_edit")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_event_edit_workspace_id")),
        _refers("event_edit", "event_id", "event"),
        _refers("event_edit", "decision_id", "decision"),
    )
    op.create_index(op.f("ix_event_edit_workspace_event_id_id"), "event_edit", ["workspace", "event_id", "id"])
    op.drop_index(OF_FILE, table_name="level_change")
    with op.batch_alter_table("level_change") as level_change:
        level_change.add_column(sa.Column("edit_id", sa.Integer(), nullable=True))
        level_change.create_unique_constraint("uq_level_change_event_id_edit_id_claim", ["event_id", "edit_id", "claim"])
        _refer(level_change, "level_change")
    _index_of_file(f"{BEFORE} AND edit_id IS NULL")
    with op.batch_alter_table("card") as card:
        card.add_column(sa.Column("edit_id", sa.Integer(), nullable=True))
        _refer(card, "card")
    op.add_column("proposal", sa.Column("withdraws", sa.Boolean(), nullable=False, server_default=sa.false()))
    _mark_withdrawals()
    _guard("event_edit", "UPDATE", "changed")
    _guard("event_edit", "DELETE", "deleted")
    if _on_postgresql():
        op.alter_column("proposal", "withdraws", server_default=None)
        op.execute(
            "CREATE TRIGGER event_edit_refuses_truncate BEFORE TRUNCATE ON event_edit"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    else:
        _guard_level_changes()


def downgrade() -> None:
    """Go back; the older version cannot hold what event edits changed, so that goes."""
    op.execute("DELETE FROM card WHERE edit_id IS NOT NULL")
    op.execute(f"DROP TRIGGER level_change_refuses_delete{' ON level_change' if _on_postgresql() else ''}")
    op.execute("DELETE FROM level_change WHERE edit_id IS NOT NULL")
    op.drop_index(OF_FILE, table_name="level_change")
    with op.batch_alter_table("card") as card:
        card.drop_constraint("fk_card_workspace_edit_id", type_="foreignkey")
        card.drop_column("edit_id")
    with op.batch_alter_table("level_change") as level_change:
        level_change.drop_constraint("fk_level_change_workspace_edit_id", type_="foreignkey")
        level_change.drop_constraint("uq_level_change_event_id_edit_id_claim", type_="unique")
        level_change.drop_column("edit_id")
    _index_of_file(BEFORE)
    op.drop_table("event_edit")
    op.drop_column("proposal", "withdraws")
    if _on_postgresql():
        _guard("level_change", "DELETE", "deleted")
    else:
        _guard_level_changes()


def _mark_withdrawals() -> None:
    if _on_postgresql():
        reports, revises = "json_array_elements(version.payload -> 'reports') AS report", "report ->> 'revises'"
    else:
        reports, revises = "json_each(version.payload, '$.reports') AS report", "json_extract(report.value, '$.revises')"
    op.execute(
        "UPDATE proposal SET withdraws = true WHERE EXISTS ("  # noqa: S608 - all of it is written here
        f"SELECT 1 FROM proposal_version AS version, {reports} WHERE version.workspace = proposal.workspace"
        f" AND version.proposal_id = proposal.id AND version.version = proposal.version AND {revises} = 'withdrawal')"
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_workspace_{column}"
    return sa.ForeignKeyConstraint(["workspace", column], [f"{to}.workspace", f"{to}.id"], name=op.f(name))


def _refer(table: BatchOperations, name: str) -> None:
    table.create_foreign_key(f"fk_{name}_workspace_edit_id", "event_edit", ["workspace", "edit_id"], ["workspace", "id"])


def _index_of_file(where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        OF_FILE, "level_change", ["event_id", "claim"], unique=True, sqlite_where=condition, postgresql_where=condition
    )


def _guard_level_changes() -> None:
    """Guard the table that SQLite had to make anew, without its triggers."""
    _guard("level_change", "UPDATE", "changed")
    _guard("level_change", "DELETE", "deleted")


def _guard(table: str, verb: str, why: str) -> None:
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if _on_postgresql()
        else f"BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never {why}'); END"
    )
    op.execute(f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} {refuse}")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
