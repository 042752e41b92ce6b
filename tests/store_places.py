"""The kinds of place an index can be in, and what tests need to know of each."""

import sqlite3
from itertools import count

from index.address import read_milvus_address
from index.milvus_rows import BATCHED, Table
from index.milvus_tables import Tables
from index.schema import DATABASE


class FolderPlaces:
    """Folders of the local disk."""

    def __init__(self, factory) -> None:
        self._factory = factory

    def new(self):
        """Return the address of an index that does not exist yet."""
        return self._factory.mktemp("place") / "index"

    @staticmethod
    def rows(address):
        """Return the number of rows of every table of an index."""
        with sqlite3.connect(address / DATABASE) as db:
            names = [
                "sources", "interviews", "paragraphs", "units", "embeddings", "paragraph_terms",
                "sentence_terms",
            ]  # fmt: skip
            return {n: db.execute(f"SELECT count(*) FROM {n}").fetchone()[0] for n in names}


class MilvusPlaces:
    """Collections on one server; every vector is compared, so that results are exact."""

    def __init__(self, uri) -> None:
        self._uri, self._numbers = uri, count(1)

    def new(self):
        """Return the address of an index that does not exist yet."""
        return f"milvus+{self._uri}/made_{next(self._numbers)}?index=FLAT"

    @staticmethod
    def rows(address):
        """Return the number of rows of every collection of an index."""
        tables = Tables(read_milvus_address(address))
        return {name: tables.count(name, "") for name in (Table.STAGED, *BATCHED)}
