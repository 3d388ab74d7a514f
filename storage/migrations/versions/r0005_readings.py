"""A report's translation, answers of the model that are kept, and what the model has cost."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("report", sa.Column("translation", sa.Text(), nullable=True))
    op.create_table(
        "answer",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("workspace", "question", name=op.f("uq_answer_workspace_question")),
    )
    op.create_table(
        "model_spend",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_spend")),
    )
    op.create_index(op.f("ix_model_spend_at"), "model_spend", ["at"])


def downgrade() -> None:
    op.drop_table("model_spend")
    op.drop_table("answer")
    op.drop_column("report", "translation")
