"""Vectors of events, by embedding model; they only find candidates."""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, insert, text
from sqlmodel import col, select

from bot.domain.errors import BadInput
from storage import events
from storage.columns import Floats
from storage.search_index import event_text
from storage.session import WorkspaceSession
from storage.tables.record import EventRow, VectorRow

# The longest vectors that an HNSW index of pgvector takes, as `vector` and as `halfvec`; longer ones are compared one by one.
_LONGEST_INDEXED = {"vector": 2000, "halfvec": 4000}
_LOCK = 1_447_379_811
_UNCOMMITTED = "vectors written"


def save(s: WorkspaceSession, model: str, vectors: Mapping[str, Sequence[float]]) -> None:
    """Store a model's vectors of events, by slug; existing ones stay.

    Raises NotFound for an unknown slug, BadInput for vectors that are not numbers or differ in length.
    """
    new = {events.id_of(s, slug): _unit(vector) for slug, vector in vectors.items()}
    stored = set(s.exec(select(VectorRow.event_id).where(col(VectorRow.model) == model, col(VectorRow.event_id).in_(new))))
    new = {event_id: vector for event_id, vector in new.items() if event_id not in stored}
    if not new:
        return
    lengths = {len(vector) for vector in new.values()}
    sample = _sample(s, model)
    if sample is None and s.on_postgresql:
        _create_index(s, model, min(lengths))
    if len(lengths | ({len(sample)} if sample is not None else set())) > 1:
        raise BadInput(f"The vectors of '{model}' differ in length; a model that changed needs another name.")
    s.execute(insert(VectorRow), [{"event_id": id_, "model": model, "embedding": vector} for id_, vector in new.items()])
    s.info[_UNCOMMITTED] = True


def missing(s: WorkspaceSession, model: str, limit: int = 100) -> list[tuple[str, str]]:
    """Return events without a vector of a model, oldest first: slug and text."""
    seen = select(VectorRow.event_id).where(
        col(VectorRow.workspace) == s.workspace, col(VectorRow.model) == model, col(VectorRow.event_id) == EventRow.id
    )
    ids = s.exec(select(EventRow.id).where(~seen.exists()).order_by(col(EventRow.id)).limit(limit)).all()
    return [(event.slug, event_text(event)) for event in events.by_ids(s, ids).values()]


def nearest(s: WorkspaceSession, model: str, vector: Sequence[float], limit: int = 50) -> list[str]:
    """Return the slugs of the events with the most similar vectors, nearest first.

    Raises BadInput for a vector that is not numbers or not as long as the stored ones.
    """
    wanted = _unit(vector)
    sample = _sample(s, model)
    if sample is None:
        return []
    if len(sample) != len(wanted):
        raise BadInput(f"The vectors of '{model}' have {len(sample)} numbers, this one has {len(wanted)}.")
    ids = _nearest_on_postgresql(s, model, wanted, limit) if s.on_postgresql else _nearest_here(s, model, wanted, limit)
    slugs = dict(s.exec(select(EventRow.id, EventRow.slug).where(col(EventRow.id).in_(ids))).all())
    return [slugs[id_] for id_ in ids if id_ in slugs]


def _unit(vector: Sequence[float]) -> Floats:
    array = np.asarray(vector, dtype=np.float32)
    length = float(np.linalg.norm(array))
    if array.ndim != 1 or not np.isfinite(length) or length == 0:
        raise BadInput("A vector must be a list of numbers, not all of them zero.")
    unit: Floats = array / np.float32(length)
    return unit


def _sample(s: WorkspaceSession, model: str) -> Floats | None:
    return s.exec(
        select(col(VectorRow.embedding)).where(col(VectorRow.model) == model).order_by(col(VectorRow.id)).limit(1)
    ).first()


def _cast(length: int) -> str | None:
    return next((kind for kind, longest in _LONGEST_INDEXED.items() if length <= longest), None)


def _create_index(s: WorkspaceSession, model: str, length: int) -> None:
    kind = _cast(length)
    if kind is None:
        return
    connection = s.connection()
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    name = f"ix_event_vector_hnsw_{hashlib.sha256(model.encode()).hexdigest()[:16]}_{length}"
    literal = str(connection.scalar(text("SELECT quote_literal(:model)"), {"model": model}))
    # Driver SQL, since `text` would take a colon in the model's name for a parameter.
    connection.exec_driver_sql(
        f"CREATE INDEX IF NOT EXISTS {name} ON event_vector"
        f" USING hnsw ((embedding::{kind}({length})) {kind}_cosine_ops) WHERE model = {literal}"
    )


def _nearest_on_postgresql(s: WorkspaceSession, model: str, vector: Floats, limit: int) -> list[int]:
    connection = s.connection()
    # Other workspaces' vectors are in the same index: the scan continues until enough of this one's are found.
    connection.execute(text("SET LOCAL hnsw.iterative_scan = strict_order"))
    kind = _cast(len(vector))
    cast = f"{kind}({len(vector)})" if kind else "vector"
    rows = connection.execute(
        text(
            "SELECT event_id FROM event_vector"  # noqa: S608 - only a type from the table above is put in
            " WHERE workspace = :workspace AND model = :model"
            f" ORDER BY CAST(embedding AS {cast}) <=> CAST(:vector AS {cast}) LIMIT :limit"
        ),
        {"workspace": s.workspace, "model": model, "vector": str(vector.tolist()), "limit": limit},
    )
    return list(rows.scalars())


@dataclass
class _Matrix:
    """One workspace's vectors of one model, a row each, in the order of their ids."""

    newest: int = 0
    event_ids: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    vectors: Floats | None = None


_matrices: WeakKeyDictionary[Engine, dict[tuple[str, str], _Matrix]] = WeakKeyDictionary()
_refreshing = threading.Lock()


def _nearest_here(s: WorkspaceSession, model: str, vector: Floats, limit: int) -> list[int]:
    matrix = _matrix(s, model)
    if matrix.vectors is None:
        return []
    likeness: Any = matrix.vectors @ vector
    best = np.argpartition(-likeness, limit - 1)[:limit] if limit < len(likeness) else np.arange(len(likeness))
    return [int(matrix.event_ids[row]) for row in best[np.argsort(-likeness[best], kind="stable")]]


def _matrix(s: WorkspaceSession, model: str) -> _Matrix:
    # What this transaction wrote may still be rolled back, so it must not get into the shared matrix.
    if s.info.get(_UNCOMMITTED):
        return _refreshed(s, model, _Matrix())
    with _refreshing:
        matrices = _matrices.setdefault(s.connection().engine, {})
        matrix = _refreshed(s, model, matrices.get((s.workspace, model), _Matrix()))
        matrices[s.workspace, model] = matrix
        return matrix


def _refreshed(s: WorkspaceSession, model: str, matrix: _Matrix) -> _Matrix:
    rows = s.exec(
        select(col(VectorRow.id), col(VectorRow.event_id), col(VectorRow.embedding))
        .where(col(VectorRow.model) == model, col(VectorRow.id) >= matrix.newest)
        .order_by(col(VectorRow.id))
    ).all()
    if matrix.vectors is not None and rows and rows[0][0] == matrix.newest:
        if rows[0][1] != matrix.event_ids[-1] or not np.array_equal(rows[0][2], matrix.vectors[-1]):
            # SQLite has given the newest row's id to another one, after that was deleted.
            return _refreshed(s, model, _Matrix())
        rows = rows[1:]
    if not rows:
        return matrix
    ids, added = np.array([row[1] for row in rows], dtype=np.int64), np.stack([row[2] for row in rows])
    if matrix.vectors is None:
        return _Matrix(newest=rows[-1][0], event_ids=ids, vectors=added)
    kept = ~np.isin(matrix.event_ids, ids)
    return _Matrix(
        newest=rows[-1][0],
        event_ids=np.concatenate([matrix.event_ids[kept], ids]),
        vectors=np.concatenate([matrix.vectors[kept], added]),
    )
