"""Statements that are built once, on tables, and limited to the workspace of the session that runs them.

To build a statement takes longer than to run it, and a row takes longer to become an object of the ORM than to be read. What
every link needs is therefore read and added this way; what people ask for now and then goes through the ORM.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Alias, CompoundSelect, Executable, FromClause, Join, Select, Table, Update, bindparam, inspect, select
from sqlalchemy.sql.visitors import cloned_traverse

from storage.row import Row

HERE = "here"
"""The parameter for the workspace."""


def table_of(row: type[Row]) -> Any:
    """Return a row's table; its columns are in `c`."""
    return inspect(row).local_table


class Prepared:
    """A SELECT, a union of them, or an UPDATE that sees the rows of one workspace only, in its subqueries too."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any] | Update) -> None:
        confining: dict[str, Callable[[Any], None]] = {"select": _confine_select, "update": _confine_update}
        self.statement: Executable = cloned_traverse(statement, {}, confining)


def _confine_select(query: Select[Any]) -> None:
    for found in query.get_final_froms():
        for table in _tables(found):
            query.where.non_generative(query, table.c.workspace == bindparam(HERE))  # type: ignore[attr-defined]  # SQLAlchemy does not type it


def _confine_update(update: Update) -> None:
    where = () if update.whereclause is None else (update.whereclause,)
    # The condition may name other tables, too.
    for table in select(update.table.c.workspace).where(*where).get_final_froms():
        update.where.non_generative(update, table.c.workspace == bindparam(HERE))  # type: ignore[attr-defined]  # SQLAlchemy does not type it


def _tables(found: FromClause) -> list[FromClause]:
    """Return the tables of rows in a FROM; a subquery is limited by itself."""
    if isinstance(found, Join):
        if found.isouter or found.full:
            raise ValueError("an outer join would become an inner one")
        return [*_tables(found.left), *_tables(found.right)]
    return [found] if isinstance(found, Table | Alias) else []
