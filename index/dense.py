"""A question's vector → units: FAISS over everything, exact products within one interview."""

import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.connections import Link, Stamp
from index.embeddings import read_units, read_units_at, read_units_of
from index.encoder import Vectors
from index.recent import Recent
from index.vectors import State, VectorIndex

_KEPT = 32  # interviews whose vectors stay in memory


@dataclass(frozen=True, slots=True)
class _Held:
    file: Stamp
    state: State
    vectors: VectorIndex


class DenseSearch:
    """The vectors of one index in memory, kept in step with its newest generation."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._interviews: Recent[tuple[NDArray[np.int64], Vectors]] = Recent(_KEPT)

    def current(self, link: Link, state: State) -> VectorIndex:
        """Return the vectors of the snapshot that `link` sees, or of a newer one.

        Newer ones may lack units of the snapshot, and hold some it does not have.
        """
        held = self._held
        if held is None or not _serves(held, link.file, state):
            with self._lock:
                held = self._held
                if held is None or not _serves(held, link.file, state):
                    held = self._held = _Held(link.file, state, self._make(held, link, state))
        return held.vectors

    def _make(self, held: _Held | None, link: Link, state: State) -> VectorIndex:
        db = link.db
        if held is not None and held.file == link.file:
            wanted = np.array([row for (row,) in db.execute("SELECT row FROM units")], np.int64)
            return held.vectors.updated(wanted, partial(read_units_at, db, state.dimension))
        loaded = VectorIndex.load(self._directory, state)
        return loaded or VectorIndex.build(state.dimension, read_units(db, state.dimension))

    def within(
        self, link: Link, interview: int, vector: Vectors, limit: int
    ) -> list[tuple[int, float]]:
        """Return the best (unit row, score) of one interview, by its row."""

        def read() -> tuple[NDArray[np.int64], Vectors]:
            chunks = list(read_units_of(link.db, len(vector), interview))
            if not chunks:
                return np.zeros(0, np.int64), np.zeros((0, len(vector)), np.float32)
            return (
                np.concatenate([rows for rows, _ in chunks]),
                np.concatenate([vectors for _, vectors in chunks]),
            )

        # A row's content never changes, so what is kept never grows old.
        rows, vectors = self._interviews.get((link.file, interview), read)
        scores = vectors @ vector
        best = np.argsort(-scores, kind="stable")[: max(limit, 0)]
        return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))


def _serves(held: _Held, file: Stamp, state: State) -> bool:
    return held.file == file and held.state.generation >= state.generation
