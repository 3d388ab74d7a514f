"""Who may see an event's page: everybody, whoever has the link, or nobody, as before."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_access",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("access", sa.String(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=_on_postgresql()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_access")),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name=op.f("fk_page_access_workspace_event_id")
        ),
    )
    op.create_index(op.f("ix_page_access_workspace_event_id_id"), "page_access", ["workspace", "event_id", "id"])
    _guard("UPDATE", "changed")
    _guard("DELETE", "deleted")


def downgrade() -> None:
    """Go back; the older version shows no pages."""
    op.drop_table("page_access")


def _guard(verb: str, why: str) -> None:
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if _on_postgresql()
        else f"BEGIN SELECT RAISE(ABORT, 'page_access: rows of this table are never {why}'); END"
    )
    op.execute(f"CREATE TRIGGER page_access_refuses_{verb.lower()} BEFORE {verb} ON page_access {refuse}")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
