"""No heartbeats any more: a lock that dies with its process says whether it lives."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("process")


def downgrade() -> None:
    op.create_table(
        "process",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
