"""The schema's migrations, and its comparison with the models.

Alembic is slow to import, so `storage.db` imports this module only when the schema is changed or compared.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.domain.errors import BadInput
from storage.tables import METADATA

_LOCK = 2_051_907_423
_NOT_IN_MODELS = ("slack_",)


def upgrade(connection: Connection, revision: str) -> None:
    """Upgrade to a revision or to `head`; concurrent upgrades wait for each other. Raises BadInput for an unknown revision."""
    with _migrating(connection) as config:
        command.upgrade(config, revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Downgrade to a revision; `base` empties the database. Raises BadInput for an unknown revision."""
    with _migrating(connection) as config:
        command.downgrade(config, revision)


def differences(connection: Connection) -> list[str]:
    """List the differences between schema and models, down to single columns, one sentence each."""
    if connection.dialect.name == "postgresql":
        # SQLAlchemy learns the type of a vector from it.
        import_module("pgvector.sqlalchemy")
    context = MigrationContext.configure(connection, opts={"include_object": include_object})
    return [f"The database differs from the models: {difference}." for difference in _differences(context)]


def include_object(_object: object, name: str | None, _kind: str, _reflected: bool, _to: object) -> bool:
    """Tell Alembic what to compare: everything but slack_sdk's tables."""
    return name is None or not name.startswith(_NOT_IN_MODELS)


@contextmanager
def _migrating(connection: Connection) -> Iterator[Config]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = _config()
    config.attributes["connection"] = connection
    try:
        yield config
    except CommandError as error:
        known = ", ".join(sorted(r.revision for r in ScriptDirectory.from_config(config).walk_revisions()))
        raise BadInput(f"There is no such revision of the schema; there are base, {known} and head.") from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config


def _differences(context: MigrationContext) -> Iterator[str]:
    for difference in compare_metadata(context, METADATA):
        steps: list[tuple[Any, ...]] = difference if isinstance(difference, list) else [difference]
        for kind, *what in steps:
            yield f"{kind} {', '.join(str(getattr(part, 'name', part)) for part in what if part is not None)}"
