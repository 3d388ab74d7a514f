"""Cards in Slack and their pace, homes of events, settings of a workspace, and submissions that are read again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
APPEND_ONLY = ("reread", "event_home", "workspace_settings")
TABLES = ("workspace_settings", "event_home", "channel_pace", "card", "reread")


def upgrade() -> None:
    op.create_table(
        "reread",
        *_row(),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("of_submission_id", sa.Integer(), nullable=False),
        sa.Column("event_slug", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        _refers("reread", "submission_id", "submission"),
        _refers("reread", "of_submission_id", "submission"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reread")),
        sa.UniqueConstraint("workspace", "submission_id", name=op.f("uq_reread_workspace_submission_id")),
    )
    op.create_table(
        "card",
        *_row(),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("held_until", TIME, nullable=True),
        sa.Column("tried", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("made_at", TIME, nullable=False),
        _refers("card", "submission_id", "submission"),
        _refers("card", "proposal_id", "proposal"),
        _refers("card", "decision_id", "decision"),
        _refers("card", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_card_workspace_key")),
    )
    op.create_table(
        "channel_pace",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("free_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name=op.f("pk_channel_pace")),
    )
    op.create_table(
        "event_home",
        *_row(),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        _refers("event_home", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_home")),
    )
    op.create_table(
        "workspace_settings",
        *_row(),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_settings")),
    )
    for table, *columns in (
        ("reread", "of_submission_id"),
        ("card", "due_at"),
        ("card", "batch", "position"),
        ("card", "channel", "message"),
        ("card", "submission_id"),
        ("card", "proposal_id"),
        ("card", "event_id"),
        ("event_home", "event_id", "id"),
        ("workspace_settings", "id"),
    ):
        name = op.f(f"ix_{table}_{'_'.join(('workspace', *columns))}")
        op.create_index(name, table, ["workspace", *columns])
    for table in APPEND_ONLY:
        _guard(table)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _row() -> tuple[sa.Column[str], sa.Column[int]]:
    return sa.Column("workspace", sa.Text(), nullable=False), sa.Column("id", sa.Integer(), nullable=False)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_{column}")
    return sa.ForeignKeyConstraint(["workspace", column], [f"{to}.workspace", f"{to}.id"], name=name)


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for verb in ("UPDATE", "DELETE"):
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        else:
            why = "changed" if verb == "UPDATE" else "deleted"
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never {why}'); END"
            )
