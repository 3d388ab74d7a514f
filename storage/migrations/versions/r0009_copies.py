"""The index of copies; `storage.db` fills it after the upgrade."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
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
        "indexed_article",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "article_id"],
            ["article.workspace", "article.id"],
            name=op.f("fk_indexed_article_workspace_article_id"),
        ),
        sa.PrimaryKeyConstraint("workspace", "article_id", name=op.f("pk_indexed_article")),
    )


def downgrade() -> None:
    op.drop_table("indexed_article")
    op.drop_table("fingerprint")
