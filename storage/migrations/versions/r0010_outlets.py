"""Who owns an outlet and where that is shown, its other names, and changes of level that a new grade brings."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OF_FILE = "uq_level_change_of_file"
REBUILT_ON_SQLITE = ("outlet_grade", "level_change")


def upgrade() -> None:
    for column in (
        sa.Column("stands_alone", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("family_source", sa.Text(), nullable=True),
        sa.Column("family_date", sa.Date(), nullable=True),
    ):
        op.add_column("outlet", column)
    op.create_table(
        "outlet_alias",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "outlet_id"], ["outlet.workspace", "outlet.id"], name=op.f("fk_outlet_alias_workspace_outlet_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_alias")),
        sa.UniqueConstraint("workspace", "name_key", name=op.f("uq_outlet_alias_workspace_name_key")),
    )
    op.create_index(op.f("ix_outlet_alias_workspace_outlet_id"), "outlet_alias", ["workspace", "outlet_id"])
    op.drop_index(OF_FILE, "level_change")
    with op.batch_alter_table("outlet_grade") as table:
        table.add_column(sa.Column("family", sa.Text(), nullable=True))
        table.create_unique_constraint(op.f("uq_outlet_grade_workspace_id"), ["workspace", "id"])
    with op.batch_alter_table("level_change") as table:
        table.add_column(sa.Column("grade_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_level_change_workspace_grade_id"), "outlet_grade", ["workspace", "grade_id"], ["workspace", "id"]
        )
        table.create_unique_constraint(op.f("uq_level_change_event_id_grade_id_claim"), ["event_id", "grade_id", "claim"])
    _one_of_file("decision_id IS NULL AND grade_id IS NULL")
    _guard_again()


def downgrade() -> None:
    # The older version has no place for these changes, and takes them for those of the event's file.
    _let_delete("level_change")
    op.execute("DELETE FROM level_change WHERE grade_id IS NOT NULL")
    op.drop_index(OF_FILE, "level_change")
    with op.batch_alter_table("level_change") as table:
        table.drop_constraint(op.f("uq_level_change_event_id_grade_id_claim"), type_="unique")
        table.drop_constraint(op.f("fk_level_change_workspace_grade_id"), type_="foreignkey")
        table.drop_column("grade_id")
    with op.batch_alter_table("outlet_grade") as table:
        table.drop_constraint(op.f("uq_outlet_grade_workspace_id"), type_="unique")
        table.drop_column("family")
    _one_of_file("decision_id IS NULL")
    _guard_again()
    op.drop_table("outlet_alias")
    for column in ("family_date", "family_source", "stands_alone"):
        op.drop_column("outlet", column)


def _one_of_file(where: str) -> None:
    only = sa.text(where)
    op.create_index(OF_FILE, "level_change", ["event_id", "claim"], unique=True, sqlite_where=only, postgresql_where=only)


def _let_delete(table: str) -> None:
    name = f"{table}_refuses_delete"
    op.execute(f"DROP TRIGGER {name} ON {table}" if _on_postgresql() else f"DROP TRIGGER {name}")


def _guard_again() -> None:
    """Put back the triggers that a rebuilt table (on SQLite) or a deletion (on both) has lost."""
    for table, verb, why in _guards():
        if _on_postgresql():
            op.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb.lower()} ON {table}")
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never {why}'); END"
            )


def _guards() -> Iterable[tuple[str, str, str]]:
    for table in REBUILT_ON_SQLITE:
        yield table, "UPDATE", "changed"
        yield table, "DELETE", "deleted"


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
