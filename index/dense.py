"""A question's vector → units: FAISS over everything, exact products within one interview."""

import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.connections import Link, Stamp
from index.embeddings import read_units_at, read_units_of
from index.encoder import Vectors
from index.inverted import Fetch
from index.recent import Recent
from index.vectors import State, VectorIndex

_KEPT = 32  # interviews whose vectors stay in memory
_SPARE = 100  # units beyond those wanted that are scored by their true vectors


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

    def resume(self, link: Link, state: State) -> None:
        """Start from the cache of an earlier state of the file that `link` reads, if it is there.

        What was added and removed since then is found by comparing the rows.
        """
        loaded = VectorIndex.load(self._directory, state) if self._held is None else None
        if loaded is not None:
            self._held = _Held(link.file, state, loaded)

    def settled(self, link: Link, state: State) -> VectorIndex:
        """Return the vectors of a snapshot in the form that suits their number."""
        vectors = self.current(link, state)
        if not vectors.suits(vectors.count):
            rows, fetch = _wanted(link, state)
            vectors = VectorIndex.build(state.dimension, rows, fetch)
            self._held = _Held(link.file, state, vectors)
        return vectors

    def _make(self, held: _Held | None, link: Link, state: State) -> VectorIndex:
        if held is not None and held.file == link.file:
            # Another form may suit better now; nobody's question waits until it is trained.
            return held.vectors.updated(*_wanted(link, state))
        loaded = VectorIndex.load(self._directory, state)
        return loaded or VectorIndex.build(state.dimension, *_wanted(link, state))

    def everywhere(
        self, link: Link, state: State, vector: Vectors, limit: int
    ) -> list[tuple[int, float]]:
        """Return the (unit row, score) nearest to a vector, best first; scores are exact."""
        vectors = self.current(link, state)
        if vectors.exact or limit < 1:
            return vectors.search(vector, limit)
        rows = np.array([row for row, _ in vectors.search(vector, limit + _SPARE)], np.int64)
        scored: list[tuple[int, float]] = []
        for units, stored in read_units_at(link.db, state.dimension, rows):
            scored.extend(zip(units.tolist(), (stored @ vector).tolist(), strict=True))
        return sorted(scored, key=lambda hit: -hit[1])[:limit]

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


def _wanted(link: Link, state: State) -> tuple[NDArray[np.int64], Fetch]:
    """Return the unit rows of a snapshot in ascending order, and what reads their vectors."""
    found = link.db.execute("SELECT row FROM units ORDER BY row")
    rows = np.fromiter((row for (row,) in found), np.int64)
    return rows, partial(read_units_at, link.db, state.dimension)
