"""Changes to an index on a Milvus server: written under a new batch, committed with the head."""

import json
import os
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import count
from typing import Any
from uuid import uuid4

import numpy as np

from index.embeddings import digest
from index.encoder import Vectors
from index.errors import EncoderMismatch, IndexBusy, SourceError, StoreError
from index.grams import terms
from index.milvus_tables import (
    BATCHED,
    HEAD,
    INTERVIEWS,
    PARAGRAPHS,
    PIECES,
    SENTENCES,
    SOURCES,
    STAGED,
    UNITS,
    Head,
    Row,
    Tables,
    batch_of,
    packed,
    pieces,
    row_id,
    words,
)  # fmt: skip
from index.reading import Source
from index.rows import check_ids, pack, pack_head, pack_text
from index.store import Entry
from index.transcript import Interview

_LEASE = 120.0  # seconds after its last word that a writer is taken for dead
_WAIT = 5.0
_MOST_DEAD = 100
_SOME = 500


class MilvusWriter:
    """The one process that may change an index, for as long as it renews its lease.

    Raises EncoderMismatch, IndexBusy or StoreError.
    """

    def __init__(self, tables: Tables, encoder: str, dimension: int) -> None:
        self._tables = tables
        self._me = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._until = 0.0
        tables.create(dimension)
        tables.load()
        self._take_lease()
        try:
            self._head = self._first_head(encoder, dimension)
            # What an interrupted writer left behind counts for nothing.
            self.purge()
        except BaseException:
            self._release()
            raise

    def _first_head(self, encoder: str, dimension: int) -> Head:
        head = self._tables.head()
        if head is None:
            head = Head(uuid4().hex, encoder, dimension, 0, 0, (), time.time())
            self._tables.write_head(head)
        if (head.encoder, head.dimension) != (encoder, dimension):
            raise EncoderMismatch(
                f"The index at {self._tables.address} was built with the encoder "
                f"'{head.encoder}', not with '{encoder}': name that one with --encoder, or choose "
                "another collection with --index."
            )
        return head

    def _lease(self) -> dict[str, Any]:
        found = self._tables.get(HEAD, [1], ["data"])
        return dict(json.loads(found[0]["data"])) if found else {"holder": "", "until": 0.0}

    def _take_lease(self) -> None:
        deadline = time.monotonic() + _WAIT
        while True:
            lease = self._lease()
            if lease["holder"] in {"", self._me} or lease["until"] < time.time():
                self._write_lease(self._me)
                if self._lease()["holder"] == self._me:
                    return
            if time.monotonic() > deadline:
                raise IndexBusy(
                    f"Another process ({lease['holder']}) is writing to the index at "
                    f"{self._tables.address}: wait until it has ended, or two minutes if it was "
                    "killed, and run the command again."
                )
            time.sleep(0.2)

    def _write_lease(self, holder: str) -> None:
        self._until = time.time() + _LEASE
        data = json.dumps({"holder": holder, "until": self._until})
        self._tables.write(HEAD, [{"id": 1, "data": data, "nothing": [0.0, 0.0]}])

    def _renew(self) -> None:
        """Make sure that nobody else writes, before anything is written."""
        if time.time() < self._until - _LEASE / 2:
            return
        if self._lease()["holder"] != self._me:
            raise IndexBusy(
                f"Another process has taken over the index at {self._tables.address}: run the "
                "command again when it has ended."
            )
        self._write_lease(self._me)

    def _release(self) -> None:
        if self._lease()["holder"] == self._me:
            self._write_lease("")

    def close(self) -> None:
        """Delete what no longer counts and let the next writer in."""
        self._renew()
        self.purge()
        self._release()

    def _commit(self, **changes: Any) -> None:
        self._renew()
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
        gone = self._tables.count(UNITS, f"batch in {dead}")
        for table in BATCHED:
            self._tables.delete(table, f"batch in {dead}")
        self._commit(dead=())
        return gone

    def sweep(self) -> int:
        """Delete what no interview uses, and return how many vectors that were."""
        staged = self._tables.count(STAGED, "")
        if staged:
            self._tables.delete(STAGED, 'id != ""')
        return staged + self.purge()

    def remember(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors until the units that have them are written."""
        self._renew()
        names = [digest(text).hex() for text in texts]
        self._tables.write(
            STAGED,
            [
                {"id": name, "dense": each.tolist()}
                for name, each in zip(names, vectors, strict=True)
            ],
        )

    def _batches_of(self, path: str) -> list[int]:
        condition = f'key == "{digest(path).hex()}"'
        found = self._tables.find(SOURCES, condition, ["id"])
        return [b for b in (batch_of(row["id"]) for row in found) if self._head.counts(b)]

    def remove_source(self, path: str) -> int:
        """Let what a file brought in count no longer."""
        old = self._batches_of(path)
        held = self._tables.count(INTERVIEWS, f"batch in {old}") if old else 0
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
        written = _Batch(batch, source, entries, self._vectors(entries))
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
        for table, ids, letter in ((INTERVIEWS, names, "i"), (PARAGRAPHS, passages, "p")):
            by_key = {digest(name).hex(): name for name in ids}
            keys = list(by_key)
            for start in range(0, len(keys), _SOME):
                condition = f"key in {json.dumps(keys[start : start + _SOME])}"
                for row in self._tables.find(table, condition, ["id", "key"]):
                    batch = batch_of(row["id"])
                    if self._head.counts(batch) and batch not in old:
                        name = by_key[row["key"]]
                        raise _taken(ids[name].source, self._path_of(batch), letter + name)

    def _path_of(self, batch: int) -> str:
        found = self._tables.find(SOURCES, f"batch == {batch}", ["data"])
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
        for table, field in ((STAGED, "id"), (UNITS, "digest")):
            missing = sorted(wanted - known.keys())
            for start in range(0, len(missing), _SOME):
                condition = f"{field} in {json.dumps(missing[start : start + _SOME])}"
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


class _Batch:
    """The rows of one change, by table."""

    def __init__(
        self,
        batch: int,
        source: Source,
        entries: Sequence[Entry],
        vectors: dict[str, list[float]],
    ) -> None:
        self._batch, self._vectors = batch, vectors
        self._numbers: Iterator[int] = count(1)
        self.rows: dict[str, list[Row]] = {table: [] for table in BATCHED}
        key = digest(source.path).hex()
        self._add(SOURCES, key=key, data=json.dumps(asdict(source)), nothing=[0.0, 0.0])
        for entry in entries:
            self._add_interview(entry)

    def _add(self, table: str, **fields: Any) -> int:
        row = row_id(self._batch, next(self._numbers))
        self.rows[table].append({"id": row, "batch": self._batch, **fields})
        return row

    def _add_packed(self, table: str, data: bytes, **fields: Any) -> int:
        first, *others = pieces(packed(data))
        row = self._add(table, data=first, parts=1 + len(others), **fields)
        self._add_pieces(row, others)
        return row

    def _add_pieces(self, owner: int, texts: Sequence[str]) -> None:
        for place, text in enumerate(texts):
            self._add(PIECES, owner=owner, place=place, data=text, nothing=[0.0, 0.0])

    def _add_interview(self, entry: Entry) -> None:
        interview = entry.interview
        row = self._add_packed(
            INTERVIEWS, pack_head(interview, len(entry.units)),
            key=digest(interview.id).hex(), nothing=[0.0, 0.0],
        )  # fmt: skip
        self._add_pieces(-row, pieces(packed(pack_text(interview.text))))
        texts = {unit.paragraph: unit for unit in entry.units if unit.kind == "paragraph"}
        rows = {}
        for paragraph in interview.paragraphs:
            whole = texts[paragraph.number].text if paragraph.number in texts else ""
            rows[paragraph.number] = self._add_packed(
                PARAGRAPHS, pack(asdict(paragraph)), interview=row, number=paragraph.number,
                unit=0, key=digest(paragraph.id).hex(), words=words(terms(whole)),
            )  # fmt: skip
        self._add_units(row, entry, rows)

    def _add_units(self, interview: int, entry: Entry, paragraphs: dict[int, int]) -> None:
        split = {unit.paragraph for unit in entry.units if unit.kind == "sentence"}
        by_row = {each["id"]: each for each in self.rows[PARAGRAPHS]}
        for unit in entry.units:
            name, paragraph = digest(unit.text).hex(), paragraphs[unit.paragraph]
            row = self._add(
                UNITS, interview=interview, paragraph=paragraph, kind=unit.kind, first=unit.start,
                last=unit.end, digest=name, dense=self._vectors[name],
            )  # fmt: skip
            if unit.kind == "paragraph":
                by_row[paragraph]["unit"] = row
            if unit.kind == "sentence" or (
                unit.kind == "paragraph" and unit.paragraph not in split
            ):
                # A paragraph of one sentence is a sentence too.
                sentence = {"id": row, "batch": self._batch, "interview": interview}
                found = words(terms(unit.text))
                self.rows[SENTENCES].append(sentence | {"paragraph": paragraph, "words": found})
