"""Changes to an index on a Milvus server: written under a new batch, committed with the head."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import numpy as np

from index.embeddings import digest
from index.encoder import Vectors
from index.errors import SourceError, StoreError
from index.milvus_batch import Batch
from index.milvus_lease import Lease
from index.milvus_rows import BATCHED, Table, batch_of, chunks
from index.milvus_tables import Head, Tables
from index.reading import Source
from index.rows import check_ids
from index.store import Entry
from index.transcript import Interview
from index.wanted import Wanted

_MOST_DEAD = 100


class MilvusWriter:
    """The one process that may change an index, for as long as it renews its lease.

    Raises EncoderMismatch, IndexBusy or StoreError.
    """

    def __init__(self, tables: Tables, encoder: str, dimension: int) -> None:
        self._tables = tables
        tables.create(dimension)
        tables.load()
        self._lease = Lease(tables)
        try:
            self._head = self._first_head(encoder, dimension)
            # What an interrupted writer left behind counts for nothing.
            self.purge()
        except BaseException:
            self._lease.release()
            raise

    def _first_head(self, encoder: str, dimension: int) -> Head:
        head = self._tables.head()
        if head is None:
            head = Head(uuid4().hex, encoder, dimension, 0, 0, (), time.time())
            self._tables.write_head(head)
        place = f"at {self._tables.address}"
        Wanted(encoder, dimension).check(head.encoder, head.dimension, place)
        return head

    def close(self) -> None:
        """Delete what no longer counts and let the next writer in."""
        self._lease.renew()
        self.purge()
        self._lease.release()

    def _commit(self, **changes: Any) -> None:
        self._lease.renew()
        head = replace(self._head, **changes)
        self._tables.write_head(head)
        self._head = head

    def _change(self, new: set[int], old: Sequence[int]) -> None:
        """Let batches count, and others no longer: one write, one generation."""
        dead = (set(self._head.dead) - new) | set(old)
        self._commit(
            identity=uuid4().hex, generation=self._head.generation + 1,
            dead=tuple(sorted(dead)), changed=time.time(),
        )  # fmt: skip

    def purge(self) -> int:
        """Delete what batches wrote that do not count, and return how many units that were."""
        dead = list(self._head.dead)
        if not dead:
            return 0
        gone = self._tables.count(Table.UNITS, f"batch in {dead}")
        for table in BATCHED:
            self._tables.delete(table, f"batch in {dead}")
        self._commit(dead=())
        return gone

    def sweep(self) -> int:
        """Delete what no interview uses, and return how many vectors that were."""
        staged = self._tables.count(Table.STAGED, "")
        if staged:
            self._tables.delete(Table.STAGED, 'id != ""')
        return staged + self.purge()

    def remember(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors until the units that have them are written."""
        self._lease.renew()
        names = [digest(text).hex() for text in texts]
        self._tables.write(
            Table.STAGED,
            [
                {"id": name, "dense": each.tolist()}
                for name, each in zip(names, vectors, strict=True)
            ],
        )

    def _batches_of(self, path: str) -> list[int]:
        condition = f'key == "{digest(path).hex()}"'
        found = self._tables.find(Table.SOURCES, condition, ["id"])
        return [b for b in (batch_of(row["id"]) for row in found) if self._head.counts(b)]

    def remove_source(self, path: str) -> int:
        """Let what a file brought in count no longer."""
        old = self._batches_of(path)
        held = self._tables.count(Table.INTERVIEWS, f"batch in {old}") if old else 0
        self._change(set(), old)
        return held

    def replace(self, source: Source, entries: Sequence[Entry]) -> None:
        """Write a file's interviews under a new batch and let it count in place of the old one."""
        old = self._batches_of(source.path)
        for entry in entries:
            check_ids(entry.interview)
        self._refuse_taken([entry.interview for entry in entries], old)
        if len(self._head.dead) > _MOST_DEAD:
            self.purge()
        batch = self._head.last + 1
        # Dead from the start: what is written now counts only when all of it is there.
        self._commit(last=batch, dead=tuple(sorted({*self._head.dead, batch})))
        written = Batch(batch, source, entries, self._vectors(entries))
        for table, rows in written.rows.items():
            self._tables.write(table, rows)
        for table, rows in written.rows.items():
            if self._tables.count(table, f"batch == {batch}") != len(rows):
                raise StoreError(
                    f"Milvus at {self._tables.address.uri} did not take everything of "
                    f"{source.path}: run the command again."
                )
        self._change({batch}, old)

    def _refuse_taken(self, interviews: Sequence[Interview], old: Sequence[int]) -> None:
        """Raise SourceError, naming both files, when an id is in the index or comes twice."""
        names = {each.id: each for each in interviews}
        passages = {p.id: each for each in interviews for p in each.paragraphs}
        if len(names) < len(interviews) or len(passages) < sum(
            len(each.paragraphs) for each in interviews
        ):
            seen: set[str] = set()
            for each in interviews:
                for name in (f"i{each.id}", *(f"p{p.id}" for p in each.paragraphs)):
                    if name in seen:
                        raise _taken(each.source, each.source, name)
                    seen.add(name)
        for table, ids, letter in (
            (Table.INTERVIEWS, names, "i"),
            (Table.PARAGRAPHS, passages, "p"),
        ):
            by_key = {digest(name).hex(): name for name in ids}
            for keys in chunks(list(by_key)):
                condition = f"key in {json.dumps(keys)}"
                for row in self._tables.find(table, condition, ["id", "key"]):
                    batch = batch_of(row["id"])
                    if self._head.counts(batch) and batch not in old:
                        name = by_key[row["key"]]
                        raise _taken(ids[name].source, self._path_of(batch), letter + name)

    def _path_of(self, batch: int) -> str:
        found = self._tables.find(Table.SOURCES, f"batch == {batch}", ["data"])
        return str(json.loads(found[0]["data"])["path"]) if found else "another file"

    def _vectors(self, entries: Sequence[Entry]) -> dict[str, list[float]]:
        """Return the vector of every unit by its text's digest."""
        known: dict[str, list[float]] = {}
        wanted: set[str] = set()
        for entry in entries:
            names = [digest(unit.text).hex() for unit in entry.units]
            if entry.vectors is None:
                wanted.update(names)
            else:
                known |= dict(zip(names, np.asarray(entry.vectors).tolist(), strict=True))
        for table, field in ((Table.STAGED, "id"), (Table.UNITS, "digest")):
            for missing in chunks(sorted(wanted - known.keys())):
                condition = f"{field} in {json.dumps(missing)}"
                for row in self._tables.find(table, condition, [field, "dense"]):
                    known[row[field]] = list(map(float, row["dense"]))
        return known


def _taken(source: str, other: str, name: str) -> SourceError:
    kind, name = name[0], name[1:]
    if kind == "i":
        return SourceError(
            f"{source} and {other} both hold an interview '{name}': rename one of them."
        )
    return SourceError(f"{source} and {other} both hold a passage '{name}': make the ids unique.")
