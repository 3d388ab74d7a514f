"""A session that cannot see, change or make a row of another workspace."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, CursorResult, Executable, Insert, column, event, insert
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlmodel import Session as SQLModelSession

from bot.domain.chain import EntryKind
from bot.domain.errors import Refused
from storage.prepared import HERE, Prepared, table_of
from storage.row import Row
from storage.tables.chain import CHAINED


class WorkspaceSession(SQLModelSession):
    """A transaction within one workspace.

    Statements on the tables (also bulk inserts) are limited to it automatically. Raw SQL is not: it must name the workspace.
    """

    def __init__(self, bind: Connection, workspace: str) -> None:
        super().__init__(bind, expire_on_commit=False)
        self.workspace = workspace
        self.cards_are_due = False
        """Set where cards become due, so that the posters of this process are woken when it is committed."""
        self.unchained: list[tuple[EntryKind, int]] = []
        """Rows that this transaction has added, and that the chain of the history has no entry of yet."""
        self.confinement = _confinement(workspace)

    @property
    def on_postgresql(self) -> bool:
        """Return whether the database is PostgreSQL, and not SQLite."""
        return self.connection().dialect.name == "postgresql"

    def rows(self, prepared: Prepared, **given: Any) -> Sequence[Any]:
        """Return what a prepared statement finds; its rows have the columns as attributes, as those of the ORM."""
        return self._run(prepared, given).all()

    def row(self, prepared: Prepared, **given: Any) -> Any:
        """Return the first row that a prepared statement finds; None if it finds none."""
        return self._run(prepared, given).first()

    def value(self, prepared: Prepared, **given: Any) -> Any:
        """Return the first column of the first row that a prepared statement finds; None if it finds none."""
        return self._run(prepared, given).scalar()

    def change(self, prepared: Prepared, **given: Any) -> int:
        """Run a prepared update; returns how many rows it changed. Rows in memory stay as they are."""
        return self._run(prepared, given).rowcount

    def insert(self, of: type[Row], **values: Any) -> int:
        """Add one row, with a value for each column that needs one; returns its id."""
        self.flush()
        key = self.connection().execute(_insert(of), {**values, "workspace": self.workspace}).inserted_primary_key
        assert key is not None, "one row is added"  # noqa: S101 - for the type checker
        self._note(of, [int(key[0])])
        return int(key[0])

    def insert_many(self, of: type[Row], values: Sequence[Mapping[str, Any]]) -> list[int]:
        """Add rows, with a value for each column that needs one; returns their ids, in the same order."""
        if not values:
            return []
        # Rows with and without a value for a column go into one statement, not into one for each run of either.
        added = insert(of).returning(table_of(of).c.id, sort_by_parameter_order=True)
        ids = list(self.scalars(added, list(values), execution_options={"render_nulls": True, _IDS_ARE_NOTED: True}))
        self._note(of, ids)
        return ids

    def _note(self, of: type[Row], ids: Sequence[int]) -> None:
        if (kind := CHAINED.get(of)) is not None:
            self.unchained.extend((kind, id_) for id_ in ids)

    def _run(self, prepared: Prepared, given: dict[str, Any]) -> CursorResult[Any]:
        # What the ORM has not written yet counts.
        self.flush()
        return self.connection().execute(prepared.statement, {**given, HERE: self.workspace})


_IDS_ARE_NOTED = "ids_are_noted"


@cache
def _insert(of: type[Row]) -> Insert:
    return insert(table_of(of))


# A placeholder for the column: SQLAlchemy also evaluates the criterion for `Row` itself, which is not a table.
_OF_NO_TABLE: ColumnElement[str] = column("workspace")


@lru_cache(maxsize=1024)
def _confinement(workspace: str) -> LoaderCriteriaOption:
    """Return a workspace's criterion, one for all tables, since SQLAlchemy hashes every criterion with each statement."""
    return with_loader_criteria(Row, lambda table: getattr(table, "workspace", _OF_NO_TABLE) == workspace, include_aliases=True)


@event.listens_for(WorkspaceSession, "do_orm_execute")
def _confine(state: ORMExecuteState) -> None:
    session = state.session
    if not isinstance(session, WorkspaceSession):
        return
    workspace = session.workspace
    if state.is_insert:
        mapper = state.bind_mapper
        if mapper is not None and mapper.class_ in CHAINED and _IDS_ARE_NOTED not in state.execution_options:
            raise ValueError(f"rows of {mapper.class_.__name__} are added by `insert_many`, so that the chain has them")
        for row in _rows(state.parameters):
            if row.setdefault("workspace", workspace) != workspace:
                raise _foreign(row["workspace"], workspace)
        return
    if isinstance(state.statement, Executable):
        state.statement = state.statement.options(session.confinement)


@event.listens_for(WorkspaceSession, "before_flush")
def _stamp(session: Session, _context: UOWTransaction, _instances: object) -> None:
    if not isinstance(session, WorkspaceSession):
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Row):
            continue
        row.workspace = row.workspace or session.workspace
        if row.workspace != session.workspace:
            raise _foreign(row.workspace, session.workspace)


@event.listens_for(WorkspaceSession, "after_flush")
def _note_added(session: Session, _context: UOWTransaction) -> None:
    if isinstance(session, WorkspaceSession):
        session.unchained.extend((CHAINED[type(row)], row.id) for row in session.new if type(row) in CHAINED)


@event.listens_for(WorkspaceSession, "after_rollback")
def _forget_added(session: Session) -> None:
    if isinstance(session, WorkspaceSession):
        session.unchained.clear()


def _rows(parameters: Any) -> Iterator[dict[str, Any]]:
    if not parameters:
        raise Refused("Rows are added with parameters, so that they can be stamped with their workspace.")
    yield from [parameters] if isinstance(parameters, dict) else parameters


def _foreign(theirs: str, ours: str) -> Refused:
    return Refused(f"A row of the workspace '{theirs}' cannot be written in the workspace '{ours}'.")
