"""Rewrites stored JSON for an older version, which refuses whatever it does not know."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

Payload = dict[str, Any]


def rewrite(table: str, change: Callable[[Payload], None]) -> None:
    """Apply a change, in place, to each payload of a table that otherwise refuses changes; one at a time is in memory."""
    bind = op.get_bind()
    on_postgresql = bind.dialect.name == "postgresql"
    rows = sa.table(table, sa.column("id", sa.Integer), sa.column("payload", sa.JSON))
    op.execute(f"DROP TRIGGER {table}_refuses_update{f' ON {table}' if on_postgresql else ''}")
    for (id_,) in bind.execute(sa.select(rows.c.id)).all():
        payload = bind.execute(sa.select(rows.c.payload).where(rows.c.id == id_)).scalar_one()
        before = json.dumps(payload)
        change(payload)
        if json.dumps(payload) != before:
            bind.execute(sa.update(rows).where(rows.c.id == id_).values(payload=payload))
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if on_postgresql
        else f"BEGIN SELECT RAISE(ABORT, '{table}: rows of this table are never changed'); END"
    )
    op.execute(f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refuse}")
