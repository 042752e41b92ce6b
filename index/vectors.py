"""The dense search: a FAISS index in memory, its file a cache of what SQLite holds.

The file is written under a temporary name, flushed to disk and moved into place; a manifest beside
it holds its checksum, because a damaged FAISS file can load without complaint. Whatever does not
match is thrown away and filled again from SQLite.
"""

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]
Fetch = Callable[[Rows], Iterable[tuple[Rows, Vectors]]]

FILE, MANIFEST = "vectors.faiss", "vectors.json"


class VectorIndex:
    """Unit vectors by row id; exact inner-product search; safe to share between threads."""

    def __init__(self, dimension: int) -> None:
        import faiss

        # One question is one small matrix product: starting threads for it costs more than it.
        faiss.omp_set_num_threads(1)
        self._faiss = faiss
        self._dimension = dimension
        self._lock = RLock()
        self._index: Any = self._empty()
        self._rows: set[int] = set()
        self.generation = -1

    def _empty(self) -> Any:
        return self._faiss.IndexIDMap2(self._faiss.IndexFlatIP(self._dimension))

    def __len__(self) -> int:
        return len(self._rows)

    def search(self, vector: Vectors, limit: int) -> tuple[Rows, Vectors]:
        """Return row ids and cosines of the nearest vectors, best first, at most `limit`."""
        with self._lock:
            count = min(limit, len(self._rows))
            if count == 0:
                return np.zeros(0, np.int64), np.zeros(0, np.float32)
            scores, rows = self._index.search(vector.reshape(1, -1), count)
        # FAISS pads what it does not find with -1.
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def update(self, wanted: Iterable[int], fetch: Fetch, generation: int) -> None:
        """Bring the index to hold exactly the `wanted` rows; `fetch` reads missing vectors."""
        with self._lock:
            target = set(wanted)
            gone = np.array(sorted(self._rows - target), np.int64)
            if len(gone):
                self._index.remove_ids(gone)
            missing = np.array(sorted(target - self._rows), np.int64)
            for rows, vectors in fetch(missing):
                self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), rows)
            self._rows = target
            self.generation = generation

    def load(self, folder: Path, fingerprint: str) -> bool:
        """Load the cache file if it is whole and belongs to this encoder; tell whether it did."""
        try:
            manifest = json.loads((folder / MANIFEST).read_text())
            with (folder / FILE).open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != manifest["sha256"]:
                    return False
            if manifest["fingerprint"] != fingerprint or manifest["dimension"] != self._dimension:
                return False
            index: Any = self._faiss.read_index(str(folder / FILE))
            rows = self._faiss.vector_to_array(index.id_map).tolist()
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError):
            return False
        if index.d != self._dimension or len(rows) != manifest["count"] != len(set(rows)):
            return False
        with self._lock:
            self._index, self._rows = index, set(rows)
            self.generation = int(manifest["generation"])
        return True

    def save(self, folder: Path, fingerprint: str) -> None:
        """Write the cache file and its manifest; a crash leaves the old ones or the new ones."""
        with self._lock:
            temporary = folder / f".{FILE}.{os.getpid()}"
            try:
                self._faiss.write_index(self._index, str(temporary))
                with temporary.open("rb+") as file:
                    digest = file_digest(file, "sha256").hexdigest()
                    os.fsync(file.fileno())
                manifest = {
                    "sha256": digest, "count": len(self._rows), "dimension": self._dimension,
                    "fingerprint": fingerprint, "generation": self.generation,
                }  # fmt: skip
                # Between the two moves the manifest does not match: the file is then rebuilt.
                temporary.replace(folder / FILE)
                _write_text(folder / MANIFEST, json.dumps(manifest))
            finally:
                with suppress(OSError):
                    temporary.unlink()


def _write_text(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
