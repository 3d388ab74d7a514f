"""The first schema."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import VECTOR

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
EMBEDDING = sa.LargeBinary().with_variant(VECTOR(), "postgresql")

APPEND_ONLY = ("article", "reading", "proposal_version", "decision", "report", "level_change", "outlet_grade")
KEPT = ("event", "claim", "submission", "proposal")

# Children before parents.
TABLES = (
    "event_vector", "level_change", "report", "decision", "proposal_version", "proposal", "reading", "submission", "article",
    "search_term", "claim", "event", "outlet_grade", "outlet_domain", "outlet",
)  # fmt: skip


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    _create_tables()
    if postgresql:
        _search_on_postgresql()
        _guard_on_postgresql()
    else:
        _search_on_sqlite()
        _guard_on_sqlite()


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    # The extension stays: other schemas of the same database may use it.
    op.execute("DROP TABLE event_search")
    for table in TABLES:
        op.drop_table(table)
    if postgresql:
        op.execute("DROP FUNCTION refuse_change()")


def _search_on_sqlite() -> None:
    # Rows are found by the event's id; the terms come ready made from `storage.search`, so that nothing is kept twice.
    op.execute(
        "CREATE VIRTUAL TABLE event_search USING fts5(terms, content='', tokenize=\"unicode61 categories 'L* N* M* Co'\")"
    )


def _search_on_postgresql() -> None:
    op.execute(
        "CREATE TABLE event_search ("
        " event_id integer CONSTRAINT pk_event_search PRIMARY KEY,"
        " workspace text NOT NULL,"
        " terms tsvector NOT NULL,"
        " CONSTRAINT fk_event_search FOREIGN KEY (workspace, event_id) REFERENCES event (workspace, id))"
    )
    op.execute("CREATE INDEX ix_event_search_terms ON event_search USING gin (terms)")


def _guard_on_sqlite() -> None:
    for table in APPEND_ONLY:
        _refuse_on_sqlite(table, "UPDATE", "rows of this table are never changed")
    for table in (*APPEND_ONLY, *KEPT):
        _refuse_on_sqlite(table, "DELETE", "rows of this table are never deleted")


def _refuse_on_sqlite(table: str, verb: str, why: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END"
    )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%: rows of this table are never changed or deleted (%)', TG_TABLE_NAME, TG_OP; END $$"
    )
    for table in APPEND_ONLY:
        _refuse_on_postgresql(table, "UPDATE", "ROW")
    for table in (*APPEND_ONLY, *KEPT):
        _refuse_on_postgresql(table, "DELETE", "ROW")
        _refuse_on_postgresql(table, "TRUNCATE", "STATEMENT")


def _refuse_on_postgresql(table: str, verb: str, each: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
    )


def _create_tables() -> None:
    op.create_table(
        "event",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("extracted_at", TIME, nullable=True),
        sa.Column("source_story", sa.Text(), nullable=True),
        sa.Column("retracted_because", sa.Text(), nullable=True),
        sa.Column("added_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("workspace", "id", name="uq_event_workspace_id"),
        sa.UniqueConstraint("workspace", "slug", name="uq_event_workspace_slug"),
    )
    op.create_table(
        "outlet",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outlet"),
        sa.UniqueConstraint("workspace", "id", name="uq_outlet_workspace_id"),
        sa.UniqueConstraint("workspace", "name_key", name="uq_outlet_workspace_name_key"),
    )
    op.create_table(
        "search_term",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "term", name="pk_search_term"),
    )
    op.create_table(
        "article",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("partial", sa.Text(), nullable=True),
        sa.Column("html", sa.LargeBinary(), nullable=True),
        sa.Column("html_sha256", sa.String(), nullable=True),
        sa.Column("fetched_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "outlet_id"], ["outlet.workspace", "outlet.id"], name="fk_article_workspace_outlet_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("workspace", "canonical_url", "text_sha256", name="uq_article_workspace_canonical_url_text_sha256"),
        sa.UniqueConstraint("workspace", "id", name="uq_article_workspace_id"),
    )
    op.create_table(
        "claim",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "event_id"], ["event.workspace", "event.id"], name="fk_claim_workspace_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
        sa.UniqueConstraint("event_id", "key", name="uq_claim_event_id_key"),
    )
    op.create_table(
        "outlet_domain",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "outlet_id"], ["outlet.workspace", "outlet.id"], name="fk_outlet_domain_workspace_outlet_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outlet_domain"),
        sa.UniqueConstraint("workspace", "domain", name="uq_outlet_domain_workspace_domain"),
    )
    op.create_index("ix_outlet_domain_workspace_outlet_id", "outlet_domain", ["workspace", "outlet_id"], unique=False)
    op.create_table(
        "outlet_grade",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "outlet_id"], ["outlet.workspace", "outlet.id"], name="fk_outlet_grade_workspace_outlet_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outlet_grade"),
    )
    op.create_index("ix_outlet_grade_workspace_outlet_id_id", "outlet_grade", ["workspace", "outlet_id", "id"], unique=False)
    op.create_table(
        "event_vector",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("embedding", EMBEDDING, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name="fk_event_vector_workspace_event_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_event_vector"),
        sa.UniqueConstraint("event_id", "model", name="uq_event_vector_event_id_model"),
    )
    op.create_index("ix_event_vector_workspace_model_id", "event_vector", ["workspace", "model", "id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("event_hint", sa.Text(), nullable=True),
        sa.Column("pasted_text", sa.Text(), nullable=True),
        sa.Column("pasted_html", sa.LargeBinary(), nullable=True),
        sa.Column("filed_at", TIME, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("failure_kind", sa.String(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("live_url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "article_id"], ["article.workspace", "article.id"], name="fk_submission_workspace_article_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "duplicate_of"],
            ["submission.workspace", "submission.id"],
            name="fk_submission_workspace_duplicate_of",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("workspace", "id", name="uq_submission_workspace_id"),
        sa.UniqueConstraint("workspace", "key", name="uq_submission_workspace_key"),
        sa.UniqueConstraint("workspace", "live_url", name="uq_submission_workspace_live_url"),
    )
    op.create_index("ix_submission_workspace_article_id", "submission", ["workspace", "article_id"], unique=False)
    op.create_index("ix_submission_workspace_by", "submission", ["workspace", "by"], unique=False)
    op.create_index("ix_submission_workspace_canonical_url", "submission", ["workspace", "canonical_url"], unique=False)
    op.create_index("ix_submission_workspace_state", "submission", ["workspace", "state"], unique=False)
    op.create_table(
        "reading",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "article_id"], ["article.workspace", "article.id"], name="fk_reading_workspace_article_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "submission_id"], ["submission.workspace", "submission.id"], name="fk_reading_workspace_submission_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
        sa.UniqueConstraint("workspace", "id", name="uq_reading_workspace_id"),
        sa.UniqueConstraint("workspace", "submission_id", name="uq_reading_workspace_submission_id"),
    )
    op.create_index("ix_reading_workspace_article_id", "reading", ["workspace", "article_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filed_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name="fk_proposal_workspace_event_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "reading_id"], ["reading.workspace", "reading.id"], name="fk_proposal_workspace_reading_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "submission_id"],
            ["submission.workspace", "submission.id"],
            name="fk_proposal_workspace_submission_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.UniqueConstraint("workspace", "id", name="uq_proposal_workspace_id"),
        sa.UniqueConstraint("workspace", "submission_id", "target", name="uq_proposal_workspace_submission_id_target"),
    )
    op.create_index("ix_proposal_workspace_event_id", "proposal", ["workspace", "event_id"], unique=False)
    op.create_index("ix_proposal_workspace_state_id", "proposal", ["workspace", "state", "id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("own_submission", sa.Boolean(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "proposal_id"], ["proposal.workspace", "proposal.id"], name="fk_decision_workspace_proposal_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "undoes"], ["decision.workspace", "decision.id"], name="fk_decision_workspace_undoes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("workspace", "id", name="uq_decision_workspace_id"),
        sa.UniqueConstraint("workspace", "undoes", name="uq_decision_workspace_undoes"),
    )
    op.create_index("ix_decision_workspace_proposal_id", "decision", ["workspace", "proposal_id"], unique=False)
    op.create_table(
        "proposal_version",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "proposal_id"],
            ["proposal.workspace", "proposal.id"],
            name="fk_proposal_version_workspace_proposal_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_version"),
        sa.UniqueConstraint("workspace", "proposal_id", "version", name="uq_proposal_version_workspace_proposal_id_version"),
    )
    op.create_table(
        "level_change",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("level_before", sa.String(), nullable=True),
        sa.Column("level_after", sa.String(), nullable=False),
        sa.Column("score_before", sa.Float(), nullable=True),
        sa.Column("score_after", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id", "claim"], ["claim.event_id", "claim.key"], name="fk_level_change_event_id_claim"),
        sa.ForeignKeyConstraint(
            ["workspace", "decision_id"], ["decision.workspace", "decision.id"], name="fk_level_change_workspace_decision_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name="fk_level_change_workspace_event_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_level_change"),
        sa.UniqueConstraint("event_id", "decision_id", "claim", name="uq_level_change_event_id_decision_id_claim"),
    )
    op.create_index("ix_level_change_workspace_event_id", "level_change", ["workspace", "event_id"], unique=False)
    op.create_index(
        "uq_level_change_of_file",
        "level_change",
        ["event_id", "claim"],
        unique=True,
        sqlite_where=sa.text("decision_id IS NULL"),
        postgresql_where=sa.text("decision_id IS NULL"),
    )
    op.create_table(
        "report",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("tone", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("origin_kind", sa.String(), nullable=False),
        sa.Column("origin_name", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("copy_of", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["event_id", "claim"], ["claim.event_id", "claim.key"], name="fk_report_event_id_claim"),
        sa.ForeignKeyConstraint(
            ["workspace", "article_id"], ["article.workspace", "article.id"], name="fk_report_workspace_article_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "decision_id"], ["decision.workspace", "decision.id"], name="fk_report_workspace_decision_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "event_id"], ["event.workspace", "event.id"], name="fk_report_workspace_event_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "outlet_id"], ["outlet.workspace", "outlet.id"], name="fk_report_workspace_outlet_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("event_id", "decision_id", "report_id", name="uq_report_event_id_decision_id_report_id"),
    )
    op.create_index("ix_report_workspace_decision_id", "report", ["workspace", "decision_id"], unique=False)
    op.create_index("ix_report_workspace_event_id", "report", ["workspace", "event_id"], unique=False)
    op.create_index(
        "uq_report_of_file",
        "report",
        ["event_id", "report_id"],
        unique=True,
        sqlite_where=sa.text("decision_id IS NULL"),
        postgresql_where=sa.text("decision_id IS NULL"),
    )
