"""Readers bring sources by a form: marked as from the public, with a budget of their own for the model."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("submission", sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("model_spend", sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "public_source",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_source")),
        sa.UniqueConstraint("workspace", "token_sha256", name=op.f("uq_public_source_workspace_token_sha256")),
        sa.ForeignKeyConstraint(
            ["workspace", "submission_id"],
            ["submission.workspace", "submission.id"],
            name=op.f("fk_public_source_workspace_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name=op.f("fk_public_source_workspace_event_id")
        ),
    )
    op.create_index(op.f("ix_public_source_workspace_at"), "public_source", ["workspace", "at"])
    op.create_index(op.f("ix_public_source_workspace_submission_id"), "public_source", ["workspace", "submission_id"])


def downgrade() -> None:
    """Go back; the older version shows what readers brought as brought by \"the public\", and counts its costs with all others."""
    op.drop_table("public_source")
    op.drop_column("model_spend", "public")
    op.drop_column("submission", "public")
