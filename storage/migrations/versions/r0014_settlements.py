"""Editors say what open passages mean."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.payloads import rewrite

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
OPEN, CONTEXT = "open", "context"


def upgrade() -> None:
    op.create_table(
        "settlement",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.ForeignKeyConstraint(
            ["workspace", "proposal_id"],
            ["proposal.workspace", "proposal.id"],
            name=op.f("fk_settlement_workspace_proposal_id"),
        ),
    )
    op.create_index(op.f("ix_settlement_workspace_proposal_id_id"), "settlement", ["workspace", "proposal_id", "id"])
    _guard("settlement", "UPDATE", "changed")
    _guard("settlement", "DELETE", "deleted")
    if _on_postgresql():
        op.execute(
            "CREATE TRIGGER settlement_refuses_truncate BEFORE TRUNCATE ON settlement"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Go back; the older version knows nothing that is open, so that what nobody has settled becomes context."""
    op.drop_table("settlement")
    rewrite("proposal_version", _settled)
    rewrite("reading", _judged)


def _settled(proposal: dict[str, Any]) -> None:
    _close(proposal["reports"])
    for assessment in (*proposal["before"], *proposal["after"]):
        assessment.pop("open", None)


def _judged(reading: dict[str, Any]) -> None:
    _close(reading.get("judgements", []))


def _close(passages: list[dict[str, Any]]) -> None:
    for passage in passages:
        if passage["stance"] == OPEN:
            passage["stance"] = CONTEXT


def _guard(table: str, verb: str, why: str) -> None:
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if _on_postgresql()
        else f"BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never {why}'); END"
    )
    op.execute(f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} {refuse}")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
