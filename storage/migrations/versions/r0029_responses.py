"""How a site answered is kept with the page, so that archived pages can be shown as they were served."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("response", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("article", "response")
