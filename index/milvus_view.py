"""The collections of an index as one generation has them."""

from dataclasses import dataclass
from typing import Any

from index.errors import StoreError
from index.milvus_rows import Row, Table, batch_of, joined, unpacked
from index.milvus_tables import Head, Tables


@dataclass(frozen=True, slots=True)
class View:
    """What one call sees: the collections, and the head that says which rows of them count."""

    tables: Tables
    head: Head

    def find(self, table: Table, condition: str, *fields: str) -> list[Row]:
        """Return the rows that count and that a filter finds, by their ids."""
        found = self.tables.find(table, joined(condition, self.head.filter), ["id", *fields])
        return sorted((row for row in found if self.counts(row)), key=lambda row: row["id"])

    def counts(self, row: Row) -> bool:
        """Tell whether a row is part of this generation."""
        return self.head.counts(batch_of(row["id"]))

    def content(self, row: Row) -> bytes:
        """Return what is packed in a row and in the pieces that did not fit into it."""
        return unpacked(row["data"] + self._rest(row["id"], row["parts"]))

    def _rest(self, owner: int, parts: int) -> str:
        if parts <= 1:
            return ""
        found = self.tables.find(Table.PIECES, f"owner == {owner}", ["place", "data"])
        if len(found) != parts - 1:
            raise StoreError("A stored text has lost a part: ingest its file again.")
        return in_order(found)


def in_order(pieces: list[dict[str, Any]]) -> str:
    """Return the text that pieces make together."""
    return "".join(each["data"] for each in sorted(pieces, key=lambda each: each["place"]))
