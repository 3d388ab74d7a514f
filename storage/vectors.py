"""Vectors of events, by embedding model; they only find candidates.

Each process keeps the signs of all vectors, a bit for each number: the vectors with the most signs in common are read and
compared themselves. That is quick among a million events, takes 48 bytes for 384 numbers, and is the same on both databases.
"""

import json
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Engine, delete, func, insert, text
from sqlmodel import col, select

from bot.domain.errors import BadInput
from storage import events, merges
from storage.columns import Floats
from storage.search_index import event_text
from storage.session import WorkspaceSession
from storage.tables.record import EventRow, VectorRow

_COMPARED = 300
"""Vectors with the most signs in common that are compared themselves."""
_LOADED = 50_000
"""Vectors whose signs are read at once: as rows, they take several times the memory that they take in the matrix."""
_UNCOMMITTED = "vectors written"
_BITS = 64


def save(s: WorkspaceSession, model: str, vectors: Mapping[str, Sequence[float]]) -> None:
    """Store a model's vectors of events, by slug; existing ones stay.

    Raises NotFound for an unknown slug, BadInput for vectors that are not numbers or differ in length.
    """
    new = {events.id_of(s, slug): _unit(vector) for slug, vector in vectors.items()}
    sample = _sample(s, model)
    stored = _with_signs(model, sample)
    having = set(s.exec(select(VectorRow.event_id).where(*stored, col(VectorRow.event_id).in_(new))))
    new = {event_id: vector for event_id, vector in new.items() if event_id not in having}
    if not new:
        return
    lengths = {len(vector) for vector in new.values()}
    if len(lengths | ({len(sample)} if sample is not None else set())) > 1:
        raise BadInput(f"The vectors of '{model}' differ in length; a model that changed needs another name.")
    s.execute(delete(VectorRow).where(col(VectorRow.model) == model, col(VectorRow.event_id).in_(new)))
    s.execute(
        insert(VectorRow),
        [{"event_id": id_, "model": model, "embedding": vector, "signs": signs_of(vector)} for id_, vector in new.items()],
    )
    s.info[_UNCOMMITTED] = True


def missing(s: WorkspaceSession, model: str, limit: int = 100) -> list[tuple[str, str]]:
    """Return events without a vector of a model, oldest first: slug and text."""
    seen = select(VectorRow.event_id).where(
        col(VectorRow.workspace) == s.workspace,
        *_with_signs(model, _sample(s, model)),
        col(VectorRow.event_id) == EventRow.id,
    )
    own = col(EventRow.id).not_in(merges.gone())
    ids = s.exec(select(EventRow.id).where(~seen.exists(), own).order_by(col(EventRow.id)).limit(limit)).all()
    return [(event.slug, event_text(event)) for event in events.by_ids(s, ids).values()]


def likeness(s: WorkspaceSession, model: str, vector: Sequence[float], also: Collection[int] = ()) -> dict[int, float]:
    """Return the cosines with the most similar vectors, and with those of the events (row ids) in `also`, by event.

    Raises BadInput for a vector that is not numbers or not as long as the stored ones.
    """
    wanted = _unit(vector)
    sample = _sample(s, model)
    if sample is None:
        return {}
    if len(sample) != len(wanted):
        raise BadInput(f"The vectors of '{model}' have {len(sample)} numbers, this one has {len(wanted)}.")
    near = _likely(_matrix(s, model, sample), signs_of(wanted))
    return _compared(s, model, wanted, sorted({*near, *also}))


def signs_of(vector: Floats) -> bytes:
    """Return a bit for each number of a vector, 1 if that is above zero, and zeros up to a multiple of 64."""
    bits = np.zeros(-(-len(vector) // _BITS) * _BITS, dtype=np.bool_)
    bits[: len(vector)] = vector > 0
    return np.packbits(bits).tobytes()


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


def _with_signs(model: str, sample: Floats | None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions for a model's vectors, without those that an older version stored: these have no signs."""
    length = 0 if sample is None else len(signs_of(sample))
    return col(VectorRow.model) == model, func.length(col(VectorRow.signs)) == length


def _compared(s: WorkspaceSession, model: str, vector: Floats, ids: Sequence[int]) -> dict[int, float]:
    if s.on_postgresql:
        rows = s.connection().execute(
            text(
                "SELECT event_id, 1 - (embedding <=> CAST(:vector AS vector)) FROM event_vector"
                " WHERE workspace = :workspace AND model = :model AND event_id = ANY (:ids)"
            ),
            {"workspace": s.workspace, "model": model, "vector": str(vector.tolist()), "ids": list(ids)},
        )
        return {int(id_): float(cosine) for id_, cosine in rows}
    found = (
        s.connection()
        .execute(
            text(
                "SELECT event_id, embedding FROM event_vector"
                " WHERE workspace = :workspace AND model = :model AND event_id IN (SELECT value FROM json_each(:ids))"
            ),
            {"workspace": s.workspace, "model": model, "ids": json.dumps(list(ids))},
        )
        .all()
    )
    stored = np.frombuffer(b"".join(row[1] for row in found), dtype="<f4").reshape(len(found), len(vector))
    return dict(zip((row[0] for row in found), (stored @ vector).tolist(), strict=True))


@dataclass
class _Matrix:
    """The signs of one workspace's vectors of one model: a column for each vector in the order of their ids, 64 bits a row."""

    newest: int = 0
    event_ids: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    signs: NDArray[np.uint64] = field(default_factory=lambda: np.empty((0, 0), dtype=np.uint64))


_matrices: WeakKeyDictionary[Engine, dict[tuple[str, str], _Matrix]] = WeakKeyDictionary()
_refreshing = threading.Lock()


def _likely(matrix: _Matrix, signs: bytes) -> list[int]:
    """Return the events whose vectors have the most signs in common with these."""
    if len(matrix.event_ids) <= _COMPARED:
        return [int(id_) for id_ in matrix.event_ids]
    apart = np.zeros(len(matrix.event_ids), dtype=np.uint16)
    for row, bits in zip(matrix.signs, np.frombuffer(signs, dtype=np.uint64), strict=True):
        apart += np.bitwise_count(row ^ bits)
    return [int(id_) for id_ in matrix.event_ids[np.argpartition(apart, _COMPARED)[:_COMPARED]]]


def _matrix(s: WorkspaceSession, model: str, sample: Floats) -> _Matrix:
    # What this transaction wrote may still be rolled back, so it must not get into the shared matrix.
    if s.info.get(_UNCOMMITTED):
        return _refreshed(s, model, sample, _Matrix())
    with _refreshing:
        matrices = _matrices.setdefault(s.connection().engine, {})
        matrix = _refreshed(s, model, sample, matrices.get((s.workspace, model), _Matrix()))
        matrices[s.workspace, model] = matrix
        return matrix


def _refreshed(s: WorkspaceSession, model: str, sample: Floats, matrix: _Matrix) -> _Matrix:
    rows = _stored(s, model, sample, matrix.newest - 1)
    if matrix.newest and rows and rows[0][0] == matrix.newest:
        if rows[0][1] != matrix.event_ids[-1] or rows[0][2] != matrix.signs[:, -1].tobytes():
            # SQLite has given the newest row's id to another one, after that was deleted.
            return _refreshed(s, model, sample, _Matrix())
        rows = rows[1:]
    while rows:
        matrix = _joined(matrix, rows)
        rows = _stored(s, model, sample, matrix.newest) if len(rows) >= _LOADED - 1 else []
    return matrix


def _stored(s: WorkspaceSession, model: str, sample: Floats, after: int) -> Sequence[tuple[int, int, bytes]]:
    """Return the first vectors after a row id: row id, event, signs."""
    of = select(col(VectorRow.id), col(VectorRow.event_id), col(VectorRow.signs)).where(
        col(VectorRow.workspace) == s.workspace, *_with_signs(model, sample), col(VectorRow.id) > after
    )
    # The session would take three times as long for a million rows.
    rows = s.connection().execute(of.order_by(col(VectorRow.id)).limit(_LOADED))
    return [(id_, event_id, signs) for id_, event_id, signs in rows]


def _joined(matrix: _Matrix, rows: Sequence[tuple[int, int, bytes]]) -> _Matrix:
    ids = np.array([row[1] for row in rows], dtype=np.int64)
    added = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.uint64).reshape(len(rows), -1).T
    if not matrix.newest:
        return _Matrix(newest=rows[-1][0], event_ids=ids, signs=np.ascontiguousarray(added))
    kept = ~np.isin(matrix.event_ids, ids)
    before = matrix if kept.all() else _Matrix(matrix.newest, matrix.event_ids[kept], matrix.signs[:, kept])
    return _Matrix(
        newest=rows[-1][0],
        event_ids=np.concatenate([before.event_ids, ids]),
        signs=np.concatenate([before.signs, added], axis=1),
    )
