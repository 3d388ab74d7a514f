"""All processes keep the limits on a model endpoint together; tokens of prompt caches are booked."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_endpoint",
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint", name=op.f("pk_model_endpoint")),
    )
    for name in ("tokens_cached", "tokens_written"):
        op.add_column("model_spend", sa.Column(name, sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_table("model_endpoint")
    for name in ("tokens_written", "tokens_cached"):
        op.drop_column("model_spend", name)
