"""Vectors → nearest units: FAISS in memory, and its cache on disk.

The cache only saves time. It is used when its manifest names the index, the encoder and the
generation it was made for and its checksum matches, and rebuilt from the database otherwise.
"""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.embeddings import Chunks
from index.encoder import Vectors
from index.replacing import replace_file

VECTORS = "vectors.faiss"
MANIFEST = "vectors.manifest"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """What one snapshot of an index is known by; `identity` is new with every change."""

    identity: str
    encoder: str
    dimension: int
    generation: int


@dataclass(frozen=True, slots=True)
class _Manifest:
    identity: str
    encoder: str
    dimension: int
    generation: int
    count: int
    sha256: str

    @property
    def state(self) -> State:
        return State(self.identity, self.encoder, self.dimension, self.generation)


class VectorIndex:
    """Exact inner-product search over unit rows; does not change once it is made."""

    def __init__(self, faiss_index: Any) -> None:
        self._index = faiss_index
        self.count = int(faiss_index.ntotal)

    @classmethod
    def build(cls, dimension: int, chunks: Chunks) -> Self:
        """Make an index from chunks of (unit rows [n], vectors [n, dimension])."""
        import faiss

        faiss_index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        for rows, vectors in chunks:
            faiss_index.add_with_ids(vectors, rows)
        return cls(faiss_index)

    def updated(
        self,
        wanted: NDArray[np.int64],
        fetch: Callable[[NDArray[np.int64]], Chunks],
    ) -> "VectorIndex":
        """Return an index of exactly the `wanted` unit rows; `fetch` reads those it lacks.

        A row's vector never changes, so comparing the rows is enough.
        """
        import faiss

        held = faiss.vector_to_array(self._index.id_map)
        # Searches may be running on this one.
        copy = faiss.clone_index(self._index)
        gone = np.setdiff1d(held, wanted)
        if len(gone):
            copy.remove_ids(faiss.IDSelectorBatch(gone))
        for rows, vectors in fetch(np.setdiff1d(wanted, held)):
            copy.add_with_ids(vectors, rows)
        return VectorIndex(copy)

    def search(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Return at most `limit` (unit row, score), best first."""
        import faiss

        if not self.count or limit < 1:
            return []
        # Several askers share the cores better than several threads share one question.
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(vector.reshape(1, -1), min(limit, self.count))
        found = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        return [(row, score) for row, score in found if row >= 0]

    def save(self, directory: Path, state: State) -> None:
        """Write the cache of `state`; the manifest comes last, so half a cache is none."""
        import faiss

        data = faiss.serialize_index(self._index)
        manifest = _Manifest(
            **asdict(state), count=self.count, sha256=sha256(data.data).hexdigest()
        )
        replace_file(directory / VECTORS, data.data)
        replace_file(directory / MANIFEST, json.dumps(asdict(manifest)).encode())

    @classmethod
    def load(cls, directory: Path, state: State) -> Self | None:
        """Return the cached index of `state`, None when there is none or it cannot be trusted."""
        try:
            manifest = _Manifest(**json.loads((directory / MANIFEST).read_bytes()))
            if manifest.state != state:
                return None
            return cls(_checked_read(directory / VECTORS, manifest))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            _log.warning("%s is rebuilt: %s", directory / VECTORS, error)
            return None


def is_current(directory: Path, state: State) -> bool:
    """Tell whether the manifest on disk is that of `state`; the vectors are not read."""
    try:
        manifest = _Manifest(**json.loads((directory / MANIFEST).read_bytes()))
        present = (directory / VECTORS).is_file()
    except (OSError, ValueError, TypeError):
        return False
    return present and manifest.state == state


def _checked_read(path: Path, manifest: _Manifest) -> Any:
    import faiss

    with path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != manifest.sha256:
            raise ValueError("its checksum differs from its manifest's")
        faiss_index = faiss.read_index(str(path))
        # A writer may have put another file in its place since the checksum was taken.
        if os.fstat(file.fileno()).st_ino != path.stat().st_ino:
            raise ValueError("it was replaced while it was read")
    if (faiss_index.ntotal, faiss_index.d) != (manifest.count, manifest.dimension):
        raise ValueError("its size differs from its manifest's")
    return faiss_index
