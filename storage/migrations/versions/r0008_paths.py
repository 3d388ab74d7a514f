"""A report has the whole path of its information; editors rule on who is one origin; a claim's wording can be replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.add_column("report", sa.Column("path", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("report", sa.Column("revises", sa.String(), nullable=True))
    op.add_column("report", sa.Column("copy_shown_by", sa.Text(), nullable=False, server_default=""))
    build = "json_build_array(json_build_object" if postgresql else "json_array(json_object"
    _rewrite_reports(f"path = {build}('kind', origin_kind, 'name', origin_name))")
    op.drop_column("report", "origin_kind")
    op.drop_column("report", "origin_name")
    if postgresql:
        op.alter_column("report", "path", server_default=None)
        op.alter_column("report", "copy_shown_by", server_default=None)
    op.add_column("claim", sa.Column("replaced_by", sa.String(), nullable=True))
    op.create_table(
        "ruling",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name=op.f("fk_ruling_workspace_event_id")
        ),
    )
    op.create_index(op.f("ix_ruling_workspace_event_id_id"), "ruling", ["workspace", "event_id", "id"])
    _guard("ruling", "UPDATE", "changed")
    _guard("ruling", "DELETE", "deleted")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.drop_table("ruling")
    op.drop_column("claim", "replaced_by")
    op.add_column("report", sa.Column("origin_kind", sa.String(), nullable=False, server_default="unnamed"))
    op.add_column("report", sa.Column("origin_name", sa.Text(), nullable=False, server_default=""))
    root = "(path -> -1 ->> '{}')" if postgresql else "json_extract(path, '$[#-1].{}')"
    _rewrite_reports(f"origin_kind = {root.format('kind')}, origin_name = coalesce({root.format('name')}, '')")
    for column in ("path", "revises", "copy_shown_by"):
        op.drop_column("report", column)
    if postgresql:
        op.alter_column("report", "origin_kind", server_default=None)
        op.alter_column("report", "origin_name", server_default=None)


def _rewrite_reports(what: str) -> None:
    """Say the same of each report in another form; the table refuses any other change."""
    on = " ON report" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER report_refuses_update{on}")
    op.execute(f"UPDATE report SET {what}")  # noqa: S608 - all of it is written above
    _guard("report", "UPDATE", "changed")


def _guard(table: str, verb: str, why: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never {why}'); END"
        )
