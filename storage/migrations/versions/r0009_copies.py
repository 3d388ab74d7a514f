"""The index of copies: fingerprints of articles, and their sketches. Upgrading fills it; see `storage.db`."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fingerprint",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "fingerprint", "article_id", name=op.f("pk_fingerprint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "article_sketch",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "article_id"],
            ["article.workspace", "article.id"],
            name=op.f("fk_article_sketch_workspace_article_id"),
        ),
        sa.PrimaryKeyConstraint("workspace", "article_id", name=op.f("pk_article_sketch")),
    )


def downgrade() -> None:
    op.drop_table("article_sketch")
    op.drop_table("fingerprint")
