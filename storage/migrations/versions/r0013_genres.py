"""A report knows what sort of piece it is from; many events are worked out anew after a grade, one by one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.payloads import rewrite

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
    """Go back; the older version knows no sorts of pieces, and no rulings on an event that is not on record yet."""
    op.drop_table("regrade")
    op.drop_column("report", "genre")
    rewrite("proposal_version", _proposal_without)
    rewrite("reading", _draft_without)


def _proposal_without(proposal: dict[str, Any]) -> None:
    for report in proposal["reports"]:
        report.pop("genre", None)
    proposal.pop("ruled", None)
    _draft_without(proposal)


def _draft_without(holder: dict[str, Any]) -> None:
    if draft := holder.get("draft"):
        draft.pop("rulings", None)


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_regrade_workspace_{column}")
    return sa.ForeignKeyConstraint(["workspace", column], [f"{to}.workspace", f"{to}.id"], name=name)
