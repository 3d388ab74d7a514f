"""A report knows what sort of piece it is from; many events are worked out anew after a grade, one by one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("genre", sa.String(), nullable=False, server_default="news"))
    op.create_table(
        "regrade",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
        sa.UniqueConstraint("workspace", "event_id", "grade_id", name=op.f("uq_regrade_workspace_event_id_grade_id")),
        _refers("grade_id", "outlet_grade"),
        _refers("event_id", "event"),
    )
    op.create_index(op.f("ix_regrade_workspace_id"), "regrade", ["workspace", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("report", "genre", server_default=None)


def downgrade() -> None:
    op.drop_table("regrade")
    op.drop_column("report", "genre")


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_regrade_workspace_{column}")
    return sa.ForeignKeyConstraint(["workspace", column], [f"{to}.workspace", f"{to}.id"], name=name)
