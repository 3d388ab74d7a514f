"""What each reader wrote with a source is kept, also where others had brought the same before."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("public_source", sa.Column("note", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Go back; the older version keeps the note of whoever brought a source first."""
    op.drop_column("public_source", "note")
