"""The base of all rows: a workspace, and references that cannot leave it."""

from typing import Any

from sqlalchemy import ForeignKeyConstraint, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Words

Json = dict[str, Any]


class Row(SQLModel):
    """One row; it belongs to one workspace, which the session sets."""

    model_config = {"defer_build": True}

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    workspace: str = Field(default="", sa_type=Words)


def own_key() -> UniqueConstraint:
    """Let other tables refer to a row together with its workspace."""
    return UniqueConstraint("workspace", "id")


def refers(column: str, table: str) -> ForeignKeyConstraint:
    """Refer to a row of the same workspace."""
    return ForeignKeyConstraint(["workspace", column], [f"{table}.workspace", f"{table}.id"])
