"""Subscriptions, their digests, letters by e-mail and reminders; and looking a period up by time."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
BY_TIME = (("submission", "filed_at"), ("decision", "at"), ("event", "added_at"), ("level_change", "at"))


def upgrade() -> None:
    op.create_table(
        "subscription",
        *_row(),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("paused_because", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("from_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_subscription_workspace_id")),
    )
    op.create_table(
        "digest",
        *_row(),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("until", TIME, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("made_at", TIME, nullable=False),
        _refers("digest", "subscription_id", "subscription"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_digest_workspace_id")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_digest_workspace_key")),
    )
    op.create_table(
        "letter",
        *_row(),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("held_until", TIME, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", TIME, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        _refers("letter", "digest_id", "digest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("workspace", "digest_id", "address", name=op.f("uq_letter_workspace_digest_id_address")),
    )
    op.create_table(
        "reminder",
        *_row(),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        _refers("reminder", "proposal_id", "proposal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("workspace", "proposal_id", name=op.f("uq_reminder_workspace_proposal_id")),
    )
    for table, *columns in (
        ("subscription", "channel"),
        ("digest", "subscription_id", "due_at"),
        ("letter", "due_at"),
        ("reminder", "key"),
        *BY_TIME,
    ):
        op.create_index(_index(table, *columns), table, ["workspace", *columns])


def downgrade() -> None:
    for table, column in BY_TIME:
        op.drop_index(_index(table, column), table)
    # A card whose digest or reminder is gone could never be drawn again.
    op.execute("DELETE FROM card WHERE kind IN ('digest', 'reminder')")
    for table in ("reminder", "letter", "digest", "subscription"):
        op.drop_table(table)


def _row() -> tuple[sa.Column[str], sa.Column[int]]:
    return sa.Column("workspace", sa.Text(), nullable=False), sa.Column("id", sa.Integer(), nullable=False)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_{column}")
    return sa.ForeignKeyConstraint(["workspace", column], [f"{to}.workspace", f"{to}.id"], name=name)


def _index(table: str, *columns: str) -> str:
    return op.f(f"ix_{table}_{'_'.join(('workspace', *columns))}")
