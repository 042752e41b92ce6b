"""The store in a folder: SQLite is the truth, FAISS and full text serve it.

Every change of one source is one transaction and one generation.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from index import common_terms, embeddings, rows
from index.encoder import Vectors, checked
from index.errors import StoreError
from index.reading import Reader, Source
from index.store import Entry, Store
from index.vectors import is_current
from index.wanted import Wanted
from index.writer import Writer

_log = logging.getLogger(__name__)


class LocalStore(Reader, Store):
    """An index in a folder; one process may write, any number may read."""

    def __init__(self, directory: Path, wanted: Wanted, writer: Writer | None = None) -> None:
        super().__init__(directory, wanted)
        self._writer = writer
        with self._view() as view:
            self._begun = view.state

    @classmethod
    def create_for(cls, directory: str | Path, encoder: str, dimension: int) -> Self:
        """Open an index for writing, made where there is none."""
        writer = Writer(Path(directory), encoder, dimension)
        try:
            return cls(Path(directory), Wanted(encoder, dimension), writer)
        except BaseException:
            writer.close()
            raise

    def close(self) -> None:
        """Let go of the index; a writer saves the vector cache first."""
        if self._writer is not None:
            try:
                self.save()
            except StoreError as error:
                _log.warning("%s", error)
            self._writer.close()
            self._writer = None
        super().close()

    def _writing(self) -> Writer:
        if self._writer is None:
            raise StoreError(f"The index in {self.directory} was opened for reading only.")
        return self._writer

    def remember(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of texts that `replace` will be given.

        Raises EncoderError, before anything is written, for vectors that cannot be searched.
        """
        checked(vectors, len(texts), self.dimension)
        with self._writing().transaction() as db:
            embeddings.remember(db, texts, vectors)

    def replace(self, source: Source, entries: Sequence[Entry]) -> None:
        """Put a file's interviews in the place of what it held before, in one transaction.

        Raises EncoderError for vectors that cannot be searched and SourceError for an id that is
        taken; the index is then as it was.
        """
        for entry in entries:
            if entry.vectors is not None:
                checked(entry.vectors, len(entry.units), self.dimension)
        with self._writing().change() as db:
            db.execute("DELETE FROM sources WHERE path = ?", (_key(source.path),))
            row = db.execute(
                "INSERT INTO sources(path, sha256, version) VALUES(?, ?, ?)",
                (_key(source.path), source.sha256, source.version),
            ).lastrowid
            for entry in entries:
                texts = [unit.text for unit in entry.units]
                if entry.vectors is not None:
                    embeddings.remember(db, texts, entry.vectors)
                known = embeddings.known(db, texts)
                vectors = [known[text] for text in texts]
                rows.write_interview(db, row or 0, entry.interview, entry.units, vectors)

    def remove_source(self, path: str) -> int:
        """Remove what a file brought in and return the number of interviews that were."""
        query = (
            "SELECT count(*) FROM interviews JOIN sources ON sources.row = source WHERE path = ?"
        )
        with self._writing().change() as db:
            count = db.execute(query, (_key(path),)).fetchone()[0]
            db.execute("DELETE FROM sources WHERE path = ?", (_key(path),))
        return int(count)

    def sweep(self) -> int:
        """Drop the vectors that no unit uses, and return how many there were."""
        with self._writing().transaction() as db:
            return embeddings.sweep(db)

    def save(self) -> None:
        """Write the FAISS cache and the counts of common terms, if anything has changed."""
        writer = self._writing()
        with self._view() as view:
            stale = common_terms.stale(view.db)
        if stale:
            with writer.transaction() as db:
                common_terms.renew(db, stale)
        with self._view() as view:
            if is_current(self.directory, view.state):
                return
            self._dense.resume(view.link, self._begun)
            vectors = self._dense.settled(view.link, view.state)
            self._begun = view.state
            try:
                vectors.save(self.directory, view.state)
            except OSError as error:
                # Only time is lost: the next to open the index makes the vectors anew.
                _log.warning("the vector cache in %s was not written: %s", self.directory, error)


def _key(path: str) -> bytes:
    return path.encode("utf-8", "surrogatepass")
