"""The same store on a Milvus server, for archives that many machines serve.

`milvus+http://HOST:PORT/COLLECTION`; see `docs/scaling.md`. Readers keep nothing on their machine,
so any number of them can stand behind one server.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from index.address import read_milvus_address
from index.encoder import Vectors, checked
from index.errors import IndexMissing, StoreError
from index.milvus_reading import MilvusReader
from index.milvus_rows import BATCHED, Table
from index.milvus_tables import Tables
from index.milvus_writing import MilvusWriter
from index.reading import Source
from index.store import Entry, Store
from index.wanted import Wanted


class MilvusStore(MilvusReader, Store):
    """An index on a Milvus server; one process may write, any number may read."""

    def __init__(self, tables: Tables, wanted: Wanted, writer: MilvusWriter | None = None) -> None:
        self._writer = writer
        super().__init__(tables, wanted)

    @classmethod
    def open_for(cls, address: str | Path, wanted: Wanted) -> Self:
        """Open an index for reading."""
        tables = Tables(read_milvus_address(address))
        if not tables.exist():
            raise IndexMissing(
                f"There is no index at {tables.address}: run `python ingest.py --index "
                f"{tables.address}` first."
            )
        tables.load()
        return cls(tables, wanted)

    @classmethod
    def create_for(cls, address: str | Path, encoder: str, dimension: int) -> Self:
        """Open an index for writing, made where there is none."""
        tables = Tables(read_milvus_address(address))
        writer = MilvusWriter(tables, encoder, dimension)
        try:
            return cls(tables, Wanted(encoder, dimension), writer)
        except BaseException:
            writer.close()
            raise

    def close(self) -> None:
        """Let go of the index; a writer deletes what no longer counts first."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._tables.close()

    def _writing(self) -> MilvusWriter:
        if self._writer is None:
            raise StoreError(f"The index at {self._tables.address} was opened for reading only.")
        return self._writer

    def remember(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of texts that `replace` will be given."""
        self._writing().remember(texts, checked(vectors, len(texts), self.dimension))

    def replace(self, source: Source, entries: Sequence[Entry]) -> None:
        """Put a file's interviews in the place of what it held before, as one change."""
        for entry in entries:
            if entry.vectors is not None:
                checked(entry.vectors, len(entry.units), self.dimension)
        self._writing().replace(source, entries)

    def remove_source(self, path: str) -> int:
        """Remove what a file brought in and return the number of interviews that were."""
        return self._writing().remove_source(path)

    def sweep(self) -> int:
        """Drop what no interview uses any more, and return how many vectors that were."""
        return self._writing().sweep()

    def save(self) -> None:
        """Do nothing: the server keeps its indexes itself."""
        self._writing()

    def tables(self) -> dict[str, int]:
        """Return the number of rows in each collection."""
        return {table: self._tables.count(table, "") for table in (Table.STAGED, *BATCHED)}
