"""Columns that hold sealed secrets hold longer texts. `bot.slack.installing` seals what is there: only it has the keys."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SECRETS = {
    "slack_bots": ("bot_token", "bot_refresh_token"),
    "slack_installations": ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url"),
}


def upgrade() -> None:
    _change(sa.String(200), sa.Text())


def downgrade() -> None:
    """Go back; what is sealed is of no use to an older version, so these workspaces install the app again."""
    for table, columns in SECRETS.items():
        sealed = " OR ".join(f"{column} LIKE 'sealed:%'" for column in columns)
        op.execute(f"DELETE FROM {table} WHERE {sealed}")  # noqa: S608 - names from above
    _change(sa.Text(), sa.String(200))


def _change(old: sa.types.TypeEngine[str], new: sa.types.TypeEngine[str]) -> None:
    for table, columns in SECRETS.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.alter_column(column, existing_type=old, type_=new)
