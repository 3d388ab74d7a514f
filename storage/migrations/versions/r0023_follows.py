"""People follow events, and are told of each change of level, by a grade too."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("muted_until", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("workspace", "event_id", "person", name=op.f("uq_follow_workspace_event_id_person")),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name=op.f("fk_follow_workspace_event_id")
        ),
    )
    op.create_index(op.f("ix_follow_workspace_person_id"), "follow", ["workspace", "person", "id"])
    with op.batch_alter_table("card") as card:
        card.add_column(sa.Column("grade_id", sa.Integer(), nullable=True))
        card.create_foreign_key("fk_card_workspace_grade_id", "outlet_grade", ["workspace", "grade_id"], ["workspace", "id"])


def downgrade() -> None:
    """Go back; the older version cannot draw what followers are told, nor digests for one person."""
    op.execute("DELETE FROM card WHERE kind = 'followed'")
    op.execute("UPDATE subscription SET state = 'off' WHERE channel LIKE 'U%' OR channel LIKE 'W%'")
    with op.batch_alter_table("card") as card:
        card.drop_constraint("fk_card_workspace_grade_id", type_="foreignkey")
        card.drop_column("grade_id")
    op.drop_table("follow")
