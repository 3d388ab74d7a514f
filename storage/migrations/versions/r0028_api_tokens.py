"""Programs read the record and bring sources by tokens, which are kept as hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=True),
        sa.Column("last_used_at", TIME, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_api_token_workspace_id")),
        sa.UniqueConstraint("workspace", "name", name=op.f("uq_api_token_workspace_name")),
        sa.UniqueConstraint("workspace", "token_sha256", name=op.f("uq_api_token_workspace_token_sha256")),
    )
    op.create_table(
        "program_source",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("said_sha256", sa.String(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_source")),
        sa.UniqueConstraint("workspace", "token_id", "key", name=op.f("uq_program_source_workspace_token_id_key")),
        sa.ForeignKeyConstraint(
            ["workspace", "token_id"],
            ["api_token.workspace", "api_token.id"],
            name=op.f("fk_program_source_workspace_token_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "submission_id"],
            ["submission.workspace", "submission.id"],
            name=op.f("fk_program_source_workspace_submission_id"),
        ),
    )
    op.create_index(op.f("ix_program_source_workspace_token_id_at"), "program_source", ["workspace", "token_id", "at"])


def downgrade() -> None:
    """Go back; what programs brought stays, brought by each program's name, and no token opens anything."""
    op.drop_table("program_source")
    op.drop_table("api_token")
