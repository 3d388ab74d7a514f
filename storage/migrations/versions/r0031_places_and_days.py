"""Events are found by their place and day without a look at each of them."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COLUMNS = ("date", "place")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(op.f(f"ix_event_workspace_{column}"), "event", ["workspace", column])


def downgrade() -> None:
    """Go back; such lists take longer, and nothing else changes."""
    for column in COLUMNS:
        op.drop_index(op.f(f"ix_event_workspace_{column}"), "event")
