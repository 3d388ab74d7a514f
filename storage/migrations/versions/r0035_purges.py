"""Texts and pages of articles may be purged after a time: each with an entry of the history, and by that alone."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.history import forget_chain

revision = "0035"
down_revision = "0031"
branch_labels = None
depends_on = None

_STAY = (
    "id", "workspace", "canonical_url", "outlet_id", "title", "authors", "published", "language", "text_sha256", "partial",
    "html_sha256", "response", "fetched_at",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "purge",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge")),
        sa.ForeignKeyConstraint(
            ["workspace", "article_id"], ["article.workspace", "article.id"], name=op.f("fk_purge_workspace_article_id")
        ),
    )
    op.create_index(op.f("ix_purge_workspace_article_id_part"), "purge", ["workspace", "article_id", "part"])
    for verb, why in (("UPDATE", "changed"), ("DELETE", "deleted")):
        refuse = (
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            if _on_postgresql()
            else f"BEGIN SELECT RAISE(ABORT, 'purge: rows of this table are never {why}'); END"
        )
        op.execute(f"CREATE TRIGGER purge_refuses_{verb.lower()} BEFORE {verb} ON purge {refuse}")
    if _on_postgresql():
        op.execute(
            "CREATE TRIGGER purge_refuses_truncate BEFORE TRUNCATE ON purge FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    _guard_articles(f"WHEN (NOT ({_allowed()}))")
    # What was purged before a downgrade, which made such a workspace's chain be forgotten. Where the chain is there, nothing was
    # purged yet: what is missing was tampered with, and is to be found as such.
    forgotten = "NOT EXISTS (SELECT 1 FROM chain_head WHERE chain_head.workspace = article.workspace)"
    for part, gone in (("text", "text = ''"), ("page", "html IS NULL AND html_sha256 IS NOT NULL")):
        purged = f"SELECT workspace, id, '{part}', 'an upgrade', CURRENT_TIMESTAMP FROM article WHERE {gone} AND {forgotten}"  # noqa: S608
        op.execute(f"INSERT INTO purge (workspace, article_id, part, by, at) {purged}")


def downgrade() -> None:
    """Go back; what was purged stays so, and the history is made anew without the entries that say so."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM purge LIMIT 1")).first():
        forget_chain()
    _guard_articles("")
    op.drop_table("purge")


def _allowed() -> str:
    """Return which change of an article is none of its content: a part that was purged goes, or the same one comes back."""
    same = "IS NOT DISTINCT FROM" if _on_postgresql() else "IS"
    # JSON can be compared as text alone; it is the same text, since nobody writes it anew.
    cast = "::text" if _on_postgresql() else ""
    stay = [f"NEW.{name}{cast} {same} OLD.{name}{cast}" for name in _STAY]
    parts = [
        f"(NEW.{name} {same} OLD.{name} OR ((NEW.{name} {gone} OR OLD.{name} {gone}) AND {_purged(part)}))"
        for name, part, gone in (("text", "text", "= ''"), ("html", "page", "IS NULL"))
    ]
    return " AND ".join([*stay, *parts])


def _purged(part: str) -> str:
    own = "purge.workspace = OLD.workspace AND purge.article_id = OLD.id"
    return f"EXISTS (SELECT 1 FROM purge WHERE {own} AND purge.part = '{part}')"  # noqa: S608 - all of it is written here


def _guard_articles(when: str) -> None:
    """Refuse changes of articles, but those that `when` leaves out."""
    if not _on_postgresql():
        op.execute("DROP TRIGGER article_refuses_update")
        refuse = "BEGIN SELECT RAISE(ABORT, 'article: rows of this table are never changed'); END"
        op.execute(f"CREATE TRIGGER article_refuses_update BEFORE UPDATE ON article {when} {refuse}")
        return
    op.execute("DROP TRIGGER article_refuses_update ON article")
    # A trigger's condition may not look into other tables there: its function does.
    op.execute("DROP FUNCTION IF EXISTS refuse_article_change()")
    called = "refuse_change"
    if when:
        called = "refuse_article_change"
        op.execute(
            "CREATE FUNCTION refuse_article_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {_allowed()} THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION 'article: rows of this table are never changed or deleted (UPDATE)'; END $$"
        )
    op.execute(f"CREATE TRIGGER article_refuses_update BEFORE UPDATE ON article FOR EACH ROW EXECUTE FUNCTION {called}()")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
