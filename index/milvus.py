"""The same store on a Milvus server, for archives that many machines serve.

`milvus+http://HOST:PORT/COLLECTION`; see `docs/scaling.md`. Readers keep nothing on their machine,
so any number of them can stand behind one server.
"""

import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np

from index.address import read_milvus_address
from index.embeddings import digest
from index.encoder import Vectors, checked
from index.errors import EncoderMismatch, IndexMissing, StoreError, UnknownInterview
from index.fulltext import TextKind, UnitHit
from index.milvus_tables import (
    BATCHED,
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
    joined,
    unpacked,
    words,
)  # fmt: skip
from index.milvus_writing import MilvusWriter
from index.reading import Source, StoredUnit
from index.recent import Recent
from index.rows import (
    InterviewSummary,
    Passage,
    read_summary,
    unpack_paragraph,
    unpack_text,
    whole_interview,
)  # fmt: skip
from index.store import Entry, Store
from index.transcript import Interview

_DEEPEST = 16_384  # hits that Milvus gives at most
_MOST_TERMS = 256
_KEPT = 32


class MilvusStore(Store):
    """An index on a Milvus server; one process may write, any number may read."""

    def __init__(
        self,
        tables: Tables,
        encoder: str | None,
        dimension: int | None,
        writer: MilvusWriter | None = None,
    ) -> None:
        self._tables, self._writer = tables, writer
        self._wanted = (encoder, dimension)
        self._local = threading.local()
        self._interviews: Recent[Interview] = Recent(_KEPT)
        self._heads: Recent[dict[str, Any]] = Recent(_KEPT * 8)
        self._rows: Recent[int | None] = Recent(_KEPT * 8)
        self._summaries: Recent[tuple[InterviewSummary, ...]] = Recent(1)
        with self._view() as head:
            self.fingerprint, self.dimension = head.encoder, head.dimension

    @classmethod
    def open(
        cls,
        address: str | Path,
        *,
        encoder_fingerprint: str | None = None,
        dimension: int | None = None,
    ) -> Self:
        """Open an index for reading; None for the encoder takes any."""
        tables = Tables(read_milvus_address(address))
        if not tables.exist():
            raise IndexMissing(
                f"There is no index at {tables.address}: run `python ingest.py --index "
                f"{tables.address}` first."
            )
        tables.load()
        return cls(tables, encoder_fingerprint, dimension)

    @classmethod
    def create(cls, address: str | Path, *, encoder_fingerprint: str, dimension: int) -> Self:
        """Open an index for writing, made where there is none."""
        tables = Tables(read_milvus_address(address))
        writer = MilvusWriter(tables, encoder_fingerprint, dimension)
        try:
            return cls(tables, encoder_fingerprint, dimension, writer)
        except BaseException:
            writer.close()
            raise

    def close(self) -> None:
        """Let go of the index; a writer deletes what no longer counts first."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._tables.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything this thread reads inside the block belong to one generation."""
        with self._view():
            yield

    @contextmanager
    def _view(self) -> Iterator[Head]:
        current: Head | None = getattr(self._local, "head", None)
        if current is not None:
            yield current
            return
        self._local.head = self._checked(self._tables.head())
        try:
            yield self._local.head
        finally:
            self._local.head = None

    def _checked(self, head: Head | None) -> Head:
        if head is None:
            raise IndexMissing(f"The index at {self._tables.address} is still being made.")
        wanted, dimension = self._wanted
        if wanted not in (None, head.encoder) or dimension not in (None, head.dimension):
            raise EncoderMismatch(
                f"The index at {self._tables.address} was built with the encoder "
                f"'{head.encoder}', not with '{wanted}': name that one with --encoder, or build "
                "another index with `python ingest.py --index ADDRESS`."
            )
        return head

    def _find(self, head: Head, table: str, condition: str, *fields: str) -> list[Row]:
        """Return the rows that count and that a filter finds, by their ids."""
        found = self._tables.find(table, joined(condition, head.filter), ["id", *fields])
        return sorted(
            (row for row in found if head.counts(batch_of(row["id"]))), key=lambda row: row["id"]
        )

    def _rest(self, owner: int, parts: int) -> str:
        """Return what of a packed text did not fit into its own row."""
        if parts <= 1:
            return ""
        found = self._tables.find(PIECES, f"owner == {owner}", ["place", "data"])
        if len(found) != parts - 1:
            raise StoreError("A stored text has lost a part: ingest its file again.")
        return "".join(each["data"] for each in sorted(found, key=lambda each: each["place"]))

    def ensure_sound(self) -> bool:
        """Count what is there against what each interview says it has."""
        with self._view() as head:
            for table, expected in ((PARAGRAPHS, self.counts()[1]), (UNITS, self.counts()[2])):
                held = self._tables.count(table, joined(f"batch <= {head.last}", head.filter))
                if held != expected:
                    raise StoreError(
                        f"The index at {self._tables.address} is damaged ({held} rows in {table}, "
                        f"not {expected}): ingest the interviews into another collection."
                    )
        return False

    @property
    def generation(self) -> int:
        """The number of changes since the index was made."""
        with self._view() as head:
            return head.generation

    def sources(self) -> dict[str, Source]:
        """Return every ingested file by its path."""
        with self._view() as head:
            found = [json.loads(row["data"]) for row in self._find(head, SOURCES, "", "data")]
        return {each["path"]: Source(**each) for each in sorted(found, key=lambda e: e["path"])}

    def remembered(self, texts: Iterable[str]) -> set[str]:
        """Return those of the texts whose vectors the index has."""
        names = {digest(text).hex(): text for text in texts}
        found: set[str] = set()
        for table, field in ((STAGED, "id"), (UNITS, "digest")):
            missing = [name for name in names if name not in found]
            for some in _chunks(missing):
                rows = self._tables.find(table, f"{field} in {json.dumps(some)}", [field])
                found.update(row[field] for row in rows)
        return {names[name] for name in found}

    def interviews(self) -> list[InterviewSummary]:
        """Return a summary of every interview, by id."""
        with self._view() as head:
            return list(self._summaries.get(head.identity, lambda: self._read_summaries(head)))

    def _read_summaries(self, head: Head) -> tuple[InterviewSummary, ...]:
        found = self._find(head, INTERVIEWS, "", "data", "parts")
        packed = (row["data"] + self._rest(row["id"], row["parts"]) for row in found)
        summaries = (read_summary(unpacked(each)) for each in packed)
        return tuple(sorted(summaries, key=lambda summary: summary.id))

    def _row(self, head: Head, interview_id: str) -> int | None:
        """Return the row of an interview, None when there is none."""

        def look() -> int | None:
            key = digest(interview_id).hex()
            found = self._find(head, INTERVIEWS, f'key == "{key}"')
            return found[0]["id"] if found else None

        return self._rows.get((head.identity, interview_id), look)

    def _head_of(self, row: int) -> dict[str, Any]:
        """Return what is known of an interview but its text and paragraphs."""

        def read() -> dict[str, Any]:
            found = self._tables.get(INTERVIEWS, [row], ["id", "data", "parts"])
            if not found:
                return {}
            packed = found[0]["data"] + self._rest(row, found[0]["parts"])
            fields: dict[str, Any] = json.loads(unpack_text(unpacked(packed)))
            return fields

        return self._heads.get(row, read)

    def interview_path(self, interview_id: str) -> str | None:
        """Return the path of the file an interview came from, None when there is none."""
        with self._view() as head:
            row = self._row(head, interview_id)
            if row is None:
                return None
            found = self._find(head, SOURCES, f"batch == {batch_of(row)}", "data")
        return str(json.loads(found[0]["data"])["path"]) if found else None

    def interview(self, interview_id: str) -> Interview:
        """Return one interview whole; raises UnknownInterview."""
        with self._view() as head:
            row = self._row(head, interview_id)
            if row is None:
                raise UnknownInterview(
                    f"No interview '{interview_id}' is at {self._tables.address}: ingest it, or "
                    "check its name."
                )
            return self._interviews.get(row, lambda: self._read_interview(head, row))

    def _read_interview(self, head: Head, row: int) -> Interview:
        found = self._find(head, PARAGRAPHS, f"interview == {row}", "number", "data", "parts")
        bodies = (each["data"] + self._rest(each["id"], each["parts"]) for each in found)
        paragraphs = [unpack_paragraph(unpacked(body)) for body in bodies]
        texts = self._find(head, PIECES, f"owner == {-row}", "place", "data")
        text = "".join(each["data"] for each in sorted(texts, key=lambda each: each["place"]))
        return whole_interview(self._head_of(row), unpack_text(unpacked(text)), paragraphs)

    def search_dense(
        self, vector: Vectors, limit: int, interview: str | None = None
    ) -> list[UnitHit]:
        """Return the units nearest to a unit vector [dimension], best first."""
        vector = checked(np.asarray(vector, np.float32).reshape(1, -1), 1, self.dimension)[0]
        return self._search(UNITS, vector, limit, interview)

    def search_text(
        self,
        terms: Sequence[str],
        limit: int,
        interview: str | None = None,
        kind: TextKind = "paragraph",
    ) -> list[UnitHit]:
        """Return the paragraphs, or sentences, that hold any of the terms, by BM25, best first."""
        asked = words([term for term in dict.fromkeys(terms) if term.strip()][:_MOST_TERMS])
        if not asked:
            return []
        return self._search(
            PARAGRAPHS if kind == "paragraph" else SENTENCES, asked, limit, interview
        )

    def _search(
        self, table: str, what: Vectors | str, limit: int, interview: str | None
    ) -> list[UnitHit]:
        if limit < 1:
            return []
        unit, passage = ("unit", "id") if table == PARAGRAPHS else ("id", "paragraph")
        with self._view() as head:
            row = None if interview is None else self._row(head, interview)
            if interview is not None and row is None:
                return []
            found = self._tables.nearest(
                table, what, min(limit, _DEEPEST),
                joined("" if row is None else f"interview == {row}", head.filter),
                ["unit"] if table == PARAGRAPHS else ["paragraph"],
                settled=self._tables.settled(head, time.time()),
            )  # fmt: skip
        hits = [
            UnitHit(hit[unit], hit[passage], hit["score"])
            for hit in found
            if head.counts(batch_of(hit["id"]))
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.unit))

    def phrase_count(self, phrase: str, limit: int = 10_000) -> int:
        """Return how many paragraphs hold a phrase of Chinese characters, at most `limit`."""
        pairs = [words([phrase[at : at + 2]]) for at in range(len(phrase) - 1)]
        if not pairs:
            return 0
        # The index finds those with all the pairs; that they follow each other, the words say.
        matches = [f'text_match(words, "{pair}")' for pair in dict.fromkeys(pairs)]
        with self._view() as head:
            together = joined(*matches, f'words like "%{" ".join(pairs)}%"', head.filter)
            return min(self._tables.count(PARAGRAPHS, together), limit)

    def paragraph_count(self) -> int:
        """Return the number of paragraphs in the index."""
        return self.counts()[1]

    def passages(self, passage_rows: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of those rows that exist, by row."""
        with self._view() as head:
            wanted = [int(row) for row in passage_rows if head.counts(batch_of(int(row)))]
            found = self._tables.get(PARAGRAPHS, wanted, ["id", "interview", "data", "parts"])
            passages = {row["id"]: self._passage(row) for row in found}
        return {row: passages[row] for row in passage_rows if row in passages}

    def _passage(self, row: Row) -> Passage:
        about = self._head_of(row["interview"])
        body = row["data"] + self._rest(row["id"], row["parts"])
        return Passage(row["id"], about["id"], about["source"], unpack_paragraph(unpacked(body)))

    def passages_at(self, interview_id: str, numbers: Iterable[int]) -> list[Passage]:
        """Return the paragraphs of an interview that have these numbers, in reading order."""
        wanted = sorted({int(number) for number in numbers})
        with self._view() as head:
            row = self._row(head, interview_id)
            if row is None:
                raise UnknownInterview(f"No interview '{interview_id}' in the index.")
            if not wanted:
                return []
            condition = f"interview == {row} and number in {wanted}"
            fields = ("number", "interview", "data", "parts")
            found = self._find(head, PARAGRAPHS, condition, *fields)
            return [self._passage(each) for each in found]

    def units(self, passage_rows: Sequence[int]) -> list[StoredUnit]:
        """Return the units of passages with their vectors, in the order they were cut."""
        found: list[Row] = []
        with self._view() as head:
            for some in _chunks([int(row) for row in passage_rows]):
                fields = ("paragraph", "kind", "first", "last", "dense")
                found += self._find(head, UNITS, f"paragraph in {some}", *fields)
        return [
            StoredUnit(
                row["id"], row["paragraph"], row["kind"], row["first"], row["last"],
                np.asarray(row["dense"], np.float32),
            )
            for row in sorted(found, key=lambda row: row["id"])
        ]  # fmt: skip

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
        return {table: self._tables.count(table, "") for table in (STAGED, *BATCHED)}


def _chunks(values: Sequence[Any], size: int = 500) -> Iterator[list[Any]]:
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
