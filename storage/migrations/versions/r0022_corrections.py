"""Editors correct an event's place and date, add claims to it, and save changes of proposals; origins may be vouched for."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.payloads import rewrite

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_FORGET = "DELETE FROM event_edit WHERE kind IN ('correct', 'add_claim')"


def upgrade() -> None:
    op.add_column("event_edit", sa.Column("place", sa.Text(), nullable=True))
    op.add_column("event_edit", sa.Column("date", sa.Date(), nullable=True))


def downgrade() -> None:
    """Go back; the older version shows what was corrected as it was at first, and claims that were added as if always there."""
    _unguarded("event_edit", "DELETE", "deleted", _FORGET)
    op.drop_column("event_edit", "date")
    op.drop_column("event_edit", "place")
    rewrite("proposal_version", _proposed)
    rewrite("reading", _read)
    _unguarded("report", "UPDATE", "changed", *_paths())


def _paths() -> list[Any]:
    """Return the statements that take what the older version does not know out of the paths of reports."""
    bind = op.get_bind()
    rows = sa.table("report", sa.column("id", sa.Integer), sa.column("path", sa.JSON))
    found = bind.execute(sa.select(rows.c.id, rows.c.path).where(sa.cast(rows.c.path, sa.Text).contains("vouched_by"))).all()
    return [sa.update(rows).where(rows.c.id == id_).values(path=[_plain(hop) for hop in path]) for id_, path in found]


def _proposed(proposal: dict[str, Any]) -> None:
    proposal.pop("edit", None)
    for report in proposal["reports"]:
        _path_of(report)


def _read(reading: dict[str, Any]) -> None:
    for said in (*reading.get("judgements", []), *reading.get("statements", [])):
        _path_of(said)


def _path_of(said: dict[str, Any]) -> None:
    if "path" in said:
        said["path"] = [_plain(hop) for hop in said["path"]]


def _plain(hop: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in hop.items() if name != "vouched_by"}


def _unguarded(table: str, verb: str, why: str, *statements: Any) -> None:
    """Run statements that a table otherwise refuses."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    trigger = f"{table}_refuses_{verb.lower()}"
    op.execute(f"DROP TRIGGER {trigger}{f' ON {table}' if on_postgresql else ''}")
    for statement in statements:
        op.execute(statement)
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if on_postgresql
        else f"BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never {why}'); END"
    )
    op.execute(f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} {refuse}")
