"""A ruling on who is one origin stands behind changes of level and their cards, as a decision does."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OF_FILE = "uq_level_change_of_file"


def upgrade() -> None:
    with op.batch_alter_table("ruling") as ruling:
        ruling.create_unique_constraint("uq_ruling_workspace_id", ["workspace", "id"])
    op.drop_index(OF_FILE, table_name="level_change")
    with op.batch_alter_table("level_change") as level_change:
        level_change.add_column(sa.Column("ruling_id", sa.Integer(), nullable=True))
        level_change.create_unique_constraint("uq_level_change_event_id_ruling_id_claim", ["event_id", "ruling_id", "claim"])
        _refer(level_change, "level_change")
    _index_of_file("decision_id IS NULL AND grade_id IS NULL AND ruling_id IS NULL")
    with op.batch_alter_table("card") as card:
        card.add_column(sa.Column("ruling_id", sa.Integer(), nullable=True))
        _refer(card, "card")
    _guard_again()
    if _on_postgresql():
        op.execute(
            "CREATE TRIGGER ruling_refuses_truncate BEFORE TRUNCATE ON ruling FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Go back; the older version cannot hold what rulings changed, so that goes."""
    op.execute("DELETE FROM card WHERE ruling_id IS NOT NULL")
    op.execute(f"DROP TRIGGER level_change_refuses_delete{' ON level_change' if _on_postgresql() else ''}")
    op.execute("DELETE FROM level_change WHERE ruling_id IS NOT NULL")
    op.drop_index(OF_FILE, table_name="level_change")
    with op.batch_alter_table("card") as card:
        card.drop_constraint("fk_card_workspace_ruling_id", type_="foreignkey")
        card.drop_column("ruling_id")
    with op.batch_alter_table("level_change") as level_change:
        level_change.drop_constraint("fk_level_change_workspace_ruling_id", type_="foreignkey")
        level_change.drop_constraint("uq_level_change_event_id_ruling_id_claim", type_="unique")
        level_change.drop_column("ruling_id")
    _index_of_file("decision_id IS NULL AND grade_id IS NULL")
    with op.batch_alter_table("ruling") as ruling:
        ruling.drop_constraint("uq_ruling_workspace_id", type_="unique")
    _guard_again()
    if _on_postgresql():
        _guard("level_change", "DELETE", "deleted")
        op.execute("DROP TRIGGER ruling_refuses_truncate ON ruling")


def _refer(table: BatchOperations, name: str) -> None:
    table.create_foreign_key(f"fk_{name}_workspace_ruling_id", "ruling", ["workspace", "ruling_id"], ["workspace", "id"])


def _index_of_file(where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        OF_FILE, "level_change", ["event_id", "claim"], unique=True, sqlite_where=condition, postgresql_where=condition
    )


def _guard_again() -> None:
    """Guard the tables that were made anew; only SQLite has to make them anew, and drops their triggers with them."""
    if _on_postgresql():
        return
    for table in ("ruling", "level_change"):
        _guard(table, "UPDATE", "changed")
        _guard(table, "DELETE", "deleted")


def _guard(table: str, verb: str, why: str) -> None:
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if _on_postgresql()
        else f"BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never {why}'); END"
    )
    op.execute(f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} {refuse}")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
