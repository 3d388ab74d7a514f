"""Who deals with a proposal while it waits, and first looks where two editors are needed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.payloads import rewrite

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "handling",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("whom", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_handling_workspace_key")),
        sa.ForeignKeyConstraint(
            ["workspace", "proposal_id"],
            ["proposal.workspace", "proposal.id"],
            name=op.f("fk_handling_workspace_proposal_id"),
        ),
    )
    op.create_index(op.f("ix_handling_workspace_proposal_id_id"), "handling", ["workspace", "proposal_id", "id"])
    _guard("handling", "UPDATE", "changed")
    _guard("handling", "DELETE", "deleted")
    if _on_postgresql():
        op.execute(
            "CREATE TRIGGER handling_refuses_truncate BEFORE TRUNCATE ON handling"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Go back; the older version knows no first looks, so what waits for a second editor waits for one again."""
    op.execute("DELETE FROM card WHERE kind IN ('handed', 'asked')")
    op.drop_table("handling")
    _forget_first_looks("decision")
    _forget_first_looks("event_edit")
    rewrite("workspace_settings", _without_second_look)


def _without_second_look(settings: dict[str, Any]) -> None:
    settings.pop("second_look", None)


def _forget_first_looks(table: str) -> None:
    op.execute(f"DROP TRIGGER {table}_refuses_delete{f' ON {table}' if _on_postgresql() else ''}")
    op.execute(f"DELETE FROM {table} WHERE kind LIKE 'first_look%'")  # noqa: S608 - one of two
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
