"""Lets a downgrade erase a part of the history: its chain is made anew by the next upgrade, and has none of the old hashes."""

from alembic import op


def forget_chain() -> None:
    """Delete all entries of all chains; whoever has noted a head sees that the history is not the one that had it."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER chain_entry_refuses_delete{' ON chain_entry' if on_postgresql else ''}")
    op.execute("DELETE FROM chain_entry")
    op.execute("DELETE FROM chain_head")
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if on_postgresql
        else "BEGIN SELECT RAISE(ABORT, 'chain_entry: rows of this table are never deleted'); END"
    )
    op.execute(f"CREATE TRIGGER chain_entry_refuses_delete BEFORE DELETE ON chain_entry {refuse}")
