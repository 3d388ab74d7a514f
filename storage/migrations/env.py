"""Run by Alembic; the connection comes from `storage.db.Database`, whose transaction holds the whole migration."""

from alembic import context

from storage.schema import include_object
from storage.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, include_object=include_object)
context.run_migrations()
