"""Vectors → nearest units: FAISS in memory, and its cache on disk.

Up to `LARGE` units every vector is compared; beyond, an inverted file is searched.

The cache only saves time. It is used when its manifest names the index, the encoder and the
generation it was made for and its checksum matches, and rebuilt from the database otherwise.
"""

import json
import logging
import os
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index import inverted
from index.encoder import Vectors
from index.inverted import Fetch
from index.replacing import replace_file

VECTORS = "vectors.faiss"
MANIFEST = "vectors.manifest"
LARGE = 200_000  # units that are compared one by one, at most
_BESIDE = 10_000  # changed rows that stand beside the file, at most
_NONE = np.zeros(0, np.int64)

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
    """Inner-product search over unit rows; does not change once it is made.

    Small ones compare every vector. Large ones look into part of an inverted file: they are not
    `exact`, and what they find wants scoring by the true vectors. A few thousand units that were
    added or removed since the file was made stand beside it.
    """

    def __init__(
        self,
        faiss_index: Any,
        added: tuple[NDArray[np.int64], Vectors] | None = None,
        gone: NDArray[np.int64] = _NONE,
    ) -> None:
        self._index, self._gone = faiss_index, gone
        self._added = added or (_NONE, np.zeros((0, faiss_index.d), np.float32))
        self.exact = hasattr(faiss_index, "id_map")
        self.count = int(faiss_index.ntotal) - len(gone) + len(self._added[0])

    @classmethod
    def build(cls, dimension: int, rows: NDArray[np.int64], fetch: Fetch) -> Self:
        """Make an index of unit rows, in ascending order, whose vectors `fetch` reads."""
        import faiss

        if len(rows) > LARGE:
            return cls(inverted.build(dimension, rows, fetch))
        flat = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        for some, vectors in fetch(rows):
            flat.add_with_ids(vectors, some)
        return cls(flat)

    @cached_property
    def _filed(self) -> NDArray[np.int64]:
        """The rows in the file, in ascending order."""
        import faiss

        if self.exact:
            return np.sort(np.asarray(faiss.vector_to_array(self._index.id_map), np.int64))
        return inverted.rows_of(self._index)

    def suits(self, count: int) -> bool:
        """Tell whether an index of so many units would be made in this form."""
        if self.exact:
            return count <= LARGE
        return count > LARGE // 2 and inverted.suits(self._index, count)

    def updated(self, wanted: NDArray[np.int64], fetch: Fetch) -> "VectorIndex":
        """Return an index of exactly the `wanted` unit rows; `fetch` reads those it lacks.

        A row's vector never changes, so comparing the rows is enough. The file is shared with
        this index, on which searches may be running.
        """
        gone = np.setdiff1d(self._filed, wanted, assume_unique=True)
        beside = np.setdiff1d(wanted, self._filed, assume_unique=True)
        rows, vectors = self._added
        kept = np.isin(rows, beside, assume_unique=True)
        parts = [(rows[kept], vectors[kept]), *fetch(np.setdiff1d(beside, rows))]
        added = (np.concatenate([r for r, _ in parts]), np.concatenate([v for _, v in parts]))
        made = VectorIndex(self._index, added, gone)
        return made if len(gone) + len(beside) <= _BESIDE else made.merged()

    def merged(self) -> "VectorIndex":
        """Return the same index with everything in the file."""
        import faiss

        rows, vectors = self._added
        if not len(self._gone) and not len(rows):
            return self
        copy = faiss.clone_index(self._index)
        if len(self._gone):
            copy.remove_ids(faiss.IDSelectorBatch(self._gone))
        copy.add_with_ids(vectors, rows)
        return VectorIndex(copy)

    def search(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Return at most `limit` (unit row, score), best first."""
        import faiss

        if not self.count or limit < 1:
            return []
        # Several askers share the cores better than several threads share one question.
        faiss.omp_set_num_threads(1)
        wanted = min(limit, self._index.ntotal)
        scores, rows = np.zeros((1, 0), np.float32), np.zeros((1, 0), np.int64)
        if wanted:
            question = vector.reshape(1, -1)
            scores, rows = self._index.search(question, wanted, params=self._selection())
        found = list(zip(rows[0].tolist(), scores[0].tolist(), strict=True))
        names, vectors = self._added
        if len(names):
            found += zip(names.tolist(), (vectors @ vector).tolist(), strict=True)
            found.sort(key=lambda hit: -hit[1])
        return [(row, score) for row, score in found if row >= 0][:limit]

    def _selection(self) -> Any:
        import faiss

        if not len(self._gone):
            return None
        selector = faiss.IDSelectorNot(faiss.IDSelectorBatch(self._gone))
        # The stubs of FAISS lack the fields that its constructors take.
        make: Any = faiss.SearchParameters if self.exact else faiss.SearchParametersIVF
        return make(sel=selector, **({} if self.exact else {"nprobe": self._index.nprobe}))

    def save(self, directory: Path, state: State) -> None:
        """Write the cache of `state`; the manifest comes last, so half a cache is none."""
        import faiss

        whole = self.merged()
        data = faiss.serialize_index(whole._index)
        manifest = _Manifest(
            **asdict(state), count=whole.count, sha256=sha256(data.data).hexdigest()
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
